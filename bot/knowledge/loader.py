"""Read the whole knowledge folder. All problems come at once; with an error among them there is no knowledge."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import TypeVar

from bot.knowledge.collection import Collection
from bot.knowledge.documents import Document, read_document
from bot.knowledge.fields import Fields
from bot.knowledge.problems import BrokenKnowledge, Problem
from bot.knowledge.read_emergencies import FILE, read_emergencies
from bot.knowledge.read_entry import read_entry
from bot.knowledge.rules import RULES
from bot.knowledge.schema import Category, Department, Emergencies, Entry, Knowledge, Term

T = TypeVar("T")
SUFFIXES = (".yml", ".yaml")


@dataclass(frozen=True)
class Loaded:
    """knowledge: None if any problem is an error. found: what the rules looked at, for those that only advise (`check.py`)."""

    knowledge: Knowledge | None
    problems: tuple[Problem, ...]
    found: Collection

    def require(self) -> Knowledge:
        """The knowledge, or BrokenKnowledge with all problems."""
        if self.knowledge is None:
            raise BrokenKnowledge(self.problems)
        return self.knowledge


def load(root: Path, today: date | None = None) -> Loaded:
    """Read departments.yml, categories.yml, glossary.yml, emergencies.yml and every <category>/<entry>.yml under `root`."""
    today = today or date.today()
    top: list[Document] = []
    departments = _table(root, "departments.yml", _department, top)
    categories = _table(root, "categories.yml", _category, top)
    glossary, emergencies = _glossary(root, top), _emergencies(root, top)
    documents, entries = _entries(root)
    # Of two files with one id the first is the entry's.
    by_id = {Path(document.file).with_suffix("").as_posix(): document for document in reversed(documents)}
    found = Collection(entries, by_id, _written_ids(top, "categories.yml"), today, tuple(glossary))
    problems = [problem for document in (*top, *documents) for problem in document.problems]
    problems += _unknown_departments(top, categories)
    problems += [problem for rule in RULES for problem in rule(found)]
    problems.sort(key=Problem.place)
    if any(problem.level == "error" for problem in problems):
        return Loaded(None, tuple(problems), found)
    knowledge = _knowledge(root, departments, categories, entries, glossary)
    return Loaded(replace(knowledge, emergencies=emergencies), tuple(problems), found)


def _knowledge(root: Path, departments: dict[str, Department], categories: dict[str, Category],
               entries: dict[str, Entry], glossary: Sequence[Term]) -> Knowledge:  # fmt: skip
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.values():
        groups[entry.category].append(entry)
    by_category = {category: tuple(groups[category]) for category in categories}
    return Knowledge(departments, categories, entries, tuple(glossary), version(root), by_category)


def files(root: Path) -> list[Path]:
    """The entry files, in order of their ids."""
    return sorted(path for path in root.glob("*/*") if path.suffix in SUFFIXES and not path.name.startswith("."))


def version(root: Path) -> str:
    """A short hash of all knowledge files: equal files, equal version."""
    digest = hashlib.sha256()
    for path in [*(root / name for name in ("departments.yml", "categories.yml", "glossary.yml", FILE)), *files(root)]:
        if path.exists():
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]


def _entries(root: Path) -> tuple[list[Document], dict[str, Entry]]:
    documents: dict[str, Document] = {}
    entries: dict[str, Entry] = {}
    twice: list[Document] = []
    for path in files(root):
        document = read_document(path, root)
        entry_id = Path(document.file).with_suffix("").as_posix()
        if entry_id in documents:
            document.report(
                (), "K202", f"编号“{entry_id}”有两个文件。", f"Two files have the id '{entry_id}'.",
                "只保留一个 .yml 文件。", "Keep one .yml file.",
            )  # fmt: skip
            twice.append(document)
            continue
        documents[entry_id] = document
        entry = read_entry(document)
        if entry:
            entries[entry.id] = entry
    return [*documents.values(), *twice], entries


def _table(root: Path, name: str, read: Callable[[str, Fields], T | None], top: list[Document]) -> dict[str, T]:
    """Read departments.yml or categories.yml: a mapping from id to fields."""
    document = _top_document(root, name, top)
    found: dict[str, T] = {}
    for key in Fields(document).value if document.value is not None else ():
        value = read(str(key), Fields(document, (key,)))
        if value is not None:
            found[str(key)] = value
    return found


def _top_document(root: Path, name: str, top: list[Document]) -> Document:
    path = root / name
    document = read_document(path, root) if path.exists() else Document(name)
    if document.value is None and not document.problems:
        document.report(
            (), "K006", f"缺少 {name} 或文件是空的。", f"{name} is missing or empty.",
            f"请恢复 knowledge/{name}。", f"Restore knowledge/{name}.",
        )  # fmt: skip
    top.append(document)
    return document


def _department(key: str, fields: Fields) -> Department | None:
    fields.only(("name", "phone"))
    name, phone = fields.both("name"), fields.text("phone")
    return Department(key, name, phone) if name and phone else None


def _category(key: str, fields: Fields) -> Category | None:
    fields.only(("name", "department"))
    name, department = fields.both("name"), fields.text("department")
    return Category(key, name, department) if name and department else None


def _written_ids(top: list[Document], name: str) -> frozenset[str]:
    """The ids in a file, also of items with a problem of their own: one mistake must not be reported everywhere."""
    document = next(document for document in top if document.file == name)
    return frozenset(str(key) for key in document.value) if isinstance(document.value, dict) else frozenset()


def _unknown_departments(top: list[Document], categories: dict[str, Category]) -> Iterator[Problem]:
    document = next(document for document in top if document.file == "categories.yml")
    known = _written_ids(top, "departments.yml")
    for category in categories.values():
        if known and category.department not in known:
            yield Problem(
                document.file, document.line(category.id, "department"), "K209",
                {"zh": f"没有“{category.department}”这个部门。", "en": f"There is no department '{category.department}'."},
                {"zh": "请写 departments.yml 里有的编号。", "en": "Write an id of departments.yml."},
            )  # fmt: skip


def _emergencies(root: Path, top: list[Document]) -> Emergencies | None:
    return read_emergencies(_top_document(root, FILE, top)) if (root / FILE).exists() else None


def _glossary(root: Path, top: list[Document]) -> list[Term]:
    if not (root / "glossary.yml").exists():
        return []
    document = _top_document(root, "glossary.yml", top)
    if document.value is not None and not isinstance(document.value, list):
        document.report(
            (), "K005", "“glossary.yml”应当是一个列表。", "'glossary.yml' should be a list.",
            "每个词条以“- term:”开头。", "Begin each item with '- term:'.",
        )  # fmt: skip
    terms = []
    for place in range(len(document.value)) if isinstance(document.value, list) else ():
        fields = Fields(document, (place,))
        fields.only(("term", "plain"))
        term, plain = fields.both("term"), fields.lists("plain")
        if term and plain:
            terms.append(Term(term, plain))
    return terms

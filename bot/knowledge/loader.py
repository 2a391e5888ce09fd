"""Read the whole knowledge folder. All problems come at once; with an error among them there is no knowledge.

Loading again takes over what an earlier load made of the files that are still the same, byte for byte.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from hashlib import blake2b
from pathlib import Path
from typing import Any, TypeVar

from bot.knowledge.collection import Collection
from bot.knowledge.documents import Document, parse, unreadable
from bot.knowledge.fields import Fields
from bot.knowledge.problems import BrokenKnowledge, Problem
from bot.knowledge.read_emergencies import FILE, read_emergencies
from bot.knowledge.read_entry import read_entry
from bot.knowledge.rules import ALONE, RULES
from bot.knowledge.schema import Category, Department, Emergencies, Entry, Knowledge, Term
from bot.knowledge.snapshot import SUFFIXES, TOP, Snapshot, entry_files, take
from bot.knowledge.stray import misplaced

T = TypeVar("T")
files = entry_files


@dataclass(frozen=True)
class Part:
    """What was made of one file. hash: of its content, empty where there was none; value: None if anything in it is wrong; problems:
    of the document, and of the rules that look at nothing else."""

    hash: bytes
    document: Document
    value: Any
    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Loaded:
    """knowledge: None if any problem is an error. found: what the rules looked at, for those that only advise (`check.py`)."""

    knowledge: Knowledge | None
    problems: tuple[Problem, ...]
    found: Collection
    version: str = ""  # of the files that were read, be they right or wrong
    parts: Mapping[str, Part] = field(default_factory=dict, repr=False)  # by file

    def require(self) -> Knowledge:
        """The knowledge, or BrokenKnowledge with all problems."""
        if self.knowledge is None:
            raise BrokenKnowledge(self.problems)
        return self.knowledge


def load(root: Path, today: date | None = None) -> Loaded:
    """Read departments.yml, categories.yml, glossary.yml, emergencies.yml and every <category>/<entry>.yml under `root`."""
    return load_snapshot(take(root), today)


def load_snapshot(snapshot: Snapshot, today: date | None = None, before: Loaded | None = None) -> Loaded:
    """The same from files in memory. before: an earlier load, of whatever files."""
    today, reader = today or date.today(), _Reader(snapshot, before.parts if before else {})
    departments: dict[str, Department] = reader.read("departments.yml", _departments) or {}
    categories: dict[str, Category] = reader.read("categories.yml", _categories) or {}
    glossary: list[Term] = reader.read("glossary.yml", _glossary) or [] if reader.has("glossary.yml") else []
    emergencies: Emergencies | None = reader.read(FILE, _emergencies) if reader.has(FILE) else None
    twice = _read_entries(reader)
    parts = reader.parts
    entries = {part.value.id: part.value for file, part in parts.items() if file not in TOP and part.value}
    by_id = {_id_of(file): part.document for file, part in parts.items() if file not in TOP}
    found = Collection(entries, by_id, _written_ids(parts, "categories.yml"), today, tuple(glossary))
    problems = [problem for part in parts.values() for problem in part.problems] + twice
    problems += [*_unknown_departments(parts, categories), *misplaced(snapshot.stray)]
    problems += [problem for rule in RULES if rule not in ALONE for problem in rule(found)]
    problems.sort(key=Problem.place)
    if any(problem.level == "error" for problem in problems):
        return Loaded(None, tuple(problems), found, snapshot.version, parts)
    knowledge = _knowledge(snapshot.version, departments, categories, entries, glossary)
    return Loaded(replace(knowledge, emergencies=emergencies), tuple(problems), found, snapshot.version, parts)


class _Reader:
    """Reads each file once. parts: what was made of them, in the order of reading."""

    def __init__(self, snapshot: Snapshot, before: Mapping[str, Part]) -> None:
        self.files, self.unread, self._before = snapshot.files, snapshot.unread, before
        self.parts: dict[str, Part] = {}

    def has(self, file: str) -> bool:
        return file in self.files or file in self.unread

    def read(self, file: str, read: Callable[[Document], Any]) -> Any:
        """What `read` makes of a file's document, or made of it before."""
        content = self.files.get(file)
        hash_ = (b"unread" if file in self.unread else b"") if content is None else blake2b(content, digest_size=16).digest()
        part = self._before.get(file)
        if part is None or part.hash != hash_:
            document = (unreadable(file) if hash_ else Document(file)) if content is None else parse(file, content)
            value = read(document)
            part = Part(hash_, document, value, (*document.problems, *_alone(document, value)))
        self.parts[file] = part
        return part.value


def _alone(document: Document, value: object) -> Iterator[Problem]:
    """The rules that need no other file."""
    if isinstance(value, Entry):
        alone = Collection({value.id: value}, {value.id: document}, frozenset(), value.reviewed)
        for rule in ALONE:
            yield from rule(alone)


def _read_entries(reader: _Reader) -> list[Problem]:
    """Of two files with one id the first is the entry's; the other one is a problem, and so is a folder that cannot be read."""
    ids: set[str] = set()
    twice = []
    for file in (*reader.files, *reader.unread):
        if file in TOP:
            continue
        if not file.endswith(SUFFIXES):
            twice += unreadable(file).problems  # a folder
            continue
        entry_id = _id_of(file)
        if entry_id not in ids:
            ids.add(entry_id)
            reader.read(file, read_entry)
            continue
        document = parse(file, reader.files.get(file, b""))
        document.report(
            (), "K202", f"编号“{entry_id}”有两个文件。", f"Two files have the id '{entry_id}'.",
            "只保留一个 .yml 文件。", "Keep one .yml file.",
        )  # fmt: skip
        twice += document.problems
    return twice


def _id_of(file: str) -> str:
    return file.rsplit(".", 1)[0]


def _knowledge(version: str, departments: dict[str, Department], categories: dict[str, Category],
               entries: dict[str, Entry], glossary: Sequence[Term]) -> Knowledge:  # fmt: skip
    groups: dict[str, list[Entry]] = defaultdict(list)
    for entry in entries.values():
        groups[entry.category].append(entry)
    by_category = {category: tuple(groups[category]) for category in categories}
    return Knowledge(departments, categories, entries, tuple(glossary), version, by_category)


def version(root: Path) -> str:
    """A short hash of all knowledge files: equal files, equal version."""
    return take(root).version


def _departments(document: Document) -> dict[str, Department]:
    return _table(document, _department)


def _categories(document: Document) -> dict[str, Category]:
    return _table(document, _category)


def _table(document: Document, read: Callable[[str, Fields], T | None]) -> dict[str, T]:
    """Read departments.yml or categories.yml: a mapping from id to fields."""
    _report_empty(document)
    found: dict[str, T] = {}
    for key in Fields(document).value if document.value is not None else ():
        value = read(str(key), Fields(document, (key,)))
        if value is not None:
            found[str(key)] = value
    return found


def _report_empty(document: Document) -> None:
    name = document.file
    if document.value is None and not document.problems:
        document.report(
            (), "K006", f"缺少 {name} 或文件是空的。", f"{name} is missing or empty.",
            f"请恢复 knowledge/{name}。", f"Restore knowledge/{name}.",
        )  # fmt: skip


def _department(key: str, fields: Fields) -> Department | None:
    fields.only(("name", "phone"))
    name, phone = fields.both("name"), fields.phone("phone")
    return Department(key, name, phone) if name and phone else None


def _category(key: str, fields: Fields) -> Category | None:
    fields.only(("name", "department"))
    name, department = fields.both("name"), fields.text("department")
    return Category(key, name, department) if name and department else None


def _written_ids(parts: Mapping[str, Part], name: str) -> frozenset[str]:
    """The ids in a file, also of items with a problem of their own: one mistake must not be reported everywhere."""
    value = parts[name].document.value
    return frozenset(str(key) for key in value) if isinstance(value, dict) else frozenset()


def _unknown_departments(parts: Mapping[str, Part], categories: dict[str, Category]) -> Iterator[Problem]:
    document = parts["categories.yml"].document
    known = _written_ids(parts, "departments.yml")
    for category in categories.values():
        if known and category.department not in known:
            yield Problem(
                document.file, document.line(category.id, "department"), "K209",
                {"zh": f"没有“{category.department}”这个部门。", "en": f"There is no department '{category.department}'."},
                {"zh": "请写 departments.yml 里有的编号。", "en": "Write an id of departments.yml."},
            )  # fmt: skip


def _emergencies(document: Document) -> Emergencies | None:
    _report_empty(document)
    return read_emergencies(document)


def _glossary(document: Document) -> list[Term]:
    _report_empty(document)
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

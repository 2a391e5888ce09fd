"""The knowledge as the console shows it: every entry's file, also where something in it is broken."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

from bot.console.audit import version_of
from bot.knowledge.check import advice
from bot.knowledge.collection import Collection
from bot.knowledge.documents import read_document
from bot.knowledge.fields import Fields
from bot.knowledge.loader import files, load
from bot.knowledge.problems import Problem
from bot.knowledge.read_entry import read_entry
from bot.knowledge.schema import Both, Entry, Term
from bot.knowledge.snapshot import Look, look_at


@dataclass(frozen=True)
class Item:
    """One file. entry: None if it cannot be read as one; version: a hash of the bytes."""

    id: str
    path: Path
    raw: bytes
    version: str
    entry: Entry | None

    @property
    def category(self) -> str:
        return self.id.split("/")[0]


@dataclass(frozen=True)
class Shelf:
    """categories: their names; owners: the department of each; problems: of all files, with advice; found: what the rules look at."""

    departments: Mapping[str, Both]
    categories: Mapping[str, Both]
    owners: Mapping[str, str]
    items: Mapping[str, Item]
    problems: tuple[Problem, ...]
    found: Collection

    def problems_of(self, item: Item) -> tuple[Problem, ...]:
        return tuple(problem for problem in self.problems if Path(problem.file).with_suffix("").as_posix() == item.id)

    def name(self, category: str) -> Both:
        return self.categories.get(category, {"zh": category, "en": category})


class Shelves:
    """The newest shelf; read again when a file has changed."""

    def __init__(self, root: Path, today: Callable[[], date] = date.today) -> None:
        self.root, self._today = root, today
        self._lock = threading.Lock()
        self._advice = Advice()
        self._last: tuple[Look, date, Shelf] | None = None

    def now(self) -> Shelf:
        with self._lock:
            look, today = look_at(self.root), self._today()
            if self._last is None or self._last[:2] != (look, today):
                self._last = (look, today, read_shelf(self.root, today, self._advice))
            return self._last[2]


class Advice:
    """What the rules that only advise say of each file, remembered by its version: of many files one changes at a time."""

    def __init__(self) -> None:
        self._glossary: tuple[Term, ...] = ()
        self._known: dict[tuple[str, str], list[Problem]] = {}

    def on(self, found: Collection, items: Mapping[str, Item]) -> list[Problem]:
        if found.glossary != self._glossary:
            self._glossary, self._known = found.glossary, {}
        now = {(id_, items[id_].version) for id_ in found.entries if id_ in items}
        new = {id_: found.entries[id_] for id_, version in now if (id_, version) not in self._known}
        said: dict[str, list[Problem]] = {id_: [] for id_ in new}
        for problem in advice(replace(found, entries=new)):
            said[Path(problem.file).with_suffix("").as_posix()].append(problem)
        self._known = {key: said[key[0]] if key[0] in said else self._known[key] for key in now}
        return [problem for problems in self._known.values() for problem in problems]


def read_shelf(root: Path, today: date, remembered: Advice) -> Shelf:
    """The shelf of a folder, whatever is wrong in it."""
    loaded = load(root, today)
    items: dict[str, Item] = {}
    for path in reversed(files(root)):  # of two files with one id the first is the entry's
        id_ = path.relative_to(root).with_suffix("").as_posix()
        try:
            raw = path.read_bytes()
        except FileNotFoundError:
            continue
        entry = loaded.knowledge.entries.get(id_) if loaded.knowledge else read_entry(read_document(path, root))
        items[id_] = Item(id_, path, raw, version_of(raw), entry)
    categories, owners = _names(root, "categories.yml")
    problems = tuple(sorted((*loaded.problems, *remembered.on(loaded.found, items)), key=Problem.place))
    return Shelf(_names(root, "departments.yml")[0], categories, owners, dict(sorted(items.items())), problems, loaded.found)


def _names(root: Path, name: str) -> tuple[dict[str, Both], dict[str, str]]:
    """Names by id, and the departments of categories; what is broken is left out."""
    path = root / name
    document = read_document(path, root) if path.exists() else None
    names: dict[str, Both] = {}
    owners: dict[str, str] = {}
    for key in document.value if document and isinstance(document.value, dict) else ():
        assert document is not None
        fields = Fields(document, (key,))
        names[str(key)] = fields.both("name") or {"zh": str(key), "en": str(key)}
        owners[str(key)] = str(fields.value.get("department", ""))
    return names, owners

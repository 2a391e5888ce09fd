"""What the knowledge is made of. All values are read-only; texts come in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Literal, Union

from bot.language import LANGUAGES, Lang
from bot.language.normalise import fold

Both = Mapping[Lang, str]
BothLists = Mapping[Lang, tuple[str, ...]]
GuideValue = Union[Both, BothLists, str]  # `phone` is one text for both languages
Status = Literal["draft", "published", "retired"]

STATUSES: tuple[Status, ...] = ("draft", "published", "retired")
GUIDE_LISTS = ("materials", "steps")
GUIDE_ELEMENTS = ("conditions", "materials", "steps", "where", "online", "time", "fee", "phone")


@dataclass(frozen=True)
class Department:
    id: str
    name: Both
    phone: str


@dataclass(frozen=True)
class Category:
    id: str
    name: Both
    department: str


@dataclass(frozen=True)
class Basis:
    title: Both
    url: str | None = None


@dataclass(frozen=True)
class Entry:
    """One question that citizens ask, with the answer that the owning department signed."""

    id: str  # <category>/<file name without .yml>
    category: str
    question: Both
    similar: BothLists
    not_: BothLists
    answer: Both
    guide: Mapping[str, GuideValue]
    basis: tuple[Basis, ...]
    related: tuple[str, ...]
    confirm: BothLists  # what staff must check before real use; never shown to citizens
    reviewed: date
    valid_until: date | None
    status: Status

    def questions(self, lang: Lang) -> tuple[str, ...]:
        """The title and the similar questions in one language."""
        return (self.question[lang], *self.similar[lang])

    @cached_property
    def folded(self) -> Mapping[Lang, tuple[str, ...]]:
        """The questions, the title first, in the form in which two are the same."""
        return {lang: tuple(map(fold, self.questions(lang))) for lang in LANGUAGES}

    def served(self, today: date) -> bool:
        return self.status == "published" and (self.valid_until is None or today < self.valid_until)

    def guide_text(self, element: str, lang: Lang) -> str | None:
        """One guide element as plain text, lists one item a line; None where the entry has no such element."""
        value = self.guide.get(element)
        if value is None or isinstance(value, str):
            return value
        text = value[lang]
        return text if isinstance(text, str) else "\n".join(text)


@dataclass(frozen=True)
class Term:
    """A glossary line: an official term, and the plain words that citizens use for it."""

    term: Both
    plain: BothLists


@dataclass(frozen=True)
class Pair:
    """Two groups of words: one of each must stand near the other in a message that has none of `without`."""

    one: BothLists
    other: BothLists
    without: BothLists | None = None


@dataclass(frozen=True)
class Emergency:
    """A danger: words and pairs by which it is known, what is said first, and the number to call. always: past ones count too."""

    id: str
    phone: str
    words: BothLists
    pairs: tuple[Pair, ...]
    reply: Both
    always: bool


@dataclass(frozen=True)
class Emergencies:
    """kinds: the first that is found counts; calm: words that say that it is over, or a matter of paper and money;
    ordinary: words beside which the router's guess alone is not enough."""

    calm: BothLists
    ordinary: BothLists
    kinds: tuple[Emergency, ...]


@dataclass(frozen=True)
class Knowledge:
    departments: Mapping[str, Department]
    categories: Mapping[str, Category]
    entries: Mapping[str, Entry]
    glossary: tuple[Term, ...] = ()
    version: str = ""  # hash of the files it was read from
    by_category: Mapping[str, tuple[Entry, ...]] = field(default_factory=dict)
    emergencies: Emergencies | None = None

    def owner(self, entry: Entry) -> Department:
        return self.departments[self.categories[entry.category].department]

    def domain_words(self) -> Iterator[str]:
        """Words that segmentation must keep whole: terms of the glossary, names of categories and departments."""
        for term in self.glossary:
            yield term.term["zh"]
            yield from term.plain["zh"]
        yield from (category.name["zh"] for category in self.categories.values())
        yield from (department.name["zh"] for department in self.departments.values())

"""What a rule looks at, and what it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from bot.knowledge.documents import Document
from bot.knowledge.problems import Level, Problem
from bot.knowledge.schema import Entry, Term


@dataclass(frozen=True)
class Collection:
    """What the rules look at: every entry without a problem of its own, every document, and the day."""

    entries: dict[str, Entry]
    documents: dict[str, Document]
    categories: frozenset[str]  # ids; empty if categories.yml cannot be read
    today: date
    glossary: tuple[Term, ...] = ()

    def problem(
        self, entry: Entry, path: tuple[object, ...], code: str, texts: tuple[str, str, str, str], level: Level = "error"
    ) -> Problem:
        """texts: what is wrong in zh and en, what to do in zh and en."""
        document = self.documents[entry.id]
        zh, en, fix_zh, fix_en = texts
        return Problem(document.file, document.line(*path), code, {"zh": zh, "en": en}, {"zh": fix_zh, "en": fix_en}, level)


Rule = Callable[[Collection], Iterator[Problem]]

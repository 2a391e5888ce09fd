"""The rows that are measured: a question, what went before it, and what is expected."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bot.errors import FaqError
from bot.knowledge.schema import GUIDE_ELEMENTS
from bot.language.detect import detect

ANSWERED = "answered"
# What is expected of these is no answer, and yet they are not out of our scope.
APART = frozenset({"guard_emergency", "not_emergency", "not_smalltalk", "followup_missing"})


class BadRow(FaqError):
    def __init__(self, file: Path, line: int, why: str) -> None:
        super().__init__(f'{file}:{line}: {why}. A row is {{"id": …, "text": …, "expect": {{"entry": …}}}}.')


class UnreadableFile(FaqError):
    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"The questions in {file} cannot be read ({why}). Give a UTF-8 file with one JSON object a line.")


@dataclass(frozen=True)
class Row:
    """A question and what is expected.

    entries: any is right; outcome: a value, a family, one of `APART`, or None. before: id of the entry answered just before; element: of
    the guide, that a follow-up asks for; both: groups of ids, of which each needs one that is shown; phones: any is right in an
    emergency; kind: for tables.
    """

    id: str
    text: str
    lang: str
    entries: tuple[str, ...]
    category: str | None
    outcome: str | None
    before: str | None = None
    element: str | None = None
    both: tuple[tuple[str, ...], ...] = ()
    phones: tuple[str, ...] = ()
    kind: str = ""

    @property
    def wants_answer(self) -> bool:
        return self.outcome is None or self.outcome.split("_")[0] == ANSWERED

    @property
    def in_scope(self) -> bool:
        """A question that stands alone and has an entry."""
        return self.wants_answer and bool(self.entries) and self.before is None

    @property
    def out_of_scope(self) -> bool:
        """A message that must not be answered with an entry."""
        return not self.wants_answer and self.outcome not in APART


def read(file: Path) -> list[Row]:
    """The rows of a JSONL file. BadRow or UnreadableFile if it has none that can be read."""
    try:
        lines = file.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError) as err:
        raise UnreadableFile(file, type(err).__name__) from err
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            rows.append(_row(json.loads(line)))
        except (KeyError, TypeError, ValueError, AttributeError) as err:
            raise BadRow(file, number, f"unreadable ({type(err).__name__}: {err})") from err
    return rows


def _row(content: Mapping[str, Any]) -> Row:
    expect = content["expect"]
    entries = _texts(expect.get("entries") or ([expect["entry"]] if "entry" in expect else []), "entries")
    category = expect.get("category") or (entries[0].split("/")[0] if entries else None)
    if not isinstance(content["text"], str):
        raise TypeError("text is no text")
    before, element = content.get("before"), expect.get("element")
    if before is not None and not isinstance(before, str):
        raise TypeError("before is no id")
    if element is not None and element not in GUIDE_ELEMENTS:
        raise ValueError(f"element is none of {', '.join(GUIDE_ELEMENTS)}")
    return Row(
        id=str(content["id"]),
        text=content["text"],
        lang=content.get("lang") or detect(content["text"]),
        entries=entries,
        category=category,
        outcome=expect.get("outcome"),
        before=before,
        element=element,
        both=tuple(_texts(group, "both") for group in expect.get("both") or ()),
        phones=_texts(expect.get("phones") or [], "phones"),
        kind=str(content.get("kind") or ""),
    )


def _texts(values: Any, name: str) -> tuple[str, ...]:
    if not isinstance(values, list) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"{name} is no list of texts")
    return tuple(values)

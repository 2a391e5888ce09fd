"""An explanation as lines for a terminal: what counted, and a table of the best entries. Chinese characters are two columns wide."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from typing import Final

from bot.answering.explanation import Explanation
from bot.answering.explanation_words import GROUP_NAMES, percent, signed
from bot.knowledge.schema import Both
from bot.retrieval.explain import GROUPS, Candidate

HEADS: Final[dict[str, Both]] = {
    "place": {"zh": "名次", "en": "place"},
    "score": {"zh": "得分", "en": "score"},
    "share": {"zh": "占比", "en": "share"},
    "routed": {"zh": "路由份额", "en": "router's share"},
}


def table(found: Explanation) -> Iterator[str]:
    """A sentence a line, then a row for each candidate; under the row its title and the question that is nearest."""
    yield from (f"- {sentence}" for sentence in found.sentences)
    if not found.candidates:
        return
    lang = found.lang
    groups = [group for group in GROUPS if any(group in one.parts for one in found.candidates)]
    heads = (
        [HEADS[name][lang] for name in ("place", "score", "share")]
        + [GROUP_NAMES[group][lang] for group in groups]
        + [HEADS["routed"][lang]]
    )
    rows = [_row(place, one, groups) for place, one in enumerate(found.candidates, start=1)]
    widths = [max(map(width, column)) for column in zip(heads, *rows)]
    yield ""
    yield _line(heads, widths)
    for one, row, lines in zip(found.candidates, rows, found.lines):
        yield _line(row, widths)
        yield f"{' ' * widths[0]}  {one.entry.question[lang]}  [{one.entry.id}]"
        if one.nearest:
            yield f"{' ' * widths[0]}  {lines[0]}"


def _row(place: int, one: Candidate, groups: Sequence[str]) -> list[str]:
    parts = [signed(one.parts[group]) if group in one.parts else "" for group in groups]
    return [str(place), f"{one.score:.1f}", percent(one.share), *parts, "-" if one.routed is None else percent(one.routed)]


def _line(cells: Sequence[str], widths: Sequence[int]) -> str:
    return "  ".join(" " * (most - width(cell)) + cell for cell, most in zip(cells, widths))


def width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)

"""Cut a text into messages of so many bytes: at ends of sentences, and never inside a link, a number or a character."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import accumulate
from typing import Final

# Marks that end a sentence with the quotes that close it; a full stop before a blank; a new line, but not after a heading's colon.
_END: Final = re.compile(r"(?:[。！？；!?]+[”’」』）)\]】\"']*|\.[”’)\]\"']*(?=\s|$))\s*|(?<![:：\s])\s*\n\s*")
_CLAUSE: Final = re.compile(r"[，、：,;:]\s*|\s+")
_NO_END: Final = re.compile(r"(?:^\s*\d{1,3}|\b(?:[A-Za-z]|No|Nos|Mr|Mrs|Ms|Dr|St|Rd|Art|e\.g|i\.e|approx))\Z", re.MULTILINE)
# Menu links, addresses with the bracket around them, mail addresses, and numbers: of telephones, dates, amounts.
_WHOLE: Final = re.compile(
    r"<a\s[^<>]*>[^<>]*</a>|[(（]?[A-Za-z]+://[^\s，。；！？、（）()《》【】”]+[)）]?|[\w.+-]+@[\w.-]+\w"
    r"|\+?\d(?:(?:[-–()（） ]{0,2}|[.,:])\d)*",
    re.ASCII,
)
_JOINER: Final = "\u200d"


def size(text: str) -> int:
    """Bytes of a text in UTF-8."""
    return len(text.encode("utf-8", "surrogatepass"))


def cut(text: str, limit: int) -> list[str]:
    """Pieces of at most `limit` bytes that, joined, are the text: as few as ends of sentences allow. A sentence that is longer is cut
    between clauses or words, and only if it has none between characters. limit: at least 4, the most that a character takes."""
    bytes_before = [0, *accumulate(map(size, text))]
    held = _held(text)
    ends = [place for place in _sentence_ends(text) if place not in held]
    pieces: list[str] = []
    start = 0
    while bytes_before[-1] - bytes_before[start] > limit:
        last = bisect_right(bytes_before, bytes_before[start] + limit) - 1
        stop = _before(ends, start, last) or _within(text, start, last, held)
        pieces.append(text[start:stop])
        start = stop
    return [*pieces, text[start:]] if start < len(text) else pieces


def _before(places: list[int], start: int, last: int) -> int | None:
    """The last of the sorted places in (start, last]."""
    at = bisect_right(places, last) - 1
    return places[at] if at >= 0 and places[at] > start else None


def _within(text: str, start: int, last: int, held: set[int]) -> int:
    """Where to cut a sentence that is too long, in (start, last]."""
    for found in reversed(list(_CLAUSE.finditer(text, start, last))):
        if found.end() not in held:
            return found.end()
    free = [place for place in range(last, start, -1) if not _belongs_to_the_one_before(text, place)]
    return next((place for place in free if place not in held), free[0] if free else last)


def _sentence_ends(text: str) -> Iterator[int]:
    for found in _END.finditer(text):
        if not (found[0].startswith(".") and _NO_END.search(text, max(0, found.start() - 12), found.start())):
            yield found.end()


def _held(text: str) -> set[int]:
    """The places inside what must stay in one piece."""
    return {place for found in _WHOLE.finditer(text) for place in range(found.start() + 1, found.end())}


def _belongs_to_the_one_before(text: str, place: int) -> bool:
    """Whether the character at a place is only a part of what is seen: an accent, a skin colour, half of a joined emoji."""
    if place >= len(text):
        return False
    char = text[place]
    return bool(unicodedata.combining(char)) or char == _JOINER or text[place - 1] == _JOINER or _is_modifier(char)


def _is_modifier(char: str) -> bool:
    return "\ufe00" <= char <= "\ufe0f" or "\U0001f3fb" <= char <= "\U0001f3ff"

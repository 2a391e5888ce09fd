"""Make texts comparable: `tidy` for what a citizen typed, `fold` for telling whether two questions are the same."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BLANKS = re.compile(r"\s+")
_EDGE = re.compile(r"^[\W_]+|[\W_]+$")
_INVISIBLE = {"Cc", "Cf", "Cs", "Co", "Cn"}
_FIRST_WIDE = 0x2E80  # where Unicode's Chinese characters begin; emoji come after them
# The last but one holds clocks and hourglasses, the last arrows and stars; 0x20E3 is the box around a digit ("1️⃣").
_EMOJI_RANGES = ((0x1F000, 0x1FAFF), (0x2600, 0x27BF), (0xFE00, 0xFE0F), (0x20E3, 0x20E3), (0x2300, 0x23FF), (0x2B00, 0x2BFF))


def tidy(text: str) -> str:
    """One line without invisible characters and emoji, full-width letters and digits made half-width, blanks made single."""
    if text.isascii() and text.isprintable():  # nothing to change but blanks
        return _BLANKS.sub(" ", text).strip()
    wide = unicodedata.normalize("NFKC", text)
    seen = "".join(" " if char.isspace() else char for char in wide if char.isspace() or _visible(char))
    return _BLANKS.sub(" ", seen).strip()


@lru_cache(maxsize=16_384)
def _visible(char: str) -> bool:
    code = ord(char)
    if any(low <= code <= high for low, high in _EMOJI_RANGES):
        return False
    return unicodedata.category(char) not in _INVISIBLE


def length(text: str) -> float:
    """How long a text is, in Chinese characters; one of another script counts half, as it is half as wide and says less."""
    return sum(1.0 if ord(char) >= _FIRST_WIDE else 0.5 for char in text)


def simplify(text: str) -> str:
    """Traditional characters made simplified (OpenCC, t2s)."""
    return str(_converter().convert(text)) if not text.isascii() else text


@lru_cache(maxsize=1)
def _converter():  # type: ignore[no-untyped-def]  # opencc ships no types
    from opencc import OpenCC

    return OpenCC("t2s")


def fold(text: str) -> str:
    """The form in which two questions are the same: width, case, traditional or simplified, and edge punctuation do not count."""
    return _EDGE.sub("", simplify(tidy(text)).casefold())

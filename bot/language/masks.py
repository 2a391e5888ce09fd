"""Personal data out of a text, before anything stores it.

Masked: Chinese ID-card numbers (GB 11643, 15 or 18 digits), bank-card numbers (13-19 digits), mobile and landline
numbers, e-mail addresses. Short public numbers such as 12345, dates and amounts stay. Over-masking is harmless here, a
leak is not: so a number need not stand apart from letters ("sfz3307…").
"""

from __future__ import annotations

import re

_BEGIN, _END = r"(?<!\d)", r"(?!\d)"
_GAP = "[ \\-·.\u00a0\u3000\u2010-\u2015]?"
MASK = "＊"

PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("id", re.compile(rf"{_BEGIN}\d{_GAP}(?:\d{_GAP}){{16}}[\dXx]{_END}")),
    ("id", re.compile(rf"{_BEGIN}\d{{6}}{_GAP}\d{{6}}{_GAP}\d{{3}}{_END}")),
    ("phone", re.compile(rf"{_BEGIN}(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}{_END}")),
    ("phone", re.compile(rf"{_BEGIN}0\d{{2,3}}[)）]?{_GAP}\d{{7,8}}{_END}")),
    # In groups, but not the middle of a bank card: 6222 0212 3456 7890.
    ("phone", re.compile(rf"{_BEGIN}(?<!\d[ -])0\d{{2,3}}[)）]?{_GAP}\d{{3,4}}[ -]\d{{4}}{_END}(?![ -]\d)")),
    ("phone", re.compile(rf"{_BEGIN}\+\d{{1,3}}[ -]?\d{{2,4}}(?:[ -]?\d{{3,4}}){{2}}{_END}")),
    ("bank", re.compile(rf"{_BEGIN}\d{_GAP}(?:\d{_GAP}){{11,17}}\d{_END}")),
    ("email", re.compile(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9.-]{1,255}\.[A-Za-z]{2,24}")),
)

# Several dates, times of day or public numbers in a row have as many digits as a bank card: "2026-11-20 2027-11-20".
_PUBLIC = r"(?:(?:19|20)\d\d[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}\.\d\d(?:\.\d\d)?|12\d{3}|1[12]\d)"
_ALL_PUBLIC = re.compile(rf"{_PUBLIC}(?:[ \-]{_PUBLIC})*")


def mask(text: str) -> str:
    """The text with each personal number or address replaced by `＊` and the name of its kind, as in `＊id＊`."""
    folded = text.translate(_HALF_WIDTH)
    for kind, pattern in PATTERNS:
        folded = pattern.sub(lambda found, kind=kind: _hide(found.group(), kind), folded)  # type: ignore[misc]
    return folded


def _hide(found: str, kind: str) -> str:
    return found if _ALL_PUBLIC.fullmatch(found) else f"{MASK}{kind}{MASK}"


# Digits may be typed full-width; they are made half-width one to one, so that no other character changes.
_HALF_WIDTH = {0xFF10 + digit: 0x30 + digit for digit in range(10)} | {
    0xFF38: 0x58, 0xFF58: 0x78, 0xFF20: 0x40, 0xFF0B: 0x2B, 0xFF0D: 0x2D, 0xFF0E: 0x2E,
}  # fmt: skip

"""Cells and texts: what a spreadsheet program may do to a text on the way, and how it is undone."""

from __future__ import annotations

import re
from datetime import date, datetime

# What a spreadsheet takes for the beginning of a formula; the wide forms too, in Chinese and Japanese programs.
FORMULA = ("=", "+", "-", "@", "\t", "＝", "＋", "－", "＠")
MARK = "'"
LOST = "\ufffd"  # stands where characters were lost
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile(r"_x(00[01][0-9A-Fa-f])_")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?(?:[ T]0{1,2}:00(?::00(?:\.0+)?)?)?")


def escape(text: str) -> str:
    """An apostrophe before a text that a spreadsheet would take for a formula. `unescape` undoes exactly this."""
    return MARK + text if text.lstrip(MARK).startswith(FORMULA) else text


def unescape(text: str) -> str:
    """The text without the apostrophe of `escape`."""
    return text[1:] if text.startswith(MARK) and text.lstrip(MARK).startswith(FORMULA) else text


def clean(text: str) -> str:
    """Line ends as "\\n", no blanks at the ends of lines, no blank lines at both ends. Equal texts of two programs become equal."""
    return "\n".join(line.rstrip() for line in line_ends(text).split("\n")).strip()


def line_ends(text: str) -> str:
    """Every line end as "\n"; "_x000D_" is how Excel writes a carriage return into its files, "_x0007_" how other control characters."""
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text.replace("_x000D_", ""))
    return plain.replace("\r\n", "\n").replace("\r", "\n").replace("\ufeff", "")


def items(text: str) -> tuple[str, ...]:
    """The items of a cell, one a line; blank lines do not count."""
    return tuple(line.strip() for line in text.split("\n") if line.strip())


def columns_of_lines(text: str, count: int) -> tuple[str, ...]:
    """The lines of a cell in which a blank line keeps a place; padded to `count`."""
    lines = [line.strip() for line in text.split("\n")] if text else []
    return tuple(lines + [""] * (count - len(lines)))


def has_control(text: str) -> bool:
    """Whether there are characters that no YAML file may hold."""
    return bool(_CONTROL.search(text))


def day(text: str) -> date | None:
    """2026-11-20, also as 2026/11/20, 2026.11.20 and 2026年11月20日; None if it is no day."""
    found = _DAY.fullmatch(text.strip())
    if not found:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


def scalar_text(value: object) -> str:
    """The text of a cell's value: a date as 2026-11-20, a whole number without a point."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return value.isoformat() if isinstance(value, date) else str(value)

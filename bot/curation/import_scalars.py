"""Texts and dates as YAML: in the manner of the text that they replace, else as plain as they can be read back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date
from typing import Any

import yaml

_Loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
QUOTED_KEYS = ("phone",)  # digits that are a text


class CannotEdit(Exception):
    """The place cannot be changed without touching what is around it."""


def scalar(value: str | date, indent: int, style: str | None = None, flow: bool = False, key: str = "") -> str:
    """The YAML of a value. indent: of lines below, in blanks; style: of what it replaces (None, ', ", |, >); flow: inside { }."""
    if isinstance(value, date):
        return value.isoformat()
    for written in _ways(value, indent, '"' if key in QUOTED_KEYS else style, flow):
        if _reads_as(written, value, indent, flow):
            return written
    raise CannotEdit(value[:40])


def _ways(value: str, indent: int, style: str | None, flow: bool) -> Iterator[str]:
    if "\n" in value or style in ("|", ">"):
        if not flow:
            yield "|\n" + "\n".join(" " * indent + line if line else "" for line in value.split("\n"))
        yield _double(value)
        return
    if style == "'":
        yield "'" + value.replace("'", "''") + "'"
    if style == '"':
        yield _double(value)
    yield value
    yield _double(value)
    yield json.dumps(value)


def _double(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)


def _reads_as(written: str, value: str, indent: int, flow: bool) -> bool:
    """Whether YAML reads the text back, in the surroundings in which it will stand."""
    pad = " " * max(indent - 2, 0)
    around = f"{{k: {written}, l: 1}}" if flow else "".join(f"{' ' * step}p:\n" for step in range(0, len(pad), 2)) + f"{pad}k: {written}\n"
    try:
        found: Any = yaml.load(around, Loader=_Loader)
    except (yaml.YAMLError, ValueError):
        return False
    while isinstance(found, dict) and "p" in found:
        found = found["p"]
    if flow and set(found) != {"k", "l"}:
        return False
    got = found.get("k") if isinstance(found, dict) else None
    return isinstance(got, str) and got.rstrip("\n") == value


def block(key: str, value: Any, column: int) -> str:
    """`key: value` as block lines, the key at `column`, with a line end. value: texts, dates, lists and dicts."""
    pad = " " * column
    if isinstance(value, dict):
        return f"{pad}{key}:\n" + "".join(block(inner, value[inner], column + 2) for inner in value)
    if isinstance(value, list):
        return f"{pad}{key}:\n" + "".join(_item(item, column + 2) for item in value)
    return f"{pad}{key}: {scalar(value, column + 2, key=key)}\n"


def _item(value: Any, column: int) -> str:
    if not isinstance(value, dict):
        return f"{' ' * column}- {scalar(value, column + 2)}\n"
    lines = "".join(block(inner, value[inner], column + 2) for inner in value)
    return f"{' ' * column}- {lines[column + 2 :]}"


def new_file(content: dict[str, Any]) -> str:
    """The text of a new entry's file."""
    return "".join(block(key, value, 0) for key, value in content.items())

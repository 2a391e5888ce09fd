"""Sets to measure retrieval on: lines that are indexed, queries that are asked, ids that are right."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Literal

from bot.errors import FaqError
from bot.language import Lang
from bot.language.detect import detect

Kind = Literal["human", "synthetic", "parallel"]
LINE_FORM = '{"id": "…", "text": "…"}'
QUERY_FORM = '{"text": "…", "ids": ["…"]}'
NAMED = 3  # of many wrong ids, so many are named


class BadLine(FaqError):
    def __init__(self, file: Path, line: int, why: str, form: str) -> None:
        super().__init__(f"{file}:{line}: {why}. A row is {form}.")


class UnreadableSet(FaqError):
    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"The file {file} cannot be read ({why}). Give a UTF-8 file with one JSON object a line.")


class EmptySet(FaqError):
    def __init__(self, file: Path, form: str) -> None:
        super().__init__(f"There is no row in {file}, so there is nothing to measure. Give at least one row {form}.")


class UnknownIds(FaqError):
    def __init__(self, file: Path, index: Path, rows: int, ids: Sequence[str]) -> None:
        named = ", ".join(ids[:NAMED]) + (" …" if len(ids) > NAMED else "")
        super().__init__(
            f"{file}: {rows} rows name ids that stand in no row of {index}: {named}. Correct the ids, or add the rows to index."
        )


@dataclass(frozen=True)
class Line:
    """A text that can be found. Several lines may share one id: finding any of them finds it."""

    id: str
    text: str


@dataclass(frozen=True)
class Query:
    """A text that is asked. ids: any of them is right."""

    text: str
    ids: tuple[str, ...]

    @property
    def lang(self) -> Lang:
        return detect(self.text)


@dataclass(frozen=True)
class RetrievalSet:
    """kind: written by people, made by a program (such as mechanically simplified), or translations of each other."""

    name: str
    source: str
    licence: str
    date: str
    index_lang: str
    query_lang: str
    protocol: str
    kind: Kind
    index: tuple[Line, ...]
    queries: tuple[Query, ...]


def read_set(index: Path, queries: Path) -> RetrievalSet:
    """The set in two JSONL files. BadLine, UnreadableSet, EmptySet or UnknownIds if it is none."""
    lines, asked = tuple(_lines(index)), tuple(_queries(queries))
    known = {line.id for line in lines}
    unknown = [[id_ for id_ in query.ids if id_ not in known] for query in asked]
    if any(unknown):
        ids = sorted({id_ for missing in unknown for id_ in missing})
        raise UnknownIds(queries, index, sum(map(bool, unknown)), ids)
    langs = (_mostly([line.text for line in lines]), _mostly([query.text for query in asked]))
    return RetrievalSet(queries.stem, str(queries), "-", date.today().isoformat(), *langs, "files", "human", lines, asked)


def _lines(file: Path) -> Iterator[Line]:
    seen: dict[Line, int] = {}
    for number, row in _rows(file, LINE_FORM):
        line = Line(_id(row.get("id"), file, number, LINE_FORM), _text(row, file, number, LINE_FORM))
        if line in seen:
            raise BadLine(file, number, f"the same id and text stand in row {seen[line]} already", LINE_FORM)
        seen[line] = number
        yield line


def _queries(file: Path) -> Iterator[Query]:
    """A query may come more than once: people ask the same."""
    for number, row in _rows(file, QUERY_FORM):
        text, ids = _text(row, file, number, QUERY_FORM), row.get("ids")
        if not isinstance(ids, list) or not ids:
            raise BadLine(file, number, "ids is not a list of at least one id", QUERY_FORM)
        yield Query(text, tuple(dict.fromkeys(_id(id_, file, number, QUERY_FORM) for id_ in ids)))


def _rows(file: Path, form: str) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        content = file.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as err:
        raise UnreadableSet(file, type(err).__name__) from err
    found = False
    # Not splitlines(): a text may hold U+2028, which JSON does not escape.
    for number, line in enumerate(content.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except ValueError as err:
            raise BadLine(file, number, f"no JSON ({err})", form) from err
        if not isinstance(row, dict):
            raise BadLine(file, number, "no JSON object", form)
        found = True
        yield number, row
    if not found:
        raise EmptySet(file, form)


def _text(row: dict[str, Any], file: Path, number: int, form: str) -> str:
    text = row.get("text")
    if not isinstance(text, str) or not text.strip():
        raise BadLine(file, number, "text is missing, empty or no text", form)
    return text


def _id(value: Any, file: Path, number: int, form: str) -> str:
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
        raise BadLine(file, number, "an id is missing or neither a text nor a whole number", form)
    return str(value)


def _mostly(texts: Sequence[str]) -> Lang:
    return Counter(map(detect, texts)).most_common(1)[0][0]

"""The two files of a set: what is read, and what is said of rows that are none."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.measuring.sets import BadLine, EmptySet, Line, Query, UnknownIds, UnreadableSet, read_set

INDEX: list[dict[str, Any]] = [
    {"id": "a", "text": "到派出所补办身份证"},
    {"id": "a", "text": "带上户口簿"},
    {"id": 2, "text": "File your tax return online"},
]
QUERIES: list[dict[str, Any]] = [
    {"text": "身份证丢了", "ids": ["a"]},
    {"text": "how do I pay tax", "ids": [2, "a", 2]},
    {"text": "身份证丢了", "ids": ["a"]},
]


def write(path: Path, rows: list[Any]) -> Path:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    return path


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    return write(tmp_path / "index.jsonl", INDEX), write(tmp_path / "queries.jsonl", QUERIES)


def test_lines_may_share_an_id_and_a_query_may_come_twice(files: tuple[Path, Path]) -> None:
    found = read_set(*files)
    assert found.index == (Line("a", "到派出所补办身份证"), Line("a", "带上户口簿"), Line("2", "File your tax return online"))
    assert found.queries == (Query("身份证丢了", ("a",)), Query("how do I pay tax", ("2", "a")), Query("身份证丢了", ("a",)))
    assert [query.lang for query in found.queries] == ["zh", "en", "zh"]
    assert (found.index_lang, found.query_lang, found.name) == ("zh", "zh", "queries")


def test_blank_rows_a_byte_order_mark_and_odd_line_ends_do_no_harm(files: tuple[Path, Path]) -> None:
    index, queries = files
    index.write_bytes(b"\xef\xbb\xbf" + '{"id": "a", "text": "一\u2028二"}\r\n\r\n'.encode())
    write(queries, [{"text": "一", "ids": ["a"]}])
    assert read_set(index, queries).index == (Line("a", "一\u2028二"),)


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("{", "no JSON ("),
        ("[]", "no JSON object"),
        ('{"text": "护照"}', "an id is missing"),
        ('{"id": "", "text": "passport"}', "an id is missing"),
        ('{"id": true, "text": "passport"}', "an id is missing"),
        ('{"id": ["x"], "text": "passport"}', "an id is missing"),
        ('{"id": "x"}', "text is missing"),
        ('{"id": "x", "text": "  "}', "text is missing"),
        ('{"id": "x", "text": 5}', "text is missing"),
        ('{"id": "x", "text": "护照"}', "the same id and text stand in row 1 already"),
    ],
)
def test_a_bad_line_is_named_by_file_row_and_form(files: tuple[Path, Path], row: str, why: str) -> None:
    index, queries = files
    index.write_text(f'{{"id": "x", "text": "护照"}}\n{row}\n', encoding="utf-8")
    with pytest.raises(BadLine) as caught:
        read_set(index, queries)
    assert str(caught.value).startswith(f"{index}:2: {why}")
    assert str(caught.value).endswith('A row is {"id": "…", "text": "…"}.')


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('{"text": "税"}', "ids is not a list"),
        ('{"text": "税", "ids": []}', "ids is not a list"),
        ('{"text": "tax", "ids": "a"}', "ids is not a list"),
        ('{"text": "tax", "ids": [null]}', "an id is missing"),
        ('{"ids": ["a"]}', "text is missing"),
    ],
)
def test_a_bad_query_is_named_too(files: tuple[Path, Path], row: str, why: str) -> None:
    index, queries = files
    queries.write_text(row + "\n", encoding="utf-8")
    with pytest.raises(BadLine) as caught:
        read_set(index, queries)
    assert str(caught.value).startswith(f"{queries}:1: {why}")
    assert '"ids"' in str(caught.value)


def test_ids_that_are_nowhere_are_counted_and_named(files: tuple[Path, Path]) -> None:
    index, queries = files
    write(queries, [{"text": "税", "ids": ["a", "z"]}, {"text": "tax", "ids": ["a"]}, {"text": "?", "ids": ["y", "z"]}])
    with pytest.raises(UnknownIds) as caught:
        read_set(index, queries)
    assert str(caught.value).startswith(f"{queries}: 2 rows name ids that stand in no row of {index}: y, z.")


@pytest.mark.parametrize("which", [0, 1])
def test_an_empty_file_and_one_that_is_no_text_are_one_sentence(files: tuple[Path, Path], which: int) -> None:
    files[which].write_text("\n \n", encoding="utf-8")
    with pytest.raises(EmptySet, match="no row in"):
        read_set(*files)
    files[which].write_bytes("护照".encode("gbk"))
    with pytest.raises(UnreadableSet, match="UTF-8"):
        read_set(*files)
    files[which].unlink()
    with pytest.raises(UnreadableSet, match="FileNotFoundError"):
        read_set(*files)

"""Tables that programs saved as text."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.curation.conftest import Run
from tests.curation.sheet_files import csv_rows, outcome
from tests.curation.test_round_trip import bytes_of


@pytest.fixture
def table(run: Run, good: Path, tmp_path: Path) -> Path:
    assert run("export", tmp_path / "o.csv", "--knowledge", good, "--lang", "zh")[0] == 0
    return tmp_path / "o.csv"


def save(file: Path, rows: list[list[str]], above: str = "", mark: str = ",") -> Path:
    """As programs write a table. above: lines before the heading."""
    text = "".join(mark.join('"' + cell.replace('"', '""') + '"' if cell else "" for cell in row) + "\r\n" for row in rows)
    file.write_text(above + text, encoding="utf-8-sig", newline="")
    return file


@pytest.mark.parametrize(("above", "mark"), [("sep=;\r\n", ";"), ("永康政务 Yongkang\r\n\r\n", ","), ("", "\t")])
def test_lines_above_the_heading_of_a_table_are_passed(run: Run, good: Path, table: Path, above: str, mark: str) -> None:
    code, rows = outcome(run, save(table, csv_rows(table), above, mark), good)
    assert code == 0 and [row["outcome"] for row in rows.values()] == ["unchanged"] * 5


def test_blank_cells_at_the_end_of_a_line_may_be_missing(run: Run, good: Path, table: Path) -> None:
    """Excel leaves them out below the sixteenth line; here the version and the last day are."""
    heading, *rows = csv_rows(table)
    last = next(place for place, head in enumerate(heading) if head.endswith("valid_until"))
    save(table, [heading[:-1], *(row[:last] for row in rows)])
    code, found = outcome(run, table, good)
    assert code == 0 and [row["outcome"] for row in found.values()] == ["unchanged"] * 5


@pytest.mark.parametrize(("lang", "said"), [("zh", "这一行的格数比表头多"), ("en", "more cells than the heading")])
def test_a_comma_without_quotes_does_not_shift_a_row(run: Run, good: Path, table: Path, lang: str, said: str) -> None:
    text = table.read_bytes().decode("utf-8-sig").replace("怎么开发票？", "怎么开发票,急？", 1)
    table.write_text(text, encoding="utf-8", newline="")
    before = bytes_of(good)
    code, output, _ = run("import", table, "--knowledge", good, "--lang", lang)
    assert code == 1 and said in output and bytes_of(good) == before

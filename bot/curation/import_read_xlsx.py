"""The cells of an .xlsx file of any program: shared and inline texts, dates as numbers, formulas told from texts."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from bot.curation.import_read import FORMULA_FOUND, Raw
from bot.curation.sheets_columns import BY_KEY
from bot.curation.sheets_errors import UnreadableSheet
from bot.curation.sheets_text import scalar_text

MOST_BYTES = 400 * 1024 * 1024  # unpacked; a sheet of 5,000 entries has 40 MiB
MOST_ROWS, MOST_COLUMNS = 200_000, 300
ERROR_FOUND = ("这一格是错误值。", "This cell holds an error.", "请重新输入这一格。", "Type this cell again.")


def sheets(file: Path) -> list[tuple[str, list[list[Raw]]]]:
    """Every sheet with its name and cells. UnreadableSheet if the file is broken, locked with a password, or unreasonably large."""
    book = _book(file)
    try:
        return [(sheet.title, list(_lines(file, sheet, book.epoch))) for sheet in book.worksheets]
    except UnreadableSheet:
        raise
    except Exception as err:  # openpyxl lets many kinds through
        raise _broken(file, err) from err
    finally:
        book.close()


def _book(file: Path) -> Any:
    import openpyxl

    try:
        with zipfile.ZipFile(file) as archive:
            if sum(part.file_size for part in archive.infolist()) > MOST_BYTES:
                raise UnreadableSheet(file, "文件太大，请按类别分成几个文件。", "it is too large; split it by category.")
            if archive.testzip():
                raise zipfile.BadZipFile("a part is damaged")
        return openpyxl.load_workbook(file, data_only=False, keep_links=False)
    except UnreadableSheet:
        raise
    except Exception as err:  # a broken file may fail anywhere in zip, XML or openpyxl
        raise _broken(file, err) from err


def _broken(file: Path, err: Exception) -> UnreadableSheet:
    why = type(err).__name__
    return UnreadableSheet(
        file,
        f"文件不完整、加了密码或不是真正的 .xlsx（{why}），请在表格软件里打开后另存为 .xlsx。",
        f"it is incomplete, locked with a password, or no real .xlsx ({why}); open it in your program and save it as .xlsx.",
    )


def _lines(file: Path, sheet: Any, epoch: datetime) -> Iterator[list[Raw]]:
    kept = {
        (row, column)
        for area in sheet.merged_cells.ranges
        if (area.max_row - area.min_row + 1) * (area.max_col - area.min_col + 1) <= MOST_ROWS
        for row in range(area.min_row, area.max_row + 1)
        for column in range(area.min_col, area.max_col + 1)
        if (row, column) != (area.min_row, area.min_col)
    }
    days: set[int] = set()
    # Cells that have only a style do not count: a program may write a million of them.
    filled = [place for place, cell in sheet._cells.items() if cell.value is not None]
    last_row = max((row for row, _ in filled), default=0)
    last_column = min(max((column for _, column in filled), default=0), MOST_COLUMNS)
    if last_row > MOST_ROWS:
        raise UnreadableSheet(file, f"行数超过 {MOST_ROWS}，请分成几个文件。", f"it has more than {MOST_ROWS} rows; split it.")
    if not last_row:
        return
    for number, line in enumerate(sheet.iter_rows(min_row=1, max_row=last_row, max_col=last_column), start=1):
        cells = [
            Raw(kept=True) if (number, place) in kept else _raw(cell, place in days, epoch) for place, cell in enumerate(line, start=1)
        ]
        days |= {place for place, cell in enumerate(cells, start=1) if _is_day_heading(cell.text)}
        yield cells


def _is_day_heading(text: str) -> bool:
    column = BY_KEY.get(text.strip().split("\n")[-1].strip().lower())
    return column is not None and column.kind == "day"


def _raw(cell: Any, is_day: bool, epoch: datetime) -> Raw:
    value = cell.value
    if value is None:
        return Raw()
    if cell.data_type == "f":
        return Raw(wrong=FORMULA_FOUND)
    if cell.data_type == "e":
        return Raw(wrong=ERROR_FOUND)
    if is_day and isinstance(value, (int, float)) and not isinstance(value, bool):
        return Raw(_day_of_number(float(value), epoch))
    if isinstance(value, (str, bool, int, float, date)):
        return Raw(scalar_text(value))
    return Raw(str(value))


def _day_of_number(number: float, epoch: datetime) -> str:
    """A date that its cell holds as a count of days. What is no such count stays a number, and is refused later."""
    from openpyxl.utils.datetime import from_excel

    try:
        return scalar_text(from_excel(number, epoch)) if number >= 1 else str(number)
    except (ValueError, OverflowError, TypeError):
        return str(number)

"""The cells of an .xlsx file of any program: shared and inline texts, dates as numbers, formulas told from texts."""

from __future__ import annotations

import io
import re
import warnings
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.curation.import_read import ERROR_FOUND, FORMULA_FOUND, SHORTENED, Raw
from bot.curation.sheets_columns import BY_KEY
from bot.curation.sheets_errors import UnreadableSheet
from bot.curation.sheets_text import scalar_text

MOST_BYTES = 400 * 1024 * 1024  # unpacked; a sheet of 5,000 entries has 40 MiB
MOST_ROWS, MOST_COLUMNS = 200_000, 300
MOST_DIGITS = 10**15  # a spreadsheet keeps fifteen digits of a number
DATE_FOUND = (
    "表格软件把这一格变成了日期或时间（{}）。", "The program turned this cell into a date or time ({}).",
    "请把这一格设为文本后重新输入。", "Make the cell a text cell and type it again.",
)  # fmt: skip
STRICT = b"http://purl.oclc.org/ooxml/"  # how "Strict Open XML" names what everybody else calls otherwise
TRANSITIONAL = (
    (b"http://purl.oclc.org/ooxml/spreadsheetml/main", b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"),
    (b"http://purl.oclc.org/ooxml/drawingml/main", b"http://schemas.openxmlformats.org/drawingml/2006/main"),
    (b"http://purl.oclc.org/ooxml/officeDocument/", b"http://schemas.openxmlformats.org/officeDocument/2006/"),
)


def sheets(file: Path) -> list[tuple[str, list[list[Raw]]]]:
    """Every sheet with its name and cells. UnreadableSheet if the file is broken or unreasonably large."""
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
            source = _transitional(archive) if STRICT in archive.read("xl/workbook.xml") else file
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of pictures and rules that openpyxl leaves out: they are not read
            return openpyxl.load_workbook(source, data_only=False, keep_links=False)
    except UnreadableSheet:
        raise
    except Exception as err:  # a broken file may fail anywhere in zip, XML or openpyxl
        raise _broken(file, err) from err


def _transitional(archive: zipfile.ZipFile) -> io.BytesIO:
    """A strict workbook with the usual names."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as copy:
        for name in archive.namelist():
            raw = archive.read(name)
            for strict, usual in TRANSITIONAL if name.endswith((".xml", ".rels")) else ():
                raw = raw.replace(strict, usual)
            copy.writestr(name, raw)
    return out


def _broken(file: Path, err: Exception) -> UnreadableSheet:
    why = type(err).__name__
    return UnreadableSheet(
        file,
        f"文件不完整或不是真正的 .xlsx（{why}），请在表格软件里打开后另存为 .xlsx。",
        f"it is incomplete or no real .xlsx ({why}); open it in your program and save it as .xlsx.",
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
    if is_day or isinstance(value, (str, bool)):
        return Raw(scalar_text(value))
    if isinstance(value, (int, float)):
        return Raw(wrong=SHORTENED) if abs(value) >= MOST_DIGITS else Raw(_number(value, cell.number_format))
    zh, en, fix_zh, fix_en = DATE_FOUND
    return Raw(wrong=(zh.format(value), en.format(value), fix_zh, fix_en))


def _number(value: int | float, shown_as: str) -> str:
    """A number as the program shows it: 80%, 12.50, 0579; else without superfluous digits."""
    if percent := re.fullmatch(r"0(?:\.(0+))?%", shown_as):
        return f"{value * 100:.{len(percent[1] or '')}f}%"
    if places := re.fullmatch(r"0\.(0+)", shown_as):
        return f"{value:.{len(places[1])}f}"
    whole = f"{value:.15g}"
    return whole.zfill(len(shown_as)) if re.fullmatch("0{2,}", shown_as) and whole.isdigit() else whole


def _day_of_number(number: float, epoch: datetime) -> str:
    """A date that its cell holds as a count of days. What is no such count stays a number, and is refused later."""
    from openpyxl.utils.datetime import from_excel

    try:
        return scalar_text(from_excel(number, epoch)) if number >= 1 else str(number)
    except (ValueError, OverflowError, TypeError):
        return str(number)

"""A workbook for clerks: a guide, and one sheet a category with lists to choose from and locked ids."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date, timedelta
from typing import Any

from bot.curation.export_guide import LINES
from bot.curation.export_sheet import row_of
from bot.curation.import_read import GUIDE_SHEET
from bot.curation.sheets_columns import COLUMNS, Column
from bot.curation.sheets_text import day
from bot.knowledge.schema import STATUSES, Entry
from bot.language import Lang
from bot.language.normalise import length

SPARE_ROWS = 200  # below the last entry, with lists to choose from
WIDTHS = {"id": 26, "text": 30, "long": 52, "lines": 44, "places": 44, "day": 13, "status": 12, "version": 15}  # characters
GUIDE_WIDTH = 70
FONT = "Microsoft YaHei"  # every Windows with Chinese has it; other systems take their own
LINE, HIGHEST = 15.0, 240.0  # points
GREY = "FFEDEDED"
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)


def xlsx_bytes(groups: Mapping[str, tuple[Entry, ...]], versions: Mapping[str, str], lang: Lang) -> bytes:
    """The workbook of the entries by category; lang: of the headings."""
    from openpyxl import Workbook

    book = Workbook()
    _guide(book.active)
    for category, entries in groups.items():
        fill(book.create_sheet(category[:31]), [row_of(entry, versions[entry.id]) for entry in entries], lang)
    return bytes_of(book)


def bytes_of(book: Any) -> bytes:
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def fill(sheet: Any, rows: Sequence[Mapping[str, str]], lang: Lang, before: int = 0) -> None:
    """Heading, rows of escaped cells and rules; `before`: columns that are left free for something else."""
    styles = [_style(sheet, column) for column in COLUMNS]
    _head(sheet, lang, styles, before)
    for number, cells in enumerate(rows, start=2):
        for place, (column, style) in enumerate(zip(COLUMNS, styles, strict=True), start=1 + before):
            cell = sheet.cell(number, place)
            cell._style = copy(style._style)
            _put(cell, column, cells[column.key])
        sheet.row_dimensions[number].height = _height(cells)
    _rules(sheet, len(rows) + 1 + SPARE_ROWS, before)


def _height(cells: Mapping[str, str]) -> float:
    """Enough for the longest cell, in points; LibreOffice does not find it out by itself, and Excel shows no row higher than 409."""
    return min(LINE * max(_lines(cells[column.key], WIDTHS[column.kind]) for column in COLUMNS) + 3, HIGHEST)


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a column; a Chinese character is as wide as two letters."""
    return sum(1 + int(2 * length(line)) // width for line in text.split("\n"))


def _guide(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.title = GUIDE_SHEET
    for letter in "AB":
        sheet.column_dimensions[letter].width = GUIDE_WIDTH
    for number, line in enumerate(LINES, start=1):
        sheet.row_dimensions[number].height = LINE * max(_lines(text, GUIDE_WIDTH) for text in line) + 3
        for cell, text in zip(sheet[f"A{number}:B{number}"][0], line, strict=True):
            cell.value = text
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(name=FONT, size=10, bold=number == 1)


def _style(sheet: Any, column: Column) -> Any:
    """A cell with the looks of a column, to be copied: to style each cell anew takes longer than all the rest."""
    from openpyxl.cell import Cell
    from openpyxl.styles import Alignment, Font, PatternFill, Protection

    style = Cell(sheet, 1, 1)
    style.font = Font(name=FONT, size=10)
    style.alignment = Alignment(wrap_text=True, vertical="top")
    style.number_format = _format(column)
    locked = column.kind in ("id", "version")
    style.protection = Protection(locked=locked)
    if locked:
        style.fill = PatternFill("solid", fgColor=GREY)
    return style


def _head(sheet: Any, lang: Lang, styles: Sequence[Any], before: int) -> None:
    from openpyxl.styles import Protection
    from openpyxl.utils import get_column_letter

    for place, (column, style) in enumerate(zip(COLUMNS, styles, strict=True), start=1 + before):
        heading(sheet.cell(1, place, column.head(lang)))
        below = sheet.column_dimensions[get_column_letter(place)]  # the blank rows below the entries are open for new ones
        below.width = WIDTHS[column.kind]
        below.protection = Protection(locked=False)
        below.number_format = style.number_format
        below.alignment = copy(style.alignment)
        below.font = copy(style.font)
    sheet.row_dimensions[1].height = 2 * LINE + 6
    sheet.freeze_panes = sheet.cell(2, 2 + before)


def heading(cell: Any) -> None:
    """The looks of a heading."""
    from openpyxl.styles import Alignment, Font, PatternFill

    cell.font = Font(name=FONT, size=10, bold=True)
    cell.alignment = Alignment(wrap_text=True, vertical="top")
    cell.fill = PatternFill("solid", fgColor="FFDCE6F1")


def _put(cell: Any, column: Column, text: str) -> None:
    """Dates as dates, everything else as text: nothing is left for the program to interpret."""
    found = day(text) if column.kind == "day" else None
    if found:
        cell.value = found
        cell.number_format = _format(column)  # openpyxl has put its own
    elif text:
        cell.value = text
        cell.data_type = "s"


def _format(column: Column) -> str:
    return "yyyy-mm-dd" if column.kind == "day" else "@"


def _rules(sheet: Any, last: int, before: int) -> None:
    from openpyxl.utils import get_column_letter
    from openpyxl.worksheet.datavalidation import DataValidation

    status = DataValidation(type="list", formula1=f'"{",".join(STATUSES)}"', allow_blank=True, showErrorMessage=True)
    status.errorTitle, status.error = "状态 Status", f"请从列表选择 / Choose from the list: {', '.join(STATUSES)}"
    start = date(1899, 12, 30)
    days = DataValidation(
        type="date", operator="between", allow_blank=True, showErrorMessage=True,
        formula1=str((FIRST_DAY - start) // timedelta(days=1)), formula2=str((LAST_DAY - start) // timedelta(days=1)),
    )  # fmt: skip
    days.errorTitle, days.error = "日期 Date", "请写成 2026-11-20 / Write it as in 2026-11-20"
    for rule, kind in ((status, "status"), (days, "day")):
        sheet.add_data_validation(rule)
        for place, column in enumerate(COLUMNS, start=1 + before):
            if column.kind == kind:
                rule.add(f"{get_column_letter(place)}2:{get_column_letter(place)}{last}")
    sheet.auto_filter.ref = f"A1:{get_column_letter(before + len(COLUMNS))}{last}"
    sheet.protection.sheet = True  # without a password: it keeps from slips, not from intent
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "insertHyperlinks", "autoFilter"):
        setattr(sheet.protection, allowed, False)  # False: it is not forbidden

"""A workbook for clerks: a guide, and one sheet a category with lists to choose from and locked ids."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from bot.curation.export_guide import LINES
from bot.curation.export_sheet import row_of
from bot.curation.import_read import GUIDE_SHEET
from bot.curation.sheets_columns import COLUMNS, Column
from bot.knowledge.schema import STATUSES, Entry
from bot.language import Lang

SPARE_ROWS = 200  # below the last entry, with lists to choose from
WIDTHS = {"id": 34, "text": 32, "long": 60, "lines": 44, "places": 44, "day": 13, "status": 12, "version": 15}
GREY = "FFEDEDED"
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2100, 1, 1)


def xlsx_bytes(groups: Mapping[str, tuple[Entry, ...]], versions: Mapping[str, str], lang: Lang) -> bytes:
    """The workbook of the entries by category; lang: of the headings."""
    from openpyxl import Workbook

    book = Workbook()
    _guide(book.active)
    for category, entries in groups.items():
        sheet = book.create_sheet(category[:31])
        _head(sheet, lang)
        for number, entry in enumerate(entries, start=2):
            _row(sheet, number, row_of(entry, versions[entry.id]))
        _rules(sheet, len(entries) + 1 + SPARE_ROWS)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _guide(sheet: Any) -> None:
    from openpyxl.styles import Alignment, Font

    sheet.title = GUIDE_SHEET
    for place, letter in enumerate("AB"):
        sheet.column_dimensions[letter].width = 70
        for number, line in enumerate(LINES, start=1):
            cell = sheet[f"{letter}{number}"]
            cell.value = line[place]
            cell.alignment = Alignment(wrap_text=True, vertical="top")
            cell.font = Font(bold=number == 1)


def _head(sheet: Any, lang: Lang) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill, Protection
    from openpyxl.utils import get_column_letter

    for place, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(1, place, column.head(lang))
        cell.font = Font(bold=True)
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.fill = PatternFill("solid", fgColor="FFDCE6F1")
        below = sheet.column_dimensions[get_column_letter(place)]  # the blank rows below the entries are open for new ones
        below.width = WIDTHS[column.kind]
        below.protection = Protection(locked=False)
        below.number_format = _format(column)
        below.alignment = Alignment(wrap_text=True, vertical="top")
    sheet.row_dimensions[1].height = 34
    sheet.freeze_panes = "B2"


def _row(sheet: Any, number: int, cells: Mapping[str, str]) -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection

    for place, column in enumerate(COLUMNS, start=1):
        cell = sheet.cell(number, place)
        _put(cell, column, cells[column.key])
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        locked = column.kind in ("id", "version")
        cell.protection = Protection(locked=locked)
        if locked:
            cell.fill = PatternFill("solid", fgColor=GREY)


def _put(cell: Any, column: Column, text: str) -> None:
    """Dates as dates, everything else as text: nothing is left for the program to interpret."""
    cell.number_format = _format(column)
    if column.kind == "day":
        cell.value = date.fromisoformat(text) if text else None
        return
    if text:
        cell.value = text
        cell.data_type = "s"


def _format(column: Column) -> str:
    return "yyyy-mm-dd" if column.kind == "day" else "@"


def _rules(sheet: Any, last: int) -> None:
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
        for place, column in enumerate(COLUMNS, start=1):
            if column.kind == kind:
                rule.add(f"{get_column_letter(place)}2:{get_column_letter(place)}{last}")
    sheet.auto_filter.ref = f"A1:{get_column_letter(len(COLUMNS))}{last}"
    sheet.protection.sheet = True  # without a password: it keeps from slips, not from intent
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "sort", "autoFilter"):
        setattr(sheet.protection, allowed, False)  # False: it is not forbidden

"""The report as a workbook: a sheet a table, numbers as numbers."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from bot.curation.explain_table import width
from bot.curation.report_tables import Cell, Table
from bot.curation.report_words import word
from bot.curation.sheets_text import escape
from bot.language import Lang
from bot.measuring.intervals import Figure

WIDEST = 60  # characters of a column; a Chinese one counts twice


def workbook(found: Iterable[Table], about: str, lang: Lang) -> bytes:
    """about: period and filters, on the first sheet with the notes of all tables."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Font

    book = Workbook()
    guide: Any = book.active
    all_tables = list(found)
    guide.title = "说明" if lang == "zh" else "about"
    for line in ((word("report", lang), about), *((table.title, table.note) for table in all_tables)):
        guide.append(line)
    guide.column_dimensions["A"].width, guide.column_dimensions["B"].width = 34, 100
    for row in guide.iter_rows():
        row[0].font = Font(bold=True)
        row[1].alignment = Alignment(wrap_text=True, vertical="top")
    for table in all_tables:
        _sheet(book.create_sheet(table.title.split(" (")[0][:31]), table)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _sheet(sheet: Any, table: Table) -> None:
    from openpyxl.styles import Alignment, Font, PatternFill
    from openpyxl.utils import get_column_letter

    heads = [(head, column.text) for column in table.columns for head in (column.head, *column.ends)]
    rows = [[part for value, column in zip(row, table.columns) for part in _parts(value, bool(column.ends))] for row in table.rows]
    shares = {head for column in table.columns if column.ends for head in (column.head, *column.ends)}
    for place, (head, text) in enumerate(heads, start=1):
        cell = sheet.cell(1, place, head)
        cell.font, cell.fill = Font(bold=True), PatternFill("solid", fgColor="FFDCE6F1")
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        longest = max((width(str(row[place - 1])) for row in rows), default=0) if text else 0
        sheet.column_dimensions[get_column_letter(place)].width = min(WIDEST, max(12, longest + 2))
    for number, row in enumerate(rows, start=2):
        for place, value in enumerate(row, start=1):
            _put(sheet.cell(number, place), value, heads[place - 1][0] in shares)
    sheet.freeze_panes = "B2"
    if rows:
        sheet.auto_filter.ref = f"A1:{get_column_letter(len(heads))}{len(rows) + 1}"


def _parts(value: Cell, ends: bool) -> tuple[Cell, ...]:
    """A figure takes three cells: itself and the ends of its interval."""
    if isinstance(value, Figure):
        return (value.value, value.low, value.high)
    return (value, None, None) if ends else (value,)


def _put(cell: Any, value: Cell, is_share: bool) -> None:
    """A citizen's words are never a formula; what nothing can be told of stays empty."""
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    if isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub("", escape(value))
        cell.data_type = "s"
    else:
        cell.value = value
    if is_share:
        cell.number_format = "0.0%"

"""The rows that were not taken over, as a workbook of their own: mended there, it is imported like any other."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from bot.curation.export_xlsx import bytes_of, fill, heading
from bot.curation.import_read import REASON
from bot.curation.import_rows import Step
from bot.curation.sheets_columns import BY_KEY, COLUMNS
from bot.curation.sheets_errors import CannotExport
from bot.curation.sheets_text import LOST, escape, has_control
from bot.knowledge.schema import Both
from bot.language import Lang

NAME: Both = {"zh": "为什么被拒绝", "en": "Why it was refused"}
UNREAD = "#VALUE!"  # stands for a cell that could not be read, such as a formula; refused until somebody writes there
RED = "FFFFC7CE"


def write_refused(steps: Sequence[Step], source: Path, lang: Lang) -> Path:
    """The refused rows in a new file beside the source, never over one that is there. CannotExport if it cannot be written."""
    file = _free(source)
    try:
        with file.open("xb") as out:
            out.write(refused_bytes(steps, lang))
    except OSError as err:
        raise CannotExport(
            f"写不了 {file.name}（{type(err).__name__}），没有导入任何内容。请检查文件夹权限。",
            f"{file.name} cannot be written ({type(err).__name__}); nothing was imported. Check the folder's permissions.",
        ) from err
    return file


def _free(source: Path) -> Path:
    names = [source.with_name(f"{source.stem}-refused{number}.xlsx") for number in ("", *(f"-{n}" for n in range(2, 100)))]
    return next((name for name in names if not name.exists()), names[-1])


def refused_bytes(steps: Sequence[Step], lang: Lang) -> bytes:
    """One sheet for each sheet that has refused rows; the first column says why, and the cells that are meant are red."""
    from openpyxl import Workbook

    book = Workbook()
    refused = [step for step in steps if step.faults]
    book.remove(book.worksheets[0])
    for name in dict.fromkeys(step.row.sheet for step in refused):
        sheet: Any = book.create_sheet(name or REASON)
        some = [step for step in refused if step.row.sheet == name]
        fill(sheet, [_cells(step) for step in some], lang, before=1)
        _reasons(sheet, some, lang)
    return bytes_of(book)


def _cells(step: Step) -> dict[str, str]:
    """What was wished, and where that could not be read, what stood there."""
    cells = {"id": step.row.id, **step.cells, "version": step.row.cells.get("version", "")}
    for key, text in step.row.as_is.items():
        cells[key] = "".join(LOST if has_control(char) else char for char in text) or UNREAD
    return {column.key: cells[column.key] if cells[column.key] == UNREAD else escape(cells[column.key]) for column in COLUMNS}


def _reasons(sheet: Any, steps: Sequence[Step], lang: Lang) -> None:
    from openpyxl.styles import Alignment, PatternFill, Protection

    heading(sheet.cell(1, 1, f"{NAME[lang]}\n{REASON}"))
    sheet.column_dimensions["A"].width = 60
    places = {column.key: place for place, column in enumerate(COLUMNS, start=2)}
    for number, step in enumerate(steps, start=2):
        cell = sheet.cell(number, 1)
        cell.value, cell.data_type = "\n".join(_reason(wrong.column, wrong.what[lang], wrong.fix[lang], lang) for wrong in step.faults), "s"
        cell.alignment = Alignment(wrap_text=True, vertical="top")
        cell.protection = Protection(locked=False)
        for key in {wrong.column for wrong in step.faults if wrong.column}:
            meant = sheet.cell(number, places[key])
            meant.fill = PatternFill("solid", fgColor=RED)
            meant.protection = Protection(locked=False)  # an id too may have to be mended


def _reason(key: str, what: str, fix: str, lang: Lang) -> str:
    name = BY_KEY[key].name[lang] if key else ""
    return (f"{name}：" if lang == "zh" else f"{name}: ") * bool(name) + what + " " * (lang == "en") + fix

"""Gaps as an Excel sheet for a department, and the wishes that come back in it."""

from __future__ import annotations

import importlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from bot.curation.gap_words import REASONS, proposal, title
from bot.curation.gaps import Gap
from bot.errors import FaqError
from bot.knowledge.schema import Both, Knowledge
from bot.language import Lang

WISHES: Final = ("similar", "draft")
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")  # a cell that begins so is a formula to some programs
HEADS: Final[tuple[tuple[Both, int], ...]] = (
    ({"zh": "编号", "en": "id"}, 9),
    ({"zh": "采纳（similar / draft）", "en": "accept (similar / draft)"}, 22),
    ({"zh": "采纳到条目", "en": "into entry"}, 32),
    ({"zh": "部门", "en": "department"}, 22),
    ({"zh": "类别", "en": "category"}, 22),
    ({"zh": "次数", "en": "times"}, 8),
    ({"zh": "原因", "en": "reasons"}, 26),
    ({"zh": "市民的问法", "en": "what was asked"}, 60),
    ({"zh": "相近条目", "en": "nearest entries"}, 50),
    ({"zh": "建议", "en": "proposal"}, 50),
)


class SheetTrouble(FaqError):
    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file.name}: {why}")


def write_sheet(gaps: Sequence[Gap], knowledge: Knowledge, file: Path, lang: Lang) -> None:
    """One row a gap; the second and third column are for the department's decision. SheetTrouble if it cannot be written."""
    openpyxl: Any = importlib.import_module("openpyxl")
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "缺口" if lang == "zh" else "gaps"
    sheet.append([head[lang] for head, _ in HEADS])
    for gap in gaps:
        sheet.append([safe(cell) if isinstance(cell, str) else cell for cell in _cells(gap, knowledge, lang)])
    choice = importlib.import_module("openpyxl.worksheet.datavalidation").DataValidation("list", formula1=f'"{",".join(WISHES)}"')
    sheet.add_data_validation(choice)
    choice.add(f"B2:B{max(2, len(gaps) + 1)}")
    sheet.freeze_panes = "A2"
    for column, (_, width) in zip("ABCDEFGHIJ", HEADS):
        sheet.column_dimensions[column].width = width
    try:
        book.save(file)
    except OSError as err:
        raise SheetTrouble(
            file, f"it cannot be written ({type(err).__name__}); close it, or choose another place. 无法写入，请先关闭该文件或换个位置。"
        ) from err


def _cells(gap: Gap, knowledge: Knowledge, lang: Lang) -> list[str | int]:
    reasons = ", ".join(f"{REASONS[name][lang]} {count}" for name, count in gap.reasons.items())
    asked = "\n".join(one.text for one in gap.texts)
    nearest = "\n".join(title(id_, knowledge, lang) for id_ in gap.nearest)
    owner, category = knowledge.departments[gap.department].name[lang], knowledge.categories[gap.category].name[lang]
    return [gap.id, "", gap.entry or "", owner, category, gap.count, reasons, asked, nearest, proposal(gap, knowledge, lang)]


def safe(text: str) -> str:
    """A citizen's words are never a formula."""
    return f"'{text}" if text.startswith(DANGEROUS) else text


def read_wishes(file: Path) -> list[tuple[str, str, str | None]]:
    """(gap id, similar or draft, entry id or None) of each row with a wish. SheetTrouble if a wish is none that we know."""
    openpyxl: Any = importlib.import_module("openpyxl")
    try:
        rows = list(openpyxl.load_workbook(file, read_only=True).worksheets[0].iter_rows(min_row=2, max_col=3, values_only=True))
    except Exception as err:  # whatever a broken archive raises
        raise SheetTrouble(
            file,
            f"it is no Excel sheet ({type(err).__name__}). Give a file of './faq gaps --xlsx'. 不是 Excel 文件，请用 --xlsx 导出的文件。",
        ) from err
    wishes = []
    for number, row in enumerate(rows, start=2):
        id_, wish, entry = (str(cell or "").strip() for cell in (*row, None, None, None)[:3])
        if not wish:
            continue
        if wish not in WISHES:
            raise SheetTrouble(
                file, f"row {number}, column B: '{wish}' is not similar or draft. Correct it. 第 {number} 行 B 列应为 similar 或 draft。"
            )
        wishes.append((id_, wish, entry or None))
    return wishes

"""A file from Excel, WPS or LibreOffice becomes rows of texts. The whole file is read, or none of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.curation.import_kind import WORKBOOKS, refuse_other_kinds
from bot.curation.sheets_columns import BY_KEY, COLUMNS, Column, normal
from bot.curation.sheets_errors import Fault, UnreadableSheet, fault
from bot.curation.sheets_text import LOST, day, has_control, line_ends, unescape
from bot.language import LANGUAGES

GUIDE_SHEET = "说明 Guide"
NO_DATE = ("“{}”不是日期。", "'{}' is not a date.", "请写成 2026-11-20 这样。", "Write it as in 2026-11-20.")
FORMULA_FOUND = (
    "这里是公式，公式不导入。",
    "This is a formula; formulas are not imported.",
    "请复制后“选择性粘贴为数值”，或在前面加一个英文单引号。",
    "Copy it and paste it as a value, or put an apostrophe before it.",
)


ERROR_FOUND = ("这一格是错误值。", "This cell holds an error.", "请重新输入这一格。", "Type this cell again.")
SHORTENED = (
    "长数字被表格软件缩短了。", "The program shortened a long number.",
    "请把这一格设为文本后重新输入。", "Make the cell a text cell and type it again.",
)  # fmt: skip
NO_HEADING = (
    "找不到表头（含有 id 的那一行）。", "The heading, the row with id, was not found.",
    "请恢复导出时的表头；与条目无关的工作表请删去。", "Put the export's heading back; remove sheets that are not about entries.",
)  # fmt: skip
BEYOND = (
    "这一行的格数比表头多。", "This row has more cells than the heading.",
    "文字里有逗号的格要加双引号；请用表格软件重新保存。", "A text with a comma needs quotes; save the file from your program.",
)  # fmt: skip
ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*/[a-z0-9]+(?:-[a-z0-9]+)*")
REASON = "reason"  # the column in which a file of refused rows says why; not read
_ERROR = re.compile(r"#(?:NAME\?|REF!|VALUE!|DIV/0!|N/A|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)|#{3,}|Err:\d{3}", re.IGNORECASE)
_SHORTENED = re.compile(r"\d(?:\.\d+)?E\+\d{2,}")


@dataclass(frozen=True)
class Raw:
    """A cell as a reader hands it over. kept: inside a merged area, of which only the first cell has a value; wrong: why it is refused."""

    text: str = ""
    kept: bool = False
    wrong: tuple[str, str, str, str] | None = None


@dataclass
class Row:
    """One row. cells: by key, normal; a column that the file has not, or a merged cell, is not in it."""

    sheet: str
    number: int
    cells: dict[str, str] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    as_is: dict[str, str] = field(default_factory=dict)  # by key, what stood in a cell that has a fault

    @property
    def id(self) -> str:
        return self.cells.get("id", "")


@dataclass
class Table:
    """All rows of a file, and what is wrong with the file apart from single rows."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # headings that no column has
    passed: list[str] = field(default_factory=list)  # names of sheets that are not about entries


def read(file: Path) -> Table:
    """The rows of an .xlsx, .xlsm, .csv or .txt file. UnreadableSheet if it is another kind, broken, or without rows."""
    refuse_other_kinds(file)
    if file.suffix.lower() in WORKBOOKS:
        from bot.curation.import_read_xlsx import sheets

        tables = sheets(file)
    else:
        from bot.curation import import_read_csv

        tables = [("", import_read_csv.lines(file))]
    table = Table()
    for name, lines in tables:
        _sheet(table, name, lines)
    if not table.rows and not table.faults:
        raise UnreadableSheet(
            file, "里面没有任何条目，请从 faq export 的表格开始。", "it has no entries; start from a sheet of faq export."
        )
    return table


def _sheet(table: Table, name: str, lines: Sequence[Sequence[Raw]]) -> None:
    if name == GUIDE_SHEET or not any(cell.text for line in lines for cell in line):
        return
    head = next((number for number, line in enumerate(lines[:20]) if keys_of(line).get("id") is not None), None)
    if head is None:  # somebody's notes, unless entries stand there
        if any(ID.fullmatch(cell.text.strip()) for line in lines for cell in line):
            table.faults.append(fault(name, 0, "", NO_HEADING))
        else:
            table.passed.append(name)
        return
    keys = keys_of(lines[head])
    table.faults += _doubled(name, head + 1, lines[head])
    table.ignored += [cell.text for cell in lines[head] if cell.text and _key(cell.text) not in (*BY_KEY, REASON)]
    for number, line in enumerate(lines[head + 1 :], start=head + 2):
        if any(line[place].text.strip() or line[place].wrong for place in keys.values() if place < len(line)):
            table.rows.append(_row(name, number, line, keys))


def _flat(heading: str) -> str:
    """A heading without its star and line breaks, which a program or a person may take out."""
    return " ".join(heading.replace("*", " ").lower().split())


_BY_HEADING = {
    _flat(text): column.key for column in COLUMNS for lang in LANGUAGES for text in (column.name[lang], f"{column.name[lang]} {column.key}")
}


def _key(heading: str) -> str:
    """The key in a heading: its last line; the name above it does too."""
    last = heading.strip().split("\n")[-1].strip().lower()
    return last if last in BY_KEY else _BY_HEADING.get(_flat(heading), last)


def keys_of(line: Sequence[Raw]) -> dict[str, int]:
    """From the key of each known column to its place, from 0."""
    return {_key(cell.text): place for place, cell in reversed([*enumerate(line)]) if _key(cell.text) in BY_KEY}


def _doubled(name: str, number: int, line: Sequence[Raw]) -> Iterator[Fault]:
    keys = [_key(cell.text) for cell in line]
    for key in (column.key for column in COLUMNS if keys.count(column.key) > 1):
        yield fault(name, number, key, ("这一列有两个。", "There are two of this column.", "只保留一列。", "Keep one of them."))


def _row(sheet: str, number: int, line: Sequence[Raw], keys: dict[str, int]) -> Row:
    row = Row(sheet, number)
    for key, place in keys.items():
        cell = line[place] if place < len(line) else Raw()
        if cell.wrong:
            row.faults.append(fault(sheet, number, key, cell.wrong))
            row.as_is[key] = ""
        if cell.kept or cell.wrong:
            continue
        row.cells[key] = _cell(row, key, cell.text)
        if any(wrong.column == key for wrong in row.faults):
            row.as_is[key] = cell.text
    row.faults += [fault(sheet, number, "", cell.wrong) for cell in line if cell.wrong is BEYOND]
    return row


def _cell(row: Row, key: str, text: str) -> str:
    """The cell as it is compared; what is wrong with it is noted in the row."""
    column = BY_KEY[key]
    text = normal(column, unescape(line_ends(text)))
    if column.kind in ("id", "status", "day", "version"):  # an input method may be set to full width
        text = unicodedata.normalize("NFKC", text)
    for texts in _wrong_with(column, text):
        row.faults.append(fault(row.sheet, row.number, key, texts))
    if column.kind == "day" and text:
        found = day(text)
        return found.isoformat() if found else ""
    return text.lower() if column.kind in ("id", "status") else text


def _wrong_with(column: Column, text: str) -> Iterator[tuple[str, str, str, str]]:
    if LOST in text or has_control(text):
        yield (
            "有丢失或看不见的字符。", "There are lost or invisible characters.",
            "请重新输入这一格；CSV 请另存为“CSV UTF-8”。", "Type this cell again; save a CSV file as 'CSV UTF-8'.",
        )  # fmt: skip
    if _ERROR.fullmatch(text):
        yield ERROR_FOUND
    if _SHORTENED.fullmatch(text):
        yield SHORTENED
    if column.kind in ("text", "id", "status", "version") and "\n" in text:
        yield ("这一格只能有一行。", "This cell may have one line only.", "请去掉换行。", "Take the line break out.")
    if column.kind == "day" and text and day(text) is None:
        zh, en, fix_zh, fix_en = NO_DATE
        yield (zh.format(text), en.format(text), fix_zh, fix_en)

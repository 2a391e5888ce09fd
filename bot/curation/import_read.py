"""A file from Excel, WPS or LibreOffice becomes rows of texts. The whole file is read, or none of it."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from bot.curation.sheets_columns import BY_KEY, COLUMNS, normal
from bot.curation.sheets_errors import Fault, UnreadableSheet, fault
from bot.curation.sheets_text import LOST, day, has_control, line_ends, unescape

GUIDE_SHEET = "说明 Guide"
NO_DATE = ("“{}”不是日期。", "'{}' is not a date.", "请写成 2026-11-20 这样。", "Write it as in 2026-11-20.")
FORMULA_FOUND = (
    "这里是公式，公式不导入。",
    "This is a formula; formulas are not imported.",
    "请复制后“选择性粘贴为数值”，或在前面加一个英文单引号。",
    "Copy it and paste it as a value, or put an apostrophe before it.",
)


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

    @property
    def id(self) -> str:
        return self.cells.get("id", "")


@dataclass
class Table:
    """All rows of a file, and what is wrong with the file apart from single rows."""

    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    ignored: list[str] = field(default_factory=list)  # headings that no column has


def read(file: Path) -> Table:
    """The rows of an .xlsx or .csv file. UnreadableSheet if it is another kind, broken, or without rows."""
    if not file.is_file():
        raise UnreadableSheet(file, "没有这个文件，请检查文件名。", "there is no such file; check its name.")
    suffix = file.suffix.lower()
    if suffix in (".xlsx", ".xlsm"):
        from bot.curation.import_read_xlsx import sheets

        tables = sheets(file)
    elif suffix in (".csv", ".txt"):
        tables = [("", _csv(file))]
    else:
        raise UnreadableSheet(
            file, "只能读 .xlsx 和 .csv，请在表格软件里另存为 .xlsx。", "only .xlsx and .csv can be read; save it as .xlsx in your program."
        )
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
    head = next((number for number, line in enumerate(lines[:20]) if _keys(line).get("id") is not None), None)
    if head is None:
        table.faults.append(fault(name, 0, "", (
            "找不到表头（含有 id 的那一行）。", "The heading, the row with id, was not found.",
            "请恢复导出时的表头；与条目无关的工作表请删去。",
            "Put the export's heading back; remove sheets that are not about entries.",
        )))  # fmt: skip
        return
    keys = _keys(lines[head])
    table.faults += _doubled(name, head + 1, lines[head])
    table.ignored += [cell.text for cell in lines[head] if cell.text and _key(cell.text) not in BY_KEY]
    for number, line in enumerate(lines[head + 1 :], start=head + 2):
        if any(line[place].text.strip() or line[place].wrong for place in keys.values() if place < len(line)):
            table.rows.append(_row(name, number, line, keys))


def _key(heading: str) -> str:
    """The key in a heading: its last line."""
    return heading.strip().split("\n")[-1].strip().lower()


def _keys(line: Sequence[Raw]) -> dict[str, int]:
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
        if cell.kept or cell.wrong:
            continue
        row.cells[key] = _cell(row, key, cell.text)
    return row


def _cell(row: Row, key: str, text: str) -> str:
    """The cell as it is compared; what is wrong with it is noted in the row."""
    column = BY_KEY[key]
    text = normal(column, unescape(line_ends(text)))
    if LOST in text or has_control(text):
        row.faults.append(fault(row.sheet, row.number, key, (
            "有丢失或看不见的字符。", "There are lost or invisible characters.",
            "请重新输入这一格；CSV 请另存为“CSV UTF-8”。", "Type this cell again; save a CSV file as 'CSV UTF-8'.",
        )))  # fmt: skip
    if column.kind in ("text", "id", "status", "version") and "\n" in text:
        row.faults.append(fault(row.sheet, row.number, key, (
            "这一格只能有一行。", "This cell may have one line only.", "请去掉换行。", "Take the line break out.",
        )))  # fmt: skip
    if column.kind == "day" and text:
        found = day(text)
        if found is None:
            zh, en, fix_zh, fix_en = NO_DATE
            row.faults.append(fault(row.sheet, row.number, key, (zh.format(text), en.format(text), fix_zh, fix_en)))
        return found.isoformat() if found else ""
    return text.lower() if column.kind in ("id", "status") else text


def _csv(file: Path) -> list[list[Raw]]:
    text = _decoded(file)
    csv.field_size_limit(10_000_000)
    try:
        delimiter = max(",;\t", key=lambda mark: len(_keys([Raw(cell) for cell in next(_lines(text, mark, strict=False), [])])))
        lines = list(_lines(text, delimiter))
    except csv.Error as err:
        raise UnreadableSheet(file, f"不是完整的 CSV（{err}），请重新保存。", f"it is no whole CSV file ({err}); save it again.") from err
    width = len(lines[0]) if lines else 0
    for number, line in enumerate(lines, start=1):
        if line and len(line) < width and any(line):
            raise UnreadableSheet(
                file, f"第 {number} 行不完整，请重新保存整个文件。", f"row {number} is cut off; save the whole file again."
            )
    return [[Raw(cell, wrong=FORMULA_FOUND if cell.startswith(("=", "＝")) else None) for cell in line] for line in lines]


def _lines(text: str, delimiter: str, strict: bool = True) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)


def _decoded(file: Path) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else GBK (GB 18030)."""
    raw = file.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig"] if raw.startswith(b"\xef\xbb\xbf") else ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableSheet(file, "文字编码认不出来，请另存为“CSV UTF-8”。", "its encoding is not known; save it as 'CSV UTF-8'.")

"""An entry as a form: its fields, what was typed as an entry's file, and two people's changes beside each other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from difflib import unified_diff

from bot.console.errors import NotWritten
from bot.console.shelf import Item
from bot.curation.import_scalars import CannotEdit
from bot.curation.import_yaml import edited
from bot.curation.sheets_columns import CONTENT, Cells, Column, cells_of, content_of, normal
from bot.curation.sheets_text import day, has_control, items
from bot.knowledge.documents import parse
from bot.knowledge.read_entry import read_entry
from bot.knowledge.schema import STATUSES, Both, Entry

DAYS = ("reviewed", "valid_until")
LONGEST_ROWS = 24
QUESTIONS = ("question", "similar", "not")
# A cell with line breaks in it, as a spreadsheet program copies it: in quotation marks, those inside doubled.
PASTED_CELL = re.compile(r'(?:(?<=\t)|^)"((?:[^"]|"")*)"(?=\t|$)', re.MULTILINE)
REQUIRED: Both = {"zh": "这一项必须填写。", "en": "This must be filled in."}
HINTS = {
    "not.zh": "hint_not", "not.en": "hint_not", "basis.url": "hint_url", "reviewed": "hint_day", "valid_until": "hint_day",
    "related": "hint_related", "confirm.zh": "hint_confirm", "confirm.en": "hint_confirm",
}  # fmt: skip


class SpecialFile(NotWritten):
    def __init__(self) -> None:
        super().__init__(
            "这个文件的写法特殊，不能用表单修改。请用“按文本编辑”。",
            "This file is written in a way that the form cannot change. Use 'Edit as text'.",
        )


@dataclass(frozen=True)
class Fault:
    """What is wrong in a field before there is a file to check."""

    key: str
    what: Both


@dataclass(frozen=True)
class Merged:
    """cells: what the form holds; theirs: fields that both changed, as the other saved them; taken: fields only the other changed."""

    cells: Cells
    theirs: Mapping[str, str]
    taken: tuple[str, ...]


def rows() -> list[tuple[Column, ...]]:
    """The fields in order; one tuple for both languages of a field."""
    found: list[tuple[Column, ...]] = []
    for column in CONTENT:
        if column.key.endswith(".en"):
            found[-1] = (*found[-1], column)
        else:
            found.append((column,))
    return found


def height(column: Column, text: str) -> int:
    """Lines of a field's box, by its text."""
    wrapped = sum(1 + len(line.encode()) // 90 for line in text.split("\n"))
    return min(LONGEST_ROWS, max(wrapped + (column.kind == "lines"), 3 if column.kind in ("long", "lines") else 1))


def cells_from(form: Mapping[str, str]) -> Cells:
    """The fields of a form that was sent, cleaned; dates in other forms become 2026-11-20."""
    cells = {column.key: normal(column, _typed(column, form.get(column.key, ""))) for column in CONTENT}
    for key in DAYS:
        found = day(cells[key])
        cells[key] = found.isoformat() if found else cells[key]
    return cells


def _typed(column: Column, text: str) -> str:
    """A question that was pasted from a spreadsheet as the one line that it was meant to be."""
    if column.key.split(".")[0] not in QUESTIONS:
        return text
    return PASTED_CELL.sub(_one_line, text.replace("\r\n", "\n")).replace("\t", " ")


def _one_line(cell: re.Match[str]) -> str:
    return cell[1].replace('""', '"').replace("\n", " ") if "\n" in cell[1] else cell[0]


def faults(cells: Mapping[str, str]) -> list[Fault]:
    """What keeps the fields from becoming a file; the linter finds the rest."""
    found = [Fault(column.key, REQUIRED) for column in CONTENT if column.required and not cells[column.key]]
    found += [Fault(key, {"zh": "日期请写成 2026-11-20。", "en": "Write the date as 2026-11-20."})
              for key in DAYS if cells[key] and not day(cells[key])]  # fmt: skip
    if cells["status"] and cells["status"] not in STATUSES:
        found.append(Fault("status", {"zh": "请选择状态。", "en": "Choose a status."}))
    counts = [len(items(cells[f"basis.title.{lang}"])) for lang in ("zh", "en")]
    if all(counts) and counts[0] != counts[1]:
        found.append(Fault("basis.title.en", {"zh": f"依据中文 {counts[0]} 条，英文 {counts[1]} 条，请逐行对应。",
                                              "en": f"{counts[0]} in Chinese, {counts[1]} in English: match the lines."}))  # fmt: skip
    elif all(counts) and len(cells["basis.url"].split("\n")) > counts[0]:
        found.append(Fault("basis.url", {"zh": "网址比依据多，请逐行对应。", "en": "More links than laws: match them line by line."}))
    bad = (key for key, text in cells.items() if has_control(text))
    return found + [Fault(key, {"zh": "有不能保存的控制字符。", "en": "There are control characters that cannot be kept."}) for key in bad]


def file_of(item: Item, cells: Mapping[str, str]) -> bytes:
    """The entry's file with the fields in it; comments and order stay. SpecialFile if that cannot be done."""
    assert item.entry is not None
    try:
        return edited(item.raw, content_of(cells_of(item.entry)), content_of(cells))
    except (CannotEdit, UnicodeDecodeError) as err:
        raise SpecialFile from err


def merged(base: Entry | None, mine: Cells, theirs: Cells) -> Merged:
    """base: what the form began with; without it every difference counts as mine against theirs."""
    start = cells_of(base) if base else None
    cells, both, taken = dict(mine), {}, []
    for key, text in theirs.items():
        if mine[key] == text:
            continue
        if start is not None and mine[key] == start[key]:
            cells[key] = text
            taken.append(key)
        elif start is None or text != start[key]:
            both[key] = text
    return Merged(cells, both, tuple(taken))


def entry_in(raw: bytes | None, item: Item) -> Entry | None:
    """The entry that some version of the file holds; None if it cannot be read."""
    if raw is None:
        return None
    return read_entry(parse(f"{item.id}.yml", raw))


def text_of(raw: bytes) -> str:
    """A file as a text; one that an older program saved as GBK can be read too, and becomes UTF-8 when it is saved."""
    try:
        return raw.decode("utf-8").replace("\r\n", "\n")
    except UnicodeDecodeError:
        return raw.decode("gb18030", "replace").replace("\r\n", "\n")


def bytes_of(text: str, before: bytes) -> bytes:
    """The file of a text, with the line ends that it had before."""
    returns = before.count(b"\n") > 0 and before.count(b"\r\n") == before.count(b"\n")
    return (text.replace("\n", "\r\n") if returns else text).encode("utf-8", "replace")


def diff(before: bytes, after: bytes) -> list[tuple[str, str]]:
    """Lines of a comparison, each with its kind: "add", "del", "at" or "same"."""
    old, new = (raw.decode("utf-8", "replace").splitlines() for raw in (before, after))
    lines = list(unified_diff(old, new, lineterm="", n=2))[2:]
    kinds = {"+": "add", "-": "del", "@": "at"}
    return [(kinds.get(line[:1], "same"), line) for line in lines]

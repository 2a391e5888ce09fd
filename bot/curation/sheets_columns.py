"""The columns of a sheet: their keys and names, an entry as cells, and cells as the content of an entry's file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from bot.curation.sheets_text import clean, columns_of_lines, items, line_ends
from bot.knowledge.schema import GUIDE_LISTS, Both, Entry
from bot.language import LANGUAGES, Lang

Kind = Literal["id", "text", "long", "lines", "places", "day", "status", "version"]
Cells = dict[str, str]  # from a column's key to the text of the cell, cleaned; "" where there is none


@dataclass(frozen=True)
class Column:
    """key: as in the file, with points; lines: one item a line; places: the same, and a blank line keeps its place."""

    key: str
    name: Both
    kind: Kind
    required: bool = False

    def head(self, lang: Lang) -> str:
        """What stands in the first row: the name for a person, below it the key, by which the column is known again."""
        return f"{self.name[lang]}{' *' if self.required else ''}\n{self.key}"


def _pair(key: str, zh: str, en: str, kind: Kind, required: bool = False) -> list[Column]:
    names: dict[Lang, tuple[str, str]] = {"zh": ("中文", "Chinese"), "en": ("英文", "English")}
    return [
        Column(f"{key}.{lang}", {"zh": f"{zh}（{names[lang][0]}）", "en": f"{en} ({names[lang][1]})"}, kind, required) for lang in LANGUAGES
    ]


COLUMNS: tuple[Column, ...] = (
    Column("id", {"zh": "编号", "en": "Id"}, "id", True),
    Column("status", {"zh": "状态", "en": "Status"}, "status", True),
    *_pair("question", "标题", "Title", "text", True),
    *_pair("similar", "相似问法", "Similar questions", "lines", True),
    *_pair("not", "不是这一条", "Not this entry", "lines"),
    *_pair("answer", "答案", "Answer", "long", True),
    *_pair("guide.conditions", "条件", "Conditions", "long"),
    *_pair("guide.materials", "材料", "Materials", "lines"),
    *_pair("guide.steps", "步骤", "Steps", "lines"),
    *_pair("guide.where", "地点", "Where", "long"),
    *_pair("guide.online", "网上办理", "Online", "long"),
    *_pair("guide.time", "时限", "Time", "long"),
    *_pair("guide.fee", "费用", "Fee", "long"),
    Column("guide.phone", {"zh": "电话", "en": "Phone"}, "text"),
    *_pair("basis.title", "依据", "Basis", "lines", True),
    Column("basis.url", {"zh": "依据网址", "en": "Links of the basis"}, "places"),
    Column("related", {"zh": "相关条目", "en": "Related entries"}, "lines"),
    *_pair("confirm", "待核实", "To confirm", "lines"),
    Column("reviewed", {"zh": "核对日期", "en": "Reviewed"}, "day", True),
    Column("valid_until", {"zh": "有效期至", "en": "Valid until"}, "day"),
    Column("version", {"zh": "导出时的版本", "en": "Version when exported"}, "version"),
)
BY_KEY: Mapping[str, Column] = {column.key: column for column in COLUMNS}
CONTENT: tuple[Column, ...] = tuple(column for column in COLUMNS if column.kind not in ("id", "version"))


def normal(column: Column, text: str) -> str:
    """The cell's text in the form in which two cells are compared."""
    if column.kind == "lines":
        return "\n".join(items(line_ends(text)))
    if column.kind == "places":
        return "\n".join(line.strip() for line in line_ends(text).split("\n")).rstrip()
    return clean(text)


def cells_of(entry: Entry) -> Cells:
    """The content of an entry as cells; without id and version."""
    cells: Cells = {column.key: "" for column in CONTENT}
    cells |= {"status": entry.status, "reviewed": entry.reviewed.isoformat()}
    cells["valid_until"] = entry.valid_until.isoformat() if entry.valid_until else ""
    for lang in LANGUAGES:
        cells |= {f"question.{lang}": entry.question[lang], f"answer.{lang}": entry.answer[lang]}
        for key, texts in (("similar", entry.similar), ("not", entry.not_), ("confirm", entry.confirm)):
            cells[f"{key}.{lang}"] = _joined(texts[lang])
        cells[f"basis.title.{lang}"] = _joined(tuple(basis.title[lang] for basis in entry.basis))
    cells["basis.url"] = "\n".join(basis.url or "" for basis in entry.basis)
    cells["related"] = _joined(entry.related)
    for element, value in entry.guide.items():
        if isinstance(value, str):
            cells[f"guide.{element}"] = value
        else:
            for lang in LANGUAGES:
                text = value[lang]
                cells[f"guide.{element}.{lang}"] = text if isinstance(text, str) else _joined(text)
    return {key: normal(BY_KEY[key], text) for key, text in cells.items()}


def _joined(texts: tuple[str, ...]) -> str:
    return "\n".join(" ".join(text.split("\n")) for text in texts)


def content_of(cells: Mapping[str, str]) -> dict[str, Any]:
    """What an entry's file would hold, in the order of its keys: dicts, lists, texts and dates. cells: checked and normal."""
    content: dict[str, Any] = {"question": _texts(cells, "question"), "similar": _lists(cells, "similar")}
    content |= {"not": _lists(cells, "not"), "answer": _texts(cells, "answer"), "guide": _guide(cells), "basis": _basis(cells)}
    content |= {"related": list(items(cells["related"])), "confirm": _lists(cells, "confirm")}
    for key in ("reviewed", "valid_until"):
        content[key] = date.fromisoformat(cells[key]) if cells[key] else None
    content["status"] = cells["status"]
    return {key: value for key, value in content.items() if value}


def _texts(cells: Mapping[str, str], key: str) -> dict[str, Any]:
    return {lang: cells[f"{key}.{lang}"] for lang in LANGUAGES if cells[f"{key}.{lang}"]}


def _lists(cells: Mapping[str, str], key: str) -> dict[str, Any]:
    return {lang: list(found) for lang in LANGUAGES if (found := items(cells[f"{key}.{lang}"]))}


def _guide(cells: Mapping[str, str]) -> dict[str, Any]:
    guide: dict[str, Any] = {}
    for column in CONTENT:
        element = column.key.split(".")[1] if column.key.startswith("guide.") else ""
        if element == "phone":
            guide[element] = cells[column.key]
        elif element:
            guide[element] = _lists(cells, f"guide.{element}") if element in GUIDE_LISTS else _texts(cells, f"guide.{element}")
    return {element: value for element, value in guide.items() if value}


def _basis(cells: Mapping[str, str]) -> list[dict[str, Any]]:
    titles = {lang: items(cells[f"basis.title.{lang}"]) for lang in LANGUAGES}
    count = len(titles["zh"])
    urls = columns_of_lines(cells["basis.url"], count)
    return [
        {"title": {lang: titles[lang][place] for lang in LANGUAGES}, **({"url": urls[place]} if urls[place] else {})}
        for place in range(count)
    ]

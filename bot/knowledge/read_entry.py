"""A document becomes an entry, or a list of problems."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.knowledge.documents import Document
from bot.knowledge.fields import Fields
from bot.knowledge.schema import (
    GUIDE_ELEMENTS,
    GUIDE_LISTS,
    STATUSES,
    Basis,
    Both,
    BothLists,
    Entry,
    GuideValue,
)

KEYS = ("question", "similar", "not", "answer", "guide", "basis", "related", "confirm", "reviewed", "valid_until", "status")
MIN_SIMILAR = 5
NOTHING: BothLists = {"zh": (), "en": ()}


def read_entry(document: Document) -> Entry | None:
    """The entry of a file `<category>/<entry>.yml`; None if anything in it is wrong."""
    if document.problems:
        return None
    fields = Fields(document)
    if document.problems:
        return None
    fields.only(KEYS)
    question, similar, answer = fields.both("question"), fields.lists("similar"), fields.both("answer")
    _check_similar(document, similar)
    not_ = fields.lists("not") if "not" in fields.value else NOTHING
    confirm = fields.lists("confirm") if "confirm" in fields.value else NOTHING
    guide, basis, related = _guide(document, fields), _basis(document, fields), _related(document, fields)
    reviewed = fields.day("reviewed") if fields.present("reviewed") else None
    valid_until = fields.day("valid_until") if "valid_until" in fields.value else None
    status = _status(document, fields)
    if document.problems:
        return None
    assert question and similar and answer and not_ is not None and confirm is not None and reviewed and status
    entry_id = document.file.rsplit(".", 1)[0]
    return Entry(
        entry_id, entry_id.split("/")[0], question, similar, not_, answer, guide, basis, related, confirm,
        reviewed, valid_until, status,
    )  # fmt: skip


def _check_similar(document: Document, similar: BothLists | None) -> None:
    """K103: an entry is found by its similar questions; a few are too few."""
    for lang, questions in (similar or {}).items():
        if len(questions) < MIN_SIMILAR:
            document.report(
                ("similar", lang), "K103",
                f"similar.{lang} 只有 {len(questions)} 个问法。", f"similar.{lang} has only {len(questions)} questions.",
                f"请写至少 {MIN_SIMILAR} 个市民真会这样打的问法。", f"Write at least {MIN_SIMILAR}, as citizens really type them.",
            )  # fmt: skip


def _guide(document: Document, fields: Fields) -> Mapping[str, GuideValue]:
    if fields.value.get("guide") is None:
        return {}
    inner = Fields(document, ("guide",))
    inner.only(GUIDE_ELEMENTS)
    found: dict[str, GuideValue | None] = {}
    for element in GUIDE_ELEMENTS:
        if element not in inner.value:
            continue
        if element == "phone":
            found[element] = inner.phone(element)
        elif element in GUIDE_LISTS:
            found[element] = _same_length(document, element, inner.lists(element))
        else:
            found[element] = inner.both(element)
    return {element: value for element, value in found.items() if value is not None}


def _same_length(document: Document, element: str, lists: BothLists | None) -> BothLists | None:
    """K102: an item that one language has and the other has not is a forgotten translation."""
    if lists and len(lists["zh"]) != len(lists["en"]):
        document.report(
            ("guide", element), "K102",
            f"{element} 中文 {len(lists['zh'])} 项，英文 {len(lists['en'])} 项。",
            f"{element} has {len(lists['zh'])} items in Chinese and {len(lists['en'])} in English.",
            "请让两种语言逐项对应。", "Make the two languages match item by item.",
        )  # fmt: skip
    return lists


def _basis(document: Document, fields: Fields) -> tuple[Basis, ...]:
    items = fields.value.get("basis") or None  # an empty list is no basis either
    if items is None:
        fields.missing("basis")
        return ()
    found = []
    if not isinstance(items, list):
        document.report(
            ("basis",), "K005", "“basis”应当是一个列表。", "'basis' should be a list.",
            "每条依据以“- title:”开头。", "Begin each with '- title:'.",
        )  # fmt: skip
        return ()
    for place in range(len(items)):
        inner = Fields(document, ("basis", place))
        inner.only(("title", "url"))
        title: Both | None = inner.both("title") if inner.value else None
        url: Any = inner.value.get("url")
        if title:
            found.append(Basis(title, str(url) if url else None))
    return tuple(found)


def _related(document: Document, fields: Fields) -> tuple[str, ...]:
    items = fields.value.get("related") or ()
    if not items:
        return ()
    if isinstance(items, list):
        return fields.texts("related")
    document.report(
        ("related",), "K005", "“related”应当是一个列表。", "'related' should be a list.",
        "每行一个“- 类别/条目”。", "One '- category/entry' a line.",
    )  # fmt: skip
    return ()


def _status(document: Document, fields: Fields) -> Any:
    """K208: an entry is a draft, published or retired."""
    if not fields.present("status"):
        return None
    status = fields.value["status"]
    if status in STATUSES:
        return status
    names = ", ".join(STATUSES)
    said = ", ".join(map(str, status)) if isinstance(status, (list, dict)) else fields.written("status")
    document.report(
        ("status",), "K208", f"不认识的状态“{said}”。", f"Unknown status '{said}'.", f"可用：{names}。", f"Use one of: {names}."
    )
    return None

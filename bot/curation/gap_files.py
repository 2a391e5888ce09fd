"""Accepting a gap: its questions become similar questions of an entry, or a draft entry. Nothing else in a file changes.

A line is put into the text of the file, so that comments, order and quotation marks stay as staff wrote them. What was written is read
again before it counts: if the knowledge has a problem that it had not before, the file is put back as it was.
"""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any, Final

import yaml

from bot.curation.gaps import Gap
from bot.errors import FaqError
from bot.knowledge import placeholders
from bot.knowledge.loader import load
from bot.knowledge.placeholders import Texts, scalar
from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES, Lang
from bot.language.masks import MASK
from bot.language.normalise import fold

MOST_ADDED: Final = 5  # questions in one language; one more of the same kind teaches nothing


class CannotWrite(FaqError):
    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file.parent.name}/{file.name} was not changed / 未改动: {why}")


def texts_to_add(gap: Gap, knowledge: Knowledge) -> dict[Lang, list[str]]:
    """The gap's questions by language, without masked ones and without those that some entry has already."""
    known = {fold(text) for entry in knowledge.entries.values() for lang in LANGUAGES for text in entry.questions(lang)}
    usable = [one for one in gap.texts if MASK not in one.text and fold(one.text) not in known]
    return {lang: [" ".join(one.text.split()) for one in usable if one.lang == lang][:MOST_ADDED] for lang in LANGUAGES}


def add_similar(root: Path, entry_id: str, texts: Texts, today: date | None = None) -> Path:
    """Put the questions at the end of the entry's lists. CannotWrite if the file has not the form for it or would be wrong."""
    path = next((root / f"{entry_id}{end}" for end in (".yml", ".yaml") if (root / f"{entry_id}{end}").exists()), root / f"{entry_id}.yml")
    if not path.exists():
        raise CannotWrite(
            path, "there is no such entry. Give an id as in --entry id-residence/id-lost. 没有这个条目，请用 --entry 给出正确编号。"
        )
    before = path.read_bytes().decode("utf-8")
    after = before
    for lang in LANGUAGES:
        if texts[lang]:
            after = with_items(after, ("similar", lang), texts[lang], path)
    if after == before:
        raise CannotWrite(path, "all its questions are there already, or hold masked data. 这些问法已存在，或含有被隐去的个人信息。")
    _write(path, after, root, today)
    return path


def with_items(text: str, keys: Sequence[str], items: Sequence[str], path: Path) -> str:
    """The text of a YAML file with further items at the end of the list at `keys`. CannotWrite if there is no such list."""
    node: Any = yaml.compose(text, Loader=yaml.SafeLoader)
    for key in keys:
        pairs = node.value if isinstance(node, yaml.MappingNode) else ()
        node = next((value for name, value in pairs if name.value == key), None)
    if not isinstance(node, yaml.SequenceNode) or not node.value:
        raise CannotWrite(path, f"it has no list '{'.'.join(keys)}'. Write one first. 缺少 {'.'.join(keys)} 列表，请先写上。")
    if node.flow_style:
        end = node.value[-1].end_mark.index
        return text[:end] + "".join(f", {json.dumps(item, ensure_ascii=False)}" for item in items) + text[end:]
    last = node.value[-1].end_mark.index
    end = last - 1 if text[last - 1] == "\n" else text.find("\n", last)  # a block text ends a line below
    newline = "\r\n" if "\r\n" in text else "\n"
    head, tail = (text, "") if end < 0 else (text[: end + 1], text[end + 1 :])
    head = head if head.endswith("\n") else head + newline
    return head + "".join(f"{' ' * node.start_mark.column}- {scalar(item)}{newline}" for item in items) + tail


def write_draft(root: Path, gap: Gap, texts: Texts, today: date | None = None) -> Path:
    """A new file `<category>/gap-<id>.yml` that is not served until a department has written its answer. CannotWrite if it exists."""
    path = root / gap.category / f"gap-{gap.id}.yml"
    if path.exists():
        raise CannotWrite(path, "it is there already; edit it. 草稿已经存在，请直接编辑。")
    if not any(texts.values()):
        raise CannotWrite(path, "all its questions are in an entry already, or hold masked data. 这些问法已存在，或含有被隐去的个人信息。")
    _write(path, draft(gap, texts, today or date.today()), root, today)
    return path


def draft(gap: Gap, texts: Texts, today: date) -> str:
    """The text of the draft. The most typical question of each language is its title; what nobody asked is a placeholder."""
    comment = f"Gap {gap.id}: asked {gap.count} times, {gap.first} - {gap.last}. 缺口 {gap.id}：被问 {gap.count} 次。"
    return placeholders.draft(gap.id, texts, today, comment)


def _write(path: Path, text: str, root: Path, today: date | None) -> None:
    """To a temporary name that is then renamed; taken back if the knowledge is worse for it."""
    known = {(problem.file, problem.code, problem.what["en"]) for problem in load(root, today).problems}
    before = path.read_bytes() if path.exists() else None
    _replace(path, text.encode("utf-8"))
    new = [problem for problem in load(root, today).problems if (problem.file, problem.code, problem.what["en"]) not in known]
    if not new:
        return
    if before is None:
        path.unlink()
    else:
        _replace(path, before)
    raise CannotWrite(path, f"{new[0].code} {new[0].what['en']} {new[0].fix['en']} / {new[0].what['zh']}{new[0].fix['zh']}")


def _replace(path: Path, content: bytes) -> None:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_bytes(content)
    temporary.replace(path)

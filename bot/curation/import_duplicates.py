"""The four levels at which a question may stand twice: within the file, and against what is there."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cache

from bot.curation.import_rows import Step
from bot.curation.sheets_columns import cells_of
from bot.curation.sheets_text import items
from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES
from bot.language.normalise import fold

Asked = tuple[str, str, str]  # id, "title", "similar" or "not", the question
LEVELS = {
    ("title", "title"): ("标题与标题", "title and title"),
    ("title", "similar"): ("标题与相似问法", "title and similar question"),
    ("similar", "similar"): ("相似问法与相似问法", "similar question and similar question"),
    ("not", "others"): ("“不是这一条”与本条其他问法", "'not this entry' and another question of the entry"),
}
_PUNCTUATION = re.compile(r"[\W_]+")


@cache  # a question is looked at twice, and an import ends with its command
def same(text: str) -> str:
    """The form in which two questions of a sheet are the same: as `fold`, and punctuation inside does not count either."""
    folded = fold(text)
    return _PUNCTUATION.sub(" ", folded).strip() if folded.isascii() else _PUNCTUATION.sub("", folded)


def check_duplicates(steps: Sequence[Step], knowledge: Knowledge) -> None:
    """Refuse what a row asks that stands elsewhere. steps: the rows that are to be taken over together; all others stay as they are."""
    wished = {step.row.id: step for step in steps if step.keys and not any(wrong.column == "id" for wrong in step.faults)}
    if not wished:
        return
    index: dict[str, list[Asked]] = defaultdict(list)
    for id_, entry in knowledge.entries.items():
        for asked in _asked(id_, wished[id_].cells if id_ in wished else cells_of(entry)):
            index[same(asked[2])].append(asked)
    for id_, step in wished.items():
        for asked in _asked(id_, step.cells) if id_ not in knowledge.entries else ():
            index[same(asked[2])].append(asked)
    for step in wished.values():
        _refuse_doubles(step, index)


def _refuse_doubles(step: Step, index: Mapping[str, list[Asked]]) -> None:
    """What the row asks anew; what it asked before is not its fault, but that of the row that asks it now."""
    old = {asked[1:] for asked in _asked(step.row.id, step.before)} if step.before else set()
    for lang in LANGUAGES:
        mine = [("title", step.cells[f"question.{lang}"]), *(("similar", text) for text in items(step.cells[f"similar.{lang}"]))]
        for level, text in mine:
            others = [*index[same(text)]] if text else []
            if (step.row.id, level, text) in others:  # itself, once
                others.remove((step.row.id, level, text))
            for id_, other, there in others[:1]:
                if id_ != step.row.id and (level, text) in old:
                    continue
                _refuse_double(step, f"{'question' if level == 'title' else level}.{lang}", LEVELS[_pair(level, other)], text, id_, there)
        own = {same(text): text for _, text in mine}
        for text in items(step.cells[f"not.{lang}"]):
            if same(text) in own:
                _refuse_double(step, f"not.{lang}", LEVELS[("not", "others")], text, step.row.id, own[same(text)])
            own.setdefault(same(text), text)


def _pair(one: str, other: str) -> tuple[str, str]:
    return ("title", "similar") if {one, other} == {"title", "similar"} else (one, other)


def _refuse_double(step: Step, column: str, level: tuple[str, str], text: str, id_: str, there: str) -> None:
    zh, en = (f"，写作“{there}”", f" as '{there}'") if there != text else ("", "")
    step.refuse(
        column, f"{level[0]}重复：“{text}”在 {id_} 里已经有了{zh}。", f"Duplicate of {level[1]}: '{text}' is already in {id_}{en}.",
        "只在真正回答它的条目里保留一处。", "Keep it once, in the entry that answers it.",
    )  # fmt: skip


def _asked(id_: str, cells: Mapping[str, str]) -> Iterator[Asked]:
    for lang in LANGUAGES:
        yield (id_, "title", cells[f"question.{lang}"])
        for text in items(cells[f"similar.{lang}"]):
            yield (id_, "similar", text)

"""A draft entry: what is known is in it, what staff have yet to write is a placeholder, and no placeholder is ever published."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

import yaml

from bot.knowledge.read_entry import MIN_SIMILAR
from bot.language import LANGUAGES, Lang

Texts = Mapping[Lang, Sequence[str]]
BLANK: Final[Mapping[str, Mapping[Lang, str]]] = {
    "title": {"zh": "（待填写标题，{id}）", "en": "(title to be written, {id})"},
    "similar": {"zh": "（待补充问法 {number}，{id}）", "en": "(way of asking to be added {number}, {id})"},
    "answer": {
        "zh": "（待责任部门填写答复，填写前不要发布。）",
        "en": "(The department has yet to write the answer; do not publish before.)",
    },
    "basis": {"zh": "（待责任部门填写依据）", "en": "(The department has yet to name the basis)"},
    "confirm": {
        "zh": "标题、答复、依据和所有带括号的待填内容",
        "en": "Title, answer, basis and everything in brackets that is to be written",
    },
}
_FORMS: Final = re.compile(
    "|".join(
        re.sub(r"\\\{\w+\\\}", r"[\\w/-]+", re.escape(text)) for key, both in BLANK.items() if key != "confirm" for text in both.values()
    )
)
# What people write by hand: a whole text, or all that stands in brackets. "（待定点医院确认）" is no such thing, nor "每次 xxx 元".
_LATER: Final = (
    r"(?:(?:尚|有)?待(?:补充?|填写?|定|完善|确认|核实|更新|编写|撰写|录入)|暂缺)(?:内容|答复|答案|依据|说明|信息|材料)?"
    r"|(?:(?:text|content|answer|details?|basis) )?(?:yet )?to be (?:written|added|completed|confirmed|filled in|determined|decided)"
    r"|to[ -]?do|tb[acd]|[xｘ×]{3,}"
)
_WHOLE: Final = re.compile(rf"\W*(?:{_LATER})\W*|(?-i:TODO|TBC|TBD)(?![A-Za-z])(?s:.*)", re.IGNORECASE)
_IN_BRACKETS: Final = re.compile(rf"[(（\[【]\s*(?:{_LATER})[\s.…。！!]*[)）\]】]", re.IGNORECASE)


def is_placeholder(text: str) -> bool:
    """Whether a text holds one of the placeholders, or what people write for one by hand."""
    bracketed = any(bracket in text for bracket in "(（[【")  # told much faster
    return bool((bracketed and (_FORMS.search(text) or _IN_BRACKETS.search(text))) or _WHOLE.fullmatch(text))


def draft(name: str, texts: Texts, today: date, comment: str = "") -> str:
    """The text of a draft's file. texts: its questions, the title first; name: tells its placeholders from those of other drafts."""
    titles = {lang: (texts[lang] or [BLANK["title"][lang].format(id=name)])[0] for lang in LANGUAGES}
    similar = {lang: [*texts[lang][1:]] for lang in LANGUAGES}
    for lang in LANGUAGES:
        missing = range(len(similar[lang]) + 1, MIN_SIMILAR + 1)
        similar[lang] += [BLANK["similar"][lang].format(number=number, id=name) for number in missing]
    lines = [f"# {comment}"] if comment else []
    lines += ["question:", *(f"  {lang}: {scalar(titles[lang])}" for lang in LANGUAGES), "similar:"]
    for lang in LANGUAGES:
        lines += [f"  {lang}:", *(f"    - {scalar(text)}" for text in similar[lang])]
    lines += ["answer:", *(f"  {lang}: {scalar(BLANK['answer'][lang])}" for lang in LANGUAGES)]
    lines += ["basis:", "  - title:", *(f"      {lang}: {scalar(BLANK['basis'][lang])}" for lang in LANGUAGES)]
    lines.append("confirm:")
    for lang in LANGUAGES:
        lines += [f"  {lang}:", f"    - {scalar(BLANK['confirm'][lang])}"]
    return "\n".join([*lines, f"reviewed: {today.isoformat()}", "status: draft", ""])


def scalar(text: str) -> str:
    """A text as YAML reads it again: plain if it can be, else in double quotes."""
    try:
        plain = yaml.safe_load(f"- {text}") == [text] and yaml.safe_load(f"key: {text}") == {"key": text}
    except yaml.YAMLError:
        plain = False
    return text if plain else json.dumps(text, ensure_ascii=False)

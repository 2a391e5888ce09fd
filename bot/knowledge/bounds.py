"""Rules for what no text may be: longer than anybody reads, or with characters that nobody sees."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.knowledge.collection import Collection
from bot.knowledge.problems import Problem, named
from bot.knowledge.schema import Entry
from bot.knowledge.wording import texts_of
from bot.language.normalise import length

MOST_QUESTION: Final = 300  # Chinese characters, a letter counts half; as `web_max_text` in bot/settings.py: nobody can ask a longer one
MOST_ANSWER: Final = 5000  # characters; the longest shipped answer has 905
MOST_OTHER: Final = 1000  # characters of an item of the guide, of a basis or of a note; the longest shipped one has 192
QUESTIONS: Final = ("question", "similar", "not")

# Blanks without width, soft hyphens, byte order marks, marks of direction; a joiner within an emoji is none of them.
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b\u200c\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb\U000e0000-\U000e007f]"
    "|(?<![\u2600-\u27bf\ufe0f\U0001f000-\U0001faff])\u200d"
)
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")  # what follows is shown in another order


def too_long(all_: Collection) -> Iterator[Problem]:
    """K008: a question is no longer than what a citizen may ask, an answer than what one can read on a telephone."""
    for entry in all_.entries.values():
        for path, text in texts_of(entry):
            if len(text) > MOST_QUESTION and (path[0] in QUESTIONS or len(text) > MOST_OTHER):
                yield from _long(all_, entry, path, text)


def _long(all_: Collection, entry: Entry, path: tuple[object, ...], text: str) -> Iterator[Problem]:
    if path[0] in QUESTIONS:
        most, long = MOST_QUESTION, length(text)
        limit_zh, limit_en = f"最多 {most} 个汉字或 {2 * most} 个字母", f"at most {2 * most} letters, or {most} Chinese characters"
    else:
        most, long = MOST_ANSWER if path[0] == "answer" else MOST_OTHER, len(text)
        limit_zh, limit_en = f"最多 {most} 个字符", f"at most {most} characters"
    if long > most:
        name = named(path)
        yield all_.problem(entry, path, "K008", (
            f"“{name['zh']}”太长：{len(text)} 个字符，{limit_zh}。", f"'{name['en']}' is too long: {len(text)} characters; {limit_en}.",
            "请写短，或分成几个条目。", "Shorten it, or make several entries of it.",
        ))  # fmt: skip


def unseen_character(all_: Collection) -> Iterator[Problem]:
    """K506: no text holds a character that nobody sees; one that turns the order of what follows is an error."""
    for entry in all_.entries.values():
        for path, text in texts_of(entry):
            found = None if text.isascii() else _UNSEEN.search(text)
            if found:
                yield _unseen(all_, entry, path, text, found.start())


def _unseen(all_: Collection, entry: Entry, path: tuple[object, ...], text: str, at: int) -> Problem:
    name, turns = named(path), bool(_TURNING.search(text))
    code = f"U+{ord(text[at]):04X}"
    near = _TURNING.sub("", _UNSEEN.sub("", text[max(at - 8, 0) : at])).split("\n")[-1]
    zh, en = (f"“{near}”之后", f"after '{near}'") if near.strip() else ("最前面", "at the beginning of the text or line")
    return all_.problem(entry, path, "K506", (
        f"“{name['zh']}”里有看不见的字符（{code}），在{zh}。", f"'{name['en']}' holds a character that nobody sees ({code}), {en}.",
        "请把这几个字连同前后一起删掉，重新输入；从别处粘贴的，先粘贴成纯文本。",
        "Delete the words around it and type them anew; paste from elsewhere as plain text.",
    ), "error" if turns else "warning")  # fmt: skip

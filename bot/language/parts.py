"""Split a message into the questions in it. A piece that asks nothing belongs to the question after it: it tells the story."""

from __future__ import annotations

import re
from typing import Final

from bot.language import Lang

# Words that open another question: before them and after them a piece may ask without a word of asking ("另外社保卡也丢了").
_JOINT_ZH: Final = "另外|还有|顺便|顺带|对了|再就是|还想问|再问|以及|其次|再一个|然后|接着|同时"
_JOINT_EN: Final = r"(?:(?:and|oh|oh and) )?(?:also|by the way|btw|plus|in addition|additionally|besides that|another (?:question|thing)|one more (?:question|thing)|secondly|next)\b"
_ASKING_EN: Final = r"(?:also )?(?:how|where|what|which|who|whom|when|why|can|could|do|does|is|are|must|should|may|will)\b"
# Ends of sentences, commas, a blank between Chinese characters, joints; the joint is the only group.
_CUTS: Final[dict[Lang, re.Pattern[str]]] = {
    "zh": re.compile(rf"(?:[。！？!?；;…，,、\s]+|(?<=[\u4e00-\u9fff]) )({_JOINT_ZH})?|({_JOINT_ZH})"),
    "en": re.compile(
        rf"[.!?;,…]+(?=\s|$)\s*({_JOINT_EN})?|\s(also|plus|btw|by the way)(?= {_ASKING_EN})|\b(and then|then|and)(?= {_ASKING_EN})",
        re.IGNORECASE,
    ),
}
_ASKS: Final[dict[Lang, re.Pattern[str]]] = {
    "zh": re.compile(
        r"吗|么|怎|咋|如何|什么|啥|哪(?:里|儿|个|些|家|天)|在哪|去哪|(?<!掉)(?<!丢)在?哪(?=办|弄|交|做|领|打|查)|几|多少|多久|多长|(?:找|跟|问|由|向|是)谁|谁(?:来|能|可以|管|负责)|能不能|可不可以|可否|要不要|是否|有没有|行不行|需不需要|会不会|该不该|呢$|免不免|能.{1,8}不$"
    ),
    "en": re.compile(
        r"(?:^|\b)(?:how|what|whats|wot|where|which|who|whom|when|why|whether)\b"
        r"|^(?:\W|and |so |but |please |pls |also )*(?:can|could|do|does|did|is|are|am|must|should|may|will|would|need|have)\b (?:i|we|you|he|she|they|it|my|our|his|her|the|there|a|an|this|that)\b",
        re.IGNORECASE,
    ),
}
LEAST: Final[dict[Lang, int]] = {"zh": 10, "en": 7}  # characters or words of a message that may hold two questions
LEAST_PART: Final[dict[Lang, int]] = {"zh": 4, "en": 3}  # of one question


def questions_in(text: str, lang: Lang) -> tuple[str, ...]:
    """The questions of a tidy text in order, each with the story before it; the text itself if there are not two."""
    if size(text, lang) < LEAST[lang]:
        return (text,)
    asked: list[str] = []
    story: list[str] = []
    opened = False  # whether a joint began the story
    for joint, piece in _pieces(text, lang):
        if joint and story and size(" ".join(story), lang) >= LEAST_PART[lang]:
            asked.append(_join(story, lang))
            story = []
        opened = joint or (opened and bool(story))
        story.append(piece)
        if asks(piece, lang) and size(piece, lang) >= LEAST_PART[lang]:
            asked.append(_join(story, lang))
            story = []
    if story and asked and not opened:
        asked[-1] = _join([asked[-1], *story], lang)
    elif story:
        asked.append(_join(story, lang))
    return tuple(asked) if len(asked) > 1 else (text,)


def asks(text: str, lang: Lang) -> bool:
    """Whether a piece of a message is a question by its words."""
    return _ASKS[lang].search(text) is not None


def size(text: str, lang: Lang) -> int:
    """Characters of Chinese, words of English."""
    return len(re.findall(r"\w", text)) if lang == "zh" else len(text.split())


def _pieces(text: str, lang: Lang) -> list[tuple[bool, str]]:
    """The pieces, each with whether a joint opens it."""
    found, start, joint = [], 0, False
    for cut in _CUTS[lang].finditer(text):
        if cut.end() > cut.start():
            found.append((joint, text[start : cut.start()]))
            start, joint = cut.end(), bool(cut.lastindex)
    found.append((joint, text[start:]))
    return [(joint, said) for joint, piece in found if (said := piece.strip(" ,，、。.:："))]


def _join(pieces: list[str], lang: Lang) -> str:
    return ("，" if lang == "zh" else ", ").join(pieces)

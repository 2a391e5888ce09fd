"""Which of the two languages a text is in."""

from __future__ import annotations

import re

from bot.language import Lang

_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_WORD = re.compile(r"[A-Za-z]+(?:['’-][A-Za-z]+)*")

# A message of Latin letters alone is English unless it is short runs without vowels, as pinyin initials are (sfz, gjj,
# yyzz), or a single letter.
_INITIALS = re.compile(r"(?!(?:my|by|why|try|gym|dry|fly)$)[b-df-hj-np-tv-z]{2,6}|[a-z]", re.IGNORECASE)
_ENGLISH_FRAME = frozenset("how what where when which who why can could do does did is are was i i'm my me we our you your please".split())


def detect(text: str, default: Lang = "zh") -> Lang:
    """The language of a text. default: what to say of a text with neither Chinese characters nor words, such as "2"."""
    han = len(_HAN.findall(text))
    words = _WORD.findall(text)
    if not han and not words:
        return default
    if not han:
        return default if all(_INITIALS.fullmatch(word) for word in words) else "en"
    return "en" if _english_question(words, han) else "zh" if han >= 2 * len(words) or han >= 4 else "en"


def _english_question(words: list[str], han: int) -> bool:
    """An English sentence may hold a Chinese name: "how do I renew my 往来港澳通行证"; "我的 visa 到期了" is no English one."""
    return sum(word.lower() in _ENGLISH_FRAME for word in words) >= 2 and han < 3 * len(words)

"""Words of courtesy around a question: a greeting in front, thanks behind. They say nothing about what is asked."""

from __future__ import annotations

import re

_SIGNS = r"[\s,，.。!！~～:：;；、…]*"
_FRONT = re.compile(
    rf"^{_SIGNS}(?:(?:你好|您好|大家好|亲|在吗|在不在|请问(?:一下|下)?|想?问(?:一?下|个问题)|咨询(?:一?下)?|麻烦(?:问)?(?:一?下)?|打扰(?:一?下|了)?|不好意思|早上好|上午好|中午好|下午好|晚上好|哈喽|嗨|喂)(?:啊|呀|哈|，)?"
    r"|(?i:(?:hi+|hello|hey|good (?:morning|afternoon|evening)|dear (?:sir|madam|sir or madam)|excuse me|sorry|please help(?: me)?|i (?:want|would like) to ask|may i ask|can i ask(?: you)?(?: something)?|quick question|thanks in advance)(?: there| all| everyone)?)(?![A-Za-z]))"
    rf"{_SIGNS}"
)
_BACK = re.compile(
    rf"{_SIGNS}(?:谢谢(?:你|您|了|啦)?|多谢|感谢|麻烦(?:你|您)?了|(?i:(?<![A-Za-z])(?:thanks(?: a lot| so much| in advance)?|thank (?:you|u)(?: very much| so much)?|thx|cheers)))"
    rf"{_SIGNS}$"
)


def without_courtesies(text: str) -> str:
    """The text without them, or the text itself if nothing would be left."""
    rest = text
    while True:
        shorter = _BACK.sub("", _FRONT.sub("", rest))
        if shorter == rest:
            break
        rest = shorter
    return rest if any(char.isalnum() for char in rest) else text

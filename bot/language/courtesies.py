"""Words around a question that say nothing about what is asked: a greeting in front, thanks behind, a swear word at either end."""

from __future__ import annotations

import re

_SIGNS = r"[\s,，.。!！~～:：;；、…]*"
# Alone, or with a sign after them: "他妈的户口" is his mother's hukou, "垃圾怎么分类" a question.
_SWEAR_ZH = r"(?:tmd|nmd|mlgb|卧槽|我操|我靠|尼玛|特么的?|真?他?妈了?个?[逼比])"
_SWEAR_ZH_APART = r"(?:真?(?:他|你|去你)?妈的|操|靠|滚|气死我了|烦死我?了)"
_INSULT_ZH = r"(?:(?:你们?)?(?:这|这帮|这群|一群|一帮)(?:废物|垃圾|饭桶|白痴|傻[逼叉]|智障)|废物|饭桶|白痴|傻[逼叉]|智障|(?:什么)?(?:垃圾|破|烂)(?:系统|机器人|客服|玩意儿?))"
_SWEAR_EN = (
    r"(?i:(?:wtf|wth|omfg|ffs|stfu|what the (?:fuck|hell|heck)|(?:oh )?fuck(?: you| off| this| it)?|god ?damn(?: it)?|damn(?: it| you)?|dammit|shit|bloody hell|for (?:fuck|god|christ)'?s? sake"
    r"|(?:you |ur )?(?:(?:fucking|useless|stupid|dumb|bloody|damn) )+(?:bot|robot|machine|idiots?|morons?|thing|system)|you (?:idiots?|morons?)))"
)
# Said a hundred times, one word looked like strong evidence. Digits repeat by nature: 10000 yuan.
_ECHO = re.compile(r"(\D{1,20}?)\1{3,}")
_FRONT = re.compile(
    rf"^{_SIGNS}(?:(?:你好|您好|大家好|亲|在吗|在不在|请问(?:一下|下)?|想?问(?:一?下|个问题)|咨询(?:一?下)?|麻烦(?:问)?(?:一?下)?|打扰(?:一?下|了)?|不好意思|早上好|上午好|中午好|下午好|晚上好|哈喽|嗨|喂)(?:啊|呀|哈|，)?"
    r"|(?i:(?:hi+|hello|hey|good (?:morning|afternoon|evening)|dear (?:sir|madam|sir or madam)|excuse me|sorry|please help(?: me)?|i (?:want|would like) to ask|may i ask|can i ask(?: you)?(?: something)?|quick question|thanks in advance)(?: there| all| everyone)?)(?![A-Za-z])"
    rf"|{_SWEAR_ZH}(?![A-Za-z])|{_SWEAR_ZH_APART}(?=[\s,，.。!！~…])|{_INSULT_ZH}(?=[,，.。!！~…])|{_SWEAR_EN}(?![A-Za-z]))"
    rf"{_SIGNS}"
)
_BACK = re.compile(
    rf"{_SIGNS}(?:谢谢(?:你|您|了|啦)?|多谢|感谢|麻烦(?:你|您)?了|(?i:(?<![A-Za-z])(?:thanks(?: a lot| so much| in advance)?|thank (?:you|u)(?: very much| so much)?|thx|cheers))"
    rf"|(?<![A-Za-z]){_SWEAR_ZH}|(?<=[\s,，.。!！?？~…]){_SWEAR_ZH_APART}|(?<=[,，.。!！?？~…]){_INSULT_ZH}|(?<![A-Za-z]){_SWEAR_EN})"
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


def said_once(text: str) -> str:
    """Without courtesies, and without saying the same again and again."""
    return _ECHO.sub(r"\1", without_courtesies(text))

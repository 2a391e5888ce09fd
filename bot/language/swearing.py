"""Words with which people swear at an office or its assistant. Only what has no other meaning where citizens ask for services."""

from __future__ import annotations

import re
from typing import Final

from bot.language.normalise import fold

# "sb" alone is also short for social insurance, "危险废物" is waste, "智障人士" has a right to help, "他妈的户口" is his mother's.
_ZH: Final = (
    r"傻[逼比b叉缺]|煞笔|沙比|智障(?!人|者|儿|残|等)|弱智(?!儿|人)|脑残|脑子(?:进水|进屎|有坑|有泡)|猪脑|一群(?:蠢)?猪|白痴|蠢[货猪驴死]|笨[蛋死]|饭桶"
    r"|(?<!险)(?<!体)(?<!性)废物(?!处|回|利|堆|清|收|焚|的)|吃干饭|二百五|王八蛋|混蛋|狗[屁日]|放屁|屁用|滚(?:蛋|开|远|犊|出去)|你大爷|贱[人货]|人渣|畜生|不要脸|吃屎|死全家"
    r"|神经病(?:啊|吧|你)|有病[吧啊]|你(?:他妈|妈的|妈死了|妈炸)|真(?:他妈|tm)|他妈的?(?=[\s,，.。!！~…]|$)|[操草日艹肏](?:你|尼)妈?|我[操草艹日靠]|卧槽|尼玛|特么|[艹肏]"
    r"|(?<![a-z])(?:tmd|nmd|nmsl|cnm|mlgb|sb(?=玩意|东西|机器人|系统|客服))(?![a-z])|(?:破|垃圾|狗)(?:机器人|玩意|客服|助手|东西)|垃圾系统|什么(?:破烂|鬼东西)"
)
_EN: Final = (
    r"(?<![a-z])(?:f[u*]+c?k\w*|f\*+\w*|fck\w*|fuk|fk(?: you| off)?|(?:bull|horse|dip)?shit(?:ty)?|bull ?crap|crap(?:py)?|wtf|wth|stfu|ffs|omfg"
    r"|idiots?|idiotic|morons?|stupid|dumb(?:ass|er)?|assholes?|arse(?:hole)?|kiss my ass|bastards?|bitch(?:es)?|dickhead|wankers?|tossers?|twat"
    r"|god ?damn|damn(?:ed)?|dammit|screw (?:you|this|off)|piss off|sod off|you suck|u suck|this sucks|you stink|scum(?:bag)?|retard(?:ed)?|brain ?dead"
    r"|go to hell|rot in hell|shut (?:up|the hell up|your mouth)|drop dead|bloody (?:hell|idiots?|useless|stupid|rubbish)|pieces? of (?:crap|junk|trash|garbage)"
    r"|(?:you are|ur|you're) (?:trash|garbage|a clown|a joke|pathetic)|you clowns?|son of a (?:b|bitch))(?![a-z])"
)
_SWEARS: Final = re.compile(f"{_ZH}|{_EN}")


def swears(text: str) -> bool:
    """Whether a swear word or an insult is in the text; it may well hold a question besides."""
    return _SWEARS.search(fold(text)) is not None

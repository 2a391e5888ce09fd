"""Rules for single texts: sound links, similar questions that are worth having."""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Iterator
from urllib.parse import urlsplit

from bot.knowledge.collection import Collection, Rule
from bot.knowledge.problems import Problem
from bot.knowledge.schema import Entry
from bot.language import LANGUAGES, Lang
from bot.language.courtesies import said_once

COPY = 0.94  # likeness of a similar question to the title; the most alike shipped pair has 0.909
_LINK = re.compile(r"\[[^\]\n]*\]\s*(?:\((?P<target>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)(?P<end>\)?))?")
_BARE = re.compile(r"(?<![(\w])(?:[Hh][Tt]{1,3}[Pp][Ss]?\s*[:：;]?\s*/{1,2}|www[.。])[^\s，。；、）)<>\"”]*")
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")
# Ways of asking; what is left of a question is what it is about.
_ASKING: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        r"请问|请教|咨询|麻烦|想?问?一下|想?问下|想问|您好|你好|谢谢|的话|怎么办理|怎么办|怎么|怎样|如何|应该|应当|到底|究竟|具体|需不需要|能不能够?|可不可以|是不是"
        r"|需要|可以|能够|[该我要想能吗呢啊呀吧嘛哦么的了来去]|[\W_]"
    ),
    "en": re.compile(
        r"\b(?:please|the|a|an|excuse me|tell me|let me|how|do|does|did|can|could|should|would|may|might|must|i|we|you|someone|anyone"
        r"|to|is|are|be|able|what|where|it|my|our|your|want|need|like|know|wonder|wondering|if|whether|ask|asking|help|explain|just|so"
        r"|exactly|which|that|who|thanks|thank|hi|hello)\b|[^\w ]|_",
        re.IGNORECASE,
    ),
}
_LONG = re.compile(r"(?<=领)取|使(?=用)|(?<=办)理|(?<=查)询|(?<=缴)纳")  # two characters for one: 怎么领, 怎么领取
_NO_SIGNS = str.maketrans("", "", string.punctuation + "’“”")


def texts_of(entry: Entry) -> Iterator[tuple[tuple[object, ...], str]]:
    """Every text that citizens see, that is kept as a question, or that staff note (`confirm`), with its place in the file."""
    for lang in LANGUAGES:
        yield ("question", lang), entry.question[lang]
        yield ("answer", lang), entry.answer[lang]
        for key, texts in (("similar", entry.similar[lang]), ("not", entry.not_[lang]), ("confirm", entry.confirm[lang])):
            yield from (((key, lang, place), text) for place, text in enumerate(texts))
        for element, value in entry.guide.items():
            text = value if isinstance(value, str) else value[lang]
            if isinstance(text, str):
                yield ("guide", element) if isinstance(value, str) else ("guide", element, lang), text
            else:
                yield from (((("guide", element, lang, place)), item) for place, item in enumerate(text))
        yield from ((("basis", place, "title", lang), basis.title[lang]) for place, basis in enumerate(entry.basis))


def malformed_link(all_: Collection) -> Iterator[Problem]:
    """K503: a link is complete: [words](https://address), and the address of a basis begins with https:// or http://."""
    for entry in all_.entries.values():
        for path, text in texts_of(entry):
            for shown in (
                broken_links(text) if "[" in text or "://" in text or (("/" in text or "www" in text) and _BARE.search(text)) else ()
            ):
                yield _link(all_, entry, path, shown)
        for place, basis in enumerate(entry.basis):
            if basis.url is not None and not sound(basis.url):
                yield _link(all_, entry, ("basis", place, "url"), basis.url)


def broken_links(text: str) -> Iterator[str]:
    """What looks like a link in a text and leads nowhere."""
    for link in _LINK.finditer(text):
        target = link["target"]
        if target is not None and not (link["end"] and sound(target)):
            yield link.group()
    for address in _BARE.findall(_LINK.sub(" ", text)):
        if not address.startswith("www.") and not sound(address):
            yield address


def sound(url: str) -> bool:
    """Whether an address can lead somewhere: http(s), or tel: or mailto:, no blanks, a host with a dot."""
    if url.startswith(("tel:", "mailto:")):
        return not re.search(r"\s", url) and len(url) > 9
    try:
        parts = urlsplit(url)
        return parts.scheme in ("http", "https") and not re.search(r"[\s，。；（）]", url) and bool(_HOST.fullmatch(parts.hostname or ""))
    except ValueError:
        return False


def _link(all_: Collection, entry: Entry, path: tuple[object, ...], shown: str) -> Problem:
    return all_.problem(entry, path, "K503", (
        f"链接不完整：{shown}", f"The link is malformed: {shown}",
        "请写成 [文字](https://网址)，网址里不要有空格或中文标点。", "Write [words](https://address), without blanks in the address.",
    ), "warning")  # fmt: skip


def copied_title(all_: Collection) -> Iterator[Problem]:
    """K504: a similar question says it in other words than the title."""
    for entry in all_.entries.values():
        for lang in LANGUAGES:
            title = content(entry.question[lang], lang)
            for place, text in enumerate(entry.similar[lang]):
                folded = text.casefold().translate(_NO_SIGNS)
                may_be = sum(part in folded for part in title) >= 0.75 * len(title)  # told much faster
                if may_be and likeness(title, content(text, lang)) >= COPY:
                    yield all_.problem(entry, ("similar", lang, place), "K504", (
                        f"问法“{text}”几乎就是标题。", f"The question '{text}' is nearly the title.",
                        "请换成市民会说的另一种说法，或删去。", "Write it as a citizen would say it otherwise, or remove it.",
                    ), "warning")  # fmt: skip


def content(text: str, lang: Lang) -> Counter[str]:
    """What a question is about: its characters in Chinese, its words in English, without greetings and ways of asking."""
    rest = _ASKING[lang].sub("", _LONG.sub("", said_once(text).casefold()))
    return Counter(rest if lang == "zh" else rest.split())


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """0..1: which part of two contents is the same, in whatever order (Dice's coefficient)."""
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


RULES: tuple[Rule, ...] = (malformed_link, copied_title)

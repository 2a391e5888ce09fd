"""Rules for single texts: no personal data, sound links, similar questions that are worth having."""

from __future__ import annotations

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

from bot.knowledge.collection import Collection, Rule
from bot.knowledge.problems import Problem
from bot.knowledge.schema import Entry
from bot.language import LANGUAGES, Lang
from bot.language.courtesies import said_once
from bot.language.masks import MASK, mask

COPY = 0.94  # likeness of a similar question to the title; the most alike shipped pair has 0.911
_IDENTITY = re.compile(r"(?<![\dA-Za-z])[1-9]\d{5}((?:19|20)\d{2})(\d{2})(\d{2})\d{3}[\dXx](?![\dA-Za-z])")
_LANDLINE = re.compile(r"(?<!\d)(?<!\d[- ])(?!00)(?:\+?86[- ]?)?\(?0\d{2,3}[)）]?[ \-－—]?\d{3,4}[ -]?\d{4}|400-?\d{3}-?\d{4}")
_CHAT = re.compile(r"(?:微信号?|QQ号?|Q群|WeChat(?: ID)?|vx)\s*[:：]?\s*(?:[A-Za-z][\w-]{5,19}(?![\w-])|\d{5,11}(?!\d))", re.IGNORECASE)
_PUBLIC_MAIL = re.compile(r"[\w.%+-]+@[\w.-]*gov\.cn")
_MASKED = re.compile(rf"{MASK}(\w+){MASK}")
_LINK = re.compile(r"\[[^\]\n]*\]\s*(?:\((?P<target>[^()\n]*(?:\([^()\n]*\)[^()\n]*)*)(?P<end>\)?))?")
_BARE = re.compile(r"(?<![(\w])(?:[Hh][Tt]{1,3}[Pp][Ss]?\s*[:：;]?\s*/{1,2}|www[.。])[^\s，。；、）)<>\"”]*")
_HOST = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z]{2,24}")
# Ways of asking; what is left of a question is what it is about.
_ASKING: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"请问|请教|麻烦|一下|的话|怎么办理|怎么办|怎么|怎样|如何|应该|[该我要想吗呢啊呀吧嘛哦么的了来去]|[\W_]"),
    "en": re.compile(
        r"\b(?:please|the|a|an|excuse me|(?:could|can) you tell me|tell me|how|do|does|did|can|could|should|would|may|i|we|you|to|is"
        r"|are|what|where|it|my|want|need|like|know)\b|[^\w ]|_",
        re.IGNORECASE,
    ),
}
_NO_SIGNS = str.maketrans("", "", string.punctuation + "’“”")
KINDS = {
    "id": ("身份证号", "an ID-card number"),
    "phone": ("手机号码", "a mobile number"),
    "bank": ("银行卡号", "a bank-card number"),
    "email": ("个人邮箱", "a private e-mail address"),
    "chat": ("个人微信号或QQ号", "a private WeChat or QQ account"),
}  # fmt: skip


def texts_of(entry: Entry) -> Iterator[tuple[tuple[object, ...], str]]:
    """Every text that citizens see or that is kept as a question, with its place in the file."""
    for lang in LANGUAGES:
        yield ("question", lang), entry.question[lang]
        yield ("answer", lang), entry.answer[lang]
        for key, texts in (("similar", entry.similar[lang]), ("not", entry.not_[lang])):
            yield from (((key, lang, place), text) for place, text in enumerate(texts))
        for element, value in entry.guide.items():
            text = value if isinstance(value, str) else value[lang]
            if isinstance(text, str):
                yield ("guide", element) if isinstance(value, str) else ("guide", element, lang), text
            else:
                yield from (((("guide", element, lang, place)), item) for place, item in enumerate(text))


def identity_number(all_: Collection) -> Iterator[Problem]:
    """K501: no text holds the number of a person's ID card."""
    for entry in all_.entries.values():
        for path, text in texts_of(entry):
            if has_identity(text):
                yield _personal(all_, entry, path, "id")


def has_identity(text: str) -> bool:
    """Whether a number of 18 digits, as on ID cards, with a day of birth in it stands in the text."""
    return any(_is_day(*found) for found in _IDENTITY.findall(unicodedata.normalize("NFKC", text)))


def _is_day(year: str, month: str, day: str) -> bool:
    try:
        return bool(date(int(year), int(month), int(day)))
    except ValueError:
        return False


def personal_data(all_: Collection) -> Iterator[Problem]:
    """K502: no text holds a mobile number, a bank-card number, a private e-mail address or chat account. An office's landline is public."""
    for entry in all_.entries.values():
        for path, text in texts_of(entry):
            if len(text) > 7 and ("@" in text or sum(map(str.isdigit, text)) > 9) and not has_identity(text):
                rest = _PUBLIC_MAIL.sub(" ", _LANDLINE.sub(" ", unicodedata.normalize("NFKC", text)))
                for kind in dict.fromkeys(_MASKED.findall(mask(rest))):
                    yield _personal(all_, entry, path, kind)
            if _CHAT.search(text):
                yield _personal(all_, entry, path, "chat")


def _personal(all_: Collection, entry: Entry, path: tuple[object, ...], kind: str) -> Problem:
    zh, en = KINDS[kind]
    name = ".".join(map(str, path))
    return all_.problem(entry, path, "K501" if kind == "id" else "K502", (
        f"“{name}”里有{zh}。", f"'{name}' holds {en}.",
        "请删去个人信息；需要联系方式的，写单位的公开电话。", "Remove what is personal; for contact, give the office's public number.",
    ), "error" if kind == "id" else "warning")  # fmt: skip


def malformed_link(all_: Collection) -> Iterator[Problem]:
    """K503: a link is complete: [words](https://address), and the address of a basis begins with https:// or http://."""
    for entry in all_.entries.values():
        for path, text in texts_of(entry):
            for shown in broken_links(text) if "[" in text or "://" in text or _BARE.search(text) else ():
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
    rest = _ASKING[lang].sub("", said_once(text).casefold())
    return Counter(rest if lang == "zh" else rest.split())


def likeness(one: Counter[str], other: Counter[str]) -> float:
    """0..1: which part of two contents is the same, in whatever order (Dice's coefficient)."""
    return 2 * (one & other).total() / max(one.total() + other.total(), 1)


RULES: tuple[Rule, ...] = (personal_data, malformed_link, copied_title)

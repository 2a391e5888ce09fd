"""The facts in a text that must be the same in both languages: phones, dates, amounts of money, other numbers."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from bot.knowledge.numerals import MONTHS, chinese, counted, spoken
from bot.language import Lang

Kind = Literal["number", "date", "phone", "amount"]
FULL = 3  # values of a date with year, month and day
KINDS: tuple[Kind, ...] = ("number", "date", "phone", "amount")


@dataclass(frozen=True)
class Fact:
    """values: what the other language must hold, in digits or words; of a date its year, month and day. shown: as it is written."""

    kind: Kind
    values: tuple[float, ...]
    shown: str


_SOME = re.compile(rf"\d|{'|'.join(MONTHS)}")
_URL = re.compile(r"https?://\S+|[\w.%+-]+@[\w.-]+")
_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
_SCALES = {"万": 10_000, "亿": 100_000_000, "千": 1_000, "百": 100, "thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_SCALE = "万|亿|千(?!克|米|瓦)|百|thousand|million|billion"
_RANGE = re.compile(rf"(?P<low>{_NUMBER})(?P<dash>\s?(?:-|–|—|~|至|到|to|and)\s?)(?P<high>{_NUMBER})(?P<scale>\s?(?:{_SCALE}))")
_SCALED = rf"(?P<number>{_NUMBER})(?:\s?(?P<scale>{_SCALE}))?"
_MONTH = "|".join(MONTHS)
_MONTH_NAME = re.compile(_MONTH)
_FULL = r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)"
_DATES: dict[Lang, tuple[re.Pattern[str], ...]] = {
    "zh": (re.compile(_FULL), re.compile(r"(?:(?P<y>\d{4})年)?(?<!\d)(?P<m>\d{1,2})月(?!龄)(?:份|底|初)?(?:(?P<d>\d{1,2})[日号])?")),
    "en": (
        re.compile(_FULL),
        re.compile(rf"(?<!\d)(?P<d>\d{{1,2}})(?:st|nd|rd|th)? (?:of )?(?P<m>{_MONTH})\b\.?(?:,? (?P<y>\d{{4}}))?"),
        re.compile(rf"\b(?P<m>{_MONTH})\b\.? (?P<d>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y>\d{{4}}))?"),
        re.compile(rf"\b(?P<m>{_MONTH})\b (?P<y>\d{{4}})"),
        re.compile(rf"(?<![.!?] )\b(?P<m>{_MONTH})\b(?<!May)|(?<=[nfymh] )(?P<m2>May)\b"),
    ),
}  # fmt: skip
_AMOUNTS = (
    re.compile(rf"(?<![\d.]){_SCALED}\s?(?:元|块钱|块|yuan\b|RMB\b|CNY\b)"),
    re.compile(rf"(?:CNY|RMB|¥|yuan)\s?{_SCALED}(?![\d.]*\d)"),
)
_SPOKEN_AMOUNT: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"(?<![\d.])(?<!\d )(?P<n>[一二两三四五六七八九十百千][一二两三四五六七八九十百千万]{0,7})(?:元(?!旦|素)|块钱)"),
    "en": re.compile(r"(?!)"),  # numbers of money in English words are too rare to be told from others
}
_PHONE = re.compile(r"(?<![\d.,])(?:0\d{2,3}[- ]?\d{7,8}|400-?\d{3}-?\d{4}|1\d{10}|12\d{3}|9[56]\d{3,4})(?![\d%]|[,.]\d|\s?[万亿年])")
_CLOCK = re.compile(r"(?<!\d)(?P<h>\d{1,2}):(?P<min>\d\d)(?!\d)")
_AFTERNOON = re.compile(r"(?<!\d)(\d{1,2})(?:[:.]\d\d)? ?p\.?m")
_PLAIN = re.compile(rf"(?<![A-Za-z\d.])(?!\d+[A-Z]){_SCALED}")  # neither "C1" nor "4S" is a number


def facts(text: str, lang: Lang) -> list[Fact]:
    """The facts written in digits, months by name, and what `counted` finds in words."""
    found = [Fact("number", (value,), shown) for value, shown in counted(text, lang)]
    found += [Fact("amount", (chinese(match["n"]),), match.group()) for match in _SPOKEN_AMOUNT[lang].finditer(text)]
    if not _SOME.search(text):
        return found
    rest = _plain(text)
    if "@" in rest or "://" in rest:
        rest = _URL.sub(" ", rest)
    for pattern in _DATES[lang] if lang == "zh" or _MONTH_NAME.search(rest) else _DATES[lang][:1]:
        rest = _take(pattern, rest, found, _date)
    for pattern in _AMOUNTS:
        rest = _take(pattern, rest, found, lambda match: Fact("amount", (_value(match),), match.group()))
    rest = _take(_PHONE, rest, found, lambda match: Fact("phone", (float(re.sub(r"\D", "", match.group())),), match.group()))
    rest = _take(_CLOCK, rest, found, _clock)
    _take(_PLAIN, rest, found, lambda match: Fact("number", (_value(match),), match.group()))
    return found


def known_values(text: str, lang: Lang, found: list[Fact]) -> set[float]:
    """Every number that a text can be read to hold: in digits, in words, and the same length of time in other units. found: its facts."""
    values = {value for fact in found for value in fact.values}
    clocks = {float(match["h"]) - 12 for match in _CLOCK.finditer(text)}
    clocks |= {float(hour) + 12 for hour in _AFTERNOON.findall(text)}
    plain = {float(number.replace(",", "")) for number in re.findall(_NUMBER, text)}
    return {1.0} | values | clocks | plain | set(spoken(text, lang))


def missing(zh: str, en: str) -> Iterator[tuple[Kind, list[str], list[str]]]:
    """By kind, what only the Chinese text says and what only the English one says; kinds without a difference are left out."""
    found = {"zh": facts(zh, "zh"), "en": facts(en, "en")}
    if not found["zh"] and not found["en"]:
        return
    only_zh, only_en = _lone(found["zh"], found["en"], en, "en"), _lone(found["en"], found["zh"], zh, "zh")
    for kind in KINDS if only_zh or only_en else ():
        one, two = ([fact.shown for fact in lone if fact.kind == kind] for lone in (only_zh, only_en))
        if one or two:
            yield kind, one, two


def _lone(found: list[Fact], others: list[Fact], other: str, lang: Lang) -> list[Fact]:
    """Those of which the other text has not every value; of a day with its year, not even such a day: 7 November is not 11 July. others:
    the other text's facts; lang: its language."""
    values = {value for fact in others for value in fact.values}
    days = {fact.values for fact in others if fact.kind == "date" and len(fact.values) == FULL}
    wrong_days = [fact for fact in found if fact.kind == "date" and len(fact.values) == FULL and days and fact.values not in days]
    doubtful = [fact for fact in found if not values.issuperset(fact.values)]
    if not doubtful:
        return wrong_days
    known = known_values(_plain(other), lang, others)
    return wrong_days + [fact for fact in doubtful if fact not in wrong_days and not all(_within(value, known) for value in fact.values)]


def _plain(text: str) -> str:
    """Half-width, on one line; 5-10万 as 5万-10万."""
    line = " ".join(unicodedata.normalize("NFKC", text).split())
    scaled = any(scale in line for scale in _SCALES)
    return _RANGE.sub(r"\g<low>\g<scale>\g<dash>\g<high>\g<scale>", line) if scaled else line


def _within(value: float, known: set[float]) -> bool:
    return any(abs(value - other) < 1e-6 * max(1.0, abs(value)) for other in known)


def _take(pattern: re.Pattern[str], text: str, found: list[Fact], read: Callable[[re.Match[str]], Fact]) -> str:
    """The text without what the pattern matches, which is added to `found`."""
    seen = [read(match) for match in pattern.finditer(text)]
    found += seen
    return pattern.sub(" ; ", text) if seen else text


def _value(match: re.Match[str]) -> float:
    scale = _SCALES.get(match["scale"] or "", 1)
    return round(float(match["number"].replace(",", "")) * scale, 6)


def _date(match: re.Match[str]) -> Fact:
    parts = match.groupdict()
    month = parts["m"] or parts.get("m2") or ""
    numbers = [parts.get("y"), str(MONTHS.get(month, month)), parts.get("d")]
    return Fact("date", tuple(float(number) for number in numbers if number), match.group().strip())


def _clock(match: re.Match[str]) -> Fact:
    minutes = float(match["min"])
    return Fact("number", (float(match["h"]), minutes) if minutes else (float(match["h"]),), match.group())

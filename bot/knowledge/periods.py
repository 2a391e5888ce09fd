"""Lengths of time with their units: "3个月" is not 3 years, and "7个工作日" not 7 days."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from bot.knowledge.numerals import WORDS, chinese
from bot.language import Lang

# By what a text says to the unit; a week's or a month's days are compared as numbers elsewhere.
_UNITS = {
    "工作日": "working day", "自然日": "day", "天": "day", "日": "day", "周岁": "year", "岁": "year", "周年": "year", "年": "year",
    "月": "month", "星期": "week", "周": "week", "小时": "hour", "分钟": "minute",
}  # fmt: skip
_DATE = re.compile(r"\d{1,2}月\d{1,2}[日号]|\d{4}年")
_SOME: dict[Lang, re.Pattern[str]] = {  # told fast: most lines hold none
    "zh": re.compile(r"(?:\d|[一二两三四五六七八九十百])\s?(?:个|工|自|周|岁|年|月|天|日|小|分|星)"),
    "en": re.compile(r"year|month|week|day|hour|minute"),
}
_PERIOD: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        r"(?P<n>\d+(?:\.\d+)?|(?<![一二两三四五六七八九十百第])[一二两三四五六七八九十百]{1,4})"
        r"\s?(?P<unit>个?工作日|个?自然日|周岁|岁|周年|年|个月|个?(?:星期|周)|天|日|个?小时|分钟)"
    ),
    "en": re.compile(
        rf"(?<![\w.])(?P<n>\d+(?:\.\d+)?|{'|'.join(WORDS)})[ -]"
        r"(?P<working>(?:full |whole |calendar |consecutive |natural |working[ -]|business )*)"
        r"(?P<unit>year|month|week|day|hour|minute)s?\b",
        re.IGNORECASE,
    ),
}  # fmt: skip


def other_units(zh: str, en: str) -> Iterator[tuple[str, str]]:
    """What is as many in both texts, but of another unit; as it is written."""
    one = _periods(zh, "zh")
    other = _periods(en, "en") if one else {}
    for number in one.keys() & other.keys():
        if not one[number].keys() & other[number].keys():
            yield next(iter(one[number].values())), next(iter(other[number].values()))


def _periods(text: str, lang: Lang) -> dict[float, dict[str, str]]:
    """By number: the units that it stands with, and how that is written."""
    found: dict[float, dict[str, str]] = {}
    if not _SOME[lang].search(text):
        return found
    for match in _PERIOD[lang].finditer(_DATE.sub(";", unicodedata.normalize("NFKC", text))):
        said, unit = match["n"], match["unit"].lower().removeprefix("个")
        working = lang == "en" and re.search("working|business", match["working"], re.IGNORECASE)
        number = float(said) if said[0].isdigit() else chinese(said) if lang == "zh" else float(WORDS[said.lower()])
        found.setdefault(number, {})["working day" if working else _UNITS.get(unit, unit)] = match.group()
    return found

"""Numbers in words, Chinese and English, and lengths of time in other units: "半年" is six months."""

from __future__ import annotations

import re
from collections.abc import Iterator

from bot.language import Lang

_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December")
MONTHS = {name: number for number, name in enumerate(_MONTHS, 1)} | {
    name[:3]: number for number, name in enumerate(_MONTHS, 1) if name != "May"
}
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2, "双": 2, "首": 1}
_UNITS = {"十": 10, "百": 100, "千": 1_000}
_GROUPS = {"万": 10_000, "亿": 100_000_000}
_RUN = re.compile(r"[零〇一二两三四五六七八九十百千万亿双首]+")
_TEN_THOUSANDTHS = re.compile(r"万分之([一二三四五六七八九])")  # 万分之五 is 0.05 %
WORDS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen".split()
    )
} | {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
    "hundred": 100, "thousand": 1_000, "million": 1_000_000, "both": 2, "twice": 2, "double": 2, "pair": 2, "couple": 2,
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9, "tenth": 10,
    "thirds": 3, "quarter": 3, "quarters": 4, "dozen": 12,
    "threes": 3, "sixes": 6,
}  # fmt: skip
_WORD = re.compile(rf"\b(?:{'|'.join(WORDS)})\b", re.IGNORECASE)
_COMPOUND = re.compile(
    r"\b(twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)[- ](one|two|three|four|five|six|seven|eight|nine)\b", re.I
)
_HUNDREDS = re.compile(r"\b(one|two|three|four|five|six|seven|eight|nine|a) (hundred|thousand)\b", re.IGNORECASE)
# How many of the smaller unit are in one: years in months, weeks in days, days in hours; and back: months in years.
_TIMES: dict[Lang, tuple[tuple[re.Pattern[str], float], ...]] = {
    "zh": ((re.compile(r"([\d.]+|[一两二三四五六七八九十半])\s?(?:周?年|周岁|岁)"), 12),
           (re.compile(r"([\d.]+|[一两二三四])\s?个?(?:周|星期)"), 7),
           (re.compile(r"([\d.]+|[一两二三四五六七])\s?(?:天|日)"), 24),
           (re.compile(r"(\d+|十二|二十四|三十六)\s?个月"), 1 / 12)),
    "en": ((re.compile(r"\b([\d.]+|\w+)[ -]years?\b"), 12), (re.compile(r"\b([\d.]+|\w+)[ -]weeks?\b"), 7),
           (re.compile(r"\b([\d.]+|\w+)[ -]days?\b"), 24), (re.compile(r"\b([\d.]+|\w+)[ -]months?\b"), 1 / 12)),
}  # fmt: skip


# Lengths of time in words; "一月" is January, and "once a day" no length.
_LENGTHS: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        r"(?<![第周一二三四五六七八九十百分之])(?P<n>[一二两三四五六七八九十百]{1,4})"
        r"(?P<unit>个(?:半)?月|个(?:工作)?日|个(?:星期|小时|季度)|年(?!级|度)|周(?![一二三四五六日末岁])|天|日(?!常)|周岁|小时|分钟)"
    ),
    "en": re.compile(
        r"(?<![\w-])(?P<n>(?:twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
        r"(?:[- ](?:one|two|three|four|five|six|seven|eight|nine))?"
        r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen)"
        r"[ -](?:full |whole |calendar |working[ -]|business )?(?P<unit>years?|months?|weeks?|days?|hours?|minutes?)(?![\w-])",
        re.IGNORECASE,
    ),
}  # fmt: skip


_HALVES: dict[Lang, dict[str, float]] = {"zh": {"半个月": 15, "半年": 6}, "en": {"fortnight": 14, "half a month": 15, "half a year": 6}}


_SHARES: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"(?<![百千万])(?P<of>[二三四五六七八九十])分之(?P<n>[一二三四五六七八九])"),
    "en": re.compile(r"\b(?P<n>one|two|three|four|a(?= \w+ of))[ -](?P<of>third|quarter|fifth|sixth|tenth)s?\b", re.IGNORECASE),
}
_COUNTED: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"(?<![第周一二三四五六七八九十百之])(?P<n>[两三四五六七八九十]{1,3})(?:次|份|人(?!民)|名|倍|张|套|孩|胎)"),
    "en": re.compile(
        r"\b(?P<n>two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)"
        r" (?:\w+ )?(?:times|copies|people|persons|photos|photographs|witnesses|children|sheets|sets)\b",
        re.IGNORECASE,
    ),
}  # fmt: skip
_NUMERAL: dict[Lang, re.Pattern[str]] = {  # told fast: most lines hold none
    "zh": re.compile(r"[一二两三四五六七八九十半]"),
    "en": re.compile(
        r"\b(?:one|t(?:wo|hree|en|wel|wen|hir)|fo(?:ur|rt)|fi[vf]|s(?:ix|even)|eigh|nin|eleven|half|a (?:third|quarter|fifth|sixth|tenth))",
        re.IGNORECASE,
    ),
}
_OF = {"quarter": 4}  # of a share; else the word's own value


def counted(text: str, lang: Lang) -> Iterator[tuple[float, str]]:
    """Lengths of time, shares, and numbers of times, copies or persons in words, as a number and as they are written: "two months"."""
    if not _NUMERAL[lang].search(text):
        return
    for word, value in _HALVES[lang].items():
        if word in text:
            yield value, word
    for pattern in (_LENGTHS[lang], _COUNTED[lang]):
        for found in pattern.finditer(text):
            yield _value(found["n"], lang), found.group()
    for found in _SHARES[lang].finditer(text):
        of = _OF.get(found["of"].lower()) or _value(found["of"], lang)
        yield _value("one" if found["n"].lower() == "a" else found["n"], lang) / of, found.group()


def _value(words: str, lang: Lang) -> float:
    return chinese(words) if lang == "zh" else float(sum(WORDS[word] for word in re.split(r"[- ]", words.lower())))


def spoken(text: str, lang: Lang) -> Iterator[float]:
    """Every value of a text's words; some too many rather than one too few."""
    for pattern, times in _TIMES[lang]:
        for said in pattern.findall(text):
            yield _small(said, lang) * times
    yield from _chinese(text) if lang == "zh" else _english(text)


def _chinese(text: str) -> Iterator[float]:
    if "半" in text or "折" in text:
        yield from (0.5, 50, 6, 30, 15)
    for share in _TEN_THOUSANDTHS.findall(text):
        yield round(chinese(share) / 100, 6)
    for run in _RUN.findall(text):
        yield chinese(run)
        yield from (float(_DIGITS[char]) for char in run if char in _DIGITS)
        yield from (chinese(run) * 10, 100 - chinese(run) * 10)  # 八成, 八折


def _english(text: str) -> Iterator[float]:
    if "fortnight" in text:
        yield from (14, 2, 15)
    if re.search(r"\bhalf\b", text, re.IGNORECASE):
        yield from (0.5, 50, 6, 30, 15)
    if "round the clock" in text:
        yield 24
    for word in _WORD.findall(text):
        yield float(WORDS[word.lower()])
    for tens, ones in _COMPOUND.findall(text):
        yield float(WORDS[tens.lower()] + WORDS[ones.lower()])
    for times, unit in _HUNDREDS.findall(text):
        yield float(WORDS.get(times.lower(), 1) * WORDS[unit.lower()])


def chinese(run: str) -> float:
    """The value of a Chinese numeral: 三百二十 is 320; digits one after another are read as such: 二〇二五 is 2025."""
    if len(run) > 1 and all(char in _DIGITS for char in run):
        return float("".join(str(_DIGITS[char]) for char in run))
    total, section, digit = 0, 0, 0
    for char in run:
        if char in _DIGITS:
            digit = _DIGITS[char]
        elif char in _UNITS:
            section, digit = section + (digit or 1) * _UNITS[char], 0
        else:
            total, section, digit = (total + section + digit or 1) * _GROUPS[char], 0, 0
    return float(total + section + digit)


def _small(said: str, lang: Lang) -> float:
    if re.fullmatch(r"\d+(?:\.\d+)?", said):
        return float(said)
    if lang == "zh":
        return 0.5 if said == "半" else chinese(said) if _RUN.fullmatch(said) else 1.0
    return 0.5 if said == "half" else float(WORDS.get(said.lower(), 1))

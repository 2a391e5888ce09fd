"""Rules for the two languages of an entry: the same facts, as many items, the same official terms. All of them warn."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.knowledge.collection import Collection, Rule
from bot.knowledge.facts import Kind, missing
from bot.knowledge.pairs import paired_lines
from bot.knowledge.periods import other_units
from bot.knowledge.placeholders import is_placeholder
from bot.knowledge.problems import Problem
from bot.knowledge.schema import Both, Entry, Term
from bot.knowledge.terms import TermBook
from bot.language import LANGUAGES, Lang

FACT_CODES: Mapping[Kind, tuple[str, str, str]] = {
    "number": ("K401", "数字", "number"),
    "date": ("K402", "日期", "date"),
    "phone": ("K403", "电话", "phone number"),
    "amount": ("K404", "金额", "amount"),
}  # fmt: skip
MUCH, VERY_MUCH = 0.7, 0.65  # of the usual ratio of lengths; the shipped lines of which this and fewer sentences are true are none;
# nor is one of the second and this with two sentences in the other language
_SENTENCE: Mapping[Lang, re.Pattern[str]] = {
    "zh": re.compile(r"[^。！？；]*\w[。！？；]?"),
    "en": re.compile(r".*?\w\W*?(?:[.!?;](?=\s|$)|$)"),
}
FEW, MIXED = 10, 0.5  # letters from which on a text has a language; share of Chinese ones up to which it is English with names in it
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_ITEM = re.compile(r"^\s*(?:[-*•]|\d+[.)、])\s*\S", re.MULTILINE)


@dataclass(frozen=True)
class Part:
    """A text of an entry that stands in both languages, and its place in the file."""

    path: tuple[object, ...]
    texts: Both

    @property
    def name(self) -> str:
        return ".".join(map(str, self.path))


def parts(entry: Entry) -> Iterator[Part]:
    """Question, answer, and every element of the guide; its lists as one text, one item a line."""
    yield Part(("question",), entry.question)
    yield Part(("answer",), entry.answer)
    for element, value in entry.guide.items():
        if not isinstance(value, str):
            texts: Both = {"zh": entry.guide_text(element, "zh") or "", "en": entry.guide_text(element, "en") or ""}
            yield Part(("guide", element), texts)


def facts_disagree(all_: Collection) -> Iterator[Problem]:
    """K401-K404: what stands in digits in one language stands in the other's line, in digits or in words, and in the same unit."""
    for entry in all_.entries.values():
        everything = list(parts(entry))
        whole = {lang: "\n".join(part.texts[lang] for part in everything) for lang in LANGUAGES}
        for part in everything:
            if entry.status == "draft" and any(map(is_placeholder, part.texts.values())):  # its number is the draft's
                continue
            for kind, (zh, en) in _lone(part).items():
                if kind == "phone":  # it may stand elsewhere in the entry
                    zh, en = [one for one in zh if one not in whole["en"]], [one for one in en if one not in whole["zh"]]
                if zh or en:
                    yield _disagreement(all_, entry, part, kind, zh, en)


def _lone(part: Part) -> dict[Kind, tuple[list[str], list[str]]]:
    """By kind: what only the Chinese lines say and what only the English ones say."""
    found: dict[Kind, tuple[list[str], list[str]]] = {}
    for zh, en in paired_lines(part.texts):
        for kind, *lone in (*missing(zh, en), *(("number", [one], [other]) for one, other in other_units(zh, en))):
            for known, more in zip(found.setdefault(kind, ([], [])), lone):
                known += more
    return found


def _disagreement(all_: Collection, entry: Entry, part: Part, kind: Kind, zh: list[str], en: list[str]) -> Problem:
    code, kind_zh, kind_en = FACT_CODES[kind]
    return all_.problem(entry, (*part.path, "zh" if zh else "en"), code, (
        f"“{part.name}”两种语言的{kind_zh}不一致：" + "；".join([*_only("只有中文有 ", zh, "、"), *_only("只有英文有 ", en, "、")]) + "。",
        f"'{part.name}' disagrees in a {kind_en}: "
        + "; ".join([*_only("only Chinese has ", zh, ", "), *_only("only English has ", en, ", ")]) + ".",
        "请核对哪一个是对的，让两种语言一致。", "Check which one is right, and say the same in both languages.",
    ), "warning")  # fmt: skip


def _only(words: str, shown: list[str], comma: str) -> Iterator[str]:
    if shown:
        yield words + comma.join(dict.fromkeys(shown))


def lists_differ(all_: Collection) -> Iterator[Problem]:
    """K405: an answer has as many list items, or lines, in both languages; `confirm` has as many items."""
    for entry in all_.entries.values():
        items = {lang: len(_ITEM.findall(text)) for lang, text in entry.answer.items()}
        lines = {lang: sum(bool(line.strip()) for line in text.splitlines()) for lang, text in entry.answer.items()}
        confirm = {lang: len(texts) for lang, texts in entry.confirm.items()}
        if items["zh"] != items["en"]:
            yield _lengths(all_, entry, "answer", "列表项", "list items", items["zh"], items["en"])
        elif lines["zh"] != lines["en"]:
            yield _lengths(all_, entry, "answer", "行", "lines", lines["zh"], lines["en"])
        else:
            yield from _shorter_lines(all_, entry)
        if confirm["zh"] != confirm["en"]:
            yield _lengths(all_, entry, "confirm", "项", "items", confirm["zh"], confirm["en"])


def _shorter_lines(all_: Collection, entry: Entry) -> Iterator[Problem]:
    """Lines that have fewer sentences in one language and are much shorter in it than the answer's other lines would make one expect; or
    as many, but are very much shorter."""
    zh, en = ([line for line in entry.answer[lang].splitlines() if line.strip()] for lang in LANGUAGES)
    usual = sum(map(len, en)) / sum(map(len, zh))
    for one, other in zip(zh, en):
        sentences = {"zh": len(_SENTENCE["zh"].findall(one)), "en": len(_SENTENCE["en"].findall(other))}
        share = len(other) / len(one) / usual
        short: Lang | None = "en" if share < MUCH else "zh" if share > 1 / MUCH else None
        very = not VERY_MUCH <= share <= 1 / VERY_MUCH and sentences["zh" if short == "en" else "en"] > 1
        if short and (very or sentences[short] < max(sentences.values())):
            zh_said, en_said = (f"{line[:12]}…" if len(line) > 12 else line for line in (one, other))
            yield all_.problem(entry, ("answer", short), "K405", (
                f"“answer”的一行，{'中文' if short == 'zh' else '英文'}说得比另一种语言少：“{zh_said}”／“{en_said}”。",
                f"A line of 'answer' says less in {'Chinese' if short == 'zh' else 'English'}: “{zh_said}” / “{en_said}”.",
                "请核对是否漏译了一句。", "Check whether a sentence was left out.",
            ), "warning")  # fmt: skip


def _lengths(all_: Collection, entry: Entry, key: str, what_zh: str, what_en: str, zh: int, en: int) -> Problem:
    return all_.problem(entry, (key, "zh" if zh < en else "en"), "K405", (
        f"“{key}”中文有 {zh} {what_zh}，英文有 {en} {what_zh}。", f"'{key}' has {zh} {what_en} in Chinese and {en} in English.",
        "请补上漏译的，让两种语言逐项对应。", "Translate what was left out, so that the two match one by one.",
    ), "warning")  # fmt: skip


def term_translated_otherwise(all_: Collection) -> Iterator[Problem]:
    """K407: an official term of the glossary is translated as the glossary has it, and not as another term."""
    book = TermBook(all_.glossary)
    for entry in all_.entries.values():
        everything = list(parts(entry))
        for part in everything:
            for term, instead in book.mistaken(part.texts):
                yield _term(all_, entry, part, term, instead)
        chinese = "\n".join(part.texts["zh"] for part in everything)
        for part in everything:
            for term in book.only_english(part.texts["en"], chinese):
                yield _only_english(all_, entry, part, term)


def _only_english(all_: Collection, entry: Entry, part: Part, term: Term) -> Problem:
    return all_.problem(entry, (*part.path, "en"), "K407", (
        f"“{part.name}”英文说的是“{term.term['en']}”（{term.term['zh']}），本条中文却没有提到。",
        f"'{part.name}' says “{term.term['en']}” ({term.term['zh']}) in English, of which the Chinese of this entry says nothing.",
        "请核对哪种语言写错了。", "Check which of the two languages is wrong.",
    ), "warning")  # fmt: skip


def _term(all_: Collection, entry: Entry, part: Part, term: Term, instead: Term) -> Problem:
    return all_.problem(entry, (*part.path, "en"), "K407", (
        f"“{part.name}”中文说的是“{term.term['zh']}”，英文却是“{instead.term['en']}”（{instead.term['zh']}）。",
        f"'{part.name}' says “{term.term['zh']}” in Chinese, but “{instead.term['en']}” ({instead.term['zh']}) in English.",
        f"请按 glossary.yml 译为“{term.term['en']}”，或改正中文。",
        f"Write “{term.term['en']}” as in glossary.yml, or correct the Chinese.",
    ), "warning")  # fmt: skip


def other_language(all_: Collection) -> Iterator[Problem]:
    """K408: what stands under `en` is English, and under `zh` Chinese."""
    for entry in all_.entries.values():
        for part in parts(entry):
            for lang, text in part.texts.items():
                if bool(_CHINESE.search(text)) is (lang == "zh"):  # told fast: nearly all
                    continue
                letters = [char for char in text if char.isalpha()]
                share = len(_CHINESE.findall(text)) / max(len(letters), 1)
                if len(letters) >= FEW and (share > MIXED if lang == "en" else share == 0):
                    yield all_.problem(entry, (*part.path, lang), "K408", (
                        f"“{part.name}”的{'英文' if lang == 'en' else '中文'}是用另一种语言写的。",
                        f"The {'English' if lang == 'en' else 'Chinese'} of '{part.name}' is written in the other language.",
                        "请译成这种语言；两种语言的市民都要读得懂。", "Translate it: citizens of both languages must be able to read it.",
                    ), "warning")  # fmt: skip


RULES: tuple[Rule, ...] = (facts_disagree, lists_differ, term_translated_otherwise, other_language)

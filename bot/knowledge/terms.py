"""The glossary as a book of words: which official terms a text uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from bot.knowledge.pairs import paired_lines
from bot.knowledge.schema import Both, Term
from bot.language import Lang

STEM = 5  # letters by which two forms of a word are known as one: "registered" and "registration"
ALIKE, SHORT_ALIKE = 4, 3  # characters in a row by which two terms are alike; if one is only meant by a short form
_SMALL = ("of", "the", "a", "an", "for", "and", "to", "in", "by", "my", "from", "on", "or", "at", "s")
_WORD = re.compile(r"[a-z0-9]+")
_INITIALS = re.compile(r"[a-z]+")


class TermBook:
    """Finds terms and their plain words in texts; where one word is a part of a longer one, the longer one counts."""

    def __init__(self, glossary: Sequence[Term]) -> None:
        self._glossary = glossary
        self._words: dict[Lang, dict[str, int]] = {"zh": {}, "en": {}}
        for at, term in enumerate(glossary):
            for lang, words in self._words.items():
                for word in (term.term[lang], *term.plain[lang]):
                    if lang == "en" or not _INITIALS.fullmatch(word):
                        words[word.lower().replace("-", " ")] = at
        self._short = _short_forms(glossary, self._words["en"])
        self._short_pattern = _any(self._short, "(?:s|es)?")
        self._pattern: dict[Lang, re.Pattern[str]] = {"zh": _any(self._words["zh"], ""), "en": _any(self._words["en"], "(?:s|es)?")}
        self._known: dict[Lang, dict[str, Counter[int]]] = {"zh": {}, "en": {}}
        self._own = [[set(form) for form in forms(term)] for term in glossary]

    def used(self, text: str, lang: Lang) -> Counter[int]:
        """How often a text uses each term, by its place in the glossary."""
        if not self._words[lang]:
            return Counter()
        if text not in self._known[lang]:  # lines and whole texts are asked for more than once
            found = self._pattern[lang].finditer(text.lower().replace("-", " "))
            self._known[lang][text] = Counter(self._words[lang][match["word"]] for match in found)
        return self._known[lang][text]

    def mistaken(self, texts: Both) -> Iterator[tuple[Term, Term]]:
        """Each term of the Chinese text of which the English one says nothing, while it uses another term that the Chinese has not: both of
        them. Texts of as many lines are compared line by line."""
        if self.used(texts["zh"], "zh").keys() <= self.used(texts["en"], "en").keys():
            return
        said = set(self.used(texts["en"], "en")).union(*self._shortly(texts["en"]))
        for one, other in paired_lines(texts):
            yield from self._mistaken(one, other, said)

    def _mistaken(self, one: str, other: str, said: set[int]) -> Iterator[tuple[Term, Term]]:
        """Of one line. said: the terms of the whole English text."""
        zh = set(self.used(one, "zh")) - said
        full = [((at,), ALIKE) for at in sorted(self.used(other, "en"))] if zh else []
        short = [(places, SHORT_ALIKE) for places in self._shortly(other)] if zh else []
        instead = [(places, most) for places, most in (*full, *short) if all(self._lacks(one, at) for at in places)]
        if not instead:
            return
        stems = set(_stems(self._without_terms(other)))  # the words of other terms say nothing about this one
        for at in sorted(zh):
            unlike = [places[0] for places, most in instead if not any(self._alike(at, place, most) for place in places)]
            if unlike and not any(_says(stems, form) for form in self._own[at]):
                yield self._glossary[at], self._glossary[unlike[0]]

    def only_english(self, text: str, chinese: str) -> Iterator[Term]:
        """The terms of an English text, in their official form, of which the Chinese text has not even ALIKE characters in a row."""
        for at in sorted(self.used(text, "en")):
            term = self._glossary[at]
            pieces = (form[start : start + ALIKE] for form in (term.term["zh"], *term.plain["zh"]) for start in _starts(form))
            if term.term["en"].lower() in text.lower() and not any(piece in chinese for piece in pieces):
                yield term

    def _shortly(self, text: str) -> list[tuple[int, ...]]:
        """The terms that an English text may mean by short forms, by their places; one form may stand for several."""
        return [self._short[match["word"]] for match in self._short_pattern.finditer(self._without_terms(text))]

    def _without_terms(self, text: str) -> str:
        return self._pattern["en"].sub(" ; ", text.lower().replace("-", " "))

    def _lacks(self, text: str, at: int) -> bool:
        """Whether a Chinese text has no form of a term."""
        term = self._glossary[at]
        return not any(form in text for form in (term.term["zh"], *term.plain["zh"]))

    def _alike(self, at: int, place: int, most: int) -> bool:
        """Whether two Chinese terms share so many characters in a row that one English word may stand for both: 出租汽车."""
        one, other = self._glossary[at].term["zh"], self._glossary[place].term["zh"]
        return any(one[start : start + most] in other for start in range(len(one) - most + 1))


def _starts(form: str) -> range:
    return range(max(len(form) - ALIKE, 0) + 1)


def _short_forms(glossary: Sequence[Term], words: Mapping[str, int]) -> dict[str, tuple[int, ...]]:
    """Official English terms without one of their words, which are no terms themselves: "residence permit" for the Zhejiang one."""
    found: dict[str, list[int]] = {}
    for at, term in enumerate(glossary):
        whole = term.term["en"].lower().replace("-", " ").split()
        for place in range(len(whole) - 1 if len(whole) > 2 else 0):
            rest = whole[:place] + whole[place + 1 :]
            if not {rest[0], rest[-2]} & set(_SMALL) and " ".join(rest) not in words:
                found.setdefault(" ".join(rest), []).append(at)
    return {form: tuple(dict.fromkeys(places)) for form, places in found.items()}


def forms(term: Term) -> list[list[str]]:
    """The stems of every English form of a term."""
    return [_stems(words) for words in (term.term["en"], *term.plain["en"])]


def _says(stems: set[str], form: set[str]) -> bool:
    """Whether a text with these stems holds all of a form, or its number: "12345" says "12345 hotline"."""
    return form <= stems or any(stem.isdigit() and stem in stems for stem in form)


def _stems(text: str) -> list[str]:
    return [word[:STEM] for word in _WORD.findall(text.lower()) if word not in _SMALL]


def _any(words: Mapping[str, object], ending: str) -> re.Pattern[str]:
    longest = _tree(sorted(words)) if words else r"(?!)"  # no 身份证 in 身份证明
    if ending:
        return re.compile(rf"(?<![a-z\d])(?P<word>{longest}){ending}(?![a-z\d])")
    return re.compile(rf"(?<!\d)(?P<word>{longest})(?!(?<=\d)\d)(?!(?<=证)明)")  # no 12345 in 0579-87123456


def _tree(words: Sequence[str]) -> str:
    """An expression for the longest of the words, in order; a letter is looked at once for all words that begin with it."""
    by_first = ((char, [word[1:] for word in group]) for char, group in groupby(words, key=lambda word: word[:1]) if char)
    branches = "|".join(re.escape(char) + _tree(rest) for char, rest in by_first)
    return f"(?:{branches})?" if branches and "" in words else f"(?:{branches})" if branches else ""

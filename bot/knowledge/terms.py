"""The glossary as a book of words: which official terms a text uses."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import chain, groupby

from bot.knowledge.schema import Both, Term
from bot.language import LANGUAGES, Lang

STEM = 5  # letters by which two forms of a word are known as one: "registered" and "registration"
GENERAL = 4  # terms from which on a word tells none of them apart: "licence", "certificate", "tax"
ALIKE = 4
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
        self._pattern: dict[Lang, re.Pattern[str]] = {"zh": _any(self._words["zh"], ""), "en": _any(self._words["en"], "(?:s|es)?")}
        told = Counter(chain.from_iterable({stem for form in forms(term) for stem in form} for term in glossary))
        self._own = [[{stem for stem in form if told[stem] < GENERAL} or set(form) for form in forms(term)] for term in glossary]

    def used(self, text: str, lang: Lang) -> Counter[int]:
        """How often a text uses each term, by its place in the glossary."""
        if not self._words[lang]:
            return Counter()
        return Counter(self._words[lang][match["word"]] for match in self._pattern[lang].finditer(text.lower().replace("-", " ")))

    def mistaken(self, texts: Both) -> Iterator[tuple[Term, Term]]:
        """Each term of the Chinese text of which the English one says nothing, while it uses another term that the Chinese has not: both of
        them. Texts of as many lines are compared line by line."""
        said = self.used(texts["en"], "en")
        zh, en = (texts[lang].splitlines() for lang in LANGUAGES)
        for one, other in zip(zh, en) if len(zh) == len(en) else [(texts["zh"], texts["en"])]:
            yield from self._mistaken(one, other, set(said))

    def _mistaken(self, one: str, other: str, said: set[int]) -> Iterator[tuple[Term, Term]]:
        """Of one line. said: the terms of the whole English text."""
        zh, en = self.used(one, "zh"), self.used(other, "en")
        instead = [at for at in sorted(en) if zh and self._lacks(one, at)]
        if not instead:
            return
        # The words of other terms say nothing about this one.
        stems = set(_stems(self._pattern["en"].sub(" ", other.lower().replace("-", " "))))
        for at in sorted(set(zh) - said):
            term = self._glossary[at]
            unlike = [self._glossary[place] for place in instead if not _alike(term.term["zh"], self._glossary[place].term["zh"])]
            if unlike and not any(_says(stems, form) for form in self._own[at]):
                yield term, unlike[0]

    def _lacks(self, text: str, at: int) -> bool:
        """Whether a Chinese text has no form of a term."""
        term = self._glossary[at]
        return not any(form in text for form in (term.term["zh"], *term.plain["zh"]))


def _alike(one: str, other: str) -> bool:
    """Whether two Chinese terms share so many characters in a row that one English word may stand for both: 出租汽车."""
    return any(one[at : at + ALIKE] in other for at in range(len(one) - ALIKE + 1))


def forms(term: Term) -> list[list[str]]:
    """The stems of every English form of a term."""
    return [_stems(words) for words in (term.term["en"], *term.plain["en"])]


def _says(stems: set[str], form: set[str]) -> bool:
    """Whether a text with these stems holds all of a form, or its number: "12345" says "12345 hotline"."""
    return form <= stems or any(stem.isdigit() and stem in stems for stem in form)


def _stems(text: str) -> list[str]:
    return [word[:STEM] for word in _WORD.findall(text.lower()) if word not in _SMALL]


def _any(words: dict[str, int], ending: str) -> re.Pattern[str]:
    longest = _tree(sorted(words)) if words else r"(?!)"
    return re.compile(rf"(?<![a-z])(?P<word>{longest}){ending}(?![a-z])" if ending else f"(?P<word>{longest})")


def _tree(words: Sequence[str]) -> str:
    """An expression for the longest of the words, in order; a letter is looked at once for all words that begin with it."""
    by_first = ((char, [word[1:] for word in group]) for char, group in groupby(words, key=lambda word: word[:1]) if char)
    branches = "|".join(re.escape(char) + _tree(rest) for char, rest in by_first)
    return f"(?:{branches})?" if branches and "" in words else f"(?:{branches})" if branches else ""

"""Which emergency a message speaks of, by the lists of emergencies.yml. Pure text: no router, no ranking."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from bot.knowledge.schema import BothLists, Emergencies, Emergency, Pair
from bot.language import LANGUAGES, Lang
from bot.language.normalise import fold

NEAR: Final[dict[Lang, int]] = {"zh": 10, "en": 30}  # characters that may stand between the two words of a pair
_APOSTROPHES = re.compile("['’‘`´]")
_BLANK_BETWEEN = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")
_NO_WORD = re.compile(r"[^a-z0-9]+")


class Said:
    """A text in two forms. whole: folded, for Chinese words; spelt: only its plain English words, with a blank around each."""

    def __init__(self, text: str) -> None:
        self.whole = _plain(text)
        self.spelt = f" {_NO_WORD.sub(' ', self.whole).strip()} "

    def says(self, words: BothLists) -> bool:
        return any(word in (self.spelt if ascii_ else self.whole) for lang in LANGUAGES for word, ascii_ in _forms(words[lang]))

    def places(self, words: tuple[str, ...]) -> Iterator[tuple[int, int, bool]]:
        """(start, end, whether in `spelt`) of each word."""
        for word, ascii_ in _forms(words):
            text = self.spelt if ascii_ else self.whole
            at = text.find(word)
            while at >= 0:
                yield at, at + len(word), ascii_
                at = text.find(word, at + 1)


def find(text: str, known: Emergencies) -> Emergency | None:
    """The first kind of which the text has a word, or else a pair, unless another word says that it is over or only paperwork."""
    said = Said(text)
    over = said.says(known.calm)
    kinds = [kind for kind in known.kinds if kind.always or not over]
    by_word = (kind for kind in kinds if said.says(kind.words))
    by_pair = (kind for kind in kinds if any(_has(said, pair) for pair in kind.pairs))
    return next(by_word, None) or next(by_pair, None)


def ordinary(text: str, known: Emergencies) -> bool:
    """Whether the text has a word by which a danger that is only guessed is none: over, paperwork, or a figure of speech."""
    said = Said(text)
    return said.says(known.calm) or said.says(known.ordinary)


def _has(said: Said, pair: Pair) -> bool:
    return any(_near(said, pair, lang) for lang in LANGUAGES) and not (pair.without and said.says(pair.without))


def _near(said: Said, pair: Pair, lang: Lang) -> bool:
    """Whether a word of each group is there with at most NEAR characters between them."""
    ones = list(said.places(pair.one[lang]))
    others = list(said.places(pair.other[lang])) if ones else []
    return any(kind == form and max(a, c) - min(b, d) <= NEAR[lang] for a, b, kind in ones for c, d, form in others)


@lru_cache(maxsize=512)
def _forms(words: tuple[str, ...]) -> tuple[tuple[str, bool], ...]:
    """Chinese words as they are found anywhere; English ones as whole words: " fire " is not in " fireworks "."""
    plain = [_plain(word) for word in words]
    return tuple((f" {_NO_WORD.sub(' ', word)} ", True) if word.isascii() else (word, False) for word in plain)


def _plain(text: str) -> str:
    """Folded, without apostrophes ("cant" is "can't") and without blanks between Chinese characters."""
    return _BLANK_BETWEEN.sub("", _APOSTROPHES.sub("", fold(text)))

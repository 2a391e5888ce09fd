"""What was typed wrongly, read as it was meant: homophones, pinyin and initials in Chinese; slips and short spellings in English.

Built once for a version of the knowledge, from its own words. It changes what is searched, never what a citizen sees.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from bot.language.abbreviations import Abbreviations
from bot.language.detect import detect
from bot.language.homophones import Homophones
from bot.language.segment import Segmenter
from bot.language.sounds import initials_of
from bot.language.spelling import Spelling

CLEARLY = 3  # times as frequent as the next word with the same initials
ENGLISH_WORDS = 4  # from so many on a text is read as English, whatever else it holds
_CHINESE = re.compile(r"[\u4e00-\u9fff]+")
_ENGLISH = re.compile(r"[A-Za-z]+")
_INITIALS = re.compile(r"(?<![A-Za-z0-9])[A-Za-z]{3,6}(?![A-Za-z0-9])")
# Said with every matter; whoever mistypes them is understood all the same.
_FRAME = frozenset("怎么 怎样 如何 什么 哪里 哪儿 可以 一个 这个 那个 请问 办理 需要".split())


@dataclass(frozen=True)
class Sources:
    """What the words are taken from.

    names: Chinese domain words; chinese, english: questions of the entries; correct: their answers and guides, both languages.
    """

    names: Sequence[str]
    chinese: Sequence[str]
    english: Sequence[str]
    correct: Sequence[str]


class Reading(NamedTuple):
    """meant: a text put right; words: what single words are looked up in, which is the text as typed as well where they differ.

    So a word that was right, and was put wrong, can still be found.
    """

    meant: str
    words: str


class Tally:
    """How often each word is in many texts. Told of the texts of the next version, it looks only into those that came or went."""

    def __init__(self, split: Callable[[str], Iterable[str]]) -> None:
        self._split = split
        self._texts: Counter[str] = Counter()
        self._words: Counter[str] = Counter()

    def of(self, texts: Iterable[str]) -> dict[str, int]:
        wanted = Counter(texts)
        for text in {text for text, _ in wanted.items() ^ self._texts.items()}:
            change = wanted[text] - self._texts[text]
            for word, times in Counter(self._split(text)).items():
                self._words[word] += change * times
                if not self._words[word]:
                    del self._words[word]
        self._texts = wanted
        return dict(self._words)


class Kept:
    """What repairing for the next version of the knowledge takes over from the last one."""

    def __init__(self) -> None:
        self._english = Tally(lambda text: _ENGLISH.findall(text.lower()))
        self._chinese: tuple[Segmenter, Tally] | None = None
        self._spelling: Spelling | None = None

    def spelling(self, texts: Iterable[str]) -> Spelling:
        """For the English words of these texts."""
        self._spelling = Spelling(self._english.of(texts), self._spelling)
        return self._spelling

    def chinese(self, questions: Iterable[str], segmenter: Segmenter) -> dict[str, int]:
        """How often each Chinese word is in these questions."""
        if self._chinese is None or self._chinese[0] is not segmenter:
            self._chinese = segmenter, Tally(lambda text: _words_of(text, segmenter))
        return self._chinese[1].of(questions)


class Repair:
    def __init__(self, sources: Sources, abbreviations: Abbreviations, segmenter: Segmenter, kept: Kept | None = None) -> None:
        kept = kept or Kept()
        self._abbreviations = abbreviations
        self._spelling = kept.spelling([*sources.english, *sources.correct])
        right = "\n".join([*sources.chinese, *sources.correct])
        words = _chinese_words(sources, kept.chinese(sources.chinese, segmenter))
        self._homophones = Homophones(words, right, segmenter, self._spelling)
        self._initials = {short: word for short, word in _initials(words).items() if not self._spelling.knows(short)}

    def read(self, text: str) -> Reading:
        """text: tidy, in simplified characters."""
        typed = self._abbreviations.write_out(text)
        plain = detect(typed) == "en"
        # "Search for 孤儿 in the app" is no place to read pinyin in either, whatever its language is.
        english = plain or sum(map(self._spelling.is_common, _ENGLISH.findall(typed))) >= ENGLISH_WORDS
        heard = self._homophones.write_out(_INITIALS.sub(lambda found: self._written(found.group(), english), typed), english)
        right = self._spelling.write_out(heard) if plain else heard
        return Reading(right, typed if right == typed else f"{typed}\n{right}")

    def _written(self, letters: str, english: bool) -> str:
        """The word with these initials. In an English text capitals are another abbreviation: VAT."""
        return letters if english and letters.isupper() else self._initials.get(letters.lower(), letters)


def _words_of(question: str, segmenter: Segmenter) -> list[str]:
    return [word.text for word in segmenter.words(question) if _CHINESE.fullmatch(word.text)]


def _chinese_words(sources: Sources, in_questions: Mapping[str, int]) -> dict[str, int]:
    """The domain words, and the words of the questions; how often each occurs."""
    found = Counter(name for name in sources.names if _CHINESE.fullmatch(name))
    found.update(in_questions)
    return {word: count for word, count in found.items() if len(word) > 1 and word not in _FRAME}


def _initials(words: Mapping[str, int]) -> dict[str, str]:
    """Pinyin initials of words of three characters and more, where one of them is much more frequent than the others."""
    found: dict[str, list[str]] = {}
    for word in sorted(words, key=lambda word: (-words[word], word)):
        if len(word) > 2:
            found.setdefault(initials_of(word), []).append(word)
    return {short: same[0] for short, same in found.items() if len(same) == 1 or words[same[0]] >= CLEARLY * words[same[1]]}

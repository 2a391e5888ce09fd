"""Words that were typed by their sound: 户口薄 -> 户口簿, 社包卡 -> 社保卡, yingyezhizhao -> 营业执照, 退shui -> 退税."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby, product
from typing import NamedTuple

from bot.language.segment import Segmenter, Word
from bot.language.sounds import fold_sound, sounds_of, syllables_of
from bot.language.spelling import Spelling

# Characters and pinyin that stand together; a blank or an apostrophe may part what is Latin.
_STRETCH = re.compile(r"(?:[\u4e00-\u9fff]|(?<![A-Za-z0-9.@/])[A-Za-z]+(?![A-Za-z0-9@/]|\.[A-Za-z])(?:[ '’](?=[A-Za-z]))?)+")
_PIECE = re.compile(r"[\u4e00-\u9fff]|[A-Za-z]+")
LONGEST, SHORT = 8, 3  # characters of a word that is looked for; a short one must be the knowledge's own
OWN = 700  # an own word is at least once in the knowledge when it is 700 times in jieba's texts
# Right as they stand, nearly always: 没人 is not 无人.
_COMMON_CHARACTERS = frozenset(
    "的了是在我有就不人都一上也很到说要去你会着没看好自这那哪他她吗呢吧啊呀么个给谁想从让把被又再先还能以月来两三里年"
)
_POINTING = frozenset("我你他她这那哪一两三几的了么")


class Unit(NamedTuple):
    """A character, or a syllable typed in letters. run: number of its Latin run, -1 for a character."""

    text: str
    start: int
    end: int
    sounds: tuple[str, ...]  # folded, the usual one first; none for what is neither
    run: int


class Found(NamedTuple):
    """A word read at units first..last (exclusive)."""

    word: str
    first: int
    last: int


class Homophones:
    """words: simplified Chinese words to be read, and how often each occurs; only those of two to eight characters count.

    correct: text whose characters are taken to be right. spelling: knows the English words, which are not read as pinyin.
    """

    def __init__(self, words: Mapping[str, int], correct: str, segmenter: Segmenter, spelling: Spelling) -> None:
        self._correct, self._segmenter, self._spelling = correct, segmenter, spelling
        self._count = {word: count for word, count in words.items() if 2 <= len(word) <= LONGEST and all(map(sounds_of, word))}
        self._by_sound: dict[tuple[str, str], list[str]] = {}
        for word in sorted(self._count):
            for one in sounds_of(word[0]):
                for two in sounds_of(word[1]):
                    self._by_sound.setdefault((one, two), []).append(word)

    def write_out(self, text: str, english: bool) -> str:
        """The text with the words in place of what only sounds like them. english: it is in English but for single words."""
        parts, at = [], 0
        for stretch in _STRETCH.finditer(text):
            units = self._units(stretch, english)
            for found in self._chosen(text, units, english):
                start, end = units[found.first].start, units[found.last - 1].end
                parts += [text[at:start], found.word]
                at = end
        return "".join([*parts, text[at:]])

    def _units(self, stretch: re.Match[str], english: bool) -> list[Unit]:
        units: list[Unit] = []
        for number, piece in enumerate(_PIECE.finditer(stretch.group())):
            start, letters = stretch.start() + piece.start(), piece.group()
            if not letters.isascii():
                units.append(Unit(letters, start, start + 1, sounds_of(letters), -1))
                continue
            typed = [] if _is_name(letters, english or bool(start)) else syllables_of(letters.lower())
            for syllable in typed or [letters]:
                units.append(Unit(syllable, start, start + len(syllable), (fold_sound(syllable),) if typed else (), number))
                start += len(syllable)
        return units

    def _chosen(self, text: str, units: Sequence[Unit], english: bool) -> list[Found]:
        """What is read instead, in the order of the text. The longest comes first, then more pinyin, the nearest, the most frequent."""
        found = [one for one in self._heard(units) if _text(text, units, one) != one.word]
        if not found:
            return []
        borders = _Borders(self._segmenter.words(text))
        fitting = [one for one in found if self._fits(text, units, one, borders, english)]
        fitting.sort(key=lambda one: (one.first - one.last, -_letters(units, one), _changed(units, one), -self._count[one.word], one))
        chosen: list[Found] = []
        taken: set[int] = set()
        for one in fitting:
            if taken.isdisjoint(range(one.first, one.last)):
                chosen.append(one)
                taken.update(range(one.first, one.last))
        return sorted(chosen, key=lambda one: one.first)

    def _heard(self, units: Sequence[Unit]) -> Iterator[Found]:
        """Every word that sounds like units in a row."""
        for first in range(len(units) - 1):
            pairs = product(units[first].sounds, units[first + 1].sounds)
            for word in dict.fromkeys(word for pair in pairs for word in self._by_sound.get(pair, ())):
                last = first + len(word)
                if last <= len(units) and _sounds_like(word, units[first:last]):
                    yield Found(word, first, last)

    def _fits(self, text: str, units: Sequence[Unit], found: Found, borders: _Borders, english: bool) -> bool:
        window = units[found.first : found.last]
        start, end = window[0].start, window[-1].end
        if borders.cut(start, end):
            return False
        letters = [unit for unit in window if unit.run >= 0]
        if not letters:
            return self._is_slip(text[start:end], found.word)
        runs = {unit.run for unit in letters}
        whole = len(letters) == sum(unit.run in runs for unit in units)
        if len(letters) < len(window):
            # Characters and letters together: the characters are the word's own.
            return whole and all(unit.run >= 0 or unit.text == char for unit, char in zip(window, found.word))
        return self._is_typed([unit for unit in units if unit.run in runs], whole, english)

    def _is_slip(self, said: str, word: str) -> bool:
        """Characters that are no word, stand in no correct text, and are half of the word's or more."""
        slips = [one for one, two in zip(said, word) if one != two]
        if len(slips) * 2 > len(word) or self._segmenter.count(said) or not _COMMON_CHARACTERS.isdisjoint(slips):
            return False
        return (len(word) > SHORT or self._is_own(word)) and said not in self._correct

    def _is_own(self, word: str) -> bool:
        """Whether the knowledge has the word more often than other texts would let expect, and it is not such as 哪个, 我家."""
        count = self._count[word]
        return count > 1 and count * OWN >= self._segmenter.count(word) and _POINTING.isdisjoint(word)

    def _is_typed(self, runs: Sequence[Unit], whole: bool, english: bool) -> bool:
        """Letters alone that are no English words. whole: the word takes all of the runs; in a Chinese text a part of a long one may do."""
        said = ["".join(unit.text for unit in part).lower() for _, part in groupby(runs, key=lambda unit: unit.run)]
        if not whole and (english or len(said) > 1 or len(runs) <= SHORT):
            return False
        if english:
            return not any(map(self._spelling.knows, said))
        # In a Chinese text, "di bao" is pinyin though "di" may be an English word.
        return len(said) > 1 or not self._spelling.is_common(said[0])


class _Borders:
    """Where words of two or more characters stand."""

    def __init__(self, words: Sequence[Word]) -> None:
        self._inside = {at for word in words if not word.text.isascii() for at in range(word.start + 1, word.start + len(word.text))}

    def cut(self, start: int, end: int) -> bool:
        """Whether a word would be cut at `start` or at `end`."""
        return start in self._inside or end in self._inside


def _is_name(letters: str, capital: bool) -> bool:
    """SC and CA are not pinyin, nor is a single letter, nor a name such as Anhui. capital: whether a capital shows a name here."""
    return len(letters) == 1 or (letters.isupper() and len(letters) < 4) or (capital and letters.istitle())


def _sounds_like(word: str, units: Sequence[Unit]) -> bool:
    """In a word of two characters, what was typed has its usual sound: 南到 is not 拿到."""
    usual = len(word) == 2
    return all(any(one in sounds_of(char) for one in (unit.sounds[:1] if usual else unit.sounds)) for unit, char in zip(units, word))


def _text(text: str, units: Sequence[Unit], found: Found) -> str:
    return text[units[found.first].start : units[found.last - 1].end]


def _letters(units: Sequence[Unit], found: Found) -> int:
    return sum(unit.run >= 0 for unit in units[found.first : found.last])


def _changed(units: Sequence[Unit], found: Found) -> int:
    return sum(unit.text != char for unit, char in zip(units[found.first : found.last], found.word))

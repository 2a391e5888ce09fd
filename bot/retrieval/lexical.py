"""Words beside vectors: BM25 over jieba words and character bigrams (Chinese) and words (English)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from bot.language.normalise import simplify
from bot.language.segment import Segmenter

_ENDINGS = re.compile(r"(?:ies|es|s|ing|ed)$")
_ENGLISH_STOP = frozenset(
    "a an and are as at be been but by can could do does for from get have has how i if in into is it its me my need of on or our "
    "should so that the their them there they this to up us want was we what when where which who will with would you your".split()
)
_CHINESE_STOP = frozenset(
    "的 了 吗 呢 吧 啊 呀 我 你 您 他 她 们 是 在 有 和 也 就 都 要 想 去 怎么 怎样 如何 什么 哪里 哪儿 可以 能 一个 这个 那个 请问 办 办理 需要".split()
)
# Ways of asking, with every matter; as terms they made "...咋整" the likeness of whichever entry has it too.
_ASKING = re.compile("咋(?:整|弄|搞)|怎么?(?:整|弄|搞)")


def terms(text: str, segmenter: Segmenter) -> list[str]:
    """The terms of a text: Chinese words and bigrams of characters, English words without their endings."""
    return list(_terms(_ASKING.sub(" ", simplify(text).lower()), segmenter))


def _terms(text: str, segmenter: Segmenter) -> Iterator[str]:
    chinese = ""
    end = -1
    for word in segmenter.words(text):
        if word.text[0].isascii():
            if word.text not in _ENGLISH_STOP:
                yield _stem(word.text)
            continue
        if word.text not in _CHINESE_STOP:
            yield word.text
        chinese = chinese + word.text if word.start == end else word.text
        end = word.start + len(word.text)
        # Bigrams run over the borders of words: a wrong split must not hide a match.
        start = len(chinese) - len(word.text)
        yield from (f"2:{chinese[at : at + 2]}" for at in range(max(0, start - 1), len(chinese) - 1))


def _stem(word: str) -> str:
    return _ENDINGS.sub("", word) if len(word) > 4 else word


class LexicalIndex:
    """BM25 (Robertson and Zaragoza 2009) over one text an entry."""

    def __init__(self, documents: Sequence[str], segmenter: Segmenter) -> None:
        import bm25s

        self._segmenter, self._size = segmenter, len(documents)
        self._index = bm25s.BM25(method="lucene")
        self._index.index([terms(text, segmenter) or ["-"] for text in documents], show_progress=False)
        self._vocabulary = frozenset(self._index.vocab_dict)
        self._rarity, self._owners = _rarity_and_owners([set(terms(text, segmenter)) for text in documents])

    def scores(self, query: Sequence[str]) -> npt.NDArray[np.float32]:
        """(entries,): BM25 of each entry. query: its terms."""
        known = [term for term in query if term in self._vocabulary]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores(known), dtype=np.float32)

    def shares(self, query: Sequence[str]) -> npt.NDArray[np.float32]:
        """(entries,): BM25 of each entry as a part of what the query's terms could give at most; terms that nobody has count as well."""
        most = sum(self._weight(term) for term in query)
        return self.scores(query) / most if most else np.zeros(self._size, dtype=np.float32)

    def _weight(self, term: str) -> float:
        """The term's weight in BM25 (as Lucene has it), so that a term which every second text has counts little."""
        found = self._owners.get(term, 0).bit_count()
        return math.log(1 + (self._size - found + 0.5) / (found + 0.5))

    def covered(self, query: Sequence[str], place: int) -> float:
        """Which part of the query's terms the entry at `place` has, 0..1; rare terms count more, unknown ones most."""
        most = math.log(1 + self._size)
        weights = {term: self._rarity.get(term, most) for term in query}
        total = sum(weights.values())
        return sum(weight for term, weight in weights.items() if self._owners.get(term, 0) >> place & 1) / total if total else 0.0

    def known_share(self, query: Sequence[str]) -> float:
        """Which part of the query's terms occurs anywhere in the knowledge, 0..1."""
        return sum(term in self._vocabulary for term in query) / len(query) if query else 0.0


def _rarity_and_owners(owned: Sequence[set[str]]) -> tuple[dict[str, float], dict[str, int]]:
    """For each term: how rare it is, and which entries have it, one bit an entry (sets of words took 25 MB)."""
    owners: dict[str, int] = {}
    for place, found in enumerate(owned):
        for term in found:
            owners[term] = owners.get(term, 0) | 1 << place
    return {term: math.log(1 + len(owned) / bits.bit_count()) for term, bits in owners.items()}, owners

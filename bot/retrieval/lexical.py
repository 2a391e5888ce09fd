"""Words beside vectors: BM25 over jieba words and character bigrams (Chinese) and words (English)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence

import numpy as np
import numpy.typing as npt

from bot.language.normalise import simplify
from bot.language.segment import Segmenter
from bot.retrieval.term_counts import TermCounts, table_of, weighted

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
    """BM25 (Robertson and Zaragoza 2009) over one text an entry. before: an earlier index; what it counted is not counted again."""

    def __init__(self, documents: Sequence[str], segmenter: Segmenter, before: LexicalIndex | None = None) -> None:
        import bm25s

        self.counts: TermCounts = TermCounts(terms, segmenter, before.counts if before else None)
        found = self.counts.of(documents)
        self._size = len(documents)
        self._table = table_of(found, self.counts.size)
        self._index = bm25s.BM25(method="lucene")
        lengths = np.array([counted.length for counted in found], dtype=np.float64)
        self._index.scores = weighted(self._table, lengths, float(self._index.k1), float(self._index.b))
        self._index.nonoccurrence_array = None

    def scores(self, query: Sequence[str]) -> npt.NDArray[np.float32]:
        """(entries,): BM25 of each entry. query: its terms."""
        known = [number for term in query if (number := self._known(term)) is not None]
        if not known:
            return np.zeros(self._size, dtype=np.float32)
        return np.asarray(self._index.get_scores_from_ids(known), dtype=np.float32)

    def shares(self, query: Sequence[str]) -> npt.NDArray[np.float32]:
        """(entries,): BM25 of each entry as a part of what the query's terms could give at most; terms that nobody has count as well."""
        most = sum(self._weight(term) for term in query)
        return self.scores(query) / most if most else np.zeros(self._size, dtype=np.float32)

    def _weight(self, term: str) -> float:
        """The term's weight in BM25 (as Lucene has it), so that a term which every second text has counts little."""
        found = len(self._owners(term))
        return math.log(1 + (self._size - found + 0.5) / (found + 0.5))

    def covered(self, query: Sequence[str], place: int) -> float:
        """Which part of the query's terms the entry at `place` has, 0..1; rare terms count more, unknown ones most."""
        most = math.log(1 + self._size)
        owners = {term: self._owners(term) for term in query}
        weights = {term: math.log(1 + self._size / len(found)) if len(found) else most for term, found in owners.items()}
        total = sum(weights.values())
        return sum(weight for term, weight in weights.items() if place in owners[term]) / total if total else 0.0

    def known_share(self, query: Sequence[str]) -> float:
        """Which part of the query's terms occurs anywhere in the knowledge, 0..1."""
        return sum(self._known(term) is not None for term in query) / len(query) if query else 0.0

    def _known(self, term: str) -> int | None:
        """The term's number, if any entry has it."""
        number = self.counts.number(term)
        starts = self._table.indptr
        return number if number is not None and number + 1 < len(starts) and starts[number] < starts[number + 1] else None

    def _owners(self, term: str) -> npt.NDArray[np.int32]:
        """Places of the entries that have the term."""
        number, table = self._known(term), self._table
        return np.asarray(table.indices[table.indptr[number] : table.indptr[number + 1]] if number is not None else (), dtype=np.int32)

"""Finding lines of any kind by meaning and words: what our retrieval is worth on data sets that are not our knowledge.

Each id may own several lines. Its score is the best cosine of its lines, the mean of the best three, and its best word score, added
with weights that `make learn` learns from data/calibration on the titles of knowledge/. Traditional
characters are made simplified for words, not for the encoder: simplified Cantonese was found less often (.788 against .820).
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from bot.language import Lang
from bot.language.detect import detect
from bot.language.segment import Segmenter
from bot.retrieval.encoder import Encoder, Role, Vectors
from bot.retrieval.evidence import MEAN_OF, Floats, mean_of_best
from bot.retrieval.index_faiss import spans
from bot.retrieval.learned import LineWeights
from bot.retrieval.lexical import LexicalIndex, terms
from bot.retrieval.retriever import KEPT

AT_ONCE = 256  # queries in one matrix product; 256 of 10,000 lines are 10 MB
LONG: dict[Lang, int] = {"zh": 80, "en": 40}  # characters or words
DIGITS = 5  # cosines are compared to so many: equal lines differ in the last bits of a matrix product


class LineRetriever:
    """ids: owner of each line; the same id may stand several times. weights: by language of the query."""

    def __init__(
        self, ids: Sequence[str], texts: Sequence[str], encoder: Encoder, segmenter: Segmenter, weights: dict[Lang, LineWeights]
    ) -> None:
        order = sorted(range(len(ids)), key=lambda at: (ids[at], texts[at]))
        lines = [texts[at] for at in order]
        self.ids = sorted(set(ids))
        place = {id_: at for at, id_ in enumerate(self.ids)}
        self._starts = spans([place[ids[at]] for at in order])
        self._encoder, self._segmenter, self._weights = encoder, segmenter, weights
        self._vectors = encoder.encode(lines, role_of(lines))
        self._words = LexicalIndex(lines, segmenter)

    def rank(self, queries: Sequence[str]) -> list[list[str]]:
        """For each query at most ten ids, best first, ties by id."""
        ranked = []
        for start in range(0, len(queries), AT_ONCE):
            some = queries[start : start + AT_ONCE]
            for query, vector in zip(some, self._encoder.encode(some, "query")):
                features = self.features(query, vector)
                scores = features @ np.array(self._weights[detect(query)], dtype=np.float32)
                ranked.append([self.ids[at] for at in np.argsort(-scores, kind="stable")[:KEPT]])
        return ranked

    def features(self, query: str, vector: Vectors) -> Floats:
        """(ids, 3): best cosine, mean of the best three, best share of the query's words. vector: of the query."""
        cosines = np.round(self._vectors @ vector, DIGITS)
        words = self._words.shares(terms(query, self._segmenter))
        best, most = np.maximum.reduceat(cosines, self._starts), np.maximum.reduceat(words, self._starts)
        return np.stack([best, mean_of_best(cosines, self._starts, MEAN_OF), most], axis=1)


def role_of(texts: Sequence[str]) -> Role:
    """`passage` for lines whose median length is 80 Chinese characters or 40 English words at least, else `query`.

    e5 was trained with "query" on both sides where texts of one kind are compared, and with "passage" for what holds an answer
    (Wang et al. 2022, 2024).
    """
    return "passage" if median(map(_length, texts)) >= 1 else "query"


def _length(text: str) -> float:
    """1 is where a line counts as long."""
    lang = detect(text)
    return (len(text) if lang == "zh" else len(text.split())) / LONG[lang]

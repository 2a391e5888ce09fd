"""Three ways to find a line for a query: words alone, the plain encoder alone, and what this project does."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from bot.language import Lang
from bot.language.segment import Segmenter
from bot.measuring.sets import Line
from bot.retrieval import learned
from bot.retrieval.encoder import Encoder
from bot.retrieval.index_faiss import spans
from bot.retrieval.learned import LineWeights
from bot.retrieval.lexical import terms
from bot.retrieval.lines import LineRetriever, role_of

Floats = npt.NDArray[np.float32]
Weights = Mapping[Lang, LineWeights]
KEPT = 10
DIGITS = 5  # cosines are compared to so many: equal lines differ in the last bits of a matrix product
AT_ONCE = 256  # queries in one matrix product; 256 of 10,000 lines are 10 MB


class Ranker(Protocol):
    def rank(self, queries: Sequence[str]) -> list[list[str]]:
        """For each query at most ten distinct ids, best first, ties by id."""


class Owners:
    """Lines in the order of their ids, so that the best line of each id is found at once, and ties come out by id."""

    def __init__(self, lines: Sequence[Line]) -> None:
        ordered = sorted(lines, key=lambda line: (line.id, line.text))
        self.texts = [line.text for line in ordered]
        self.ids = sorted({line.id for line in lines})
        place = {id_: at for at, id_ in enumerate(self.ids)}
        self._starts = spans([place[line.id] for line in ordered])

    def best(self, scores: Floats, above: float = -np.inf) -> list[str]:
        """The ids of the best lines. scores: (lines,); above: a line that scores no more than this is not found at all."""
        found = np.maximum.reduceat(scores, self._starts)
        if len(found) > KEPT:
            border = np.partition(found, -KEPT)[-KEPT]
            places = np.flatnonzero(found >= border)
        else:
            places = np.arange(len(found))
        order = places[np.argsort(-found[places], kind="stable")][:KEPT]
        return [self.ids[at] for at in order if found[at] > above]


class Bm25:
    """BM25 (Robertson and Zaragoza 2009) over words and, in Chinese, bigrams of characters. A line without a common term is not found."""

    def __init__(self, lines: Sequence[Line], segmenter: Segmenter) -> None:
        import bm25s

        self._owners, self._segmenter = Owners(lines), segmenter
        self._index = bm25s.BM25(method="lucene")
        self._index.index([terms(text, segmenter) or ["-"] for text in self._owners.texts], show_progress=False)
        self._vocabulary = frozenset(self._index.vocab_dict)

    def rank(self, queries: Sequence[str]) -> list[list[str]]:
        return [self._rank(terms(query, self._segmenter)) for query in queries]

    def _rank(self, query: Sequence[str]) -> list[str]:
        known = [term for term in query if term in self._vocabulary]
        return self._owners.best(np.asarray(self._index.get_scores(known), dtype=np.float32), above=0.0) if known else []


class PlainEncoder:
    """The nearest line by cosine.

    e5 was trained with "query" on both sides where texts of one kind are compared (question and question), and with "passage" for
    what holds an answer (Wang et al. 2022, 2024). Short lines are questions, long ones answers: `role_of` tells them apart.
    """

    def __init__(self, lines: Sequence[Line], encoder: Encoder) -> None:
        self._owners, self._encoder = Owners(lines), encoder
        self.role = role_of(self._owners.texts)
        self._vectors = encoder.encode(self._owners.texts, self.role)

    def rank(self, queries: Sequence[str]) -> list[list[str]]:
        ranked = []
        for start in range(0, len(queries), AT_ONCE):
            asked = self._encoder.encode(queries[start : start + AT_ONCE], "query")
            cosines = np.round(asked @ self._vectors.T, DIGITS)
            ranked += [self._owners.best(row) for row in cosines]
        return ranked


class Ours:
    """The project's own ranking of any lines. weights: by language of the query; those that were learnt, where none are given."""

    def __init__(self, lines: Sequence[Line], encoder: Encoder, segmenter: Segmenter, weights: Weights | None = None) -> None:
        ids, texts = [line.id for line in lines], [line.text for line in lines]
        self._retriever = LineRetriever(ids, texts, encoder, segmenter, dict(learned.load().lines if weights is None else weights))

    def rank(self, queries: Sequence[str]) -> list[list[str]]:
        return [list(ranking) for ranking in self._retriever.rank(queries)]

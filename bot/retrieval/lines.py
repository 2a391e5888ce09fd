"""Finding lines of any kind by meaning and words: what our retrieval is worth on data sets that are not our knowledge.

Each id may own several lines. Its score is the best cosine of its lines, the mean of the best three, and its best word score, added
with weights that `make learn` learns from data/calibration on the titles of knowledge/. Traditional
characters are made simplified for words, not for the encoder: simplified Cantonese was found less often (.788 against .820).

Long lines, as answers are, crowd: some are near to everything. From the cosine of each its likeness to the lines around it is taken away,
as CSLS does (Conneau et al. 2018, with the lines in the place of the queries). Short lines near to one another are paraphrases and stay.

What was typed wrongly is put right first, as for citizens, by the words of the lines themselves: so only in a language that they have,
and not in traditional characters, which repair does not write. The encoder reads the query put right, words are those of both forms.
"""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

import numpy as np

from bot.language import Lang
from bot.language.abbreviations import Abbreviations
from bot.language.detect import detect
from bot.language.normalise import simplify, tidy
from bot.language.repair import Reading, Repair, Sources
from bot.language.segment import Segmenter
from bot.retrieval.encoder import Encoder, Role, Vectors
from bot.retrieval.evidence import MEAN_OF, Floats, mean_of_best
from bot.retrieval.index_faiss import spans
from bot.retrieval.learned import LineWeights
from bot.retrieval.lexical import LexicalIndex, terms
from bot.retrieval.retriever import KEPT

AT_ONCE = 256  # queries in one matrix product; 256 of 10,000 lines are 10 MB
LONG: dict[Lang, int] = {"zh": 80, "en": 40}  # characters or words
AROUND = 10  # neighbours of a line by which its crowding is told, as in the paper
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
        role = role_of(lines)
        self._vectors = encoder.encode(lines, role)
        self._crowding = crowding(self._vectors) if role == "passage" else 0.0
        self._words = LexicalIndex(lines, segmenter)
        self._langs, self._repair = {detect(line) for line in lines}, repair_from(lines, segmenter)

    def rank(self, queries: Sequence[str]) -> list[list[str]]:
        """For each query at most ten ids, best first, ties by id."""
        ranked = []
        for start in range(0, len(queries), AT_ONCE):
            some = queries[start : start + AT_ONCE]
            readings = [self.read(query) for query in some]
            vectors = self._encoder.encode([reading.meant for reading in readings], "query")
            for query, reading, vector in zip(some, readings, vectors):
                features = self.features(reading.words, vector)
                scores = features @ np.array(self._weights[detect(query)], dtype=np.float32)
                ranked.append([self.ids[at] for at in np.argsort(-scores, kind="stable")[:KEPT]])
        return ranked

    def read(self, query: str) -> Reading:
        """What the encoder reads and what is looked up word by word: both as typed where nothing can be put right."""
        typed = tidy(query)
        if detect(query) not in self._langs or simplify(typed) != typed:
            return Reading(query, query)
        reading = self._repair.read(typed)
        return Reading(query, query) if reading.meant == typed else reading

    def features(self, words: str, vector: Vectors) -> Floats:
        """(ids, 3): best cosine, mean of the best three, best share of the words. words: what is looked up; vector: of the query."""
        cosines = np.round(self._vectors @ vector - self._crowding, DIGITS)
        shares = self._words.shares(terms(words, self._segmenter))
        best, most = np.maximum.reduceat(cosines, self._starts), np.maximum.reduceat(shares, self._starts)
        return np.stack([best, mean_of_best(cosines, self._starts, MEAN_OF), most], axis=1)


def repair_from(lines: Sequence[str], segmenter: Segmenter) -> Repair:
    """What puts queries right, from the words of the lines: all that stands in them is taken for right."""
    simple = [simplify(line) for line in lines]
    chinese, english = ([line for line in simple if detect(line) == lang] for lang in ("zh", "en"))
    return Repair(Sources([], chinese, english, simple), Abbreviations([]), segmenter)


def crowding(vectors: Vectors) -> Floats:
    """(lines,): half the mean cosine of each line to the ten lines nearest to it. vectors: (lines, dimensions)."""
    found = []
    for start in range(0, len(vectors), AT_ONCE):
        cosines = vectors[start : start + AT_ONCE] @ vectors.T
        cosines[np.arange(len(cosines)), np.arange(start, start + len(cosines))] = -np.inf
        nearest = np.sort(cosines, axis=1)[:, -AROUND:]
        found.append(np.where(np.isfinite(nearest), nearest, 0).sum(axis=1) / max(1, min(AROUND, len(vectors) - 1)))
    return np.asarray(np.concatenate(found) / 2, dtype=np.float32)


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

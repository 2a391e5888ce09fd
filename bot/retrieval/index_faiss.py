"""Nearest lines by cosine, with FAISS: exact while there are few lines, along a graph of near ones when there are many."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.retrieval.encoder import Vectors

# All from `make bench-growth`, see docs/adr/0009-index-by-size.md.
FLAT_UP_TO = 20_000  # lines; an exact search of so many takes about a millisecond
LINKS = 32  # of a line in the graph; 24 lost a point of recall
EFFORT_BUILDING, EFFORT = 80, 400  # lines kept on the way through the graph; with 200 a search for 200 lines missed one in twenty


class FaissIndex:
    """An index of unit vectors, of the kind that suits their number. Line numbers are those of the vectors given."""

    def __init__(self, vectors: Vectors, flat_up_to: int = FLAT_UP_TO) -> None:
        vectors = np.ascontiguousarray(vectors)
        self.exact = len(vectors) <= flat_up_to  # a graph keeps the vectors in half precision
        self._index = flat(vectors) if self.exact else graph(vectors)

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def similarities(self, vector: Vectors, nearest: int) -> npt.NDArray[np.float32]:
        """(lines,): the cosine of each of the `nearest` lines; all other lines get the lowest of these. vector: (dimensions,)."""
        scores, lines = self._index.search(vector[None, :], min(nearest, len(self)))
        found = lines[0] >= 0  # where the graph has no way to as many lines, the rest is -1
        cosines = np.full(len(self), scores[0][found][-1], dtype=np.float32)
        cosines[lines[0][found]] = scores[0][found]
        return cosines

    def cosines(self, vector: Vectors, start: int, count: int) -> npt.NDArray[np.float32]:
        """(count,): the cosine of each of the lines from `start` on, however far they are. vector: (dimensions,)."""
        return np.asarray(self._index.reconstruct_n(start, count) @ vector, dtype=np.float32)

    def vectors(self, start: int, count: int) -> Vectors:
        """(count, dimensions): of the lines from `start` on."""
        kept: Vectors = self._index.reconstruct_n(start, count) if count else np.zeros((0, self._index.d), dtype=np.float32)
        return kept


def flat(vectors: Vectors) -> Any:
    """An exact index: every line is looked at. vectors: (lines, dimensions)."""
    import faiss

    index = faiss.IndexFlatIP(vectors.shape[1])
    index.add(vectors)
    return index


def graph(vectors: Vectors, kept: str = "SQfp16") -> Any:
    """An HNSW index (Malkov and Yashunin 2018): a search walks from line to near line. vectors: (lines, dimensions).

    kept: FAISS' name of the form in which lines are kept; half precision takes half the memory and changes a cosine by less than 0.001.
    """
    import faiss

    index: Any = faiss.index_factory(vectors.shape[1], f"HNSW{LINKS},{kept}", faiss.METRIC_INNER_PRODUCT)
    index.hnsw.efConstruction, index.hnsw.efSearch = EFFORT_BUILDING, EFFORT
    threads = faiss.omp_get_max_threads()
    faiss.omp_set_num_threads(1)  # on one thread the same vectors always make the same graph
    try:
        index.train(vectors)
        index.add(vectors)
    finally:
        faiss.omp_set_num_threads(threads)
    return index


def spans(owners: Sequence[int]) -> npt.NDArray[np.intp]:
    """Where each owner's lines begin. owners: of every line, in rising order and without gaps."""
    return np.flatnonzero(np.diff(np.asarray(owners), prepend=-1))

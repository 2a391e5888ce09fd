"""Nearest lines by cosine, with FAISS."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from bot.retrieval.encoder import Vectors


class FaissIndex:
    """An exact index of unit vectors. Line numbers are those of the vectors given."""

    def __init__(self, vectors: Vectors) -> None:
        import faiss

        self._index = faiss.IndexFlatIP(vectors.shape[1])
        self._index.add(np.ascontiguousarray(vectors))

    def __len__(self) -> int:
        return int(self._index.ntotal)

    def similarities(self, vector: Vectors, nearest: int) -> npt.NDArray[np.float32]:
        """(lines,): the cosine of each of the `nearest` lines; all other lines get the lowest of these. vector: (dimensions,)."""
        nearest = min(nearest, len(self))
        scores, lines = self._index.search(vector[None, :], nearest)
        found = np.full(len(self), scores[0, -1], dtype=np.float32)
        found[lines[0]] = scores[0]
        return found


def spans(owners: Sequence[int]) -> npt.NDArray[np.intp]:
    """Where each owner's lines begin. owners: of every line, in rising order and without gaps."""
    return np.flatnonzero(np.diff(np.asarray(owners), prepend=-1))

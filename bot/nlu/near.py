"""How near questions lie to the nearest examples of each intent (docs/adr/0013). Pure: no rasa."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

AT_ONCE = 256  # questions in one product, so that a whole training set does not take a gigabyte


class NearExamples:
    """examples: (examples, dimensions), of length 1; intents: the intent of each, equal ones in a row. names: the intents by name."""

    def __init__(self, examples: Floats, intents: Sequence[str]) -> None:
        names, counts = np.unique(np.array(intents), return_counts=True)
        self.names = [str(name) for name in names]
        self._examples, self._counts = examples, counts
        self._places = _places(counts)

    @classmethod
    def of(cls, vectors: Floats, intents: Sequence[str]) -> NearExamples:
        """vectors: (examples, dimensions), of any length and in any order; rounded to half precision, as they are saved."""
        by_intent = np.argsort(np.array(intents), kind="stable")
        return cls(_unit(vectors[by_intent]).astype(np.float16).astype(np.float32), np.array(intents)[by_intent])

    def nearness(self, questions: Floats, nearest: int) -> Floats:
        """The mean cosine of the `nearest` examples of each intent, or of all where it has fewer.

        questions: (questions, dimensions); the result: (questions, intents), the intents by name.
        """
        return np.concatenate([self._nearness(_unit(questions[at : at + AT_ONCE]), nearest) for at in range(0, len(questions), AT_ONCE)])

    def _nearness(self, questions: Floats, nearest: int) -> Floats:
        cosines = np.full((len(questions), len(self._examples) + 1), -np.inf, dtype=np.float32)
        np.matmul(questions, self._examples.T, out=cosines[:, :-1])
        table = cosines[:, self._places]  # (questions, intents, examples of the largest intent)
        first = max(table.shape[-1] - nearest, 0)
        best = np.partition(table, first, axis=-1)[..., first:]
        sums = np.where(np.isfinite(best), best, np.float32(0)).sum(axis=-1)
        return np.asarray(sums / np.minimum(self._counts, nearest), dtype=np.float32)

    def save(self, path: Path) -> None:
        np.savez(path, examples=self._examples.astype(np.float16), intents=np.repeat(np.array(self.names), self._counts))

    @classmethod
    def load(cls, path: Path) -> NearExamples:
        """What `save` wrote."""
        with np.load(path, allow_pickle=False) as file:
            return cls(file["examples"].astype(np.float32), file["intents"])


def _places(counts: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The columns of each intent, a row each; rows are filled up with the last column, which is no example's."""
    starts = np.cumsum(counts) - counts
    places = np.arange(counts.max())
    return np.where(places < counts[:, None], starts[:, None] + places, counts.sum())


def _unit(vectors: Floats) -> Floats:
    """The vectors with length 1; one without length stays as it is."""
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: Floats = (vectors / np.where(lengths > 0, lengths, 1)).astype(np.float32)
    return unit

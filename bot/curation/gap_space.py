"""Questions as points: near for the same matter, whatever the language and the manner of asking.

From a vector of the encoder the mean of its language is taken; then every direction is shortened by how much questions of one entry differ
in it (within-class covariance normalisation, Hatch et al. 2006). What is left tells matters apart, also those that no entry treats of.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from bot.language import Lang
from bot.retrieval.encoder import Vectors

EVENED: Final = 1.0  # of the mean variance, added to each direction's; 0.1 to 3 were tried
Means = Mapping[Lang, Vectors]


class Space:
    """means: the mean vector of the known questions in a language."""

    def __init__(self, vectors: Vectors, langs: Sequence[Lang], entries: Sequence[str]) -> None:
        """vectors: (questions, dimensions) of the known questions; langs, entries: of each of them."""
        self.means = means_of(vectors, langs)
        centred = _less(vectors, langs, self.means)
        _, places, counts = np.unique(np.array(entries), return_inverse=True, return_counts=True)
        middles = np.zeros((len(counts), centred.shape[1]), dtype=np.float64)
        np.add.at(middles, places, centred)
        apart = (centred - (middles / counts[:, None])[places]) / np.sqrt(counts[places])[:, None]
        variances, directions = np.linalg.eigh(apart.T @ apart / len(counts))
        evened = variances + EVENED * variances.mean()
        self._shorten = directions / np.sqrt(evened) if variances.mean() > 1e-9 else np.eye(len(directions))

    def place(self, vectors: Vectors, langs: Sequence[Lang], means: Means | None = None) -> Vectors:
        """The points, (questions, dimensions), of length 1. means: of texts that are no questions."""
        return unit(_less(vectors, langs, means or self.means) @ self._shorten)


def means_of(vectors: Vectors, langs: Sequence[Lang]) -> dict[Lang, Vectors]:
    return {lang: vectors[[at for at, one in enumerate(langs) if one == lang]].mean(axis=0) for lang in sorted(set(langs))}


def unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _less(vectors: Vectors, langs: Sequence[Lang], means: Means) -> Vectors:
    nothing = np.zeros(vectors.shape[1], dtype=np.float32)
    return unit(vectors - np.stack([means.get(lang, nothing) for lang in langs]))

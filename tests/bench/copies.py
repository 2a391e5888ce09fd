"""Synthetic questions for measuring speed: copies around real ones, in neighbourhoods as hard to search as the real."""

from __future__ import annotations

import numpy as np

from bot.retrieval.encoder import Vectors

DIRECTIONS = 30  # the real neighbourhoods have about 26 dimensions (`local_dimensions`), whatever the number of lines
AWAY = 1.0  # how far a copy goes, in distances from its original to the neighbours: as near to each other as real lines, or a little less


class Copies:
    """Each copy leaves a real line, its original, in a random mix of the directions to the original's nearest neighbours."""

    def __init__(self, real: Vectors) -> None:
        """real: (lines, dimensions), unit vectors, more than DIRECTIONS of them."""
        self.real = real
        self._near = np.argsort(-(real @ real.T), axis=1, kind="stable")[:, 1 : DIRECTIONS + 1]

    def make(self, count: int, seed: int) -> Vectors:
        """(count, dimensions): unit vectors; the same seed gives the same copies."""
        random = np.random.default_rng(seed)
        originals = random.integers(len(self.real), size=count)
        made = np.empty((count, self.real.shape[1]), dtype=np.float32)
        order = np.argsort(originals, kind="stable")
        for rows in np.split(order, np.flatnonzero(np.diff(originals[order])) + 1):
            original = self.real[originals[rows[0]]]
            directions = self.real[self._near[originals[rows[0]]]] - original
            mix = random.standard_normal((len(rows), DIRECTIONS), dtype=np.float32) * np.float32(AWAY / DIRECTIONS**0.5)
            made[rows] = original + mix @ directions
        made /= np.linalg.norm(made, axis=1, keepdims=True)
        return made


def local_dimensions(cosines: Vectors, nearest: int = 20) -> float:
    """How fast neighbours become more numerous with the distance, the measure of how hard a search is: the median over the questions
    of the maximum-likelihood estimate of Levina and Bickel (2004). cosines: (questions, at least `nearest`), best first."""
    distances = np.sqrt(np.maximum(2 - 2 * cosines[:, :nearest], 1e-12))
    return float(np.median(-1 / np.log(distances[:, :-1] / distances[:, -1:]).mean(axis=1)))

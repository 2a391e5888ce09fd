"""Putting together questions that mean the same, whatever language they are in and whether or not an entry answers them.

Two likenesses are mixed. One is the cosine of the encoder's vectors, less the mean vector of the knowledge's questions in that language:
without that, questions lie by language first and by matter second. The other compares which entries they are near to, which knows no
language. Groups are joined by their mean likeness (average linkage), until no two groups are as much alike as ALIKE.
The numbers were chosen on questions of data/calibration whose entries were taken away (`tests/bench/gaps.py`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np

from bot.language import Lang
from bot.retrieval.encoder import Vectors
from bot.retrieval.evidence import Floats

ALIKE: Final = 0.58  # mean likeness at which two groups are one
BY_MEANING: Final = 0.5  # weight of the vectors; the rest is that of the entries near by
FLATTER: Final = 3.0  # scores are divided by it, so that a profile has more entries than the first


def likeness(
    vectors: Vectors, langs: Sequence[Lang], means: Mapping[Lang, Vectors], near: Floats, by_meaning: float = BY_MEANING
) -> Floats:
    """(questions, questions): 1 for the same, about 0 for unrelated. vectors: (questions, dimensions); means: the mean vector of a
    language; near: (questions, entries), the scores of the entries for each question."""
    centred = unit(vectors - np.stack([means[lang] for lang in langs]))
    profiles = np.sqrt(_softmax(near / FLATTER))
    return np.asarray(by_meaning * centred @ centred.T + (1 - by_meaning) * profiles @ profiles.T, dtype=np.float32)


def cluster(alike: Floats, least: float = ALIKE) -> list[list[int]]:
    """Places of the questions by group; the largest group first, then by the first place. alike: of `likeness`."""
    if len(alike) < 2:
        return [[place] for place in range(len(alike))]
    from scipy.cluster.hierarchy import fcluster, linkage
    from scipy.spatial.distance import squareform

    apart = 1 - (alike + alike.T) / 2
    np.fill_diagonal(apart, 0)
    labels = fcluster(linkage(squareform(np.maximum(apart, 0), checks=False), "average"), 1 - least, "distance")
    groups: dict[int, list[int]] = {}
    for place, label in enumerate(labels):
        groups.setdefault(int(label), []).append(place)
    return sorted(groups.values(), key=lambda group: (-len(group), group[0]))


def unit(vectors: Vectors) -> Vectors:
    return np.asarray(vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9), dtype=np.float32)


def _softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True), dtype=np.float32)

"""Putting together questions that mean the same, whatever language they are in and whether or not an entry answers them.

`gap_pairs.py` says of each two questions how likely they ask for the same. Groups are joined by their mean chance (average linkage), until
no two groups have ALIKE. That number was chosen on questions of data/calibration whose entries were taken away (`tests/bench/gaps.py`).
"""

from __future__ import annotations

from typing import Final

import numpy as np

from bot.retrieval.evidence import Floats

ALIKE: Final = 0.28  # mean chance at which two groups are one


def cluster(alike: Floats, least: float = ALIKE) -> list[list[int]]:
    """Places of the questions by group; the largest group first, then by the first place. alike: (questions, questions), 0..1."""
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

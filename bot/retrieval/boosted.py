"""A probability from signs: the sum of many small decision trees, through the logistic function.

Friedman (2001), gradient boosting with the log-loss. The trees are learnt with scikit-learn and kept as plain numbers, so
that serving needs neither scikit-learn nor a pickle of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

# One node: [place of the sign, threshold, left child, right child, value]; a leaf has place -1.
Node = tuple[int, float, int, int, float]
Tree = tuple[Node, ...]


@dataclass(frozen=True)
class Boosted:
    """names: of the signs, in the order that the nodes count them; start: log-odds before the first tree; trees: values hold the rate."""

    names: tuple[str, ...]
    start: float
    trees: tuple[Tree, ...]

    def probability(self, signs: Mapping[str, float]) -> float:
        """0..1. KeyError if a sign is missing."""
        values = [signs[name] for name in self.names]
        total = self.start + sum(_leaf(tree, values) for tree in self.trees)
        return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> Boosted:
        trees: list[list[list[float]]] = content["trees"]  # type: ignore[assignment]
        nodes = tuple(tuple((int(p), float(t), int(left), int(right), float(v)) for p, t, left, right, v in tree) for tree in trees)
        return cls(tuple(content["names"]), float(content["start"]), nodes)  # type: ignore[arg-type]


def _leaf(tree: Tree, values: Sequence[float]) -> float:
    place, threshold, left, right, value = tree[0]
    while place >= 0:
        place, threshold, left, right, value = tree[left if values[place] <= threshold else right]
    return value

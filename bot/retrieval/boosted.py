"""A probability from signs: the sum of many small decision trees, through the logistic function.

Friedman (2001), gradient boosting with the log-loss. The trees are learnt with scikit-learn and kept as plain numbers, so
that serving needs neither scikit-learn nor a pickle of it.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

# One node: [place of the sign, threshold, left child, right child, value]; a leaf has place -1.
Node = tuple[int, float, int, int, float]
Tree = tuple[Node, ...]


class _Forest(NamedTuple):
    """The nodes of all trees in one row, each array (nodes,). A leaf leads to itself, so that every walk may have the same length."""

    roots: npt.NDArray[np.intp]  # (trees,)
    places: npt.NDArray[np.intp]
    thresholds: npt.NDArray[np.float64]
    children: npt.NDArray[np.intp]  # (2, nodes): left, right
    values: npt.NDArray[np.float64]
    depth: int


@dataclass(frozen=True)
class Boosted:
    """names: of the signs, in the order that the nodes count them; start: log-odds before the first tree; trees: values hold the rate."""

    names: tuple[str, ...]
    start: float
    trees: tuple[Tree, ...]

    def probability(self, signs: Mapping[str, float]) -> float:
        """0..1. KeyError if a sign is missing."""
        total = self.start
        if self.trees:
            values, forest = np.array([signs[name] for name in self.names]), self._forest
            at = forest.roots
            for _ in range(forest.depth):  # all trees walk at once: one by one they took a tenth of a question's time
                right = values[forest.places[at]] > forest.thresholds[at]
                at = forest.children[right.view(np.int8), at]
            total += float(forest.values[at].sum())
        return 1 / (1 + math.exp(-max(min(total, 30.0), -30.0)))

    @cached_property
    def _forest(self) -> _Forest:
        sizes = [len(tree) for tree in self.trees]
        roots = np.cumsum([0, *sizes[:-1]])
        nodes = [(root, place, node) for root, tree in zip(roots, self.trees) for place, node in enumerate(tree)]
        itself = np.array([root + place for root, place, _ in nodes])
        leaf = np.array([node[0] < 0 for _, _, node in nodes])
        children = [np.where(leaf, itself, [root + node[side] for root, _, node in nodes]) for side in (2, 3)]
        places = np.where(leaf, 0, [node[0] for _, _, node in nodes])
        thresholds, values = (np.array([node[at] for _, _, node in nodes], dtype=np.float64) for at in (1, 4))
        return _Forest(roots, places, thresholds, np.stack(children), values, max(map(_depth, self.trees)))

    @classmethod
    def from_json(cls, content: Mapping[str, object]) -> Boosted:
        trees: list[list[list[float]]] = content["trees"]  # type: ignore[assignment]
        nodes = tuple(tuple((int(p), float(t), int(left), int(right), float(v)) for p, t, left, right, v in tree) for tree in trees)
        return cls(tuple(content["names"]), float(content["start"]), nodes)  # type: ignore[arg-type]


def _depth(tree: Tree, at: int = 0) -> int:
    """Steps from the node at `at` to its farthest leaf."""
    place, _, left, right, _ = tree[at]
    return 0 if place < 0 else 1 + max(_depth(tree, left), _depth(tree, right))

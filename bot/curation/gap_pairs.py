"""How likely it is that two questions ask for the same: a logistic regression on signs of the pair, their squares and products.

Its numbers lie in `gap_pairs.json`; `python -m tests.bench.gaps --fit` learns them from questions whose entries were taken away.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.language import Lang
from bot.retrieval.encoder import Vectors
from bot.retrieval.evidence import Floats

FILE: Final = Path(__file__).with_name("gap_pairs.json")
FLATTER: Final = (3.0, 5.0)  # scores of entries are divided by it, so that a profile has more entries than the first
SOFTER: Final = (1.0, 3.0)  # the same for the chances of categories
SIGNS: Final = ("points", "entries", "entries-wide", "scores", "categories", "categories-wide", "runs", "language")


def signs(points: Vectors, near: Floats, chances: Floats, runs: Floats, langs: Sequence[Lang]) -> dict[str, Floats]:
    """(questions, questions) each, by name. points: of `Space`; near: (questions, entries), the scores of the entries; chances: of
    `Owners`; runs: of `Lexical.alike`."""
    spread = near.std(axis=1, keepdims=True)
    scores = (near - near.mean(axis=1, keepdims=True)) / np.where(spread > 1e-6, spread, 1)
    kinds = np.array(langs)
    tables = [points @ points.T, *(_profiles(near / by) for by in FLATTER), scores @ scores.T / near.shape[1]]
    tables += [*(_profiles(chances / by) for by in SOFTER), runs, kinds[:, None] == kinds[None, :]]
    return {name: np.asarray(table, dtype=np.float32) for name, table in zip(SIGNS, tables)}


def _profiles(scores: Floats) -> Floats:
    """How much the softmax of two rows overlaps (Bhattacharyya), 0..1."""
    powers = np.exp(scores - scores.max(axis=1, keepdims=True))
    roots = np.sqrt(powers / powers.sum(axis=1, keepdims=True))
    return np.asarray(roots @ roots.T, dtype=np.float32)


@dataclass(frozen=True)
class Pairs:
    """least, most: of each sign, where it was learnt; what lies beyond counts as that. linear: a weight a sign; products: one for each two
    signs, in the order of `_twos`; signs are less their `middle`, divided by their `spread`."""

    least: Mapping[str, float]
    most: Mapping[str, float]
    middle: Mapping[str, float]
    spread: Mapping[str, float]
    linear: Sequence[float]
    products: Sequence[float]
    bias: float
    made: Mapping[str, Any]

    def chance(self, tables: Mapping[str, Floats]) -> Floats:
        """(questions, questions): that the two ask for the same, 0..1. tables: of `signs`."""
        found = self._scaled(tables)
        total = np.full_like(found[0], self.bias)
        for weight, sign in zip(self.linear, found):
            total += np.float32(weight) * sign
        for weight, (one, other) in zip(self.products, _twos(len(found))):
            total += np.float32(weight) * found[one] * found[other]
        return np.asarray(1 / (1 + np.exp(-np.clip(total, -30, 30))), dtype=np.float32)

    def _scaled(self, tables: Mapping[str, Floats]) -> list[Floats]:
        clipped = {name: np.clip(tables[name], self.least[name], self.most[name]) for name in SIGNS}
        return [np.asarray((clipped[name] - self.middle[name]) / self.spread[name], dtype=np.float32) for name in SIGNS]

    def save(self, path: Path = FILE) -> None:
        path.write_text(json.dumps(asdict(self), indent=1) + "\n", encoding="utf-8")

    @classmethod
    def load(cls, path: Path = FILE) -> Pairs:
        return cls(**json.loads(path.read_text(encoding="utf-8")))


def learn_pairs(tables: Sequence[Mapping[str, Floats]], same: Sequence[Floats], made: Mapping[str, Any]) -> Pairs:
    """tables: of `signs`, one for each set of questions; same: (questions, questions), whether the two ask for the same."""
    from sklearn.linear_model import LogisticRegression

    above = [np.triu_indices(len(one), 1) for one in same]
    columns = {name: np.concatenate([table[name][at] for table, at in zip(tables, above)]) for name in SIGNS}
    wanted = np.concatenate([one[at] for one, at in zip(same, above)])
    least, most = ({name: round(float(of(column)), 4) for name, column in columns.items()} for of in (np.min, np.max))
    middle = {name: round(float(column.mean()), 5) for name, column in columns.items()}
    spread = {name: round(max(float(column.std()), 1e-3), 5) for name, column in columns.items()}
    scaled = [(columns[name] - middle[name]) / spread[name] for name in SIGNS]
    rows = np.stack([*scaled, *(scaled[one] * scaled[other] for one, other in _twos(len(SIGNS)))], axis=1)
    fit = LogisticRegression(C=0.3, max_iter=400).fit(rows, wanted)
    weights = [round(float(weight), 4) for weight in fit.coef_[0]]
    return Pairs(least, most, middle, spread, weights[: len(SIGNS)], weights[len(SIGNS) :], round(float(fit.intercept_[0]), 4), made)


def _twos(count: int) -> list[tuple[int, int]]:
    return [(one, other) for one in range(count) for other in range(one, count)]

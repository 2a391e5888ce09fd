"""The figures: pure functions of rankings, scores, confidences and the truth."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Counts = npt.NDArray[np.int64]


def recall_at(ranking: Sequence[str], right: Collection[str], k: int) -> float:
    """1 if one of the first k of the ranking is right, else 0. ranking: ids, best first; right: ids of which any will do."""
    return float(any(id_ in right for id_ in ranking[:k]))


def reciprocal_rank(ranking: Sequence[str], right: Collection[str], depth: int = 10) -> float:
    """1 divided by the place of the first right id; 0 if none of the first `depth` is right."""
    return next((1 / place for place, id_ in enumerate(ranking[:depth], start=1) if id_ in right), 0.0)


def auc(scores: Sequence[float], truth: Sequence[bool]) -> float:
    """How often a true one scores higher than a false one, 0..1; equal scores count half. ValueError unless both kinds occur."""
    values, is_true = np.asarray(scores, dtype=np.float64), np.asarray(truth, dtype=bool)
    _same_length(values, is_true)
    positive, negative = values[is_true], np.sort(values[~is_true])
    if not len(positive) or not len(negative):
        raise ValueError("an AUC needs true and false ones")
    below, not_above = np.searchsorted(negative, positive, "left"), np.searchsorted(negative, positive, "right")
    return float((below + not_above).mean() / 2 / len(negative))


@dataclass(frozen=True)
class Bin:
    """The rows whose confidence is in low..high. confidence: their mean; right: the share that is right; both 0 if there is none."""

    low: float
    high: float
    count: int
    confidence: float
    right: float


def reliability(confidences: Sequence[float], truth: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Bins of equal width over 0..1; a confidence on a border belongs to the bin above, 1 to the last. ValueError outside of 0..1."""
    values, is_right = np.asarray(confidences, dtype=np.float64), np.asarray(truth, dtype=np.float64)
    _same_length(values, is_right)
    if len(values) and not ((values >= 0) & (values <= 1)).all():
        raise ValueError("a confidence is a number from 0 to 1")
    # 0.3 * 10 is 2.999…: rounded, so that a border is the border.
    places = np.minimum(np.floor(np.round(values * bins, 9)).astype(np.int64), bins - 1)
    made = []
    for place in range(bins):
        inside = places == place
        count = int(inside.sum())
        means = (float(values[inside].mean()), float(is_right[inside].mean())) if count else (0.0, 0.0)
        made.append(Bin(place / bins, (place + 1) / bins, count, *means))
    return made


def expected_calibration_error(confidences: Sequence[float], truth: Sequence[bool], bins: int = 10) -> float:
    """The mean distance between confidence and share right, bins weighed by their rows; 0 is perfect.

    Source: Naeini, Cooper and Hauskrecht 2015 (AAAI); with bins of equal width as in Guo et al. 2017 (ICML). ValueError without rows.
    """
    found = reliability(confidences, truth, bins)
    rows = sum(one.count for one in found)
    if not rows:
        raise ValueError("no row, no calibration")
    return sum(one.count * abs(one.confidence - one.right) for one in found) / rows


@dataclass(frozen=True)
class CurvePoint:
    """What would be if everything from `threshold` on were answered; all shares 0..1.

    answered: of the rows in scope; right: of these answers in scope; false_answers: of the rows out of scope.
    """

    threshold: float
    answered: float
    right: float
    false_answers: float


def answered_against_right(confidences: Sequence[float], truth: Sequence[bool], in_scope: Sequence[bool]) -> list[CurvePoint]:
    """One point for each confidence that occurs, highest first. A row out of scope is never right (ValueError).

    Where no row in scope is answered yet, nothing can be wrong: right is 1.
    """
    values = np.asarray(confidences, dtype=np.float64)
    is_right, inside = np.asarray(truth, dtype=bool), np.asarray(in_scope, dtype=bool)
    _same_length(values, is_right)
    _same_length(values, inside)
    if (is_right & ~inside).any():
        raise ValueError("a row out of scope cannot be right")
    points = []
    for threshold in sorted(set(values.tolist()), reverse=True):
        taken = values >= threshold
        answered = int((taken & inside).sum())
        right = int((taken & is_right).sum()) / answered if answered else 1.0
        points.append(CurvePoint(threshold, _share(answered, inside), right, _share(int((taken & ~inside).sum()), ~inside)))
    return points


@dataclass(frozen=True)
class Confusion:
    """counts: (labels, labels), rows are what is right, columns what was said; elsewhere: by right label, said what is no label."""

    labels: tuple[str, ...]
    counts: Counts
    elsewhere: Counts


def confusion(pairs: Sequence[tuple[str, str | None]], labels: Sequence[str] | None = None) -> Confusion:
    """Counts of (right, said). labels: in the order wanted; otherwise all that occur, sorted. ValueError for a right one that is none."""
    names = tuple(labels) if labels is not None else tuple(sorted({name for pair in pairs for name in pair if name is not None}))
    place = {name: at for at, name in enumerate(names)}
    counts = np.zeros((len(names), len(names)), dtype=np.int64)
    elsewhere = np.zeros(len(names), dtype=np.int64)
    for right, said in pairs:
        if right not in place:
            raise ValueError(f"{right} is not among the labels")
        if said in place:
            counts[place[right], place[said]] += 1
        else:
            elsewhere[place[right]] += 1
    return Confusion(names, counts, elsewhere)


def _share(count: int, of: npt.NDArray[np.bool_]) -> float:
    return count / int(of.sum()) if of.any() else 0.0


def _same_length(one: npt.NDArray[np.generic], other: npt.NDArray[np.generic]) -> None:
    if len(one) != len(other):
        raise ValueError(f"{len(one)} and {len(other)} values do not belong together")

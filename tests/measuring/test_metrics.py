"""Every figure against one that was worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from bot.measuring.intervals import Figure, interval, interval_of, interval_or_none, wilson
from bot.measuring.metrics import (
    Bin,
    CurvePoint,
    answered_against_right,
    auc,
    confusion,
    expected_calibration_error,
    recall_at,
    reciprocal_rank,
    reliability,
)

RANKING = ["税/甲", "tax/b", "tax/c", "tax/d"]


@pytest.mark.parametrize(
    ("right", "k", "expected"),
    [
        ({"税/甲"}, 1, 1.0),
        ({"tax/b"}, 1, 0.0),
        ({"tax/b"}, 2, 1.0),
        ({"tax/d", "tax/x"}, 3, 0.0),
        ({"tax/x", "tax/d"}, 5, 1.0),
        (set(), 5, 0.0),
    ],
)
def test_recall_is_whether_any_right_one_is_among_the_first(right: set[str], k: int, expected: float) -> None:
    assert recall_at(RANKING, right, k) == expected


@pytest.mark.parametrize(
    ("right", "depth", "expected"),
    [({"税/甲"}, 10, 1.0), ({"tax/c", "tax/d"}, 10, 1 / 3), ({"tax/d"}, 4, 0.25), ({"tax/d"}, 3, 0.0), ({"tax/x"}, 10, 0.0)],
)
def test_the_reciprocal_rank_is_that_of_the_first_right_one(right: set[str], depth: int, expected: float) -> None:
    assert reciprocal_rank(RANKING, right, depth) == expected


def test_auc_counts_the_pairs_that_are_in_order_and_ties_half() -> None:
    # true 3, 2; false 2, 1: of the four pairs 3>2, 3>1, 2>1 are in order and 2=2 is a tie: 3.5 / 4
    assert auc([3, 2, 2, 1], [True, True, False, False]) == 0.875
    assert auc([1, 2], [True, False]) == 0.0
    assert auc([5, 5, 5], [True, False, False]) == 0.5


def test_auc_is_that_of_all_pairs_counted_one_by_one() -> None:
    random = np.random.default_rng(7)
    scores, truth = random.integers(0, 6, 60), random.random(60) < 0.4
    pairs = [1.0 if a > b else 0.5 if a == b else 0.0 for a in scores[truth] for b in scores[~truth]]
    assert auc(scores.tolist(), truth.tolist()) == pytest.approx(sum(pairs) / len(pairs), abs=1e-12)


@pytest.mark.parametrize(("scores", "truth"), [([1, 2], [True, True]), ([1], [False]), ([], []), ([1, 2], [True])])
def test_an_auc_needs_both_kinds(scores: list[float], truth: list[bool]) -> None:
    with pytest.raises(ValueError):
        auc(scores, truth)


def test_a_border_belongs_to_the_bin_above_and_one_to_the_last() -> None:
    found = reliability([0.0, 0.3, 0.5, 0.6, 0.7, 1.0], [False, True, False, True, True, True])
    assert [one.count for one in found] == [1, 0, 0, 1, 0, 1, 1, 1, 0, 1]
    assert found[3] == Bin(0.3, 0.4, 1, 0.3, 1.0)
    assert found[1] == Bin(0.1, 0.2, 0, 0.0, 0.0)


def test_the_calibration_error_is_the_mean_distance_weighed_by_rows() -> None:
    # two bins of a half: 0.2 and 0.4 (mean 0.3, one of two right: off by 0.2); 0.9 (right: off by 0.1) -> (2 * 0.2 + 1 * 0.1) / 3
    assert expected_calibration_error([0.2, 0.4, 0.9], [True, False, True], bins=2) == pytest.approx(0.5 / 3)
    assert expected_calibration_error([1.0, 0.0], [True, False]) == 0.0
    assert expected_calibration_error([1.0, 1.0], [False, False]) == 1.0


@pytest.mark.parametrize(("confidences", "truth"), [([], []), ([1.2], [True]), ([-0.1], [True]), ([float("nan")], [True]), ([0.5], [])])
def test_no_calibration_without_rows_or_of_what_is_no_confidence(confidences: list[float], truth: list[bool]) -> None:
    with pytest.raises(ValueError):
        expected_calibration_error(confidences, truth)


def test_the_curve_has_a_point_a_confidence_highest_first() -> None:
    # in scope: 0.9 right, 0.8 wrong, 0.2 right; out of scope: 0.95 and 0.2
    found = answered_against_right([0.9, 0.8, 0.2, 0.95, 0.2], [True, False, True, False, False], [True, True, True, False, False])
    assert found == [
        CurvePoint(0.95, 0.0, 1.0, 0.5),
        CurvePoint(0.9, 1 / 3, 1.0, 0.5),
        CurvePoint(0.8, 2 / 3, 0.5, 0.5),
        CurvePoint(0.2, 1.0, 2 / 3, 1.0),
    ]


def test_a_row_out_of_scope_is_never_right() -> None:
    with pytest.raises(ValueError, match="out of scope"):
        answered_against_right([0.9], [True], [False])


def test_a_confusion_is_counted_from_right_to_said() -> None:
    found = confusion([("税务", "税务"), ("税务", "traffic"), ("traffic", "traffic"), ("税务", "traffic"), ("traffic", None)])
    assert found.labels == ("traffic", "税务")
    assert found.counts.tolist() == [[1, 0], [2, 1]]
    assert found.elsewhere.tolist() == [1, 0]


def test_what_is_said_outside_of_the_labels_is_counted_apart() -> None:
    found = confusion([("tax", "greeting"), ("tax", "tax")], ["traffic", "tax"])
    assert (found.labels, found.counts.tolist(), found.elsewhere.tolist()) == (("traffic", "tax"), [[0, 0], [0, 1]], [0, 1])
    with pytest.raises(ValueError, match="greeting"):
        confusion([("greeting", "tax")], ["tax"])


def test_the_interval_is_that_of_resampled_rows() -> None:
    # 0/1 rows: resampled means are binomial; at 80 of 100 right its 2.5 % and 97.5 % quantiles are 0.72 and 0.87
    found = interval([1.0] * 80 + [0.0] * 20)
    assert (found.value, found.count) == (0.8, 100)
    assert found.low == pytest.approx(0.72, abs=0.011) and found.high == pytest.approx(0.87, abs=0.011)


def test_the_interval_agrees_with_drawing_the_rows_one_by_one() -> None:
    values = [1.0] * 30 + [0.5] * 20 + [1 / 3] * 10 + [0.0] * 40
    random = np.random.default_rng(1)
    means = np.array(values)[random.integers(0, 100, (4000, 100))].mean(axis=1)
    found = interval(values)
    assert [found.low, found.high] == pytest.approx(np.quantile(means, [0.025, 0.975]).tolist(), abs=0.012)


def test_the_same_rows_in_any_order_have_the_same_interval() -> None:
    rows = [True, False, True, True, False, True]
    assert interval(rows) == interval(rows[::-1]) == interval([float(row) for row in rows])


def test_rows_that_agree_leave_no_doubt_and_no_rows_have_no_figure() -> None:
    assert interval([True]) == Figure(1.0, 1.0, 1.0, 1)
    assert interval_or_none([]) is None
    with pytest.raises(ValueError):
        interval([])


def test_any_statistic_has_an_interval() -> None:
    values = np.array([1.0] * 80 + [0.0] * 20)
    found = interval_of(lambda places: float(values[places].mean()), 100)
    assert (found.value, found.count) == (0.8, 100)
    assert [found.low, found.high] == pytest.approx([0.72, 0.87], abs=0.011)
    with pytest.raises(ValueError):
        interval_of(lambda places: 0.0, 0)


def test_a_figure_as_json_is_rounded() -> None:
    assert Figure(2 / 3, 0.0, 1.0, 3).to_json() == {"value": 0.6667, "low": 0.0, "high": 1.0, "count": 3}


def test_wilsons_interval_agrees_with_its_table() -> None:
    # Newcombe (1998), table I: 81 of 263, 15 of 148, 0 of 20, 1 of 29
    for right, count, low, high in ((81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)):
        found = wilson(right, count)
        assert (found.value, found.count) == (right / count, count)
        assert (found.low, found.high) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))
    with pytest.raises(ValueError):
        wilson(0, 0)

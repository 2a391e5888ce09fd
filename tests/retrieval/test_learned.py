"""What is learnt: kept in a file, and used."""

from __future__ import annotations

import json
import math
from pathlib import Path

import numpy as np
import pytest

from bot.answering.pipeline import Room
from bot.language import Lang
from bot.retrieval import learned
from bot.retrieval.boosted import Boosted
from bot.retrieval.learned import Learned, LearnedElsewhere, LineWeights, starting_point
from bot.retrieval.scope import Scope

LINES: dict[Lang, LineWeights] = {"zh": LineWeights(1, 0.5, 0.25), "en": LineWeights(1, 0, 0.125)}
COLUMNS = ("e5.zh.question", "words.en")
# One tree of three leaves, one of two: share <= 0.5 -> -1, else margin <= 3 -> 0.5, else 2; margin <= 0 -> -4, else 0.25.
TREES = (
    ((1, 0.5, 1, 2, 0.0), (-1, 0.0, -1, -1, -1.0), (0, 3.0, 3, 4, 0.0), (-1, 0.0, -1, -1, 0.5), (-1, 0.0, -1, -1, 2.0)),
    ((0, 0.0, 1, 2, 0.0), (-1, 0.0, -1, -1, -4.0), (-1, 0.0, -1, -1, 0.25)),
)
RIGHT = Boosted(("margin", "share"), 0.125, TREES)
THREE = Boosted(("share",), -1.0, (((0, 0.5, 1, 2, 0.0), (-1, 0.0, -1, -1, -5.0), (-1, 0.0, -1, -1, 5.0)),))


def made() -> Learned:
    weights = {"zh": np.array([0.25, 1.5], dtype=np.float32), "en": np.array([0, 0.125], dtype=np.float32)}
    return Learned(
        COLUMNS, weights, {"zh": 0.5, "en": 0.25}, LINES, Scope((0.5, -1.0), 0.25), RIGHT, THREE, {"seed": 1, "date": "2026-11-22"}
    )


@pytest.mark.parametrize(
    ("share", "margin", "log_odds"),
    [
        (0.5, 5, 0.125 - 1 + 0.25),
        (0.51, 3, 0.125 + 0.5 + 0.25),
        (0.9, 3.5, 0.125 + 2 + 0.25),
        (0.9, 0, 0.125 + 0.5 - 4),
        (0.1, -1, 0.125 - 1 - 4),
    ],
)
def test_a_probability_against_hand_computed_trees(share: float, margin: float, log_odds: float) -> None:
    assert RIGHT.probability({"share": share, "margin": margin, "unused": 9.0}) == pytest.approx(1 / (1 + math.exp(-log_odds)))


@pytest.mark.parametrize(("start", "limit"), [(1e9, 1.0), (-1e9, 0.0)])
def test_absurd_log_odds_are_no_overflow(start: float, limit: float) -> None:
    assert Boosted((), start, ()).probability({}) == pytest.approx(limit, abs=1e-9)


def test_a_missing_sign_is_an_error_that_names_it() -> None:
    with pytest.raises(KeyError, match="margin"):
        RIGHT.probability({"share": 1.0})


def test_before_anything_is_learnt_every_probability_is_a_half() -> None:
    assert starting_point(COLUMNS).probabilities({"share": 1.0}) == (0.5, 0.5)


def test_that_one_of_three_is_right_is_never_less_likely_than_that_the_first_is() -> None:
    right, offer = made().probabilities({"share": 0.4, "margin": 5})
    assert THREE.probability({"share": 0.4}) < right
    assert offer == right
    right, offer = made().probabilities({"share": 0.6, "margin": 5})
    assert offer == THREE.probability({"share": 0.6}) > right


def test_saved_and_loaded_it_is_the_same(tmp_path: Path) -> None:
    made().save(tmp_path / "learned.json")
    back = learned.load(tmp_path / "learned.json")
    assert back.columns == COLUMNS
    assert {lang: weights.tolist() for lang, weights in back.weights.items()} == {"zh": [0.25, 1.5], "en": [0, 0.125]}
    assert back.weights["zh"].dtype == np.float32
    assert (back.right, back.among_three, back.route_weight) == (RIGHT, THREE, {"zh": 0.5, "en": 0.25})
    assert (back.lines, back.made) == (LINES, {"seed": 1, "date": "2026-11-22"})
    assert (back.scope.start, list(back.scope.weights)) == (0.25, [0.5, -1.0])


def test_saving_what_was_loaded_gives_the_same_file(tmp_path: Path) -> None:
    made().save(tmp_path / "one.json")
    learned.load(tmp_path / "one.json").save(tmp_path / "two.json")
    assert (tmp_path / "one.json").read_bytes() == (tmp_path / "two.json").read_bytes()


@pytest.mark.parametrize(
    ("names", "difference"),
    [
        (("e5.zh.question",), r"words\.en"),
        ((*COLUMNS, "use.zh.guide"), r"use\.zh\.guide"),
        (("other", "words.en"), r"e5\.zh\.question, other"),
    ],
)
def test_other_evidence_is_named_with_what_to_run(names: tuple[str, ...], difference: str) -> None:
    with pytest.raises(LearnedElsewhere, match=difference) as caught:
        made().check(names)
    assert "make learn" in str(caught.value)


def test_the_same_evidence_in_another_order_is_refused_too() -> None:
    with pytest.raises(LearnedElsewhere, match="order"):
        made().check(COLUMNS[::-1])
    made().check(list(COLUMNS))


def test_the_shipped_file_says_how_it_was_made() -> None:
    shipped = learned.load()
    assert {"command", "date", "seed", "data", "knowledge"} <= set(shipped.made)
    assert all(min(weights) >= 0 and sum(weights) > 0 for weights in shipped.lines.values())
    assert all(len(shipped.weights[lang]) == len(shipped.columns) for lang in ("zh", "en"))
    assert all((shipped.weights[lang] >= 0).all() and shipped.route_weight[lang] >= 0 for lang in ("zh", "en"))


def test_the_shipped_file_fits_the_real_index(real_room: Room) -> None:
    learned.load().check(real_room.retriever.index.names)
    content = json.loads(learned.FILE.read_text(encoding="utf-8"))
    signs = real_room.retriever.retrieve("你好", "zh", {}).signs
    assert set(content["right"]["names"]) | set(content["among_three"]["names"]) <= set(signs)

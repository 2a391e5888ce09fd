"""Learning which messages lean on the answer before them."""

from __future__ import annotations

import random
from pathlib import Path

import numpy as np
import pytest

from bot.answering import leaning
from bot.answering.leaning import ALONE, BESIDE, ELEMENT, LeaningElsewhere
from bot.curation.learn_follow_ups import ROWS, Sample, learn
from bot.curation.rows import read


def samples() -> list[Sample]:
    chance = random.Random(1)
    centre = {ELEMENT: (1.0, 0.0), BESIDE: (0.0, 1.0), ALONE: (-1.0, -1.0)}
    return [
        Sample({"lead": x + chance.gauss(0, 0.2), "variant": y + chance.gauss(0, 0.2)}, kind, 1.0)
        for kind, (x, y) in centre.items()
        for _ in range(40)
    ]


def test_what_was_learnt_tells_the_kinds_apart_and_is_the_same_each_time() -> None:
    first, second = learn(samples(), {"seed": 1}), learn(samples(), {"seed": 1})
    assert np.array_equal(first.weights, second.weights)
    assert [first.kind(sample.signs) for sample in samples()] == [sample.kind for sample in samples()]
    assert sum(first.probabilities({"lead": 1.0, "variant": 0.0}).values()) == pytest.approx(1)


def test_it_comes_back_from_its_file(tmp_path: Path) -> None:
    learnt = learn(samples(), {"seed": 1})
    learnt.save(tmp_path / "leaning.json")
    back = leaning.load(tmp_path / "leaning.json")
    assert (back.names, back.made) == (learnt.names, learnt.made)
    signs = {"lead": 0.3, "variant": -0.2}
    assert back.probabilities(signs) == pytest.approx(learnt.probabilities(signs))


def test_other_signs_than_it_was_learnt_for_are_an_error_that_says_what_to_do() -> None:
    with pytest.raises(LeaningElsewhere, match="make learn"):
        learn(samples(), {}).probabilities({"variant": 0.0, "lead": 1.0})


def test_the_rows_to_learn_from_are_not_those_that_it_is_tested_with() -> None:
    tested = read(Path(__file__).parents[1] / "answering" / "dev_follow_ups.jsonl")
    assert not {(row.text, row.lang) for row in read(ROWS)} & {(row.text, row.lang) for row in tested}
    for lang in ("zh", "en"):
        assert sum(row.lang == lang for row in read(ROWS)) >= 80

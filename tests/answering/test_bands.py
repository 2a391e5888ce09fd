"""What is done with two probabilities when mistakes have a price."""

from __future__ import annotations

import pytest

from bot.answering.bands import Band, Costs
from bot.settings import Settings

COSTS = Costs(wrong_answer=4, question=0.5, vain_question=0.25)


def test_the_expected_costs_by_hand() -> None:
    # 0.2 of wrong x 4; 0.9 of the right one among the choices x 0.5, and 0.1 of none x 0.25; 0.9 of an answer withheld.
    expected = COSTS.expected(right=0.8, offer=0.9)
    assert expected[Band.ANSWER] == pytest.approx(0.8)
    assert expected[Band.ASK] == pytest.approx(0.475)
    assert expected[Band.REFUSE] == pytest.approx(0.9)


@pytest.mark.parametrize(
    ("right", "offer", "band"),
    [
        (1.0, 1.0, Band.ANSWER),
        (0.9, 1.0, Band.ANSWER),
        (0.87, 1.0, Band.ASK),  # 0.52 against 0.5
        (0.3, 0.9, Band.ASK),
        (0.0, 0.34, Band.ASK),  # 0.335 against 0.34
        (0.0, 0.32, Band.REFUSE),
        (0.0, 0.0, Band.REFUSE),
    ],
)
def test_the_cheapest_is_taken(right: float, offer: float, band: Band) -> None:
    assert COSTS.band(right, offer) is band


def test_of_two_that_cost_the_same_the_more_careful_is_taken() -> None:
    assert Costs(1, 1, 1).band(0.0, 1.0) is Band.REFUSE
    assert Costs(1, 0.5, 0.5).band(0.5, 1.0) is Band.ASK


def test_a_dearer_wrong_answer_never_makes_an_answer_of_a_question() -> None:
    steps = [step / 20 for step in range(21)]
    for right in steps:
        for offer in (step for step in steps if step >= right):
            if COSTS.band(right, offer) is not Band.ANSWER:
                assert Costs(8, 0.5, 0.25).band(right, offer) is not Band.ANSWER


def test_the_costs_come_from_the_settings() -> None:
    assert Costs.of(Settings(cost_wrong_answer=7, cost_question=0.4, cost_vain_question=0.2)) == Costs(7, 0.4, 0.2)

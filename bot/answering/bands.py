"""Three bands: answer; ask which of at most three was meant; say that we do not know. What a mistake costs decides.

The unit is one refusal: saying "I do not know" although the answer is among the first three. Given the calibrated probabilities, each
band has an expected cost, and the cheapest is taken (Chow 1970, the reject option, with a third way). The costs are settings.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from bot.settings import Settings


class Band(Enum):
    ANSWER = "answer"
    ASK = "ask"
    REFUSE = "refuse"


@dataclass(frozen=True)
class Costs:
    """In refusals. wrong_answer: of an answer that is not right; question: of asking which was meant, when the right one is among
    the choices; vain_question: of asking when it is not."""

    wrong_answer: float
    question: float
    vain_question: float

    @classmethod
    def of(cls, settings: Settings) -> Costs:
        return cls(settings.cost_wrong_answer, settings.cost_question, settings.cost_vain_question)

    def expected(self, right: float, offer: float) -> dict[Band, float]:
        """right: probability that the first entry is right; offer: that one of the first three is."""
        return {
            Band.REFUSE: offer,
            Band.ASK: offer * self.question + (1 - offer) * self.vain_question,
            Band.ANSWER: (1 - right) * self.wrong_answer,
        }

    def band(self, right: float, offer: float) -> Band:
        """The cheapest band; of two that cost the same the more careful one."""
        expected = self.expected(right, offer)
        return min(expected, key=lambda band: expected[band])

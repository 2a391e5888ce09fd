"""Three bands: answer; ask which of at most three was meant; say that we do not know."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.answering.context import Context
from bot.answering.outcomes import Outcome
from bot.retrieval.calibration import OUT_OF_SCOPE, OWN_CASE

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

MOST_CHOICES: Final = 3


def decide(context: Context, room: Room) -> None:
    """The two thresholds are learnt (`make learn`): see docs/adr."""
    assert context.retrieval is not None, "retrieve runs before decide"
    retrieval, learned = context.retrieval, room.retriever.learned
    if retrieval.confidence >= learned.answer_from:
        context.entry, context.outcome = retrieval.matches[0].entry, Outcome.ANSWERED
    elif retrieval.offer >= learned.offer_from:
        context.choices = tuple(match.entry for match in retrieval.matches[:MOST_CHOICES])
        context.outcome = Outcome.CLARIFICATION
    elif context.intent == OWN_CASE:
        context.small_talk, context.outcome = OWN_CASE, Outcome.UNANSWERABLE_OUT_OF_SCOPE
    elif context.intent == OUT_OF_SCOPE:
        context.outcome = Outcome.UNANSWERABLE_OUT_OF_SCOPE
    else:
        context.outcome = Outcome.UNANSWERABLE_NO_MATCH

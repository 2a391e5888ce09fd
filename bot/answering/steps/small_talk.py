"""Answer a greeting, thanks, a wish for a person; the router's word counts only where the ranking is not sure of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.answering.context import Context
from bot.answering.outcomes import Outcome

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

OUTCOMES: Final = {
    "greeting": Outcome.SMALLTALK,
    "thanks": Outcome.SMALLTALK,
    "goodbye": Outcome.SMALLTALK,
    "who_are_you": Outcome.SMALLTALK,
    "what_can_you_do": Outcome.SMALLTALK,
    "start_over": Outcome.SMALLTALK,
    "human": Outcome.HANDOVER,
    "complaint": Outcome.HANDOVER,
}
SURE: Final = 0.5  # more likely than everything else together


def small_talk(context: Context, room: Room) -> None:
    """Ends if the router is sure of small talk and the ranking has no answer that is more likely right than wrong."""
    intent = context.intent
    if intent not in OUTCOMES or context.message.route[intent] < SURE:
        return
    if context.retrieval and context.retrieval.confidence >= min(SURE, room.retriever.learned.answer_from):
        return
    context.small_talk, context.outcome, context.confidence = intent, OUTCOMES[intent], None

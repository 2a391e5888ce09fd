"""Answer a greeting, thanks, a wish for a person; the router's word counts only where the ranking is not sure of an answer."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.answering.context import Context
from bot.answering.outcomes import Outcome
from bot.answering.steps.not_asked import INTENT as NOT_ASKED
from bot.answering.steps.not_asked import offer_instead
from bot.answering.sure import worth_asking
from bot.language.swearing import swears

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

OUTCOMES: Final = {
    "greeting": Outcome.SMALLTALK,
    "thanks": Outcome.SMALLTALK,
    "goodbye": Outcome.SMALLTALK,
    "who_are_you": Outcome.SMALLTALK,
    "what_can_you_do": Outcome.SMALLTALK,
    "start_over": Outcome.SMALLTALK,
    "insult": Outcome.SMALLTALK,
    "human": Outcome.HANDOVER,
    "complaint": Outcome.HANDOVER,
}
RUDE: Final = ("insult", "complaint")  # the router can hardly tell them apart; together they count as one
SURE: Final = 0.5  # more likely than everything else together


def small_talk(context: Context, room: Room) -> None:
    """Ends if the router is sure of small talk, or there are swear words and nothing to offer, and the ranking has no answer
    that is more likely right than wrong."""
    retrieval = context.retrieval
    if retrieval and retrieval.confidence >= SURE:
        return
    if context.message.route.get(NOT_ASKED, 0.0) >= SURE:
        offer_instead(context, room)
        return
    intent, rude = _routed(context), swears(context.text)
    if rude and (intent == "complaint" or (intent is None and not (retrieval and worth_asking(retrieval, room)))):
        intent = "insult"
    if intent:
        context.small_talk, context.outcome, context.confidence = intent, OUTCOMES[intent], None


def _routed(context: Context) -> str | None:
    """The small talk that the router is sure of."""
    intent, route = context.intent, context.message.route
    if intent not in OUTCOMES:
        return None
    return intent if sum(route.get(name, 0.0) for name in (RUDE if intent in RUDE else (intent,))) >= SURE else None

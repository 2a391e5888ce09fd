"""After the ranking: a danger that no word of the list names, but that the router takes the message for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.answering.context import Context
from bot.answering.outcomes import Outcome
from bot.answering.steps.follow_up import leans_clearly
from bot.knowledge.alarms import ordinary

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

INTENT: Final = "emergency_"  # what stands before the id of a kind in the name of the router's intent
# All kinds together. On tests/answering/emergencies_dev.jsonl, words and router together: at 0.6 97 of 97 (zh) and 96 of 97 (en) dangers
# raise an alarm, and 1 of 100 and 4 of 99 look-alikes; at 0.8 the same dangers, 1 and 2. But the words were chosen with those rows at
# hand: of other examples that no word names a lower bound finds more, and a needless alarm harms less than a missed one.
LIKELY: Final = 0.6
# Of an entry; so sure the ranking must be for the router not to be believed. Far more than for an answer, since a missed danger is worse
# than a needless alarm: of the 2,715 questions in scope of data/calibration at most one a language raises one, whatever this is.
CERTAIN: Final = 0.97


def alarm(context: Context, room: Room) -> None:
    """Ends with `guard_emergency` unless the ranking is certain of an entry, or a word says that it is paperwork or a figure of speech."""
    known, route = room.knowledge.emergencies, context.message.route
    if not known:
        return
    shares = [route.get(INTENT + kind.id, 0.0) for kind in known.kinds]
    if sum(shares) < LIKELY or ordinary(context.text, known):
        return
    if context.retrieval and context.retrieval.confidence >= CERTAIN:
        return
    if leans_clearly(context, room):
        return
    context.emergency, context.outcome = known.kinds[shares.index(max(shares))], Outcome.GUARD_EMERGENCY
    context.confidence = None

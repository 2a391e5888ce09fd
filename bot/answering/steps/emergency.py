"""Before anything else: danger to life, and words of despair. The list is staff's, in knowledge/emergencies.yml."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.context import Context
from bot.answering.outcomes import Outcome
from bot.knowledge.alarms import find

if TYPE_CHECKING:
    from bot.answering.pipeline import Room


def emergency(context: Context, room: Room) -> None:
    """Ends with `guard_emergency`; what is offered and answered before stays for the next message."""
    known = room.knowledge.emergencies
    found = find(context.text, known) if known else None
    if found:
        context.emergency, context.outcome = found, Outcome.GUARD_EMERGENCY

"""An answer past its `valid_until` is not given, and no other entry answers in its place: its department is named."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.context import Context
from bot.answering.outcomes import Outcome

if TYPE_CHECKING:
    from bot.answering.pipeline import Room


def withhold(context: Context, room: Room) -> None:
    """Of two answers the valid one is given. A lapsed entry may be among the choices: that its title was meant is no wrong answer."""
    found = [entry for entry in (context.entry, *context.also) if entry]
    lapsed = [entry for entry in found if entry.id in room.lapsed]
    if not lapsed:
        return
    valid = [entry for entry in found if entry.id not in room.lapsed]
    context.lapsed = lapsed[0]
    context.entry, context.also = next(iter(valid), None), tuple(valid[1:])
    if not valid:
        context.owner, context.choices, context.elements = room.knowledge.owner(lapsed[0]), (), ()
        context.outcome = Outcome.UNANSWERABLE_NO_MATCH

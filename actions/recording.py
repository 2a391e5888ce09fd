"""Hand a turn to the records. Whatever breaks here, the answer is given."""

from __future__ import annotations

import logging
from dataclasses import replace

from actions import wiring
from actions.again import asked_again
from bot.answering.context import Message
from bot.answering.pipeline import Room
from bot.answering.reply import Reply
from bot.records.records import Turn

logger = logging.getLogger(__name__)


def record(reply: Reply, message: Message, channel: str | None, seconds: float, room: Room | None) -> None:
    """channel: as Rasa calls it; seconds: that the pipeline took; room: in which it worked. Nothing is written here, and nothing waits."""
    try:
        again = asked_again(message, reply, room) if room else None
        wiring.records().add(replace(turn_of(reply, message, channel, seconds), again=again))
    except Exception as err:  # the error's text could hold what a citizen typed: its class alone is logged
        logger.error("A turn was not recorded: %s", type(err).__name__)


def turn_of(reply: Reply, message: Message, channel: str | None, seconds: float) -> Turn:
    """The category is the entry's, else that of the best candidate, so that a gap finds its department."""
    entry = reply.entry.id if reply.entry else None
    candidates = reply.ranking or tuple(choice.id for choice in reply.choices)
    best = entry or next(iter(candidates), None)
    return Turn(
        turn=reply.turn,
        channel=channel or "unknown",
        lang=reply.lang,
        outcome=reply.outcome.value,
        text="" if message.choice or message.not_asked else message.text,  # else it is a button's words, not the citizen's
        knowledge=reply.knowledge,
        milliseconds=round(seconds * 1000),
        category=best.split("/")[0] if best else None,
        entry=entry,
        confidence=reply.confidence,
        candidates=candidates,
        about=reply.about,
    )

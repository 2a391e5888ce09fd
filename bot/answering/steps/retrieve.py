"""Rank the entries."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.context import Context
from bot.language.courtesies import said_once
from bot.language.normalise import simplify
from bot.language.repair import Reading, Repair

if TYPE_CHECKING:
    from bot.answering.pipeline import Room


def search_text(text: str, repair: Repair) -> Reading:
    """What is searched for a tidy text; weights are learnt from the same."""
    return repair.read(said_once(simplify(text)))


def retrieve(context: Context, room: Room) -> None:
    """Courtesies do not count, what is said over and over counts once, what is typed wrongly is put right; the route is a prior."""
    reading = search_text(context.text, room.repair)
    context.retrieval = room.retriever.retrieve(reading.meant, context.lang, context.message.route, reading.words)
    context.confidence = context.retrieval.confidence

"""Rank the entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answering.context import Context
from bot.language.courtesies import without_courtesies
from bot.language.normalise import simplify
from bot.language.repair import Reading, Repair

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

# Said a hundred times, one word looked like strong evidence. Digits repeat by nature: 10000 yuan.
_ECHO = re.compile(r"(\D{1,20}?)\1{3,}")


def search_text(text: str, repair: Repair) -> Reading:
    """What is searched for a tidy text; weights are learnt from the same."""
    return repair.read(said_once(simplify(text)))


def said_once(text: str) -> str:
    """Without courtesies, and without saying the same again and again."""
    return _ECHO.sub(r"\1", without_courtesies(text))


def retrieve(context: Context, room: Room) -> None:
    """Courtesies do not count, what is said over and over counts once, what is typed wrongly is put right; the route is a prior."""
    reading = search_text(context.text, room.repair)
    context.retrieval = room.retriever.retrieve(reading.meant, context.lang, context.message.route, reading.words)
    context.confidence = context.retrieval.confidence

"""Rank the entries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answering.context import Context
from bot.language.abbreviations import Abbreviations
from bot.language.courtesies import without_courtesies

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

# Said a hundred times, one word looked like strong evidence. Digits repeat by nature: 10000 yuan.
_ECHO = re.compile(r"(\D{1,20}?)\1{3,}")


def search_text(text: str, abbreviations: Abbreviations) -> str:
    """What is searched for a tidy text; weights are learnt from the same."""
    return abbreviations.write_out(_ECHO.sub(r"\1", without_courtesies(text)))


def retrieve(context: Context, room: Room) -> None:
    """Courtesies do not count, what is said over and over counts once, known abbreviations are written out; the route is a prior."""
    text = search_text(context.text, room.abbreviations)
    context.retrieval = room.retriever.retrieve(text, context.lang, context.message.route)
    context.confidence = context.retrieval.confidence

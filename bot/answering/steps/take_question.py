"""Take an entry whose question the citizen typed word for word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.context import Context
from bot.answering.outcomes import Outcome
from bot.language.courtesies import without_courtesies
from bot.language.normalise import fold

if TYPE_CHECKING:
    from bot.answering.pipeline import Room


def take_question(context: Context, room: Room) -> None:
    """No two entries have the same question (rule K203), so this needs no ranking. A greeting around it does not count."""
    questions = room.retriever.index.by_question
    entry = questions.get(fold(context.text)) or questions.get(fold(without_courtesies(context.text)))
    if entry:
        context.entry, context.outcome, context.confidence = entry, Outcome.ANSWERED, 1.0

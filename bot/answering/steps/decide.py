"""Three bands: answer; ask which of at most three was meant; say that we do not know."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.answering.bands import Band
from bot.answering.context import Context
from bot.answering.outcomes import Outcome
from bot.answering.sure import band_of
from bot.language import Lang
from bot.language.courtesies import said_once
from bot.language.normalise import fold
from bot.retrieval.calibration import OUT_OF_SCOPE, OWN_CASE

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

MOST_CHOICES: Final = 3
MANY: Final = 3  # entries with the same name in their questions
WORD_OR_TWO: Final = re.compile(r"[a-z'-]{1,15}(?: [a-z'-]{1,15})?")


def decide(context: Context, room: Room) -> None:
    """Costs decide between three bands (`bot/answering/bands.py`); what is said where nothing is known depends on the router."""
    assert context.retrieval is not None, "retrieve runs before decide"
    retrieval = context.retrieval
    band = band_of(retrieval, room)
    if band is Band.ANSWER and too_short(context.text, context.lang) and names_many(context.text, room):
        band = Band.ASK
    if band is Band.ANSWER:
        context.entry, context.outcome = retrieval.matches[0].entry, Outcome.ANSWERED
    elif band is Band.ASK:
        context.choices = tuple(match.entry for match in retrieval.matches[:MOST_CHOICES])
        context.outcome = Outcome.CLARIFICATION
    elif context.intent == OWN_CASE:
        context.small_talk, context.outcome = OWN_CASE, Outcome.UNANSWERABLE_OUT_OF_SCOPE
    elif context.intent == OUT_OF_SCOPE:
        context.outcome = Outcome.UNANSWERABLE_OUT_OF_SCOPE
    elif too_short(context.text, context.lang):
        context.small_talk, context.outcome = "say_more", Outcome.CLARIFICATION
    else:
        context.outcome = Outcome.UNANSWERABLE_NO_MATCH


def names_many(text: str, room: Room) -> bool:
    """Whether the text stands in questions of several entries, so that it names a matter and asks nothing: "护照", "driving licence"."""
    said = fold(said_once(text))
    return len({entry.id for question, entry in room.retriever.index.by_question.items() if said in question}) >= MANY


def too_short(text: str, lang: Lang) -> bool:
    """Whether so little was said that nobody could know what is meant: up to four characters, or two plain English words."""
    said = fold(said_once(text))
    return len(said) <= 4 if lang == "zh" else WORD_OR_TWO.fullmatch(said) is not None

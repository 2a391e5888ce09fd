"""Two questions in one message: both answers, or one answer and a question back about the other.

The numbers were set on tests/answering/dev_two_questions.jsonl and data/calibration, see docs/adr/0011-follow-ups.md.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from bot.answering.context import Context
from bot.answering.nearby import nearby
from bot.answering.outcomes import Outcome
from bot.answering.steps.retrieve import search_text
from bot.answering.sure import sure
from bot.knowledge.schema import Entry
from bot.language import Lang
from bot.language.parts import questions_in, size
from bot.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

MOST: Final = 4  # questions that are looked at
CHOICES: Final = 3
LEADS: Final = -0.1  # a later part that asks for an element rather than names a matter belongs to the one before it
CHANCE: Final = 0.1  # that one of the first three is right, from which an unsure part is offered
LONGEST: Final[dict[Lang, int]] = {"zh": 24, "en": 15}  # of an unsure part, in characters or words: more is a story


@dataclass(frozen=True)
class Part:
    """A question of the message. entry: the best for it; sure: it would be answered; worth: it is offered if it is not sure."""

    entry: Entry
    confidence: float
    sure: bool
    worth: bool


def two_questions(context: Context, room: Room) -> None:
    """Ends with `answered` if two parts are sure of different entries: both are answered; if one is, it is answered and the other is asked
    about. Ends with a choice if more are sure, or none is and the message as a whole is not either. Otherwise it is one question."""
    whole = context.retrieval
    if whole is None or whole.evidence is None or room.asking is None:
        return
    said = questions_in(context.text, context.lang)[:MOST]
    if len(said) < 2:
        return
    parts = _parts(said, context, room)
    certain = _different([part for part in parts if part.sure])
    likely = _different([part for part in parts if part.sure or part.worth])
    if len(likely) < 2:
        return
    if not certain and sure(whole, room) and whole.matches[0].entry in likely:
        certain = [whole.matches[0].entry]
    others = [entry for entry in likely if entry not in certain]
    if 0 < len(certain) <= 2:
        context.entry, context.also, context.outcome = certain[0], tuple(certain[1:]), Outcome.ANSWERED
        context.choices = () if context.also else tuple(others[:CHOICES])
        context.confidence = min([part.confidence for part in parts if part.sure], default=whole.confidence)
    else:
        context.choices, context.outcome = tuple([*certain, *others][:CHOICES]), Outcome.CLARIFICATION


def _parts(said: tuple[str, ...], context: Context, room: Room) -> list[Part]:
    """What each question is about. One that only asks ("and how much is it?") belongs to the one before it and is left out."""
    assert room.asking is not None
    index, lang = room.retriever.index, context.lang
    readings = [search_text(text, room.repair) for text in said]
    parts: list[Part] = []
    for text, reading, vectors in zip(said, readings, index.encode_all([reading.meant for reading in readings])):
        evidence = index.search(reading.meant, vectors, reading.words)
        asked, matter = room.asking.read(next(iter(vectors.values()))), room.asking.matter(evidence.terms)
        if asked.lead >= 0 and not matter:
            continue
        retrieval = room.retriever.judge(evidence, reading.meant, lang, {})
        if sure(retrieval, room) or not parts or (asked.lead < LEADS and matter):
            parts.append(_part(retrieval, text, parts[-1].entry if parts else None, lang, room))
    return parts


def _part(retrieval: Retrieval, text: str, before: Entry | None, lang: Lang, room: Room) -> Part:
    """An unsure second question may lean on the first: "I retire soon. How do I take the housing fund out?"."""
    entry, certain = retrieval.matches[0].entry, sure(retrieval, room)
    worth = retrieval.offer >= CHANCE and size(text, lang) <= LONGEST[lang]
    if before and not certain and worth and retrieval.evidence:
        near = nearby(text, retrieval.evidence, lang, before, room)
        entry = near.entries[0] if near.pulls else entry
    return Part(entry, retrieval.confidence, certain, worth)


def _different(parts: list[Part]) -> list[Entry]:
    found = {part.entry.id: part.entry for part in parts}
    return list(found.values())

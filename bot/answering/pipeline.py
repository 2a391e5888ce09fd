"""The assistant's whole mind, in order. Each step is one file, one verb, and reads and writes one small context."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.answering.asking import Asking
from bot.answering.bands import Costs
from bot.answering.context import Context, Message
from bot.answering.leaning import Leaning
from bot.answering.reply import Reply
from bot.answering.steps.alarm import alarm
from bot.answering.steps.compose import compose
from bot.answering.steps.decide import decide
from bot.answering.steps.detect_language import detect_language
from bot.answering.steps.emergency import emergency
from bot.answering.steps.follow_up import follow_up
from bot.answering.steps.normalise import normalise
from bot.answering.steps.not_asked import not_asked
from bot.answering.steps.retrieve import retrieve
from bot.answering.steps.small_talk import small_talk
from bot.answering.steps.take_choice import take_choice
from bot.answering.steps.take_question import take_question
from bot.answering.steps.two_questions import two_questions
from bot.answering.steps.withhold import withhold
from bot.knowledge.schema import Entry, Knowledge
from bot.language.repair import Repair
from bot.retrieval.retriever import Retriever


@dataclass(frozen=True)
class Room:
    """What the steps work with; one for each version of the knowledge."""

    knowledge: Knowledge
    retriever: Retriever
    repair: Repair
    costs: Costs
    asking: Asking | None = None  # without these two, follow-ups are known by patterns alone
    leaning: Leaning | None = None
    lapsed: frozenset[str] = frozenset()  # ids of entries past their `valid_until`: found, so that no other one answers, but never shown

    @property
    def served(self) -> list[Entry]:
        """The entries that may be shown, by id."""
        return [entry for entry in self.retriever.index.entries if entry.id not in self.lapsed]


Step = Callable[[Context, Room], None]

STEPS: Final[tuple[Step, ...]] = (
    normalise,  # tidy the text; nothing legible left: say so
    detect_language,  # the reply is in the language of the question
    not_asked,  # "not what I asked": what else may have been meant, then who knows
    emergency,  # danger to life comes before any answer
    take_choice,  # a click, a number or a title picks an offered entry
    take_question,  # word for word a question of an entry: that entry
    retrieve,  # rank the entries and say how sure the ranking is
    alarm,  # a danger that the router sees and the list does not
    two_questions,  # two in one message: both answers, or a choice
    follow_up,  # "and what does it cost?" asks about the entry answered last
    small_talk,  # a greeting is answered, unless it hides a question
    decide,  # answer, ask which, or say that we do not know
    withhold,  # an answer past its date is not given
    compose,  # word the reply
)
ALWAYS: Final = (withhold, compose)


def answer(message: Message, room: Room) -> Reply:
    """The reply to a message."""
    return run(message, room).reply or _unreachable()


def run(message: Message, room: Room, clock: Callable[[], float] = time.perf_counter) -> Context:
    """The context after all steps. A step is skipped once an outcome is decided, but those of ALWAYS run. clock: in seconds, for
    the durations."""
    context = Context(message)
    for step in STEPS:
        if context.outcome is None or step in ALWAYS:
            began = clock()
            step(context, room)
            context.durations[step.__name__] = clock() - began
    return context


def _unreachable() -> Reply:
    raise AssertionError("compose makes a reply for every outcome")

"""What a message brings with it, and what the steps add to it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from bot.answering.earlier import Earlier
from bot.answering.leaning import After
from bot.answering.outcomes import Outcome
from bot.answering.reply import Reply
from bot.knowledge.schema import Department, Emergency, Entry
from bot.language import Lang
from bot.retrieval.retriever import Retrieval


@dataclass(frozen=True)
class Message:
    """A citizen's message as the pipeline gets it.

    route: probability by intent, from the router; offered: ids of the choices of the last clarification; last_entry: id of
    the entry answered last; choice: id of an entry whose button was clicked; earlier: the last replies, oldest first; not_asked: turn
    of the reply that was "not what I asked", by its button; before: the text of the message before.
    """

    text: str
    lang_hint: Lang = "zh"
    route: Mapping[str, float] = field(default_factory=dict)
    offered: tuple[str, ...] = ()
    last_entry: str | None = None
    choice: str | None = None
    earlier: tuple[Earlier, ...] = ()
    not_asked: str | None = None
    before: str = ""


@dataclass
class Context:
    """Grows from step to step. A step that sets `outcome` ends the search; `compose` then words it."""

    message: Message
    text: str = ""
    lang: Lang = "zh"
    retrieval: Retrieval | None = None
    outcome: Outcome | None = None
    entry: Entry | None = None
    elements: tuple[str, ...] = ()  # the guide elements that a follow-up asks for; none: the whole answer
    after: After | None = None  # how the message stands to the entry answered last
    also: tuple[Entry, ...] = ()  # what a second question in the same message is answered with
    lapsed: Entry | None = None  # what would have been the answer, but is past its `valid_until`
    choices: tuple[Entry, ...] = ()
    emergency: Emergency | None = None
    about: str | None = None  # turn of the reply that was not what was asked
    owner: Department | None = None  # who knows instead
    small_talk: str | None = None  # the key of the sentence of our own to answer with
    confidence: float | None = None
    reply: Reply | None = None
    durations: dict[str, float] = field(default_factory=dict)  # seconds by step

    @property
    def intent(self) -> str | None:
        """The router's first intent."""
        route = self.message.route
        return max(route, key=lambda name: (route[name], name)) if route else None

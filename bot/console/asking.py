"""Trying a question on the files as they are now, with the reason for the reply; and what the rules by meaning say of an entry."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Protocol

from bot.answering.context import Message
from bot.answering.explanation import Explanation, explain
from bot.answering.pipeline import Room, run
from bot.answering.reply import Reply
from bot.curation.command_learn import route_of
from bot.knowledge.collection import Collection
from bot.knowledge.loader import version
from bot.knowledge.problems import Problem
from bot.language import Lang
from bot.settings import Settings

__all__ = ["Asker", "RoomAsker", "route_of"]


class Asker(Protocol):
    def ask(self, question: str, lang: Lang, route: Mapping[str, float]) -> tuple[Reply, Explanation]:
        """The reply and why. BrokenKnowledge, NoEncoder or NothingToServe if nothing can be asked."""

    def by_meaning(self, found: Collection, entry: str) -> list[Problem]:
        """What the rules with the encoder say of one entry (K601-K603). The same errors."""


class RoomAsker:
    """Builds the room at the first question and anew when the knowledge has changed; that takes seconds. Nothing is recorded."""

    def __init__(self, settings: Settings, build: Callable[[Settings], Room] | None = None) -> None:
        self._settings, self._build = settings, build
        self._lock = threading.Lock()
        self._room: tuple[str, Room] | None = None

    def ask(self, question: str, lang: Lang, route: Mapping[str, float]) -> tuple[Reply, Explanation]:
        with self._lock:
            room = self._now()
            context = run(Message(question, lang, route=route), room)
            assert context.reply is not None, "compose makes a reply for every outcome"
            return context.reply, explain(context, room)

    def by_meaning(self, found: Collection, entry: str) -> list[Problem]:
        from bot.answering.room import make_encoders
        from bot.curation.meaning_rules import meaning_problems

        with self._lock:
            encoder = make_encoders(self._settings)["e5"]
            problems = meaning_problems(found, self._now(), encoder, [entry])
            encoder.save()
            return problems

    def _now(self) -> Room:
        now = version(self._settings.knowledge_dir)
        if self._room is None or self._room[0] != now:
            self._room = (now, self._make())
        return self._room[1]

    def _make(self) -> Room:
        from bot.answering.room import build_room

        return (self._build or build_room)(self._settings)

"""Trying a question on the files as they are now, with the reason for the reply."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Protocol

from bot.answering.context import Message
from bot.answering.explanation import Explanation, explain
from bot.answering.pipeline import Room, run
from bot.answering.reply import Reply
from bot.knowledge.loader import version
from bot.language import Lang
from bot.settings import Settings

if TYPE_CHECKING:
    from collections.abc import Callable


class Asker(Protocol):
    def ask(self, question: str, lang: Lang) -> tuple[Reply, Explanation]:
        """The reply and why. BrokenKnowledge, NoEncoder or NothingToServe if nothing can be asked."""


class RoomAsker:
    """Builds the room at the first question and anew when the knowledge has changed; that takes seconds. Nothing is recorded."""

    def __init__(self, settings: Settings, build: Callable[[Settings], Room] | None = None) -> None:
        self._settings, self._build = settings, build
        self._lock = threading.Lock()
        self._room: tuple[str, Room] | None = None

    def ask(self, question: str, lang: Lang) -> tuple[Reply, Explanation]:
        with self._lock:
            now = version(self._settings.knowledge_dir)
            if self._room is None or self._room[0] != now:
                self._room = (now, self._make())
            room = self._room[1]
            context = run(Message(question, lang), room)
            assert context.reply is not None, "compose makes a reply for every outcome"
            return context.reply, explain(context, room)

    def _make(self) -> Room:
        from bot.answering.room import build_room

        return (self._build or build_room)(self._settings)

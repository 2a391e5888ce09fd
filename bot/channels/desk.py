"""The chat desk: everything that happens to a message between the HTTP request and Rasa. Knows neither."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bot.channels.browse import Browse
from bot.channels.inbox import Letter, Question, read_letter, read_question
from bot.channels.limits import RateLimit, address_key
from bot.channels.replies import Reply, from_messages, no_answer, wordless
from bot.channels.session import Issued, SessionOffice
from bot.channels.turns import TooLate, Turns
from bot.language import Lang
from bot.language.detect import detect

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Outgoing:
    """What Rasa is given of a question."""

    sender: str
    text: str
    metadata: Mapping[str, str]


Messages = list[dict[str, Any]]
# Puts Rasa's messages into the list as they come, so that those which came in time are not lost.
Ask = Callable[[Outgoing, Messages], Awaitable[None]]


@dataclass(frozen=True)
class Desk:
    sessions: SessionOffice
    browse: Browse
    turns: Turns
    by_address: RateLimit
    by_session: RateLimit
    max_text: int

    def knock(self, address: str) -> None:
        """Count a request of this address; Refused if it sends too many."""
        self.by_address.take(address_key(address))

    def open_session(self) -> Issued:
        return self.sessions.issue()

    async def answer(self, raw: bytes, ask: Ask | None) -> list[Reply]:
        """The replies to a request body, or Refused. ask: None while Rasa is not ready."""
        letter = read_letter(raw)
        session = self.sessions.check(letter.session)
        self.by_session.take(session.id)
        question = read_question(letter, self.max_text)
        if question.choice:
            await self.browse.check_choice(question.choice)
        if question.wordless:
            return [wordless(question.lang)]
        return await self._in_turn(session.id, letter, question, ask)

    async def _in_turn(self, session: str, letter: Letter, question: Question, ask: Ask | None) -> list[Reply]:
        lang = detect(question.text, question.lang)
        outgoing = Outgoing(f"web-{session}", question.text, _metadata(question))

        async def work(seconds: float) -> list[Reply]:
            return await _ask(ask, outgoing, seconds, lang) if ask else [_sorry(lang, "the model is not ready")]

        try:
            return await self.turns.run(session, letter.id, work)
        except TooLate:
            return [_sorry(lang, "the session's earlier message took too long")]


def _metadata(question: Question) -> dict[str, str]:
    """For the tracker, which keeps it: no address, nothing about the person."""
    return {"lang": question.lang, **({"choice": question.choice} if question.choice else {})}


async def _ask(ask: Ask, outgoing: Outgoing, seconds: float, lang: Lang) -> list[Reply]:
    """Rasa's replies, or a polite sentence in time. Of an error only the type is logged: its text may be what was typed."""
    messages: Messages = []
    task = asyncio.ensure_future(ask(outgoing, messages))
    done, _ = await asyncio.wait({task}, timeout=max(0.0, seconds))
    if not done:
        task.add_done_callback(_dismiss)
        task.cancel()
        why = "no answer in time"
    elif task.cancelled():
        why = "cancelled"
    else:
        error = task.exception()
        why = type(error).__name__ if error else "no message"
    return from_messages(messages, lang) or [_sorry(lang, why)]


def _dismiss(task: asyncio.Task[None]) -> None:
    """Look at the error of a task that nobody waits for any more; asyncio would log its text otherwise."""
    if not task.cancelled():
        task.exception()


def _sorry(lang: Lang, why: str) -> Reply:
    reply = no_answer(lang)
    logger.error("Turn %s ended in %s: %s.", reply["turn"], reply["outcome"], why)
    return reply

"""The conversation that every channel shares: a clean question goes to Rasa in the order it came, and replies come back in time.

A channel translates: its letters into Questions, and Replies into what its citizens see. It decides nothing.
"""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import logging
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.channels.inbox import Question
from bot.channels.replies import Reply, from_messages, no_answer, wordless
from bot.channels.turns import TooLate, Turns
from bot.language import Lang
from bot.language.detect import detect

logger = logging.getLogger(__name__)

_LABEL = b"faq sender"


@dataclass(frozen=True)
class Outgoing:
    """What Rasa is given of a question. channel: name of the channel, for the records."""

    sender: str
    text: str
    metadata: Mapping[str, Any]
    channel: str = "web"


Messages = list[dict[str, Any]]
# Puts Rasa's messages into the list as they come, so that those which came in time are not lost.
Ask = Callable[[Outgoing, Messages], Awaitable[None]]


@dataclass(frozen=True)
class Conversation:
    """One for a channel. turns: one message of a sender at a time, and none twice."""

    channel: str
    turns: Turns

    async def answer(
        self, sender: str, message_id: str | None, question: Question, ask: Ask | None, more: Mapping[str, Any] | None = None
    ) -> list[Reply]:
        """The replies to a question: at least one, whatever happens. Refused if too many questions are being answered.

        sender: opaque, the same for all messages of one conversation; message_id: as the client numbers its messages; ask: None while
        Rasa is not ready; more: further metadata for the tracker, which keeps it: no address, nothing about the person.
        """
        if question.wordless:
            return [wordless(question.lang)]
        lang = detect(question.text, question.lang)
        metadata = {"lang": question.lang, **({"choice": question.choice} if question.choice else {}), **(more or {})}
        outgoing = Outgoing(f"{self.channel}-{sender}", question.text, metadata, self.channel)

        async def work(seconds: float) -> list[Reply]:
            return await _ask(ask, outgoing, seconds, lang) if ask else [_sorry(lang, "the model is not ready")]

        try:
            return await self.turns.run(sender, message_id, work)
        except TooLate:
            return [_sorry(lang, "the sender's earlier message took too long")]


@dataclass(frozen=True)
class Veil:
    """Makes senders out of a platform's names for people. The names themselves are kept nowhere."""

    secret: bytes = field(repr=False)

    def sender(self, channel: str, name: str) -> str:
        """128 bits in hexadecimal digits, the same for the same person; without the secret nobody can tell whose they are."""
        key = hmac.new(self.secret, _LABEL, hashlib.sha256).digest()
        return hmac.new(key, f"{channel}:{name}".encode(), hashlib.sha256).hexdigest()[:32]


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

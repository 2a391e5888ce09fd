"""Answers that came too late for the passive reply: sent by the customer-service API, or kept for the citizen's next message."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass

from bot.channels.wechat.api import CustomerService, Ending, Verdict
from bot.channels.wechat.quota import Action, Breaker, Ledger
from bot.channels.wechat.shelf import MemoryShelf, Piles

logger = logging.getLogger(__name__)

MOST_BYTES = 2_048  # UTF-8, of one message
MOST_KEPT = 5  # texts for one citizen
KEPT_FOR = 48 * 3600.0  # seconds
BETWEEN = "\n\n"
_BREAKS = ("\n\n", "\n", "。", "！", "？", "；", ". ", "! ", "? ", "; ", "，", ", ", " ")

# The citizen cannot or will not be reached: what is left is dropped. After any other fault it is kept for their next message.
_GONE = frozenset({Verdict.NOBODY, Verdict.WINDOW_SHUT, Verdict.UNWANTED})


@dataclass(frozen=True)
class Delivery:
    """How many messages were sent, and how many are kept for the citizen's next one. verdict: of the last call; None if there was none."""

    sent: int = 0
    kept: int = 0
    verdict: Verdict | None = None


class Outbox:
    """For one account. api: None if it has no right to send. sender: the citizen's keyed hash; the openid goes to the API alone."""

    def __init__(self, api: CustomerService | None, piles: Piles | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        self._api = api
        self._piles = piles or MemoryShelf(clock)
        self._ledger = Ledger(clock)
        self._breaker = Breaker(clock)
        self._rooms: dict[str, _Room] = {}
        self.counts: Counter[Verdict] = Counter()  # how calls ended, for the operator

    @property
    def passive_only(self) -> bool:
        """Whether nothing can be sent now except as the reply to a citizen's message."""
        return self._api is None or self._breaker.stopped

    def heard(self, sender: str, action: Action) -> None:
        """To be called for all that a citizen sends or does: it is what allows replies."""
        self._ledger.heard(sender, action)

    async def deliver(self, openid: str, sender: str, texts: Sequence[str]) -> Delivery:
        """Send texts in order, in as few messages as possible. What cannot be sent is kept; nothing after it is sent."""
        waiting = merge(texts)
        if not waiting:
            return Delivery()
        async with self._alone(sender):
            return await self._deliver(openid, sender, waiting)

    async def typing(self, openid: str) -> None:
        """Show the citizen that an answer is on its way; of no matter if it fails."""
        if self._api is not None and not self._breaker.stopped:
            self._note(await self._api.typing(openid))

    async def keep(self, sender: str, texts: Sequence[str]) -> None:
        """Keep texts for the citizen's next message, behind those that wait already; the oldest fall out."""
        await self._piles.push(_key(sender), list(texts), MOST_KEPT, KEPT_FOR)

    async def take(self, sender: str) -> list[str]:
        """The texts that wait for the citizen, oldest first. They wait no longer: who takes them shows them, or keeps them again."""
        return await self._piles.take(_key(sender))

    async def forget(self, sender: str) -> None:
        """The citizen has left the account: nothing of theirs is kept."""
        self._ledger.empty(sender)
        await self._piles.take(_key(sender))

    async def _deliver(self, openid: str, sender: str, waiting: list[str]) -> Delivery:
        sent, verdict = 0, None
        while waiting and self._api is not None and not self._breaker.stopped and self._ledger.left(sender):
            ending = await self._api.send_text(openid, waiting[0])
            verdict = ending.verdict
            self._note(ending)
            if verdict is Verdict.TOO_LONG and len(waiting[0]) > 1:
                waiting[:1] = halves(waiting[0])
                continue
            if verdict is not Verdict.DONE:
                break
            self._ledger.spend(sender)
            sent += 1
            waiting.pop(0)
        if verdict is Verdict.USED_UP:
            self._ledger.empty(sender)
        if waiting and verdict in _GONE:
            waiting = []
        await self.keep(sender, waiting)
        return Delivery(sent, len(waiting), verdict)

    def _note(self, ending: Ending) -> None:
        self.counts[ending.verdict] += 1
        self._breaker.note(ending)
        if ending.verdict in (Verdict.OUR_FAULT, Verdict.UNKNOWN):
            logger.error(
                "WeChat refused a customer-service message with error %s. The answer waits for the citizen's next message. "
                "Look the code up in WeChat's list of error codes, and report it.", ending.code,
            )  # fmt: skip

    @asynccontextmanager
    async def _alone(self, sender: str) -> AsyncIterator[None]:
        """One delivery to a citizen at a time: the parts of two answers do not mix."""
        room = self._rooms.setdefault(sender, _Room())
        room.people += 1
        try:
            async with room.lock:
                yield
        finally:
            room.people -= 1
            if not room.people:
                del self._rooms[sender]


class _Room:
    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.people = 0


def _key(sender: str) -> str:
    return f"wechat:late:{sender}"


def merge(texts: Sequence[str]) -> list[str]:
    """The same texts in order, joined into as few messages of at most 2,048 bytes as possible. One that is longer stays as it is."""
    messages: list[str] = []
    for text in filter(None, (text.strip() for text in texts)):
        joined = f"{messages[-1]}{BETWEEN}{text}" if messages else text
        if messages and len(joined.encode("utf-8", "replace")) <= MOST_BYTES:
            messages[-1] = joined
        else:
            messages.append(text)
    return messages


def halves(text: str) -> list[str]:
    """A text in two parts. Cut at the last end of a paragraph, else sentence, else word in its middle third; else in its middle."""
    low, high = len(text) // 3, 2 * len(text) // 3
    ends = (text.rfind(mark, low, high) + len(mark) for mark in _BREAKS if text.find(mark, low, high) >= 0)
    middle = next(ends, len(text) // 2)
    return [part for part in (text[:middle].strip(), text[middle:].strip()) if part]

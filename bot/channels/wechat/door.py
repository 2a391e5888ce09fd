"""The callback address: every message of WeChat is opened, answered once, and closed, within the time that WeChat waits.

WeChat drops the connection after 5 seconds and sends the same message again, three times in all. So a message is worked on apart from
its request; tries with the same message join the work. What is ready in time goes out as the passive reply; what is not, by the
customer-service API, or, where the account has no right to it, with the reply to the citizen's next message.
Source: https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any, Final

from bot.channels.core import Veil
from bot.channels.replies import NO_ANSWER
from bot.channels.wechat.account import Account, Opened, Query
from bot.channels.wechat.clerk import Clerk, Rasa
from bot.channels.wechat.incoming import Incoming, Kind
from bot.channels.wechat.outbox import Outbox, merge
from bot.channels.wechat.outgoing import SUCCESS
from bot.channels.wechat.quota import Action
from bot.channels.wechat.sentences import SENTENCES
from bot.channels.wechat.shelf import MemoryShelf, Values
from bot.language.normalise import fold

logger = logging.getLogger(__name__)

PATIENCE: Final = 4.2  # seconds of WeChat's 5
REMEMBERED: Final = 60.0  # seconds for which a message is known; WeChat's three tries take 15
LATER: Final = "0"  # asks for an answer that came late
_MOST: Final = 10_000
_ACTIONS: Final[dict[Kind, Action]] = {
    "click": "click", "subscribe": "subscribe", "scan": "scan", "enter": "enter", "text": "message", "menu_choice": "message",
    "image": "message", "voice": "message", "video": "message", "location": "message", "link": "message",
}  # fmt: skip


@dataclass
class _Turn:
    """One message being answered. work: its texts; later: their way out when they come too late; reply: the passive one."""

    work: asyncio.Task[list[str]]
    later: asyncio.Task[None] | None = None
    reply: asyncio.Task[str] | None = None


class Door:
    """For one account. passive: whether a reply may be the answer to the request, as it may not for mini programs.

    claims: Redis, where several servers share an account: a message is then worked on by the one that sees it first.
    """

    def __init__(
        self,
        account: Account,
        clerk: Clerk,
        outbox: Outbox,
        veil: Veil,
        *,
        passive: bool = True,
        patience: float | None = None,
        claims: Values | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._account, self._clerk, self._outbox, self._veil = account, clerk, outbox, veil
        self._passive, self._patience, self._clock = passive, PATIENCE if patience is None else patience, clock
        self._claims: Values = claims or MemoryShelf()
        self._turns: OrderedDict[str, _Turn] = OrderedDict()
        self._late: OrderedDict[str, asyncio.Task[None]] = OrderedDict()
        self._tasks: set[asyncio.Task[Any]] = set()

    def greet(self, query: Query) -> str:
        """The body that answers WeChat's test of the address; NotWeChat if it is not WeChat's."""
        return self._account.greet(query)

    async def receive(self, query: Query, raw: bytes, rasa: Rasa) -> str:
        """The body that answers a message; NotWeChat if it is none of WeChat's."""
        opened = self._account.open(query, raw, self._clock())
        incoming = opened.incoming
        sender = self._veil.sender(self._clerk.conversation.channel, incoming.openid)
        turn = self._turns.get(incoming.dedupe_key)
        if turn is None:
            if not await self._claims.claim(f"wechat:seen:{incoming.dedupe_key}", REMEMBERED):
                return SUCCESS  # another server has it, and answers
            turn = self._begin(incoming, sender, rasa)
        if not self._passive:
            self._hand_over(turn, incoming, sender)
            return SUCCESS
        return await self._reply_in_time(turn, opened, sender)

    async def settle(self) -> None:
        """Wait until all that is under way has gone out."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def _begin(self, incoming: Incoming, sender: str, rasa: Rasa) -> _Turn:
        if incoming.kind in _ACTIONS:
            self._outbox.heard(sender, _ACTIONS[incoming.kind])
        turn = _Turn(self._task(self._work(incoming, sender, rasa)))
        self._turns[incoming.dedupe_key] = turn
        while len(self._turns) > _MOST:
            self._turns.popitem(last=False)
        return turn

    async def _work(self, incoming: Incoming, sender: str, rasa: Rasa) -> list[str]:
        """The texts for a message. Of an unforeseen error only the type is logged: its text may hold what a citizen typed."""
        try:
            if incoming.kind == "unsubscribe":
                await self._outbox.forget(sender)
                await self._clerk.leave(sender, rasa)
                return []
            if incoming.kind == "text" and fold(incoming.text) == LATER:
                kept = await self._kept(sender)
                if kept:
                    return kept
            return await self._clerk.texts(incoming, sender, rasa)
        except Exception as err:
            logger.error("A message of WeChat (%s) failed: %s.", incoming.type, type(err).__name__)
            return [] if incoming.kind == "unsubscribe" else [NO_ANSWER[self._clerk.lang(sender)]]

    async def _kept(self, sender: str) -> list[str]:
        """What waits for the citizen, as soon as it is there."""
        late = self._late.get(sender)
        if late:
            await asyncio.wait({late})
        return await self._outbox.take(sender)

    async def _reply_in_time(self, turn: _Turn, opened: Opened, sender: str) -> str:
        if turn.later is None:
            await asyncio.wait({turn.work}, timeout=self._patience)
        if turn.later is None and turn.work.done():
            turn.reply = turn.reply or self._task(self._passive_reply(turn, opened, sender))
        if turn.reply:
            return await asyncio.shield(turn.reply)
        if not self._hand_over(turn, opened.incoming, sender):
            return SUCCESS
        if not self._outbox.passive_only:
            self._task(self._outbox.typing(opened.incoming.openid))
            return SUCCESS
        turn.reply = self._task(self._close(opened, SENTENCES["still_looking"][self._clerk.lang(sender)]))
        return await asyncio.shield(turn.reply)

    async def _passive_reply(self, turn: _Turn, opened: Opened, sender: str) -> str:
        """The first message as the reply to the request; what does not fit into it goes out as late answers do."""
        texts = merge([*await self._outbox.take(sender), *turn.work.result()])
        if not texts:
            return SUCCESS
        if texts[1:]:
            self._task(self._outbox.deliver(opened.incoming.openid, sender, texts[1:]))
        return await self._close(opened, texts[0])

    async def _close(self, opened: Opened, text: str) -> str:
        return self._account.close(opened, text, self._clock())

    def _hand_over(self, turn: _Turn, incoming: Incoming, sender: str) -> bool:
        """Let the answer go out by itself when it comes. False if it does so already."""
        if turn.later is not None:
            return False
        turn.later = self._task(self._deliver(turn, incoming, sender))
        self._late[sender] = turn.later
        while len(self._late) > _MOST:
            self._late.popitem(last=False)
        return True

    async def _deliver(self, turn: _Turn, incoming: Incoming, sender: str) -> None:
        try:
            texts = await turn.work
            if texts:
                await self._outbox.deliver(incoming.openid, sender, [*await self._outbox.take(sender), *texts])
        except Exception as err:
            logger.error("A late answer for WeChat was lost: %s.", type(err).__name__)
        finally:
            if self._late.get(sender) is turn.later:
                self._late.pop(sender, None)

    def _task(self, work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """A task that is kept until it is done; asyncio itself forgets them."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

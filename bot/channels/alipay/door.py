"""The gateway address: every request of Alipay is checked and answered at once; the citizen's answer follows by the API.

Where the account has them switched on, Alipay makes two more tries with a message, 5 seconds apart; they get the same `ack` and nothing
else. Knows no server and no Rasa: whoever plugs it in says how a question is answered.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

from bot.channels.alipay.incoming import Form, Incoming, check_fresh, read_event, read_form, read_incoming
from bot.channels.alipay.not_alipay import NotAlipay
from bot.channels.alipay.outgoing import LIMIT, XML, acknowledged, checked
from bot.channels.alipay.rsa2 import Signer, Verifier
from bot.channels.alipay.sentences import WELCOME
from bot.channels.core import Veil
from bot.channels.replies import NO_ANSWER
from bot.channels.wechat.cutting import cut
from bot.channels.wechat.sentences import SENTENCES
from bot.channels.wechat.shelf import MemoryShelf, Values
from bot.language import Lang
from bot.language.detect import detect
from bot.settings import WrongSetting

logger = logging.getLogger(__name__)

CHANNEL: Final = "alipay"
REMEMBERED: Final = 1260.0  # seconds for which a message is known: longer than one stays fresh, early or late, so none is answered twice
_MOST: Final = 10_000
_STATUS: Final = {"signature": 403, "sign_type": 403, "appid": 403, "old": 403, "too_large": 413}

# sender, text, the language in which the sender wrote last -> texts for the citizen, in order
Answer = Callable[[str, str, Lang], Awaitable[list[str]]]
# user, text; raises if it cannot be sent
Send = Callable[[str, str], Awaitable[None]]
# sender: deletes the conversation
Forget = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Response:
    """What goes back over HTTP. body: ASCII, whatever charset its content type names."""

    status: int
    body: str
    content_type: str


class Door:
    """For one application; WrongSetting if its appid cannot be one.

    claims: Redis, where several servers share the application: a message is answered by the one that sees it first.
    """

    def __init__(
        self,
        appid: str,
        signer: Signer,
        verifier: Verifier,
        veil: Veil,
        *,
        answer: Answer,
        send: Send,
        forget: Forget | None = None,
        claims: Values | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        if not (appid.isascii() and appid.isdigit()):
            raise WrongSetting("alipay_appid", appid, "the APPID of the application, in digits, as the Alipay console shows it")
        self._appid, self._signer, self._verifier, self._veil = appid, signer, verifier, veil
        self._answer, self._send, self._forget, self._clock = answer, send, forget, clock
        self._claims: Values = claims or MemoryShelf()
        self._langs: OrderedDict[str, Lang] = OrderedDict()
        self._tasks: set[asyncio.Task[Any]] = set()

    async def receive(self, raw: bytes) -> Response:
        """The response to a POST. Never fails for what was sent; what is not Alipay's is logged by its code alone."""
        try:
            form = read_form(raw)
            if form.service == "check":
                return self._checked(form)
            form.check(self._verifier)
            incoming = read_incoming(form.biz_content)
            if incoming.appid != self._appid:
                raise NotAlipay("appid")
            check_fresh(incoming, self._clock())
        except NotAlipay as refused:
            logger.warning("%s", refused)
            return Response(_STATUS.get(refused.code, 400), "", "text/plain")
        if await self._claims.claim(f"{CHANNEL}:seen:{incoming.dedupe_key}", REMEMBERED):
            self._begin(incoming)
        return Response(200, acknowledged(self._signer, form.charset, incoming, self._clock()), f"{XML}; charset={form.charset}")

    async def settle(self) -> None:
        """Wait until all that is under way has gone out."""
        while self._tasks:
            await asyncio.wait(set(self._tasks))

    def _checked(self, form: Form) -> Response:
        """The check gets an answer in any case, so that whoever set the gateway up sees in the console what is wrong."""
        try:
            form.check(self._verifier)
            if read_event(form.biz_content) != "verifygw":
                raise NotAlipay("field")
            is_right = True
        except NotAlipay as refused:
            logger.warning("%s", refused)
            is_right = False
        return Response(200, checked(self._signer, form.charset, is_right), f"{XML}; charset={form.charset}")

    def _begin(self, incoming: Incoming) -> None:
        """Work on a message apart from its request. The task is kept until it is done; asyncio itself forgets them."""
        task = asyncio.ensure_future(self._work(incoming))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _work(self, incoming: Incoming) -> None:
        """Of an unforeseen error only the type is logged: its text may hold what a citizen typed."""
        sender = self._veil.sender(CHANNEL, incoming.user)
        try:
            texts = await self._texts(incoming, sender)
        except Exception as err:
            logger.error("A message of Alipay (%s) failed: %s.", incoming.type, type(err).__name__)
            texts = [] if incoming.kind == "unfollow" else [NO_ANSWER[self._lang(sender)]]
        try:
            for piece in (piece for text in texts for piece in map(str.strip, cut(text, LIMIT)) if piece):
                await self._send(incoming.user, piece)
        except Exception as err:
            logger.error("An answer for Alipay was lost: %s.", getattr(err, "why", type(err).__name__))

    async def _texts(self, incoming: Incoming, sender: str) -> list[str]:
        """What a citizen is told. A menu button's key is asked as a question; who only enters is not spoken to."""
        if incoming.kind == "follow":
            return [WELCOME]
        if incoming.kind == "unfollow":
            self._langs.pop(sender, None)
            if self._forget:
                await self._forget(sender)
            return []
        text = incoming.text if incoming.kind == "text" else incoming.key
        if text:
            return await self._answer(sender, text, self._heard(sender, text))
        return [SENTENCES["not_text"][self._lang(sender)]] if incoming.kind == "image" else []

    def _lang(self, sender: str) -> Lang:
        return self._langs.get(sender, "zh")

    def _heard(self, sender: str, text: str) -> Lang:
        self._langs[sender] = detect(text, self._lang(sender))
        self._langs.move_to_end(sender)
        while len(self._langs) > _MOST:
            self._langs.popitem(last=False)
        return self._langs[sender]

"""The gateway of an Alipay 生活号 at /alipay: a thin Rasa shell over the door. Without an appid nothing is there."""

from __future__ import annotations

import asyncio
import logging
import time
from typing import Any, Final

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import headers
from bot.channels.alipay.api import Api
from bot.channels.alipay.door import CHANNEL, Door
from bot.channels.alipay.outgoing import LIMIT
from bot.channels.alipay.rsa2 import Signer, Verifier
from bot.channels.careful import be_careful
from bot.channels.core import Ask, Conversation, Veil
from bot.channels.inbox import question_of
from bot.channels.limits import InFlight, RateLimit
from bot.channels.refusals import Refused
from bot.channels.secret import session_secret
from bot.channels.serving import OnMessage, RasaDoor, add_post, body_of, forget_of
from bot.channels.turns import Turns
from bot.channels.wechat.shelf import RedisShelf
from bot.channels.wechat.texts import render
from bot.language import Lang
from bot.settings import Settings, settings

logger = logging.getLogger(__name__)

ANSWER_WITHIN: Final = 25.0  # seconds; answers go out by themselves, so nobody's connection waits
MOST_BODY: Final = 65_536  # bytes
SETTLE_WITHIN: Final = 20.0  # seconds at the end of the server


class AlipayInput(InputChannel):  # type: ignore[misc]  # rasa's classes are untyped to mypy
    """The application of the settings `alipay_…`."""

    def __init__(self, chosen: Settings | None = None) -> None:
        self._settings = chosen or settings()

    @classmethod
    def name(cls) -> str:
        return CHANNEL

    def url_prefix(self) -> str:
        return "/alipay"

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        return _Routes(self._settings, on_new_message).blueprint()


class _Routes:
    def __init__(self, chosen: Settings, on_new_message: OnMessage) -> None:
        self._settings = chosen
        self._rasa = RasaDoor(CHANNEL, on_new_message)
        self._conversation = Conversation(CHANNEL, Turns(InFlight(chosen.web_max_in_flight), ANSWER_WITHIN))
        self._limit = RateLimit(chosen.web_rate_session_per_minute, time.monotonic)
        self._shelf = RedisShelf(chosen.redis_url) if chosen.redis_url else None
        self._app: Any = None
        self._door = self._make_door(chosen) if chosen.alipay_appid else None

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("alipay_gateway")
        blueprint.listener("before_server_start")(be_careful)
        blueprint.listener("before_server_stop")(self.close)
        add_post(blueprint, "/", self.gateway)
        return blueprint

    async def gateway(self, request: Request) -> HTTPResponse:
        if self._door is None:
            raise Refused("not_found")
        self._app = request.app
        found = await self._door.receive(await body_of(request, MOST_BODY))
        return HTTPResponse(found.body.encode("ascii", "replace"), found.status, dict(headers.DATA), found.content_type)

    async def close(self, app: Any, _: Any) -> None:
        """Let what is under way go out."""
        if self._door is not None:
            try:
                await asyncio.wait_for(self._door.settle(), SETTLE_WITHIN)
            except asyncio.TimeoutError:
                logger.warning("Some answers for Alipay were still under way when the server stopped; they are lost.")
        if self._shelf is not None:
            await self._shelf.close()

    def _make_door(self, chosen: Settings) -> Door:
        signer = Signer(chosen.alipay_private_key)
        return Door(
            chosen.alipay_appid,
            signer,
            Verifier(chosen.alipay_public_key, signer),
            Veil(session_secret(chosen.session_secret, chosen.state_dir)),
            answer=self._answer,
            send=Api(chosen.alipay_appid, signer, chosen.alipay_api).send,
            forget=self._forget,
            claims=self._shelf,
        )

    async def _answer(self, sender: str, text: str, lang: Lang) -> list[str]:
        try:
            self._limit.take(sender)
            question = question_of(text, lang, None, self._settings.web_max_text)
            replies = await self._conversation.answer(sender, None, question, self._ask())
        except Refused as refused:
            return [refused.body["error"]["message"][lang]]
        return render(replies, lang, limit=LIMIT, page=self._settings.public_url)

    async def _forget(self, sender: str) -> None:
        await forget_of(self._app, f"{CHANNEL}-{sender}")

    def _ask(self) -> Ask | None:
        return self._rasa.ask_in(self._app)

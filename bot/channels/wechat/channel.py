"""WeChat's addresses: thin Rasa shells over the door. `/wechat` for an Official Account, `/wechat-mini` for a mini program."""

from __future__ import annotations

import asyncio
import logging
import time
from dataclasses import dataclass
from typing import Any, Final

from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import headers
from bot.channels.browse import Browse
from bot.channels.careful import be_careful
from bot.channels.core import Conversation, Veil
from bot.channels.limits import InFlight, RateLimit
from bot.channels.refusals import Refused
from bot.channels.secret import session_secret
from bot.channels.serving import OnMessage, RasaDoor, add, body_of, forget_of
from bot.channels.turns import Turns
from bot.channels.wechat.account import Account
from bot.channels.wechat.api import CustomerService
from bot.channels.wechat.calls import Calls
from bot.channels.wechat.clerk import Clerk, Rasa
from bot.channels.wechat.crypto import Cipher
from bot.channels.wechat.door import Door
from bot.channels.wechat.menu import Menu
from bot.channels.wechat.not_wechat import NotWeChat
from bot.channels.wechat.outbox import Outbox
from bot.channels.wechat.shelf import RedisShelf
from bot.channels.wechat.token import Tokens
from bot.errors import FaqError
from bot.settings import Settings, settings

logger = logging.getLogger(__name__)

ANSWER_WITHIN: Final = 25.0  # seconds; what takes longer than WeChat waits is sent later
MOST_BODY: Final = 65_536  # bytes; a message of WeChat has some hundred
BAD: Final = frozenset({"ciphertext", "body", "field"})  # the rest of the reasons is forbidden, not malformed
SETTLE_WITHIN: Final = 20.0  # seconds at the end of the server
_QUIET: Final = 60.0  # seconds between two warnings of the same reason


class NoMiniSecret(FaqError):
    def __init__(self) -> None:
        super().__init__(
            "FAQ_MINI_TOKEN is set, but FAQ_MINI_SECRET is not: a mini program is answered by the customer-service API alone. "
            "Copy the AppSecret from its console, or unset FAQ_MINI_TOKEN."
        )


@dataclass(frozen=True)
class Registered:
    """An account as it is registered with WeChat. secret: empty if it has no right to customer-service messages."""

    token: str
    mode: str
    aes_key: str
    appid: str
    secret: str
    mini_program: bool


class WeChatInput(InputChannel):  # type: ignore[misc]  # rasa's classes are untyped to mypy
    """The Official Account of the settings `wechat_…`; without a token nothing is there."""

    def __init__(self, chosen: Settings | None = None) -> None:
        self._settings = chosen or settings()

    @classmethod
    def name(cls) -> str:
        return "wechat"

    def url_prefix(self) -> str:
        return "/wechat"

    def registered(self) -> Registered:
        it = self._settings
        return Registered(it.wechat_token, it.wechat_mode, it.wechat_aes_key, it.wechat_appid, it.wechat_secret, False)

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        return _Routes(self.name(), self.registered(), self._settings, on_new_message).blueprint()


class MiniProgramInput(WeChatInput):
    """The customer service of the mini program of the settings `mini_…`."""

    @classmethod
    def name(cls) -> str:
        return "wechat_mini"

    def url_prefix(self) -> str:
        return "/wechat-mini"

    def registered(self) -> Registered:
        it = self._settings
        return Registered(it.mini_token, it.mini_mode, it.mini_aes_key, it.mini_appid, it.mini_secret, True)


def make_door(channel: str, account: Registered, chosen: Settings, calls: Calls, shelf: RedisShelf | None) -> Door:
    """The door that the settings describe. WrongToken, WrongMode, WrongAesKey, KeyMissing, NoAppid or NoMiniSecret if they are wrong."""
    browse = Browse(chosen.knowledge_dir, chosen.build_dir / "catalogue.json", time.monotonic)
    browse.open()
    turns = Turns(InFlight(chosen.web_max_in_flight), ANSWER_WITHIN)
    limit = RateLimit(chosen.web_rate_session_per_minute, time.monotonic)
    links = chosen.wechat_menu_links and not account.mini_program
    menu = Menu(browse, time.monotonic)
    clerk = Clerk(Conversation(channel, turns), browse, menu, limit, chosen.web_max_text, links, chosen.public_url)
    api = None
    if account.mini_program and not account.secret:
        raise NoMiniSecret
    if account.secret:
        api = CustomerService(calls, Tokens(calls, account.appid, account.secret, shelf), mini_program=account.mini_program)
    cipher = None if account.mode == "plaintext" else Cipher(account.aes_key, account.appid)
    veil = Veil(session_secret(chosen.session_secret, chosen.state_dir))
    return Door(
        Account(account.token, account.mode, cipher), clerk, Outbox(api, shelf), veil, passive=not account.mini_program, claims=shelf
    )


class _Routes:
    def __init__(self, channel: str, account: Registered, chosen: Settings, on_new_message: OnMessage) -> None:
        self._channel = channel
        self._rasa = RasaDoor(channel, on_new_message)
        self._calls = Calls(chosen.wechat_api)
        self._shelf = RedisShelf(chosen.redis_url) if chosen.redis_url else None
        self._door = make_door(channel, account, chosen, self._calls, self._shelf) if account.token else None
        self._warned: dict[str, float] = {}

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint(f"{self._channel}_callback")
        blueprint.listener("before_server_start")(be_careful)
        blueprint.listener("before_server_stop")(self.close)
        add(blueprint, "/", self.callback, ("GET", "POST"))
        return blueprint

    async def callback(self, request: Request) -> HTTPResponse:
        """WeChat's test of the address, and its messages."""
        if self._door is None:
            raise Refused("not_found")
        query = {name: values[0] for name, values in request.args.items() if values}
        try:
            if request.method == "GET":
                return _text(self._door.greet(query))
            body = await self._door.receive(query, await body_of(request, MOST_BODY), self._rasa_of(request))
        except NotWeChat as err:
            self._warn(err)
            return _text(err.code, 413 if err.code == "too_large" else 400 if err.code in BAD else 403)
        return _text(body, kind="application/xml" if body.startswith("<") else "text/plain")

    async def close(self, app: Any, _: Any) -> None:
        """Let what is under way go out, and close connections in the loop that they belong to."""
        if self._door is not None:
            try:
                await asyncio.wait_for(self._door.settle(), SETTLE_WITHIN)
            except asyncio.TimeoutError:
                logger.warning("Some answers for WeChat were still under way when the server stopped; they are lost.")
        await self._calls.close()
        if self._shelf is not None:
            await self._shelf.close()

    def _rasa_of(self, request: Request) -> Rasa:
        async def forget(sender: str) -> None:
            await forget_of(request.app, sender)

        return Rasa(self._rasa.ask_of(request), forget)

    def _warn(self, err: NotWeChat) -> None:
        """Tell staff, but do not let strangers fill the log."""
        now = time.monotonic()
        if now - self._warned.get(err.code, -_QUIET) >= _QUIET:
            self._warned[err.code] = now
            logger.warning("%s", err)


def _text(body: str, status: int = 200, kind: str = "text/plain") -> HTTPResponse:
    return HTTPResponse(body.encode("utf-8", "replace"), status, dict(headers.DATA), f"{kind}; charset=utf-8")

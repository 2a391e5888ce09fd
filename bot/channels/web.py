"""The chat page's channel: a thin Rasa shell that turns HTTP requests into calls of the desk, and what it says into HTTP."""

from __future__ import annotations

import functools
import json
import logging
import time
from collections.abc import Awaitable, Callable
from typing import Any

import rasa
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint
from sanic.exceptions import InvalidUsage, PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import headers
from bot.channels.assets import Asset, Assets
from bot.channels.browse import Browse
from bot.channels.careful import be_careful
from bot.channels.desk import Ask, Desk, Messages, Outgoing
from bot.channels.health import Agent, examine
from bot.channels.inbox import is_json
from bot.channels.limits import InFlight, RateLimit
from bot.channels.probe import ActionProbe, http_call
from bot.channels.refusals import Refused
from bot.channels.secret import session_secret
from bot.channels.session import SessionOffice
from bot.channels.turns import Turns
from bot.settings import Settings, settings

logger = logging.getLogger(__name__)

ANSWER_WITHIN = 5.8  # seconds; the citizen is promised a sentence within 6
LINGER = 4 * 1024 * 1024  # bytes of a refused body that are still taken, and dropped, so that the client reads the refusal
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE")

Handler = Callable[..., Awaitable[HTTPResponse]]
OnMessage = Callable[[UserMessage], Awaitable[Any]]


class WebInput(InputChannel):  # type: ignore[misc]  # rasa's classes are untyped to mypy
    """Serves the page at /chat, and its questions and answers below that."""

    def __init__(self, chosen: Settings | None = None) -> None:
        self._settings = chosen or settings()

    @classmethod
    def name(cls) -> str:
        return "web"

    def url_prefix(self) -> str:
        return "/chat"  # the slash takes it out of /webhooks/

    def blueprint(self, on_new_message: OnMessage) -> Blueprint:
        return _Routes(self._settings, on_new_message).blueprint()


def make_desk(chosen: Settings, browse: Browse) -> Desk:
    """The desk that the settings describe."""
    secret = session_secret(chosen.session_secret, chosen.state_dir)
    return Desk(
        SessionOffice(secret, chosen.session_hours, time.time),
        browse,
        Turns(InFlight(chosen.web_max_in_flight), ANSWER_WITHIN),
        RateLimit(chosen.web_rate_address_per_minute, time.monotonic),
        RateLimit(chosen.web_rate_session_per_minute, time.monotonic),
        chosen.web_max_text,
    )


class _Routes:
    """One method a route."""

    def __init__(self, chosen: Settings, on_new_message: OnMessage) -> None:
        self._max_body = chosen.web_max_body
        self._on_new_message = on_new_message
        self._assets = Assets()
        self._browse = Browse(chosen.knowledge_dir, chosen.build_dir / "catalogue.json", time.monotonic)
        self._browse.open()
        self._desk = make_desk(chosen, self._browse)
        self._probe = ActionProbe(http_call(chosen.action_endpoint), rasa.__version__, time.monotonic)

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("web_chat")
        blueprint.listener("before_server_start")(be_careful)
        _read(blueprint, "/", self.page)
        _read(blueprint, "/assets/<name:str>", self.asset)
        _read(blueprint, "/categories", self.categories)
        _read(blueprint, "/categories/<category:str>", self.entries)
        _read(blueprint, "/health", self.health)
        _post(blueprint, "/session", self.session)
        _post(blueprint, "/messages", self.messages)
        _add(blueprint, "/<rest:[^/].*>", self.nothing, METHODS)
        return blueprint

    async def page(self, request: Request) -> HTTPResponse:
        return _file(request, self._assets.page(request.path), headers.PAGE)

    async def asset(self, request: Request, name: str) -> HTTPResponse:
        return _file(request, self._assets.file(name), headers.ASSET)

    async def categories(self, request: Request) -> HTTPResponse:
        return _json(await self._browse.categories())

    async def entries(self, request: Request, category: str) -> HTTPResponse:
        return _json(await self._browse.entries(category))

    async def health(self, request: Request) -> HTTPResponse:
        found = await examine(_agent(request), self._browse.category_ids(), self._browse.version, self._probe)
        return _json(found.body, found.status)

    async def session(self, request: Request) -> HTTPResponse:
        self._desk.knock(_address(request))
        await _body(request, self._max_body)
        issued = self._desk.open_session()
        return _json({"session": issued.token, "expires": issued.expires})

    async def messages(self, request: Request) -> HTTPResponse:
        self._desk.knock(_address(request))
        raw = await _body(request, self._max_body)
        if not is_json(request.headers.get("content-type", "")):
            raise Refused("not_json")
        return _json({"replies": await self._desk.answer(raw, self._ask_of(request))})

    async def nothing(self, request: Request, rest: str) -> HTTPResponse:
        raise Refused("not_found")

    def _ask_of(self, request: Request) -> Ask | None:
        """How to ask Rasa; None while its agent is not ready, since it would then ignore the question without a word."""
        agent = _agent(request)
        return None if agent is not None and not agent.is_ready() else self._ask

    async def _ask(self, outgoing: Outgoing, messages: Messages) -> None:
        output = CollectingOutputChannel()
        output.messages = messages
        await self._on_new_message(
            UserMessage(outgoing.text, output, outgoing.sender, input_channel=WebInput.name(), metadata=dict(outgoing.metadata))
        )


def _read(blueprint: Blueprint, path: str, handler: Handler) -> None:
    _add(blueprint, path, handler, ("GET", "HEAD"))


def _post(blueprint: Blueprint, path: str, handler: Handler) -> None:
    _add(blueprint, path, handler, ("POST",))


def _add(blueprint: Blueprint, path: str, handler: Handler, methods: tuple[str, ...]) -> None:
    """A route, and beside it one that tells every other method which ones there are."""
    name = handler.__name__
    blueprint.add_route(_door(handler), path, methods=methods, name=name, stream=True)
    others = [method for method in METHODS if method not in methods]
    if not others:
        return

    async def other_method(request: Request, **_: str) -> HTTPResponse:
        response = _refuse(request, Refused("method_not_allowed"))
        response.headers["Allow"] = ", ".join(methods)
        return response

    blueprint.add_route(_door(other_method), path, methods=others, name=f"not_{name}", stream=True)


def _door(handler: Handler) -> Handler:
    """Catches what a handler raises. The text of an unforeseen error is not logged: it may hold what a citizen typed."""

    @functools.wraps(handler)
    async def guarded(request: Request, **values: str) -> HTTPResponse:
        request.stream.request_max_size = LINGER
        try:
            return await handler(request, **values)
        except Refused as refused:
            return _refuse(request, refused)
        except Exception as err:
            logger.error("The chat route %s failed: %s.", request.name, type(err).__name__)
            return _refuse(request, Refused("internal"))

    return guarded


def _refuse(request: Request, refused: Refused) -> HTTPResponse:
    request.stream.request_max_size = LINGER
    response = _json(refused.body, refused.refusal.status)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


async def _body(request: Request, limit: int) -> bytes:
    """The body, refused by its announced length before it is read, or as soon as it has grown too long."""
    request.stream.request_max_size = limit
    try:
        return b"".join([part async for part in request.stream])
    except PayloadTooLarge as err:
        raise Refused("too_large") from err
    except InvalidUsage as err:
        raise Refused("bad_json") from err


def _json(value: Any, status: int = 200) -> HTTPResponse:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return HTTPResponse(body, status, dict(headers.DATA), "application/json; charset=utf-8")


def _file(request: Request, asset: Asset, extra: dict[str, str]) -> HTTPResponse:
    given = request.headers.get("if-none-match", "")
    known = asset.etag in [tag.strip().removeprefix("W/") for tag in given.split(",")]
    return HTTPResponse(b"" if known else asset.body, 304 if known else 200, {**extra, "ETag": asset.etag}, asset.mime)


def _address(request: Request) -> str:
    """The client's address: behind a proxy, as SANIC_PROXIES_COUNT or SANIC_REAL_IP_HEADER tells Sanic to find it."""
    return str(request.remote_addr or request.ip)


def _agent(request: Request) -> Agent | None:
    agent: Agent | None = getattr(request.app.ctx, "agent", None)
    return agent

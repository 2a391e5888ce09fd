"""HTTP for all channels: routes that know their methods, bodies of honest length, refusals as JSON, and the way to Rasa."""

from __future__ import annotations

import functools
import json
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from sanic import Blueprint
from sanic.exceptions import InvalidUsage, PayloadTooLarge
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import headers
from bot.channels.assets import Asset
from bot.channels.core import Ask, Messages, Outgoing
from bot.channels.health import Agent
from bot.channels.refusals import Refused

logger = logging.getLogger(__name__)

LINGER = 4 * 1024 * 1024  # bytes of a refused body that are still taken, and dropped, so that the client reads the refusal
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")

Handler = Callable[..., Awaitable[HTTPResponse]]
OnMessage = Callable[[UserMessage], Awaitable[Any]]


class RasaDoor:
    """The way from a channel to Rasa."""

    def __init__(self, channel: str, on_new_message: OnMessage) -> None:
        self._channel, self._on_new_message = channel, on_new_message

    def ask_of(self, request: Request) -> Ask | None:
        """How to ask Rasa; None while its agent is not ready, since it would then ignore the question without a word."""
        return self.ask_in(request.app)

    def ask_in(self, app: Any) -> Ask | None:
        """The same where there is no request any more."""
        agent: Agent | None = getattr(app.ctx, "agent", None)
        return None if agent is not None and not agent.is_ready() else self._ask

    async def _ask(self, outgoing: Outgoing, messages: Messages) -> None:
        output = CollectingOutputChannel()
        output.messages = messages
        metadata = dict(outgoing.metadata)
        await self._on_new_message(UserMessage(outgoing.text, output, outgoing.sender, input_channel=self._channel, metadata=metadata))


def around(blueprint: Blueprint, before: Callable[..., Any], after: Callable[..., Any]) -> None:
    """Two functions around every handler of a blueprint. Sanic 21.12 takes nothing but plain functions for that."""

    @blueprint.on_request  # type: ignore[untyped-decorator]
    async def gate(request: Request) -> Any:
        return before(request)

    @blueprint.on_response  # type: ignore[untyped-decorator]
    async def sign(request: Request, response: HTTPResponse) -> Any:
        return after(request, response)


def add_read(blueprint: Blueprint, path: str, handler: Handler) -> None:
    add(blueprint, path, handler, ("GET", "HEAD"))


def add_post(blueprint: Blueprint, path: str, handler: Handler) -> None:
    add(blueprint, path, handler, ("POST",))


def add(blueprint: Blueprint, path: str, handler: Handler, methods: tuple[str, ...]) -> None:
    """A route, and beside it one that tells every other method which ones there are."""
    name = handler.__name__
    blueprint.add_route(guarded(handler), path, methods=methods, name=name, stream=True)
    others = [method for method in METHODS if method not in methods]
    if not others:
        return

    async def other_method(request: Request, **_: str) -> HTTPResponse:
        response = refuse(request, Refused("method_not_allowed"))
        response.headers["Allow"] = ", ".join(methods)
        return response

    blueprint.add_route(guarded(other_method), path, methods=others, name=f"not_{name}", stream=True)


def guarded(handler: Handler) -> Handler:
    """Catches what a handler raises. The text of an unforeseen error is not logged: it may hold what a citizen typed."""

    @functools.wraps(handler)
    async def answer(request: Request, **values: str) -> HTTPResponse:
        request.stream.request_max_size = LINGER
        try:
            return await handler(request, **values)
        except Refused as refused:
            return refuse(request, refused)
        except Exception as err:
            logger.error("The chat route %s failed: %s.", request.name, type(err).__name__)
            return refuse(request, Refused("internal"))

    return answer


def refuse(request: Request, refused: Refused) -> HTTPResponse:
    request.stream.request_max_size = LINGER
    response = json_response(refused.body, refused.refusal.status)
    if refused.retry_after is not None:
        response.headers["Retry-After"] = str(refused.retry_after)
    return response


async def body_of(request: Request, limit: int) -> bytes:
    """The body, refused by its announced length before it is read, or as soon as it has grown too long."""
    request.stream.request_max_size = limit
    try:
        return b"".join([part async for part in request.stream])
    except PayloadTooLarge as err:
        raise Refused("too_large") from err
    except InvalidUsage as err:
        raise Refused("bad_json") from err


def json_response(value: Any, status: int = 200) -> HTTPResponse:
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")
    return HTTPResponse(body, status, dict(headers.DATA), "application/json; charset=utf-8")


def html_response(html: str, status: int, portals: tuple[str, ...]) -> HTTPResponse:
    extra = headers.page(portals, scripts=False)
    return HTTPResponse(html.encode("utf-8", "replace"), status, extra, "text/html; charset=utf-8")


def file_response(request: Request, asset: Asset, extra: dict[str, str]) -> HTTPResponse:
    given = request.headers.get("if-none-match", "")
    known = asset.etag in [tag.strip().removeprefix("W/") for tag in given.split(",")]
    return HTTPResponse(b"" if known else asset.body, 304 if known else 200, {**extra, "ETag": asset.etag}, asset.mime)


def address_of(request: Request) -> str:
    """The client's address: behind a proxy, as SANIC_PROXIES_COUNT or SANIC_REAL_IP_HEADER tells Sanic to find it."""
    return str(request.remote_addr or request.ip)


def agent_of(request: Request) -> Agent | None:
    agent: Agent | None = getattr(request.app.ctx, "agent", None)
    return agent


async def forget_of(app: Any, sender: str) -> None:
    """Delete a conversation. Rasa wraps the tracker store."""
    store = app.ctx.agent.tracker_store
    await getattr(store, "_tracker_store", store).forget(sender)

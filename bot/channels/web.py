"""The chat page's channel: a thin Rasa shell that turns HTTP requests into calls of the desk, and what it says into HTTP."""

from __future__ import annotations

import time

import rasa
from rasa.core.channels.channel import InputChannel
from sanic import Blueprint
from sanic.request import Request
from sanic.response import HTTPResponse

from bot.channels import headers
from bot.channels.assets import Assets
from bot.channels.bridges import bridges_for, origins_of
from bot.channels.browse import Browse
from bot.channels.careful import be_careful
from bot.channels.core import Conversation
from bot.channels.cors import Origins
from bot.channels.desk import Desk
from bot.channels.health import examine
from bot.channels.inbox import is_json
from bot.channels.limits import InFlight, RateLimit
from bot.channels.noscript import Form, answer_form, lang_of, page, read_form
from bot.channels.opinions import Opinions
from bot.channels.probe import ActionProbe, http_call
from bot.channels.refusals import Refused
from bot.channels.secret import session_secret
from bot.channels.serving import (
    METHODS,
    OnMessage,
    RasaDoor,
    add,
    add_post,
    add_read,
    address_of,
    agent_of,
    around,
    body_of,
    file_response,
    html_response,
    json_response,
    refuse,
)  # fmt: skip
from bot.channels.session import SessionOffice
from bot.channels.turns import Turns
from bot.records.records import Records
from bot.settings import Settings, settings

ANSWER_WITHIN = 5.8  # seconds; the citizen is promised a sentence within 6

OPEN = ("page", "demo", "embed", "asset", "form")  # routes that pages of any origin may name; the rest is data


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
        Conversation(WebInput.name(), Turns(InFlight(chosen.web_max_in_flight), ANSWER_WITHIN)),
        Opinions(WebInput.name(), secret, Records.of(chosen)),
        RateLimit(chosen.web_rate_address_per_minute, time.monotonic),
        RateLimit(chosen.web_rate_session_per_minute, time.monotonic),
        chosen.web_max_text,
    )


class _Routes:
    """One method a route."""

    def __init__(self, chosen: Settings, on_new_message: OnMessage) -> None:
        self._max_body = chosen.web_max_body
        self._rasa = RasaDoor(WebInput.name(), on_new_message)
        self._portals, self._bridges = chosen.origins, chosen.bridges
        self._origins = Origins(chosen.origins)
        self._assets = Assets(demo=chosen.web_demo)
        self._browse = Browse(chosen.knowledge_dir, chosen.build_dir / "catalogue.json", time.monotonic)
        self._browse.open()
        self._desk = make_desk(chosen, self._browse)
        self._probe = ActionProbe(http_call(chosen.action_endpoint), rasa.__version__, time.monotonic)

    def blueprint(self) -> Blueprint:
        blueprint = Blueprint("web_chat")
        blueprint.listener("before_server_start")(be_careful)
        around(blueprint, self.gate, self.sign)
        add_read(blueprint, "/", self.page)
        add_read(blueprint, "/embed.js", self.embed)
        add_read(blueprint, "/demo", self.demo)
        add(blueprint, "/ask", self.form, ("GET", "HEAD", "POST"))
        add_read(blueprint, "/assets/<name:str>", self.asset)
        add_read(blueprint, "/categories", self.categories)
        add_read(blueprint, "/categories/<category:str>", self.entries)
        add_read(blueprint, "/health", self.health)
        add_post(blueprint, "/session", self.session)
        add_post(blueprint, "/messages", self.messages)
        add_post(blueprint, "/feedback", self.feedback)
        add_post(blueprint, "/rating", self.rating)
        add(blueprint, "/<rest:[^/].*>", self.nothing, METHODS)
        return blueprint

    def gate(self, request: Request) -> HTTPResponse | None:
        """Before every handler: turns pages of foreign origins away from the data.

        A posted form names no origin, since our pages send no referrer; what it gets is a page, which nobody else can read.
        """
        try:
            if request.method != "OPTIONS" and str(request.name).rsplit(".", 1)[-1] not in OPEN:
                self._origins.check(request.headers)
        except Refused as refused:
            return refuse(request, refused)
        return None

    def sign(self, request: Request, response: HTTPResponse) -> HTTPResponse | None:
        """After every handler: lets named portals read the answer. What a browser asks beforehand is answered here, since
        the extension by which Rasa does that answers it first, and without a word on who may ask."""
        if request.method == "OPTIONS":
            try:
                return HTTPResponse(b"", 204, {**headers.DATA, **self._origins.preflight(request.headers)})
            except Refused as refused:
                return refuse(request, refused)
        response.headers.update(self._origins.allow(request.headers.get("origin")))
        return None

    async def page(self, request: Request) -> HTTPResponse:
        bridges = bridges_for(request.headers.get("user-agent", ""), self._bridges)
        return file_response(request, self._assets.page(request.path, bridges), headers.page(self._portals, others=origins_of(bridges)))

    async def demo(self, request: Request) -> HTTPResponse:
        return file_response(request, self._assets.demo(), headers.page(self._portals))

    async def embed(self, request: Request) -> HTTPResponse:
        return file_response(request, self._assets.embed, headers.asset(self._portals))

    async def asset(self, request: Request, name: str) -> HTTPResponse:
        return file_response(request, self._assets.file(name), headers.asset(self._portals))

    async def form(self, request: Request) -> HTTPResponse:
        """The chat without scripts: the form, and the page that answers it."""
        if request.method != "POST":
            return html_response(page(Form("", lang_of(request.args.get("lang")))), 200, self._portals)
        self._desk.knock(address_of(request))
        form = read_form(await body_of(request, self._max_body), request.headers.get("content-type", ""))
        ask = self._rasa.ask_of(request)
        made = await answer_form(form, lambda: self._desk.open_session().token, lambda raw: self._desk.answer(raw, ask))
        return html_response(made.html, made.status, self._portals)

    async def categories(self, request: Request) -> HTTPResponse:
        return json_response(await self._browse.categories())

    async def entries(self, request: Request, category: str) -> HTTPResponse:
        return json_response(await self._browse.entries(category))

    async def health(self, request: Request) -> HTTPResponse:
        found = await examine(agent_of(request), self._browse.category_ids(), self._browse.version, self._probe)
        return json_response(found.body, found.status)

    async def session(self, request: Request) -> HTTPResponse:
        self._desk.knock(address_of(request))
        await body_of(request, self._max_body)
        issued = self._desk.open_session()
        return json_response({"session": issued.token, "expires": issued.expires})

    async def messages(self, request: Request) -> HTTPResponse:
        raw = await self._letter(request)
        return json_response({"replies": await self._desk.answer(raw, self._rasa.ask_of(request))})

    async def feedback(self, request: Request) -> HTTPResponse:
        await self._desk.feedback(await self._letter(request))
        return json_response({"saved": True})

    async def rating(self, request: Request) -> HTTPResponse:
        self._desk.rate(await self._letter(request))
        return json_response({"saved": True})

    async def _letter(self, request: Request) -> bytes:
        """The body of a request in JSON, once the address is counted."""
        self._desk.knock(address_of(request))
        raw = await body_of(request, self._max_body)
        if not is_json(request.headers.get("content-type", "")):
            raise Refused("not_json")
        return raw

    async def nothing(self, request: Request, rest: str) -> HTTPResponse:
        raise Refused("not_found")

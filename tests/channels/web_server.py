"""A real Sanic app with the web channel and a fake Rasa behind it, and a client that speaks plain HTTP to it."""

from __future__ import annotations

import asyncio
import json
import socket
import threading
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urljoin

ANSWER: dict[str, Any] = {"outcome": "answered", "lang": "zh", "text": "答", "entry": None, "choices": [], "related": [], "turn": "t"}


class FakeRasa:
    """Keeps every message it is given, and answers as `behave` tells it to."""

    def __init__(self) -> None:
        self.messages: list[Any] = []
        self.now = self.most = 0
        self.behave: Callable[[Any], Awaitable[None]] = self.answer

    async def __call__(self, message: Any) -> None:
        self.messages.append(message)
        self.now += 1
        self.most = max(self.most, self.now)
        try:
            await self.behave(message)
        finally:
            self.now -= 1

    async def answer(self, message: Any) -> None:
        await asyncio.sleep(0.02)
        number = len(self.messages)
        await message.output_channel.send_custom_json(message.sender_id, {**ANSWER, "turn": str(number)})

    async def say_nothing(self, message: Any) -> None:
        """As Rasa does when the action server is down."""

    async def hang(self, message: Any) -> None:
        await asyncio.sleep(60)

    async def fail(self, message: Any) -> None:
        raise RuntimeError(f"something broke on {message.text}")


class FakeAgent:
    model_name = "fake.tar.gz"

    def __init__(self) -> None:
        self.ready = True
        self.domain = type("Domain", (), {"intents": ["tax", "greeting"]})()

    def is_ready(self) -> bool:
        return self.ready


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        return str(self.json["error"]["code"])


class WebServer:
    """Serves a channel as Rasa does, in a thread of its own, on a free port."""

    def __init__(self, channel: Any, rasa: FakeRasa, agent: FakeAgent | None) -> None:
        self.rasa, self.agent = rasa, agent
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.port = self._socket.getsockname()[1]
        self._loop = asyncio.new_event_loop()
        self._up = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(channel,), daemon=True)
        self._thread.start()
        assert self._up.wait(20)

    def _run(self, channel: Any) -> None:
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._serve(channel))
        self._up.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._server.before_stop())
        self._server.close()
        self._loop.run_until_complete(asyncio.sleep(0.01))

    async def _serve(self, channel: Any) -> None:
        from rasa.server import configure_cors
        from sanic import Sanic
        from sanic.touchup.service import TouchUp

        app = Sanic(f"web-{uuid.uuid4().hex}", configure_logging=False)
        configure_cors(app)
        app.blueprint(channel.blueprint(self.rasa), url_prefix=urljoin("/webhooks/", channel.url_prefix()))
        if self.agent:
            app.ctx.agent = self.agent
        self._server = await app.create_server(sock=self._socket, return_asyncio_server=True, access_log=True)
        await self._server.startup()
        TouchUp.run = _nothing  # it rewrites Sanic's own methods at start, which only goes well once in a process
        await self._server.before_start()

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def request(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> Answer:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=15)
        try:
            connection.request(method, path, body, headers or {})
            return _answer(connection.getresponse())
        finally:
            connection.close()

    def raw(self, sent: bytes) -> Answer:
        """The answer to bytes that no honest client would send."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as connection:
            connection.sendall(sent)
            response = HTTPResponse(connection)
            response.begin()
            return _answer(response)

    def get(self, path: str) -> Answer:
        return self.request("GET", path)

    def session(self) -> str:
        return str(self.request("POST", "/chat/session").json["session"])

    def send(self, value: Any, content_type: str = "application/json", path: str = "/chat/messages") -> Answer:
        body = value if isinstance(value, bytes) else json.dumps(value).encode()
        return self.request("POST", path, body, {"Content-Type": content_type})

    def ask(self, text: str, session: str | None = None, **more: Any) -> Answer:
        return self.send({"session": session or self.session(), "text": text, "lang": "zh", **more})


def _nothing(app: Any) -> None:
    pass


def _answer(response: HTTPResponse) -> Answer:
    return Answer(response.status, {name.lower(): value for name, value in response.getheaders()}, response.read())

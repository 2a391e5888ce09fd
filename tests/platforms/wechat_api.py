"""The side of WeChat that a bot calls: access tokens, customer-service messages, "is typing"; any fault on demand."""

from __future__ import annotations

import json
import re
import secrets
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

if TYPE_CHECKING:
    from tests.platforms.wechat import WeChatPlatform

STABLE_TOKEN = "/cgi-bin/stable_token"
TOKEN = "/cgi-bin/token"
SEND = "/cgi-bin/message/custom/send"
TYPING = "/cgi-bin/message/custom/typing"
TYPING_MINI_PROGRAM = "/cgi-bin/message/custom/business/typing"
LASTS, OVERLAP = 7200, 300  # seconds: of a token; of an old one beside the new
_ESCAPE = re.compile(rb"\\u[0-9a-fA-F]{4}")


@dataclass(frozen=True)
class Fault:
    """code: an error code instead of the work. status: an HTTP status instead. raw: a body instead. late: seconds of waiting before
    the work, which is done all the same. cut: the connection is dropped after the work."""

    code: int | None = None
    status: int = 200
    raw: bytes | None = None
    late: float = 0.0
    cut: bool = False


@dataclass
class _Token:
    text: str
    ends: float


class WeChatApi:
    """Listens on a free port of 127.0.0.1 in threads of its own."""

    def __init__(self, platform: WeChatPlatform) -> None:
        self.counts: Counter[str] = Counter()  # calls by path
        self.bodies: list[Any] = []  # what was sent to SEND and read
        self.accepted: Counter[str] = Counter()  # calls by path that did their work
        self._platform = platform
        self._faults: dict[str, list[Fault]] = defaultdict(list)
        self._always: dict[str, Fault] = {}
        self._stable: list[_Token] = []  # the newest last
        self._plain: list[_Token] = []
        self._lock = threading.RLock()
        self._work: Mapping[str, Callable[[bytes, Mapping[str, str]], dict[str, Any]]] = {
            STABLE_TOKEN: self._stable_token, TOKEN: self._get_token, SEND: self._send,
            TYPING: self._typing, TYPING_MINI_PROGRAM: self._typing,
        }  # fmt: skip
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"api": self}))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    @property
    def tokens(self) -> list[str]:
        """All that were given, oldest first."""
        with self._lock:
            return [token.text for token in (*self._plain, *self._stable)]

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def fail(self, path: str, fault: Fault | int, times: int | None = 1) -> None:
        """The next calls of a path go wrong; None: all of them, until `heal`. A number is an error code."""
        known = Fault(code=fault) if isinstance(fault, int) else fault
        with self._lock:
            if times is None:
                self._always[path] = known
            else:
                self._faults[path] += [known] * times

    def heal(self) -> None:
        with self._lock:
            self._faults.clear()
            self._always.clear()

    def end_tokens(self) -> None:
        """No token that was given is good any more, as after a change of the secret."""
        with self._lock:
            self._stable, self._plain = [], []

    def answer(self, path: str, query: Mapping[str, str], body: bytes) -> tuple[int, bytes, bool]:
        """Status, body, and whether the connection is dropped instead of answering."""
        with self._lock:
            self.counts[path] += 1
            fault = self._faults[path].pop(0) if self._faults[path] else self._always.get(path, Fault())
        time.sleep(fault.late)
        if fault.status != 200 or fault.raw is not None:
            return fault.status, fault.raw or b"", False
        with self._lock:
            if fault.code is not None:
                done: dict[str, Any] = _error(fault.code)
            else:
                done = self._work[path](body, query) if path in self._work else _error(40066)
            self.accepted[path] += not done.get("errcode")
        return 200, json.dumps(done).encode(), fault.cut

    def _stable_token(self, body: bytes, query: Mapping[str, str]) -> dict[str, Any]:
        asked = json.loads(body)
        wrong = self._wrong_client(asked)
        if wrong:
            return _error(wrong)
        now, newest = self._platform.clock(), self._stable[-1] if self._stable else None
        if asked.get("force_refresh"):
            self._stable.clear()
        elif newest and newest.ends - now > OVERLAP:
            return {"access_token": newest.text, "expires_in": int(newest.ends - now)}
        return self._given(self._stable)

    def _get_token(self, body: bytes, query: Mapping[str, str]) -> dict[str, Any]:
        wrong = self._wrong_client(query)
        if wrong:
            return _error(wrong)
        for token in self._plain:  # each new one ends the old
            token.ends = min(token.ends, self._platform.clock() + OVERLAP)
        return self._given(self._plain)

    def _wrong_client(self, asked: Mapping[str, Any]) -> int:
        account = self._platform.account
        if asked.get("grant_type") != "client_credential":
            return 40002
        if asked.get("appid") != account.appid:
            return 40013
        return 0 if asked.get("secret") == account.secret else 40125

    def _given(self, tokens: list[_Token]) -> dict[str, Any]:
        tokens.append(_Token(secrets.token_hex(64), self._platform.clock() + LASTS))
        return {"access_token": tokens[-1].text, "expires_in": LASTS}

    def _wrong_token(self, query: Mapping[str, str]) -> int:
        given = query.get("access_token")
        if not given:
            return 41001
        found = next((token for token in (*self._stable, *self._plain) if token.text == given), None)
        if found is None:
            return 40001
        return 0 if self._platform.clock() < found.ends else 42001

    def _send(self, body: bytes, query: Mapping[str, str]) -> dict[str, Any]:
        wrong = self._wrong_token(query)
        if wrong:
            return _error(wrong)
        if _ESCAPE.search(body):
            return _error(40033)
        try:
            message = json.loads(body.decode("utf-8"))
            openid, text = message["touser"], message["text"]["content"]
        except (ValueError, KeyError, TypeError):
            return _error(47001)
        self.bodies.append(message)
        if not self._platform.account.verified:
            return _error(48001)
        if not text or message.get("msgtype") != "text":
            return _error(44004)
        if len(text.encode()) > 2048:
            return _error(45002)
        citizen = self._platform.find(openid)
        return _error(citizen.take(text) if citizen else 40003)

    def _typing(self, body: bytes, query: Mapping[str, str]) -> dict[str, Any]:
        wrong = self._wrong_token(query)
        if wrong:
            return _error(wrong)
        asked = json.loads(body)
        citizen = self._platform.find(asked.get("touser", ""))
        return _error(citizen.show_typing(asked.get("command")) if citizen else 40003)


def _error(code: int) -> dict[str, Any]:
    return {"errcode": code, "errmsg": "ok" if code == 0 else "a fault of the stand-in"}


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 256  # many bots' calls at once; the usual 5 makes some of them wait for a second


class _Handler(BaseHTTPRequestHandler):
    api: WeChatApi

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def _serve(self) -> None:
        asked = urlsplit(self.path)
        query = {name: values[-1] for name, values in parse_qs(asked.query).items()}
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, answer, cut = self.api.answer(asked.path, query, body)
        if not cut:
            self._write(status, answer)

    def _write(self, status: int, answer: bytes) -> None:
        try:
            self.send_response(status)
            self.send_header("Content-Type", "application/json; encoding=utf-8")
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)
        except OSError:
            pass  # the caller has left

    def log_message(self, *_: Any) -> None:
        pass

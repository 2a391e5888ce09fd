"""Requests and replies, the security headers, and the server of the standard library around them."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Final
from urllib.parse import parse_qsl, urlsplit

log = logging.getLogger(__name__)

MOST_BODY: Final = 512 * 1024  # bytes of a form; the longest entry is a fortieth of it
MOST_READ: Final = 64 * MOST_BODY  # bytes that are read and dropped after a form is refused: a browser that is cut off shows no reply
REFUSED: Final = """<!doctype html>
<html lang="zh-Hans">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>没有保存 / Not saved</title><link rel="stylesheet" href="/console.css"></head>
<body><main>
<h1>没有保存 / <span lang="en">Not saved</span></h1>
<div class="banner bad" role="alert"><p>{zh}</p><p lang="en">{en}</p></div>
<p><a href="/">回到条目列表 / <span lang="en">Back to the list of entries</span></a></p>
</main></body></html>
"""
TOO_LONG: Final = REFUSED.format(
    zh="内容太长，没有保存。请用浏览器的“后退”回到表单，把内容缩短后再保存（全部内容最多约 5 万个汉字）。",
    en="What you sent is too long, and was not saved. Go back to the form with your browser's Back button, shorten the text and save again "
    "(all fields together: about 400,000 letters or 50,000 Chinese characters at most).",
)
GARBLED: Final = REFUSED.format(
    zh="表单没有完整送到，没有保存。请用浏览器的“后退”回到表单，再试一次。",
    en="The form did not arrive whole, and was not saved. Go back to it with your browser's Back button and try again.",
)
PATIENCE: Final = 20.0  # seconds that a client may take to send its request
HTML: Final = "text/html; charset=utf-8"
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; img-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cache-Control": "no-store",
}


@dataclass(frozen=True)
class Request:
    """secure: whether the browser spoke HTTPS, to the proxy in front; origin: where a form came from, as the browser says."""

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    cookies: Mapping[str, str] = field(default_factory=dict)
    address: str = ""
    host: str = ""
    origin: str = ""
    languages: str = ""
    secure: bool = False


@dataclass(frozen=True)
class Response:
    body: str = ""
    status: int = 200
    kind: str = HTML
    headers: tuple[tuple[str, str], ...] = ()
    raw: bytes | None = None  # instead of the body, for files


Answer = Callable[[Request], Response]


def redirect(place: str) -> Response:
    return Response(status=303, headers=(("Location", place),))


def cookie(name: str, value: str, secure: bool, seconds: int) -> tuple[str, str]:
    """A header; scripts cannot read the cookie, and other sites cannot make the browser send it."""
    return ("Set-Cookie", f"{name}={value}; Path=/; HttpOnly; SameSite=Strict; Max-Age={seconds}{'; Secure' if secure else ''}")


class Server(ThreadingHTTPServer):
    """A thread a request; none of them keeps the process from ending."""

    daemon_threads = True

    def __init__(self, host: str, port: int, answer: Answer) -> None:
        self.answer = answer
        super().__init__((host, port), Handler)

    @property
    def url(self) -> str:
        return f"http://{self.server_name if self.server_address[0] == '0.0.0.0' else self.server_address[0]!s}:{self.server_port}"

    def server_bind(self) -> None:
        """Without the name service, which may take long."""
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), int(self.server_address[1])


class Handler(BaseHTTPRequestHandler):
    timeout = PATIENCE
    server: Server
    server_version, sys_version = "console", ""

    def do_GET(self) -> None:
        self._reply("GET", {})

    def do_HEAD(self) -> None:
        self._reply("GET", {}, body=False)

    def do_POST(self) -> None:
        length = self.headers.get("Content-Length", "")
        if not length.isdigit() or int(length) > MOST_BODY:
            self.close_connection = True
            self._send(Response(TOO_LONG, 413) if length.isdigit() else Response(GARBLED, 400))
            self._drop(int(length) if length.isdigit() else 0)
            return
        text = self.rfile.read(int(length)).decode("utf-8", "replace")
        try:
            self._reply("POST", dict(parse_qsl(text, keep_blank_values=True, max_num_fields=500)))
        except ValueError:
            self._send(Response(GARBLED, 400))

    def _drop(self, length: int) -> None:
        """Read what is not wanted, up to MOST_READ."""
        left = min(length, MOST_READ)
        while left > 0 and (piece := self.rfile.read(min(left, 65536))):
            left -= len(piece)

    def _reply(self, method: str, form: Mapping[str, str], body: bool = True) -> None:
        parts = urlsplit(self.path)
        try:
            query = dict(parse_qsl(parts.query, max_num_fields=50))
        except ValueError:
            query = {}
        headers = self.headers
        request = Request(
            method, parts.path, query, form, self._cookies(), self.client_address[0], headers.get("Host", ""), headers.get("Origin", ""),
            headers.get("Accept-Language", ""), headers.get("X-Forwarded-Proto", "") == "https",
        )  # fmt: skip
        self._send(self.server.answer(request), body)

    def _cookies(self) -> dict[str, str]:
        try:
            return {name: one.value for name, one in SimpleCookie(self.headers.get("Cookie", "")).items()}
        except CookieError:
            return {}

    def _send(self, response: Response, body: bool = True) -> None:
        content = response.body.encode("utf-8", "replace") if response.raw is None else response.raw
        self.send_response(response.status)
        sent = {**HEADERS, "Content-Type": response.kind, "Content-Length": str(len(content))}
        for name, value in (*sent.items(), *response.headers):
            self.send_header(name, value)
        self.end_headers()
        if body:
            self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing: the audit log says what was done, and no question is logged."""

"""A small server in the service's place: the real page and canned replies, so that each state can be shown at will."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import yaml

from bot.channels import headers
from bot.channels.assets import Assets
from bot.channels.cors import Origins
from bot.channels.noscript import Form, answer_form, lang_of, page, read_form
from bot.channels.refusals import Refused
from tests.browser.canned import canned, reply_to

ROOT = Path(__file__).resolve().parents[2]


Made = tuple[int, bytes, Mapping[str, str]]


class StandIn:
    """url: where it listens. asked: the bodies of all questions; told: of all opinions. Set `next_refusals`, `delay` or `lose` to make
    it misbehave, and `portals` to let pages of other origins in."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.told: list[tuple[str, dict[str, Any]]] = []
        self.sessions = 0
        self.reset()
        self._assets = Assets(demo=True)
        self._categories = _categories()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def reset(self) -> None:
        self.asked.clear()
        self.told.clear()
        self.next_refusals: list[Refused | None] = []
        self.delay = 0.0
        self.lose = 0  # so many questions arrive, and their replies are lost on the way
        self.portals: tuple[str, ...] = ()

    @property
    def answered(self) -> list[str]:
        """The ids of the questions, each once: as the real server answers them."""
        return list(dict.fromkeys(body["id"] for body in self.asked))

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def get(self, path: str, query: Mapping[str, list[str]]) -> Made:
        if path in ("/chat", "/chat/"):
            return _file(self._assets.page(path), headers.page(self.portals))
        if path == "/chat/demo":
            return _file(self._assets.demo(), headers.page(self.portals))
        if path == "/chat/embed.js":
            return _file(self._assets.embed, headers.asset(self.portals))
        if path.startswith("/chat/assets/"):
            return _file(self._assets.file(path.rsplit("/", 1)[1]), headers.asset(self.portals))
        if path == "/chat/ask":
            return _page(page(Form("", lang_of(query.get("lang", [""])[0]))), 200)
        if path == "/chat/categories":
            return _json(self._categories)
        if path.startswith("/chat/categories/"):
            return _json(_entries(unquote(path.rsplit("/", 1)[1])))
        raise Refused("not_found")

    def post(self, path: str, raw: bytes, content_type: str) -> Made:
        if path == "/chat/session":
            return _json({"session": self._session(), "expires": "2999-01-01T00:00:00+00:00"})
        if path == "/chat/ask":
            made = asyncio.run(answer_form(read_form(raw, content_type), self._session, self._answer))
            return _page(made.html, made.status)
        if path in ("/chat/feedback", "/chat/rating"):
            refusal = self.next_refusals.pop(0) if self.next_refusals else None
            if refusal:
                raise refusal
            self.told.append((path.rsplit("/", 1)[1], json.loads(raw)))
            return _json({"saved": True})
        replies = asyncio.run(self._answer(raw))
        if self.lose:
            self.lose -= 1
            raise ConnectionAbortedError
        return _json({"replies": replies})

    def _session(self) -> str:
        self.sessions += 1
        return f"session-{self.sessions}"

    async def _answer(self, raw: bytes) -> list[dict[str, Any]]:
        body = json.loads(raw)
        self.asked.append(body)
        time.sleep(self.delay)
        refusal = self.next_refusals.pop(0) if self.next_refusals else None
        if refusal:
            raise refusal
        return [reply_to(body["text"], body.get("choice"), body["lang"], body.get("not_asked"))]


def _handler_for(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            asked = urlsplit(self.path)
            self._answer(lambda: stand_in.get(asked.path, parse_qs(asked.query)))

        def do_OPTIONS(self) -> None:
            self._answer(lambda: (204, b"", Origins(stand_in.portals).preflight(self._asked())))

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            path = urlsplit(self.path).path
            if path != "/chat/ask":
                try:
                    Origins(stand_in.portals).check(self._asked())
                except Refused as refused:
                    return self._send(*_json(refused.body, refused.refusal.status))
            self._answer(lambda: stand_in.post(path, raw, self.headers.get("Content-Type", "")))

        def _asked(self) -> dict[str, str]:
            return {name.lower(): value for name, value in self.headers.items()}

        def _answer(self, work: Any) -> None:
            try:
                made = work()
            except Refused as refused:
                made = _json(refused.body, refused.refusal.status)
            except ConnectionAbortedError:
                self.close_connection = True
                self.connection.close()
                return
            self._send(*made)

        def _send(self, status: int, body: bytes, extra: Mapping[str, str]) -> None:
            allowed = Origins(stand_in.portals).allow(self.headers.get("Origin"))
            self.send_response(status)
            for name, value in {**extra, **allowed, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Silent: the test's output is for the test."""

    return Handler


def _file(asset: Any, extra: Mapping[str, str]) -> Made:
    return 200, asset.body, {**extra, "Content-Type": asset.mime}


def _page(html: str, status: int) -> Made:
    return status, html.encode(), {**headers.page(scripts=False), "Content-Type": "text/html; charset=utf-8"}


def _json(value: Any, status: int = 200) -> Made:
    body = json.dumps(value, ensure_ascii=False).encode()
    return status, body, {**headers.DATA, "Content-Type": "application/json; charset=utf-8"}


def _categories() -> list[dict[str, Any]]:
    categories, departments = (_table(name) for name in ("categories", "departments"))
    return [
        {"id": id_, "name": category["name"], "department": departments[category["department"]]["name"]}
        for id_, category in categories.items()
    ]


def _table(name: str) -> dict[str, Any]:
    table: dict[str, Any] = yaml.safe_load((ROOT / "knowledge" / f"{name}.yml").read_text("utf-8"))
    return table


def _entries(category: str) -> dict[str, Any]:
    titles = canned()["titles"]
    return {"id": category, "entries": [{"id": f"{category}/entry-{n}", "title": title} for n, title in enumerate(titles, 1)]}


if __name__ == "__main__":
    standing = StandIn()
    print(f"{standing.url}/chat", flush=True)
    threading.Event().wait()

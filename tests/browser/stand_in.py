"""A small server in the service's place: the real page and canned replies, so that each state can be shown at will."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import yaml

from bot.channels import headers
from bot.channels.assets import Assets
from bot.channels.refusals import Refused
from tests.browser.canned import canned, reply_to

ROOT = Path(__file__).resolve().parents[2]


class StandIn:
    """url: where it listens. asked: the bodies of all questions. Set `next_refusals` or `delay` to make it misbehave."""

    def __init__(self) -> None:
        self.asked: list[dict[str, Any]] = []
        self.sessions = 0
        self.reset()
        self._assets = Assets()
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
        self.next_refusals: list[Refused | None] = []
        self.delay = 0.0

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def get(self, path: str) -> tuple[int, bytes, Mapping[str, str]]:
        if path in ("/chat", "/chat/"):
            page = self._assets.page(path)
            return 200, page.body, {**headers.PAGE, "Content-Type": page.mime}
        if path.startswith("/chat/assets/"):
            asset = self._assets.file(path.rsplit("/", 1)[1])
            return 200, asset.body, {**headers.ASSET, "Content-Type": asset.mime}
        if path == "/chat/categories":
            return _json(self._categories)
        if path.startswith("/chat/categories/"):
            return _json(_entries(unquote(path.rsplit("/", 1)[1])))
        raise Refused("not_found")

    def post(self, path: str, body: dict[str, Any]) -> tuple[int, bytes, Mapping[str, str]]:
        if path == "/chat/session":
            self.sessions += 1
            return _json({"session": f"session-{self.sessions}", "expires": "2999-01-01T00:00:00+00:00"})
        self.asked.append(body)
        time.sleep(self.delay)
        refusal = self.next_refusals.pop(0) if self.next_refusals else None
        if refusal:
            raise refusal
        return _json({"replies": [reply_to(body["text"], body.get("choice"), body["lang"])]})


def _handler_for(stand_in: StandIn) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._answer(lambda: stand_in.get(urlsplit(self.path).path))

        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            self._answer(lambda: stand_in.post(urlsplit(self.path).path, json.loads(raw)))

        def _answer(self, work: Any) -> None:
            try:
                status, body, extra = work()
            except Refused as refused:
                status, body, extra = _json(refused.body, refused.refusal.status)
            self.send_response(status)
            for name, value in {**extra, "Content-Length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            """Silent: the test's output is for the test."""

    return Handler


def _json(value: Any, status: int = 200) -> tuple[int, bytes, Mapping[str, str]]:
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

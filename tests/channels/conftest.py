"""What the channel's tests share. The pure ones run in either environment; those marked `rasa` need Rasa's."""

from __future__ import annotations

import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

DEPARTMENTS = 'tax:\n  name: {zh: 税务局, en: "Tax Bureau"}\n  phone: "12366"\n'
CATEGORIES = 'tax:\n  name: {zh: 税费, en: "Tax and invoices"}\n  department: tax\n'
ENTRY = """
question: {{zh: "{zh}", en: "{en}"}}
similar:
  zh: ["{zh}一", "{zh}二", "{zh}三", "{zh}四", "{zh}五", "{zh}六"]
  en: ["{en} one", "{en} two", "{en} three", "{en} four", "{en} five", "{en} six"]
answer: {{zh: "请问 12366。", en: "Ask 12366."}}
basis: [{{title: {{zh: 《税收征收管理法》, en: Tax Collection Law}}}}]
reviewed: 2026-11-20
valid_until: {until}
status: {status}
"""


class FakeClock:
    """A clock that moves only when it is told to."""

    def __init__(self, now: float = 1_800_000_000.0) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += seconds


WriteEntry = Callable[..., Path]


@pytest.fixture()
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture()
def knowledge_dir(tmp_path: Path) -> Path:
    """A knowledge folder with one category and no entry."""
    folder = tmp_path / "knowledge"
    (folder / "tax").mkdir(parents=True)
    (folder / "departments.yml").write_text(DEPARTMENTS, "utf-8")
    (folder / "categories.yml").write_text(CATEGORIES, "utf-8")
    return folder


@pytest.fixture()
def write_entry(knowledge_dir: Path) -> WriteEntry:
    def write(name: str, zh: str, en: str, status: str = "published", until: str = "2099-01-01") -> Path:
        path = knowledge_dir / "tax" / f"{name}.yml"
        path.write_text(ENTRY.format(zh=zh, en=en, status=status, until=until), "utf-8")
        return path

    return write


@pytest.fixture()
def make_server(knowledge_dir, write_entry, tmp_path):
    from bot.channels.web import WebInput
    from bot.settings import Settings
    from tests.channels.web_server import FakeAgent, FakeRasa, WebServer

    write_entry("invoice", "怎么开发票", "How do I issue an invoice")
    servers = []

    def make(agent=True, **chosen):
        defaults = {"web_rate_address_per_minute": 10_000, "web_rate_session_per_minute": 1_000, "action_port": 9}
        settings = Settings(knowledge_dir=knowledge_dir, state_dir=tmp_path, build_dir=tmp_path / "build", **{**defaults, **chosen})
        server = WebServer(WebInput(settings), FakeRasa(), FakeAgent() if agent else None)
        servers.append(server)
        return server

    yield make
    for server in servers:
        server.stop()


@pytest.fixture()
def server(make_server):
    return make_server()


@pytest.fixture()
def quick(monkeypatch):
    """The promise of an answer in time, kept in half a second instead of six."""
    monkeypatch.setattr("bot.channels.web.ANSWER_WITHIN", 0.4)


class ActionServer(BaseHTTPRequestHandler):
    ready = b"true"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(200)
        self.end_headers()
        self.wfile.write(b'{"responses": [{"custom": {"ready": ' + self.ready + b', "knowledge": "k1"}}]}')

    def log_message(self, *_):
        pass


@pytest.fixture()
def action_port():
    with HTTPServer(("127.0.0.1", 0), ActionServer) as serving:
        threading.Thread(target=serving.serve_forever, daemon=True).start()
        yield serving.server_address[1]
        serving.shutdown()

"""The console over a knowledge folder of six entries, asked as a browser would ask it, without a server and without models."""

from __future__ import annotations

import html
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.console.app import COOKIE, Console
from bot.console.web import Request, Response
from bot.curation.sheets_columns import CONTENT
from bot.settings import Settings
from tests import small_knowledge
from tests.small_knowledge import TODAY

PASSWORD = "correct horse"
PEOPLE = {"lin": ("editor", ""), "tax-wang": ("department", "tax"), "guest": ("viewer", "")}
TOKEN = re.compile(r'name="token" value="([0-9a-f]{64})"')


@dataclass
class Browser:
    """Keeps cookies, and sends the token of the page that it saw last."""

    console: Console
    lang: str = "en"
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""
    page: Response = field(default_factory=Response)

    def get(self, path: str, **query: str) -> Response:
        return self._go(Request("GET", path, query, {}, dict(self.cookies), "127.0.0.1", "console", "", self.lang))

    def post(self, path: str, origin: str = "http://console", address: str = "127.0.0.1", **form: str) -> Response:
        sent = {"token": self.token, **form}
        return self._go(Request("POST", path, {}, sent, dict(self.cookies), address, "console", origin, self.lang))

    def sign_in(self, name: str, password: str = PASSWORD) -> Browser:
        self.get("/sign-in")
        self.post("/sign-in", name=name, password=password)
        self.get("/try")
        return self

    def form(self, entry: str) -> dict[str, str]:
        """The fields of an entry's form as they stand on its page."""
        return fields(self.get(f"/entry/{entry}").body)

    def _go(self, request: Request) -> Response:
        self.page = self.console.answer(request)
        for name, value in self.page.headers:
            if name == "Set-Cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.split(";")[0]
        self.token = next(iter(TOKEN.findall(self.page.body)), self.token)
        place = dict(self.page.headers).get("Location", "")
        if "draft=" in place or "asked=" in place:  # what is not saved has a page of its own
            address = urlsplit(place)
            return self.get(address.path, **dict(parse_qsl(address.query)))
        return self.page


def fields(body: str) -> dict[str, str]:
    """The names and values of the inputs, areas and lists of a page."""
    found = {}
    for name, value in re.findall(r'<input[^>]*? name="([\w.]+)"[^>]*? value="([^"]*)"', body):
        found[name] = html.unescape(value)
    for name, value in re.findall(r'<textarea[^>]*? name="([\w.]+)"[^>]*>\n?(.*?)</textarea>', body, re.DOTALL):
        found[name] = html.unescape(value)
    for name, inner in re.findall(r'<select[^>]*? name="([\w.]+)"[^>]*>(.*?)</select>', body, re.DOTALL):
        found[name] = next(iter(re.findall(r'value="(\w*)" selected', inner)), "")
    wanted = {column.key for column in CONTENT} | {"version", "raw"}
    return {name: value for name, value in found.items() if name in wanted}


@pytest.fixture
def home(tmp_path: Path) -> Settings:
    return Settings(knowledge_dir=small_knowledge.write(tmp_path / "knowledge"), state_dir=tmp_path / "state", build_dir=tmp_path / "build")


@pytest.fixture
def console(home: Settings, monkeypatch: pytest.MonkeyPatch) -> Console:
    monkeypatch.setattr("bot.console.users.COST", {"n": 16, "r": 8, "p": 1, "dklen": 32})  # the cost is tested by itself
    made = Console(home, today=lambda: TODAY)
    for name, (role, department) in PEOPLE.items():
        made.users.add(name, role, department, PASSWORD)  # type: ignore[arg-type]
    return made


Open = Callable[..., Browser]


@pytest.fixture
def open_as(console: Console) -> Open:
    """A browser in which somebody is signed in."""
    return lambda name, lang="en": Browser(console, lang).sign_in(name)


__all__ = ["COOKIE", "Browser", "Open"]

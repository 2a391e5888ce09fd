"""The running assistant as tests see it: what they ask it, over HTTP as the chat page does, and the files it keeps."""

from __future__ import annotations

import json
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from bot.curation.asking import free_port
from bot.curation.supervisor import Supervisor
from bot.settings import settings

Reply = dict[str, Any]

MANY = "1000000"
# The databases and the session secret go to the state folder, whatever the environment of the tests says.
ENVIRONMENT = {
    "FAQ_WEB_RATE_ADDRESS_PER_MINUTE": MANY,
    "FAQ_WEB_RATE_SESSION_PER_MINUTE": MANY,
    "FAQ_TRACKER_URL": "",
    "FAQ_RECORDS_URL": "",
    "FAQ_SESSION_SECRET": "",
}
# Deliberately vague; which of them are asked back about depends on what was learnt, never on the tests.
VAGUE = {
    "zh": ("护照", "身份证", "补办", "补贴", "公积金", "医保", "营业执照", "房子", "孩子上学", "开店"),
    "en": ("passport", "pension", "insurance", "ID card", "housing fund", "business licence", "school", "house", "hukou", "tax"),
}


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP. content: the JSON."""

    status: int
    content: Any


@dataclass(frozen=True)
class Service:
    """A running assistant."""

    supervisor: Supervisor

    @property
    def url(self) -> str:
        return self.supervisor.url

    @property
    def state_dir(self) -> Path:
        return self.supervisor.settings.state_dir

    def session(self) -> str:
        return str(self.send(b"{}", "/chat/session").content["session"])

    def ask(self, text: str, lang: str = "zh", session: str | None = None, choice: str | None = None) -> Reply:
        """The one reply to a question; without a session, in a new one."""
        body = {"session": session or self.session(), "text": text, "lang": lang}
        answer = self.post({**body, "choice": choice} if choice else body)
        assert answer.status == 200, answer
        assert len(answer.content["replies"]) == 1, answer
        return dict(answer.content["replies"][0])

    def clarification(self, lang: str, session: str) -> Reply:
        """A reply that asks which of at least two questions was meant."""
        for vague in VAGUE[lang]:
            reply = self.ask(vague, lang, session)
            if reply["outcome"] == "clarification" and len(reply["choices"]) > 1:
                return reply
        raise AssertionError(f"None of {VAGUE[lang]} was asked back about.")

    def post(self, body: Any) -> Answer:
        return self.send(json.dumps(body).encode())

    def send(self, raw: bytes, path: str = "/chat/messages", kind: str = "application/json") -> Answer:
        return _open(urllib.request.Request(self.url + path, raw, {"Content-Type": kind}))

    def get(self, path: str) -> Answer:
        return _open(urllib.request.Request(self.url + path))

    def kept(self, folder: str = "") -> bytes:
        """All bytes of all files under the state folder, or a folder of it."""
        return b"\n".join(path.read_bytes() for path in sorted((self.state_dir / folder).rglob("*")) if path.is_file())

    def wait_until_kept(self, marker: str, seconds: float = 10.0) -> bytes:
        """All bytes of the state folder once the marker is among them: events are written a moment after the reply."""
        until = time.monotonic() + seconds
        while marker.encode() not in (found := self.kept()):
            assert time.monotonic() < until, f"{marker} was not written within {seconds} s"
            time.sleep(0.1)
        return found


@contextmanager
def running(state: Path, more: Mapping[str, str] | None = None) -> Iterator[Service]:
    """Both servers for as long as the block lasts. more: settings of theirs that are others than ours."""
    chosen = replace(settings(), host="127.0.0.1", action_host="127.0.0.1", port=free_port(), action_port=free_port(), state_dir=state)
    environment = {**ENVIRONMENT, "FAQ_HOST": "127.0.0.1", "FAQ_ACTION_HOST": "127.0.0.1", **(more or {})}
    with Supervisor(chosen, environment) as supervisor:
        yield Service(supervisor)


def _open(request: urllib.request.Request) -> Answer:
    try:
        with urllib.request.urlopen(request, timeout=30) as response:
            return Answer(response.status, _content(response.read()))
    except urllib.error.HTTPError as refused:
        return Answer(refused.code, _content(refused.read()))


def _content(raw: bytes) -> Any:
    """JSON, or the text where it is none, as in Rasa's own refusals."""
    try:
        return json.loads(raw)
    except ValueError:
        return raw.decode(errors="replace")

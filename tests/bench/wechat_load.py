"""`python -m tests.bench.wechat_load`: is every message of WeChat answered exactly once, slow or fast, however often WeChat tries?

The whole assistant runs, with a stand-in for WeChat on 127.0.0.1 in front of it. First the action server is slowed down, so that no answer
is ready while WeChat waits; then many messages come at once, and a third of them two or three times. Stops by itself.
"""

from __future__ import annotations

import argparse
import json
import random
import socket
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from bot.curation.asking import free_port
from bot.curation.supervisor import Supervisor
from bot.settings import ROOT, settings
from tests.platforms.wechat import Account, Citizen, WeChatPlatform

SEED = 20261122
AT_ONCE = 8
ACCOUNT = Account(mode="plaintext", token="loadTestToken1")


class SlowActions(Supervisor):
    """Rasa reaches the action server by a detour that takes its time."""

    detour = 0

    def start(self, name: str) -> None:
        port = self.detour if name == "rasa" and self.detour else self.settings.action_port
        self._environment["FAQ_ACTION_PORT"] = str(port)
        super().start(name)


class Detour:
    """A TCP port that leads to another. An answer comes back `seconds` after the question began, or later."""

    def __init__(self, to: int) -> None:
        self.seconds = 0.0
        self._to = to
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._server.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._server.accept()
            except OSError:
                return
            threading.Thread(target=self._carry, args=(client,), daemon=True).start()

    def _carry(self, client: socket.socket) -> None:
        try:
            server = socket.create_connection(("127.0.0.1", self._to))
        except OSError:  # the action server is not up yet
            client.close()
            return
        asked: list[float] = []  # when the question began that is not answered yet
        threading.Thread(target=self._back, args=(server, client, asked), daemon=True).start()
        with suppress(OSError):
            while data := client.recv(65_536):
                asked[:] = asked or [time.monotonic()]
                server.sendall(data)
        server.close()

    def _back(self, server: socket.socket, client: socket.socket, asked: list[float]) -> None:
        with suppress(OSError):
            while data := server.recv(65_536):
                began = asked.pop() if asked else 0.0
                time.sleep(max(0.0, began + self.seconds - time.monotonic()))
                client.sendall(data)
        client.close()


@contextmanager
def assistant(wechat: WeChatPlatform) -> Iterator[Detour]:
    with tempfile.TemporaryDirectory() as folder:
        chosen = replace(settings(), port=free_port(), action_port=free_port(), state_dir=Path(folder))
        detour = Detour(chosen.action_port)
        extra = {
            "FAQ_WECHAT_TOKEN": ACCOUNT.token, "FAQ_WECHAT_MODE": ACCOUNT.mode, "FAQ_WECHAT_APPID": ACCOUNT.appid,
            "FAQ_WECHAT_SECRET": ACCOUNT.secret, "FAQ_WECHAT_API": wechat.address, "FAQ_ACTION_TIMEOUT": "15",
            "FAQ_WEB_RATE_SESSION_PER_MINUTE": "100000", "FAQ_RECORDS_URL": "sqlite://",
        }  # fmt: skip
        servers = SlowActions(chosen, extra)
        servers.detour = detour.port
        with servers:
            wechat.callback = f"{servers.url}/wechat"
            yield detour
        detour.close()


def questions(count: int) -> list[str]:
    rows = [json.loads(line) for line in (ROOT / "data" / "calibration" / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
    return [row["text"] for row in random.Random(SEED).choices(rows, k=count)]


def slowly(wechat: WeChatPlatform, detour: Detour, seconds: float, texts: Sequence[str]) -> Counter[str]:
    """Each text by a citizen of their own, all at once."""
    detour.seconds = seconds
    citizens = [wechat.citizen(f"slow {number}") for number in range(len(texts))]
    with ThreadPoolExecutor(len(texts)) as pool:
        list(pool.map(lambda pair: pair[0].says(pair[1]), zip(citizens, texts)))
    _settle(citizens, seconds + 30)
    detour.seconds = 0
    return Counter(_verdict(citizen.texts) for citizen in citizens)


def _verdict(texts: Sequence[str]) -> str:
    if len(texts) != 1:
        return f"{len(texts)} answers"
    return "no real answer" if "没能给出答复" in texts[0] or "could not answer just now" in texts[0] else "answered once"


def _settle(citizens: Sequence[Citizen], seconds: float) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and not all(citizen.screen for citizen in citizens):
        time.sleep(0.1)
    time.sleep(2)  # for a second answer, if there is one


def often(wechat: WeChatPlatform, texts: Sequence[str]) -> tuple[Counter[str], int]:
    """Each text by a citizen of their own, a third of them two or three times at once; what came of them, and how many calls it took."""
    draw = random.Random(SEED)
    tries = [draw.choice((1, 1, 1, 1, 2, 3)) for _ in texts]
    citizens = [wechat.citizen(f"often {number}") for number in range(len(texts))]

    def send(number: int) -> str:
        citizen, wanted = citizens[number], tries[number]
        fields = {
            "ToUserName": ACCOUNT.original_id, "FromUserName": citizen.openid, "CreateTime": int(time.time()), "MsgType": "text",
            "Content": texts[number], "MsgId": wechat.next_id(),
        }  # fmt: skip
        citizen._allow("message")
        query, body = wechat.request(citizen.openid, fields)
        with ThreadPoolExecutor(wanted) as calls:
            found = list(calls.map(lambda _: wechat.call("POST", query, body), range(wanted)))
        passive = {one.body for one in found if one.body not in (b"", b"success")}
        if any(one.status != 200 for one in found):
            return "refused or dropped"
        return "one passive answer" if len(passive) == 1 else "late" if not passive else "two different answers"

    with ThreadPoolExecutor(AT_ONCE) as pool:
        ways = list(pool.map(send, range(len(texts))))
    late = [citizen for citizen, way in zip(citizens, ways) if way == "late"]
    _settle(late, 30)
    counts = Counter(way for way in ways if way != "late")
    counts.update(f"late: {_verdict(citizen.texts)}" for citizen in late)
    counts["and one more by the API"] = sum(bool(citizen.screen) for citizen, way in zip(citizens, ways) if way == "one passive answer")
    return counts, sum(tries)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--messages", type=int, default=1_000)
    parser.add_argument("--slow", type=float, default=10.0, help="seconds by which the action server is slowed down")
    parser.add_argument("--slow-messages", type=int, default=40)
    options = parser.parse_args()
    with WeChatPlatform(ACCOUNT) as wechat, assistant(wechat) as detour:
        assert wechat.verify()
        slow = slowly(wechat, detour, options.slow, questions(options.slow_messages))
        print(f"{options.slow_messages} messages at once, action server {options.slow:g} s slower: {dict(slow)}", flush=True)
        counts, calls = often(wechat, questions(options.messages))
        print(f"{options.messages} messages in {calls} calls: { ({way: count for way, count in counts.items() if count}) }")
    return 0


if __name__ == "__main__":
    sys.exit(main())

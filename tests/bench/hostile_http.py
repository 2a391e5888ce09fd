"""`.venv/rasa/bin/python -m tests.bench.hostile_http [number] [seed]`: generated WeChat callbacks over HTTP against our real address.

The same callbacks as in hostile_wechat.py, now through Sanic, the channel and the door, with a fake Rasa behind. Counts what came back:
anything but 200 with a reply, or a refusal of 400, 403 or 413, is a fault, and so is a message that reached Rasa without being accepted.
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections import Counter
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

from bot.settings import ROOT, Settings
from tests.channels.web_server import FakeRasa, WebServer
from tests.channels.wechat import hostile
from tests.channels.wechat.serving import Agent

NUMBER, SEED = 100_000, 20_261_122
FINE = (200, 400, 403, 413)


class Rasa(FakeRasa):
    """Answers at once and keeps no message."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0

    async def __call__(self, message: object) -> None:
        self.count += 1
        await self.answer(message)


def main(arguments: list[str]) -> int:
    numbers = [int(argument) for argument in arguments]
    number, seed = (numbers + [NUMBER, SEED][len(numbers) :])[:2]
    hostile.NOW = int(time.time()) + 120  # the stamps of the callbacks; they are good for ten minutes
    with tempfile.TemporaryDirectory() as folder:
        servers = {mode: _server(mode, Path(folder)) for mode in ("plaintext", "secure")}
        try:
            return _run(servers, number, seed)
        finally:
            for server in servers.values():
                server.stop()


def _server(mode: str, folder: Path) -> WebServer:
    from bot.channels.wechat.channel import WeChatInput

    chosen = Settings(
        knowledge_dir=ROOT / "knowledge", state_dir=folder, build_dir=folder, wechat_token=hostile.TOKEN, wechat_mode=mode,
        wechat_aes_key=hostile.KEY, wechat_appid=hostile.APPID, web_rate_session_per_minute=1_000_000,
    )  # fmt: skip
    return WebServer(WeChatInput(chosen), Rasa(), Agent())


def _run(servers: dict[str, WebServer], number: int, seed: int) -> int:
    counts: Counter[int] = Counter()
    faults: Counter[str] = Counter()
    lines = {mode: HTTPConnection("127.0.0.1", server.port, timeout=20) for mode, server in servers.items()}
    began = time.perf_counter()
    for callback in hostile.callbacks(number, seed):
        mode = "plaintext" if callback.account._cipher is None else "secure"
        status = _status(lines[mode], callback)
        counts[status] += 1
        if status not in FINE:
            faults[f"{callback.made_by}: {status}"] += 1
    reached = sum(server.rasa.count for server in servers.values())  # type: ignore[attr-defined]
    print("  ".join(f"{status}: {count:,}" for status, count in sorted(counts.items())))
    for what, count in sorted(faults.items()):
        print(f"FAULT {what}: {count:,}")
    if reached > counts[200]:
        faults["reached Rasa without being accepted"] = reached - counts[200]
    seconds = time.perf_counter() - began
    print(f"{number:,} callbacks over HTTP, {sum(faults.values()):,} faults, {reached:,} reached Rasa, seed {seed}, {seconds:.0f} s")
    return 1 if faults else 0


def _status(line: HTTPConnection, callback: hostile.Callback) -> int:
    """0 if there was no answer at all."""
    query = {name: value.encode("utf-8", "surrogatepass") for name, value in callback.query.items()}
    try:
        line.request("POST", f"/wechat?{urlencode(query)}", callback.body, {"Content-Type": "text/xml"})
        response = line.getresponse()
        response.read()
        return response.status
    except (OSError, HTTPException):
        line.close()
        return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`make bench-speed`: this assistant beside stock Rasa, in one run on one machine; start-up time and memory.

The two are never up together. Figures on a shared machine are good as ratios only.
"""

from __future__ import annotations

import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from bot.curation.asking import free_port
from bot.curation.supervisor import Supervisor
from bot.settings import ROOT, settings
from tests.bench import load
from tests.bench.stock import project

ROWS = [json.loads(line) for line in (Path(__file__).parent / "questions.jsonl").read_text(encoding="utf-8").splitlines()]
NO_LIMITS = {"FAQ_WEB_RATE_ADDRESS_PER_MINUTE": "1000000", "FAQ_WEB_RATE_SESSION_PER_MINUTE": "1000000"}
FOR_ONE, FOR_EIGHT = 200, 100  # messages of each client
TURNS = 5  # of one conversation, then a new one begins; the same for both bots


def main() -> int:
    with tempfile.TemporaryDirectory() as folder, stock(Path(folder)) as port:
        stock_one, stock_eight = (measure_stock(port, clients, each) for clients, each in ((1, FOR_ONE), (8, FOR_EIGHT)))
    print(f"stock Rasa, constant action\n  {stock_one}\n  {stock_eight}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        seconds, ours_one, ours_eight, memory = measure_ours(Path(folder))
    print(f"this assistant, real retrieval\n  {ours_one}\n  {ours_eight}")
    print(f"ratio at 8 clients: {ours_eight.rate / stock_eight.rate:.2f}")
    print(f"from start to the first answered question: {seconds:.1f} s")
    print(f"memory of both processes after {ours_one.messages + ours_eight.messages} questions: {memory / 1e9:.2f} GB")
    return 0


@contextmanager
def stock(folder: Path) -> Iterator[int]:
    """A trained stock bot; gives the port of its rest channel."""
    port, action_port = free_port(), free_port()
    project.write(folder, action_port)
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "SQLALCHEMY_SILENCE_UBER_WARNING": "1", "SANIC_HOST": "127.0.0.1"}
    rasa = [str(ROOT / ".venv" / "rasa" / "bin" / "python"), "-m", "rasa"]
    sdk = [str(ROOT / ".venv" / "actions" / "bin" / "python"), "-m", "rasa_sdk", "--actions", "actions", "--port", str(action_port)]
    with (folder / "log").open("wb") as log:
        print("training stock Rasa (a minute) …", flush=True)
        subprocess.run([*rasa, "train"], cwd=folder, env=environment, stdout=log, stderr=log, check=True)
        serve = [*rasa, "run", "--port", str(port), "-i", "127.0.0.1"]
        children = [subprocess.Popen(command, cwd=folder, env=environment, stdout=log, stderr=log) for command in (sdk, serve)]
        try:
            wait_for_stock(port)
            yield port
        finally:
            for child in children:
                child.terminate()
                child.wait(timeout=30)


def wait_for_stock(port: int) -> None:
    for _ in range(600):
        try:
            send_stock(http.client.HTTPConnection("127.0.0.1", port, timeout=10), 0, 0)
            return
        except (OSError, AssertionError, IndexError):
            time.sleep(0.2)
    raise TimeoutError("stock Rasa did not start")


def send_stock(connection: http.client.HTTPConnection, client: int, message: int) -> None:
    """One message of the stock bot's own data, so that its action is always called."""
    texts = [text for examples in project.EXAMPLES.values() for text in examples]
    body = {"sender": f"{client}-{message // TURNS}", "message": texts[message % len(texts)]}
    replies = load.post(connection, "/webhooks/rest/webhook", body)
    assert replies[0]["text"] == "constant", replies


def measure_stock(port: int, clients: int, each: int) -> load.Load:
    load.run(port, clients, 5, send_stock)
    return load.run(port, clients, each, send_stock)


def measure_ours(state: Path) -> tuple[float, load.Load, load.Load, int]:
    """Seconds to the first answer, the loads of 1 and 8 clients, and the bytes of both processes after at least 1,000 questions."""
    own = replace(settings(), port=free_port(), action_port=free_port(), state_dir=state)
    began = time.monotonic()
    with Supervisor(own, NO_LIMITS) as supervisor:
        sender = Citizens()
        sender(http.client.HTTPConnection("127.0.0.1", own.port, timeout=30), 0, 0)
        seconds = time.monotonic() - began
        one = load.run(own.port, 1, FOR_ONE, sender)
        eight = load.run(own.port, 8, FOR_EIGHT, sender)
        memory = sum(resident(child.pid) for child in supervisor.children.values())
    return seconds, one, eight, memory


class Citizens:
    """Sends the bench's questions, a new session every few turns."""

    def __init__(self) -> None:
        self.sessions: dict[tuple[int, int], str] = {}

    def __call__(self, connection: http.client.HTTPConnection, client: int, message: int) -> None:
        key = (client, message // TURNS)
        if key not in self.sessions:
            self.sessions[key] = load.post(connection, "/chat/session", {"lang": "zh"})["session"]
        row = ROWS[(client * 61 + message) % len(ROWS)]
        body = {"session": self.sessions[key], "text": row["text"], "lang": row["lang"]}
        reply = load.post(connection, "/chat/messages", body)["replies"][0]
        assert not reply["outcome"].startswith("error"), reply


def resident(pid: int) -> int:
    """Bytes in memory of a process and its children."""
    total = 0
    for status in Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines() if ":" in line)
        except OSError:
            continue
        if int(fields["Pid"]) == pid or int(fields["PPid"]) == pid:
            total += int(fields.get("VmRSS", "0 kB").split()[0]) * 1024
    return total


if __name__ == "__main__":
    sys.exit(main())

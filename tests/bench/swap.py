"""`python -m tests.bench.swap`: what a new router costs while people ask: training, swaps, waiting times meanwhile, memory.

A service of its own with copies of the knowledge and the router; four clients ask the bench's questions without a break. Beside them one
client asks for the page's script, which costs nothing: what it waits is what the Rasa server's event loop was held up.
"""

from __future__ import annotations

import http.client
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from bot.curation.asking import free_port
from bot.curation.supervisor import Supervisor
from bot.records.router_status import read_router_status
from bot.settings import ROOT, Settings, settings
from tests import small_knowledge
from tests.bench.speed import NO_LIMITS, Citizens, resident

CLIENTS, PAUSE = 4, 0.05  # seconds between a reply and the next question
BASE = 20.0  # seconds of nothing but questions
SWAPS = 10
REST = 3.0  # seconds between two swaps
ENTRY = "traffic/a-new-entry.yml"


@dataclass(frozen=True)
class Turn:
    begun: float
    seconds: float
    failed: bool


class Crowd:
    """Clients that ask until the block ends, and one that asks for a file."""

    def __init__(self, port: int) -> None:
        self.turns: list[Turn] = []
        self.pings: list[Turn] = []
        self._port, self._done = port, threading.Event()
        self._threads = [threading.Thread(target=self._ask, args=(number,)) for number in range(CLIENTS)]
        self._threads.append(threading.Thread(target=self._ping))

    def __enter__(self) -> Crowd:
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        for thread in self._threads:
            thread.join()

    def said(self, name: str, begin: float, end: float) -> None:
        """Print the waiting times of all turns that overlap a stretch of time."""
        for kind, every in (("questions", self.turns), ("loop", self.pings)):
            part = [turn for turn in list(every) if turn.begun < end and turn.begun + turn.seconds > begin]
            times = sorted(turn.seconds * 1000 for turn in part)
            if times:
                p95 = times[max(0, int(len(times) * 0.95) - 1)]
                failed = sum(turn.failed for turn in part)
                waits = f"p50 {times[len(times) // 2]:6.1f}  p95 {p95:6.1f}  max {times[-1]:6.1f} ms"
                print(f"  {name:<22} {kind:<9} n {len(times):5d}  {waits}  failed {failed}", flush=True)

    def _ask(self, number: int) -> None:
        citizens, connection = Citizens(), http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        message = 0
        while not self._done.is_set():
            begun, failed = time.monotonic(), False
            try:
                citizens(connection, number, message)
            except (AssertionError, OSError, http.client.HTTPException) as err:
                print(f"  failed: {err!r}", flush=True)
                failed = True
                connection.close()
            self.turns.append(Turn(begun, time.monotonic() - begun, failed))
            message += 1
            time.sleep(PAUSE)

    def _ping(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        while not self._done.is_set():
            begun = time.monotonic()
            connection.request("GET", "/chat/embed.js")
            response = connection.getresponse()
            response.read()
            self.pings.append(Turn(begun, time.monotonic() - begun, response.status != 200))
            time.sleep(0.005)


@contextmanager
def house() -> Iterator[Settings]:
    """Settings with copies of what changes, and links to what does not."""
    ours = settings()
    with tempfile.TemporaryDirectory() as folder:
        build = Path(folder) / "build"
        build.mkdir()
        (build / "encoder").symlink_to(ours.encoder_dir.resolve())
        for name in ("embeddings", "rasa"):
            shutil.copytree(ours.build_dir / name, build / name, ignore=shutil.ignore_patterns("measuring", ".*"))
        shutil.copytree(ours.knowledge_dir, Path(folder) / "knowledge")
        yield replace(
            ours, port=free_port(), action_port=free_port(), build_dir=build, knowledge_dir=Path(folder) / "knowledge",
            state_dir=Path(folder) / "state",
        )  # fmt: skip


def relearn(chosen: Settings) -> float:
    """Train in the background as `./faq serve` does, with another entry than before; the seconds of it."""
    new = small_knowledge.entry("无人机在哪里登记？", "Where do I register a drone?")
    (chosen.knowledge_dir / ENTRY).write_text(yaml.safe_dump(new, allow_unicode=True), encoding="utf-8")
    begun = time.monotonic()
    python(chosen, "bot.nlu.relearn")
    return time.monotonic() - begun


def python(chosen: Settings, module: str) -> None:
    """Run a module in Rasa's environment, with low priority."""
    environment = {
        **os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "FAQ_BUILD_DIR": str(chosen.build_dir),
        "FAQ_KNOWLEDGE_DIR": str(chosen.knowledge_dir), "FAQ_STATE_DIR": str(chosen.state_dir),
    }  # fmt: skip
    command = ["nice", "-n", "10", str(ROOT / ".venv" / "rasa" / "bin" / "python"), "-m", module]
    subprocess.run(command, env=environment, cwd=ROOT, check=True)


def point_to(chosen: Settings, model: str) -> None:
    temporary = chosen.build_dir / "rasa" / ".current.bench"
    temporary.write_text(f"{model}\n", encoding="utf-8")
    temporary.replace(chosen.build_dir / "rasa" / "current")


def wait_for(chosen: Settings, model: str) -> float:
    """The moment at which the server says that it serves the model."""
    until = time.monotonic() + 60
    while read_router_status(chosen.state_dir).served.model != model:
        if time.monotonic() > until:
            raise TimeoutError(f"{model} is not served: {read_router_status(chosen.state_dir)}")
        time.sleep(0.01)
    return time.monotonic()


def current(chosen: Settings) -> str:
    return (chosen.build_dir / "rasa" / "current").read_text(encoding="utf-8").strip()


def main() -> int:
    with house() as chosen:
        python(chosen, "bot.nlu.train")  # of this program and this knowledge, whatever was copied
        measure(chosen)
    return 0


def measure(chosen: Settings) -> None:
    with Supervisor(chosen, {**NO_LIMITS, "FAQ_BUILD_DIR": str(chosen.build_dir)}) as supervisor:
        rasa = supervisor.children["rasa"].pid
        with Crowd(chosen.port) as crowd:
            time.sleep(3)
            begun = time.monotonic()
            time.sleep(BASE)
            crowd.said("before", begun, time.monotonic())
            first, begun = current(chosen), time.monotonic()
            seconds = relearn(chosen)
            second = current(chosen)
            crowd.said("during the training", begun, begun + seconds)
            print(f"training in the background, one entry new: {seconds:.1f} s ({first} -> {second})", flush=True)
            wait_for(chosen, second)
            print(f"  memory of the Rasa server: {resident(rasa) / 1e6:.0f} MB", flush=True)
            for number in range(SWAPS):
                time.sleep(REST)
                model, begun = (first, second)[number % 2], time.monotonic()
                point_to(chosen, model)
                end = wait_for(chosen, model)
                crowd.said(f"swap {number + 1} ({end - begun:.2f} s)", begun, end)
                print(f"  memory of the Rasa server: {resident(rasa) / 1e6:.0f} MB", flush=True)
        every = [*crowd.turns, *crowd.pings]
        print(f"{len(crowd.turns)} questions, {sum(turn.failed for turn in every)} failed")


if __name__ == "__main__":
    sys.exit(main())

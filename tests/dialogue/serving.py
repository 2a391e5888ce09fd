"""`./faq serve` as an operator starts it: a process of its own, with folders of its own."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bot.curation.asking import free_port
from bot.settings import ROOT, settings

STOPS_WITHIN = 40.0  # seconds for both servers, one after the other
READY_WITHIN = 120.0
BUILT = ("encoder", "rasa", "embeddings")
BROKEN_FILE = "exit-entry/passport-renewal.yml"


@dataclass(frozen=True)
class House:
    """The folders and ports of one assistant that nothing else uses."""

    folder: Path
    port: int
    action_port: int

    @property
    def knowledge(self) -> Path:
        return self.folder / "knowledge"

    @property
    def build(self) -> Path:
        return self.folder / "build"

    @property
    def state(self) -> Path:
        return self.folder / "state"

    def environment(self, **changes: str) -> dict[str, str]:
        """Of FAQ_ settings, only ours."""
        others = {name: value for name, value in os.environ.items() if not name.startswith("FAQ_")}
        own = {
            "FAQ_PORT": str(self.port),
            "FAQ_ACTION_PORT": str(self.action_port),
            "FAQ_KNOWLEDGE_DIR": str(self.knowledge),
            "FAQ_BUILD_DIR": str(self.build),
            "FAQ_STATE_DIR": str(self.state),
            "FAQ_LANG": "en",
            "FAQ_ROUTER_QUIET": "86400",  # the router is shared with the project: nothing is trained here
        }
        return {**others, **own, **changes}

    def break_knowledge(self) -> None:
        (self.knowledge / BROKEN_FILE).write_text("question: [not closed\n", encoding="utf-8")


def build_house(folder: Path) -> House:
    """The shipped knowledge as a copy, and what set-up built from it."""
    folder.mkdir(exist_ok=True)
    house = House(folder, free_port(), free_port())
    shutil.copytree(settings().knowledge_dir, house.knowledge)
    house.build.mkdir()
    for name in BUILT:
        (house.build / name).symlink_to(settings().build_dir / name)
    return house


def faq(*arguments: str, environment: Mapping[str, str], seconds: float = 120) -> subprocess.CompletedProcess[str]:
    """One command from its start to its end."""
    return subprocess.run(
        [str(ROOT / "faq"), *arguments], env=dict(environment), cwd=ROOT, capture_output=True, text=True, timeout=seconds, check=False
    )


@dataclass
class Serving:
    """A running `./faq serve`."""

    process: subprocess.Popen[bytes]
    house: House
    out: Path
    err: Path

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.house.port}"

    def wait_until_ready(self) -> None:
        until = time.monotonic() + READY_WITHIN
        while "Ready:" not in self.out.read_text(encoding="utf-8"):
            assert self.process.poll() is None, self.err.read_text(encoding="utf-8")
            assert time.monotonic() < until, self.err.read_text(encoding="utf-8")
            time.sleep(0.1)

    def stop(self) -> int:
        """SIGTERM, as systemd sends it; the exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOPS_WITHIN)


@contextmanager
def serving(house: House, **changes: str) -> Iterator[Serving]:
    """`./faq serve` for as long as the block lasts; whatever happens, nothing of it is left."""
    out, err = house.folder / "out.txt", house.folder / "err.txt"
    with out.open("wb") as stdout, err.open("wb") as stderr:
        process = subprocess.Popen([str(ROOT / "faq"), "serve"], env=house.environment(**changes), cwd=ROOT, stdout=stdout, stderr=stderr)
    served = Serving(process, house, out, err)
    pids: list[int] = []
    try:
        served.wait_until_ready()
        pids = children(process.pid)
        yield served
    finally:
        if process.poll() is None:
            served.stop()
        for pid in filter(alive, pids):
            os.kill(pid, signal.SIGKILL)


def children(parent: int) -> list[int]:
    """The processes that a process started."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it ended while we looked
            continue
        if int(after_name[1]) == parent:
            found.append(int(stat.parent.name))
    return sorted(found)


def alive(pid: int) -> bool:
    """Whether a process runs; one that ended and that nobody has asked for does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False

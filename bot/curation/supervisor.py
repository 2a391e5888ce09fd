"""Start the action server and Rasa, watch both, stop them cleanly."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType

from bot.errors import FaqError
from bot.settings import ROOT, Settings

STOP_SECONDS = 15.0  # Rasa answers what it has begun, which took 6 s in measurements
START_SECONDS = 180.0  # the first start of a fresh machine encodes all entries
MODULES = {"actions": "actions.serve", "rasa": "bot.nlu.serve"}


class NotStarted(FaqError):
    def __init__(self, name: str, log: Path) -> None:
        tail = "\n".join(log.read_text(encoding="utf-8", errors="replace").splitlines()[-8:]) if log.exists() else ""
        super().__init__(f"{tail}\nThe {name} server did not start; its whole output is in {log}.")


class PortInUse(FaqError):
    def __init__(self, port: int, server: str, setting: str) -> None:
        super().__init__(f"Port {port}, for {server}, is in use. End the program that uses it, or choose another with {setting}.")


class Supervisor:
    """The two servers as child processes; use it as a context manager."""

    def __init__(self, settings: Settings, extra: Mapping[str, str] | None = None) -> None:
        self.settings = settings
        self._environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PYTHONUNBUFFERED": "1",
            "OMP_NUM_THREADS": "1",  # two processes that each spin on every core wait for each other
            "OPENBLAS_NUM_THREADS": "1",
            "FAQ_PORT": str(settings.port),
            "FAQ_ACTION_PORT": str(settings.action_port),
            "FAQ_KNOWLEDGE_DIR": str(settings.knowledge_dir),
            "FAQ_STATE_DIR": str(settings.state_dir),
            **(extra or {}),
        }
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    @property
    def url(self) -> str:
        return f"http://{self.settings.host}:{self.settings.port}"

    def __enter__(self) -> Supervisor:
        self._check_ports()  # another assistant on the port would otherwise pass for ours
        try:
            for name in MODULES:
                self.start(name)
            self.wait_until_ready()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, err: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def _check_ports(self) -> None:
        chosen = self.settings
        if in_use(chosen.host, chosen.port):
            raise PortInUse(chosen.port, "the chat page", "FAQ_PORT")
        if in_use(chosen.action_host, chosen.action_port):
            raise PortInUse(chosen.action_port, "the action server", "FAQ_ACTION_PORT")

    def log(self, name: str) -> Path:
        return self.settings.state_dir / "log" / f"{name}.log"

    def start(self, name: str) -> None:
        """Start one of the two servers."""
        log = self.log(name)
        log.parent.mkdir(parents=True, exist_ok=True)
        command = [str(ROOT / ".venv" / name / "bin" / "python"), "-m", MODULES[name]]
        with log.open("ab") as file:
            # A session of its own: Ctrl-C reaches us alone, and we stop both in order.
            self.children[name] = subprocess.Popen(
                command, stdout=file, stderr=file, env=self._environment, cwd=ROOT, start_new_session=True
            )

    def wait_until_ready(self) -> None:
        """Until the health route is green; NotStarted if a server ends or it takes too long."""
        until = time.monotonic() + START_SECONDS
        while not healthy(self.url):
            for name, child in self.children.items():
                if child.poll() is not None or time.monotonic() > until:
                    raise NotStarted(name, self.log(name))
            time.sleep(0.2)

    def restart_fallen(self) -> list[str]:
        """Start again what has ended by itself; the names of what was."""
        fallen = [name for name, child in self.children.items() if child.poll() is not None]
        for name in fallen:
            self.start(name)
        return fallen

    def stop(self) -> None:
        """End both: Rasa first, so that what it has begun is still answered. Then no process is left."""
        for name in reversed(MODULES):
            child = self.children.pop(name, None)
            if child is None or child.poll() is not None:
                continue
            child.send_signal(signal.SIGTERM)
            try:
                child.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def in_use(host: str, port: int) -> bool:
    """Whether somebody listens there."""
    with suppress(OSError), socket.create_connection((host, port), timeout=1):
        return True
    return False


def healthy(url: str) -> bool:
    """Whether the service at `url` says that it can answer a question."""
    with suppress(OSError, urllib.error.URLError, ValueError, KeyError, TypeError):  # another program may answer there
        with urllib.request.urlopen(f"{url}/chat/health", timeout=5) as response:
            return bool(json.load(response)["status"] == "ok")
    return False

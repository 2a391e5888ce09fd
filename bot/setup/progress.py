"""Run a long command: its output goes to a log, a person sees what is being done and for how long."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.errors import FaqError

LOGS = Path("var/log")


class Failed(FaqError):
    """A command ended with an error; the text shows the end of its log."""


def run(what: str, command: Sequence[str], log: str, extra: Mapping[str, str] | None = None) -> None:
    """Run `command`, saying `what`. log: name of the log file."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / f"{log}.log"
    began = time.monotonic()
    if not sys.stdout.isatty():
        print(f"{what} …", flush=True)
    # Compiled files are wanted: without them every start of Rasa takes three seconds more.
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "", "PYTHONPATH": os.getcwd(), **(extra or {})}
    with path.open("w", encoding="utf-8") as file:
        process = subprocess.Popen(command, stdout=file, stderr=subprocess.STDOUT, env=environment)
        while process.poll() is None:
            _show(f"{what} … {time.monotonic() - began:.0f} s", end="\r" if sys.stdout.isatty() else "")
            _pause(process)
    _show(f"{what} … {'done' if process.returncode == 0 else 'FAILED'} in {time.monotonic() - began:.0f} s", end="\n")
    if process.returncode:
        tail = "\n".join(path.read_text(encoding="utf-8", errors="replace").splitlines()[-15:])
        raise Failed(f"{tail}\n{what} failed; the whole output is in {path}.")


def _pause(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(subprocess.TimeoutExpired):
        process.wait(timeout=1)


def _show(text: str, end: str) -> None:
    if end:
        print(text, end=end, flush=True)

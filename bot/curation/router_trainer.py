"""Starts the training of the router in the background, once the knowledge has changed and then been left alone for a while.

Whether enough has changed is for `bot.nlu.relearn` to say, in Rasa's environment; here a changed file is enough to ask it.
"""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

from bot.knowledge.snapshot import Look, look_at
from bot.records.router_status import Problem, Training, read_router_status, write_part
from bot.settings import ROOT, Settings

EVERY = 2.0  # seconds between two looks at the folder
STOP_SECONDS = 10.0
PRIORITY = 10  # as of nice(1): the servers come first

Seen = tuple[date, Look]  # what the files look like from outside; on another day other entries are served


class RouterTrainer:
    """At most one training at a time. tick() is called about once a second and never waits."""

    def __init__(self, chosen: Settings, clock: Callable[[], float] = time.monotonic, today: Callable[[], date] = date.today) -> None:
        self._settings, self._clock, self._today = chosen, clock, today
        self._seen: Seen | None = None
        self._quiet_since = self._look_next = 0.0
        self._asked: Seen | None = None  # what the last training began with, or was not needed for
        self._training: subprocess.Popen[bytes] | None = None

    @property
    def log(self) -> Path:
        return self._settings.state_dir / "log" / "training.log"

    def tick(self) -> str | None:
        """Start what is due and notice what has ended; a sentence for the journal if a training failed."""
        if self._training is not None:
            return self._collect(self._training)
        if self._due():
            self._asked = self._seen
            self._training = self._start()
        return None

    def stop(self) -> None:
        """End a training that runs; the next start begins it anew, and removes what is left of this one."""
        training, self._training = self._training, None
        if training is None or training.poll() is not None:
            return
        training.terminate()
        try:
            training.wait(timeout=STOP_SECONDS)
        except subprocess.TimeoutExpired:
            training.kill()
            training.wait()
        write_part(self._settings.state_dir, Training())

    def _due(self) -> bool:
        """Whether the files are other ones than asked about last, and have been the same for long enough."""
        now = self._clock()
        if now < self._look_next:
            return False
        self._look_next = now + EVERY
        look = (self._today(), look_at(self._settings.knowledge_dir))
        if look != self._seen:
            self._seen, self._quiet_since = look, now
        return look != self._asked and now - self._quiet_since >= self._settings.router_quiet

    def _start(self) -> subprocess.Popen[bytes]:
        self.log.parent.mkdir(parents=True, exist_ok=True)
        chosen = self._settings
        environment = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "OMP_NUM_THREADS": "1",
            "OPENBLAS_NUM_THREADS": "1",
            "FAQ_KNOWLEDGE_DIR": str(chosen.knowledge_dir),
            "FAQ_BUILD_DIR": str(chosen.build_dir),
            "FAQ_STATE_DIR": str(chosen.state_dir),
        }
        command = ["nice", "-n", str(PRIORITY), str(ROOT / ".venv" / "rasa" / "bin" / "python"), "-m", "bot.nlu.relearn"]
        with self.log.open("ab") as file:
            return subprocess.Popen(command, stdout=file, stderr=file, env=environment, cwd=ROOT, start_new_session=True)

    def _collect(self, training: subprocess.Popen[bytes]) -> str | None:
        code = training.poll()
        if code is None:
            return None
        self._training = None
        if code == 0:
            return None
        if read_router_status(self._settings.state_dir).training.problem is None:  # it could not say so itself
            why = f"signal {-code}" if code < 0 else f"exit code {code}"
            write_part(self._settings.state_dir, Training(problem=Problem("training_failed", why)))
        return (
            f"路由模型未能重新训练，继续使用原来的模型；见 {self.log}。"
            f"The router could not be trained anew and the one before stays in use; see {self.log}."
        )

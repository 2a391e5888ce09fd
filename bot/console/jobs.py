"""Work that takes too long for a request: one run of each kind at a time, in the background, with its last result."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.errors import FaqError

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Job:
    """problem: a sentence if it ended badly; result: None until it ended well; ended: local time."""

    running: bool = False
    result: Any = None
    problem: str = ""
    ended: str = ""


class Jobs:
    def __init__(self) -> None:
        self._jobs: dict[str, Job] = {}
        self._lock, self._working = threading.Lock(), threading.Lock()

    def of(self, name: str) -> Job:
        return self._jobs.get(name, Job())

    def start(self, name: str, work: Callable[[], Any]) -> None:
        """Nothing happens if it is running already."""
        with self._lock:
            if self.of(name).running:
                return
            self._jobs[name] = Job(running=True)
        threading.Thread(target=self._run, args=(name, work), daemon=True).start()

    def forget(self, name: str) -> None:
        self._jobs.pop(name, None)

    def note(self, name: str, key: str, value: str) -> None:
        """Add to a result that is a mapping."""
        with self._lock:
            self._jobs[name] = Job(result={**(self.of(name).result or {}), key: value})

    def _run(self, name: str, work: Callable[[], Any]) -> None:
        ended = Job(problem="The work failed. / 运行失败。")
        try:
            with self._working:  # the models' memory is there once
                ended = Job(result=work())
        except FaqError as err:
            ended = Job(problem=str(err))
        except Exception as err:
            log.error("%s failed: %s", name, type(err).__name__)
        self._jobs[name] = Job(False, ended.result, ended.problem, datetime.now().isoformat(" ", "minutes"))

"""Write later, in batches, off the path of a message. Conversations and records are both written so.

What `put` took is written within `every` seconds, in the order of its arrival. While the store cannot be reached the batch is
tried again and waits in memory; what a crash of the whole process can lose is what arrived since the last write.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from threading import Condition, Thread
from typing import Generic, TypeVar

from bot.errors import FaqError

T = TypeVar("T")
log = logging.getLogger(__name__)


class TooFarBehind(FaqError):
    def __init__(self, waiting: int, what: str, setting: str) -> None:
        super().__init__(f"{waiting} {what} wait to be written. Check the database of {setting} and the disk.")


class WriteBehind(Generic[T]):
    """write: writes a batch whole or raises; unreachable: says whether an error means 'try again' (else the items are dropped, and
    counted in `dropped`); what, setting: how the items are called and which setting names their database, for sentences to operators."""

    def __init__(
        self,
        write: Callable[[list[T]], None],
        unreachable: Callable[[Exception], bool],
        every: float = 0.5,
        limit: int = 100_000,
        retry: float = 2.0,
        what: str = "conversation events",
        setting: str = "FAQ_TRACKER_URL",
    ) -> None:
        self._what, self._setting = what, setting
        self.dropped = 0
        self._write, self._unreachable = write, unreachable
        self._every, self._limit, self._retry = every, limit, retry
        self._waiting: list[T] = []
        self._taken = self._done = 0  # items ever put, items ever finished with
        self._hurried = self._closed = False
        self._changed = Condition()
        self._thread = Thread(target=self._run, name="write-behind", daemon=True)
        self._thread.start()

    def put(self, items: list[T]) -> int:
        """Take items to write; the number is for `finished`."""
        with self._changed:
            if len(self._waiting) + len(items) > self._limit:
                raise TooFarBehind(len(self._waiting), self._what, self._setting)
            self._waiting += items
            self._taken += len(items)
            self._changed.notify_all()
            return self._taken

    def finished(self, number: int) -> bool:
        """Whether the items of that `put` are written."""
        return self._done >= number

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait until all that was put before is written; False if that took longer than `timeout` seconds."""
        with self._changed:
            upto = self._taken
            self._hurried = True
            self._changed.notify_all()
            return self._changed.wait_for(lambda: self._done >= upto, timeout)

    def close(self, timeout: float = 10.0) -> bool:
        """Write what waits and stop; False if something could not be written."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._thread.join(timeout)
        return self._done == self._taken

    def _run(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._waiting or self._closed)
                # Batches: let more arrive, unless someone waits for the result.
                self._changed.wait_for(lambda: self._hurried or self._closed, self._every)
                batch = self._waiting[:]
                last = self._closed
            written = self._try(batch)
            with self._changed:
                if written:
                    del self._waiting[: len(batch)]
                    self._done += len(batch)
                    self._hurried = bool(self._waiting) and self._hurried
                self._changed.notify_all()
                if last and (not written or not self._waiting):
                    return
                if not written:
                    self._changed.wait_for(lambda: self._closed, self._retry)

    def _try(self, batch: list[T]) -> bool:
        """True when the batch is finished with: written, or found unwritable item by item."""
        if not batch:
            return True
        try:
            self._write(batch)
        except Exception as err:  # a thread's last door: whatever it is, later batches must still be written
            if self._unreachable(err):
                why = type(err).__name__  # its text could hold what a citizen typed
                log.error("%s %s wait: the database of %s cannot be reached (%s).", len(batch), self._what, self._setting, why)
                return False
            return self._one_by_one(batch)
        return True

    def _one_by_one(self, batch: list[T]) -> bool:
        for item in batch:
            try:
                self._write([item])
            except Exception as err:
                self.dropped += 1
                log.error(
                    "One of the %s could not be written and was dropped (%s); %s so far.", self._what, type(err).__name__, self.dropped
                )
        return True

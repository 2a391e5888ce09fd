"""The room of this process follows the knowledge files: what is saved, and right, answers within a second, without a restart.

The files are looked at from outside a few times a second, which works on network shares too. What has changed is taken up once a second
look, shortly after, finds the same: so a file that is being written, and an import of thousands, are read once, when they are whole.
Everything is checked, and the new room is built beside the one in use; then one reference changes. A turn keeps the room it began with.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from typing import Final, Protocol

from bot.answering.live_status import LiveStatus, Trouble, now, trouble_of, troubles, write_status
from bot.answering.pipeline import Room
from bot.knowledge.last_good import keep, last_good
from bot.knowledge.loader import Loaded, load_snapshot
from bot.knowledge.schema import Knowledge
from bot.knowledge.snapshot import Look, Snapshot, look_at, take
from bot.settings import Settings

logger = logging.getLogger(__name__)

EVERY: Final = 0.15  # seconds between two looks
SETTLE: Final = 0.05  # from a change to the look that must find no other
AFTER_AN_ERROR: Final = 1.0  # seconds until it is tried again
SAVE_AFTER: Final = 3.0  # seconds of quiet after which vectors and the last good copy are written


class Builder(Protocol):
    def build(self, knowledge: Knowledge, today: date) -> Room:
        """Whatever it raises, the next call is as good as if this one had not been."""

    def save(self) -> None:
        """Keep on disk what was costly."""


class LiveRoom:
    """The room in use. open() builds the first one, follow() keeps it fresh; `room` may be read from any thread."""

    def __init__(
        self, settings: Settings, make_builder: Callable[[], Builder], clock: Callable[[], float] = time.monotonic,
        today: Callable[[], date] = date.today,
    ) -> None:  # fmt: skip
        self._settings, self._make_builder, self._clock, self._today = settings, make_builder, clock, today
        self._room: Room | None = None
        self._loaded: Loaded | None = None  # the last load, good or not
        self._look: Look = frozenset()  # at the last look
        self._done: tuple[Look, date] | None = None  # what the room in use, or the refusal, was made of
        self._day: date | None = None  # of the room in use
        self._logged: tuple[Trouble, ...] = ()
        self._unsaved: tuple[float, Snapshot] | None = None
        self._closed = threading.Event()
        self.status = LiveStatus()

    @property
    def room(self) -> Room:
        assert self._room is not None, "open() comes first"
        return self._room

    def open(self) -> None:
        """Build the first room: of the files, or of the last good copy while these have errors; BrokenKnowledge if there is neither."""
        self._look, today = look_at(self._settings.knowledge_dir), self._today()
        snapshot = take(self._settings.knowledge_dir)
        self._loaded = load_snapshot(snapshot, today)
        good = None if self._loaded.knowledge else last_good(self._settings.build_dir)
        served = load_snapshot(good, today) if good else self._loaded
        knowledge = served.knowledge or self._loaded.require()
        self._builder = self._make_builder()
        self._serve(self._builder.build(knowledge, today), today)
        self._builder.save()
        self.status = replace(self.status, seen=snapshot.version)
        self._done = (self._look, today)
        if good:
            self._refuse(troubles(self._loaded.problems))
        else:
            self._tell(self.status)
            self._unsaved = (self._clock(), snapshot)

    def follow(self) -> threading.Thread:
        """Look at the files from now on, in a thread that ends with close() or with the process."""
        thread = threading.Thread(target=self._run, name="knowledge", daemon=True)
        thread.start()
        return thread

    def close(self) -> None:
        """Look no more. The room in use stays."""
        self._closed.set()

    def _run(self) -> None:
        pause = 0.0
        while not self._closed.wait(pause):
            try:
                pause = self.tick()
            except Exception as err:  # whatever it is, the room in use goes on answering
                logger.exception("The knowledge files could not be followed (%s); it is tried again.", type(err).__name__)
                pause = AFTER_AN_ERROR

    def tick(self) -> float:
        """One look, and what it calls for; seconds until the next."""
        look, today = look_at(self._settings.knowledge_dir), self._today()
        if look != self._look:
            self._look = look
            return SETTLE
        if (look, today) != self._done:
            self._take_up(look, today)
        self._save_if_quiet()
        return EVERY

    def _take_up(self, look: Look, today: date) -> None:
        try:
            snapshot = take(self._settings.knowledge_dir)
        except OSError:  # a file went away, or cannot be read now: the next look will do
            return
        if look_at(self._settings.knowledge_dir) != look:
            return  # it was changed while it was read
        self._done = (look, today)
        if snapshot.version == self.room.knowledge.version and today == self._day:
            self._logged = ()
            self._tell(replace(self.status, seen=snapshot.version).with_problems([]))
            return
        self._tell(replace(self.status, seen=snapshot.version, building=True))
        self._loaded = load_snapshot(snapshot, today, self._loaded)
        if self._loaded.knowledge is None:
            self._refuse(troubles(self._loaded.problems))
            return
        try:
            room = self._builder.build(self._loaded.knowledge, today)
        except Exception as err:
            self._refuse([trouble_of(err)])
            return
        self._serve(room, today)
        self._unsaved = (self._clock(), snapshot)

    def _serve(self, room: Room, today: date) -> None:
        """From here on every turn that begins takes this room."""
        self._room, self._day, self._logged = room, today, ()
        version, entries = room.knowledge.version, len(room.served)
        self._tell(LiveStatus(version, now(), entries, version))
        logger.info("knowledge %s is served: %d entries", version, entries)

    def _refuse(self, problems: Sequence[Trouble]) -> None:
        """What is in use stays; the same problems are logged once."""
        self.status = self.status.with_problems(problems)
        self._tell(self.status)
        if self.status.problems == self._logged:
            return
        self._logged = self.status.problems
        lines = [f"{problem.text('zh')} / {problem.text('en')}" for problem in self.status.problems]
        logger.warning("Knowledge %s is not served, %s stays in use:\n%s", self.status.seen, self.status.served, "\n".join(lines))

    def _save_if_quiet(self) -> None:
        if self._unsaved is None or self._clock() - self._unsaved[0] < SAVE_AFTER:
            return
        snapshot, self._unsaved = self._unsaved[1], None
        try:
            self._builder.save()
            keep(snapshot, self._settings.build_dir)
        except OSError as err:
            logger.warning("What was made of knowledge %s could not be kept on disk (%s).", snapshot.version, type(err).__name__)

    def _tell(self, status: LiveStatus) -> None:
        self.status = status
        try:
            write_status(self._settings, status)
        except OSError as err:
            logger.warning("The state of the knowledge could not be written (%s).", type(err).__name__)

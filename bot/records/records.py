"""The records of one process: taken at once, written a moment later, forgotten after a while."""

from __future__ import annotations

import atexit
import logging
import time
import weakref
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

import sqlalchemy as sa

from bot.errors import FaqError
from bot.language.masks import mask
from bot.records.database import make_tables, open_database, save, unreachable
from bot.records.tables import CONVERSATION_RATINGS, METADATA, MOST_TEXT, RATINGS, TURNS
from bot.records.write_behind import TooFarBehind, WriteBehind
from bot.settings import Settings

log = logging.getLogger(__name__)

FILE = "records.db"
FORGET_EVERY = 3600.0  # seconds
MOST_WAITING = 20_000  # rows that wait in memory while the database cannot be reached


@dataclass(frozen=True)
class Turn:
    """A reply and what it was given to. text: the citizen's, masked; milliseconds: that the pipeline took; see bot/records/tables.py."""

    turn: str
    channel: str
    lang: str
    outcome: str
    text: str
    knowledge: str
    milliseconds: int
    category: str | None = None
    entry: str | None = None
    confidence: float | None = None
    candidates: tuple[str, ...] = ()
    about: str | None = None
    again: str | None = None


@dataclass(frozen=True)
class Rating:
    """What was thought of a reply. reason: of REASONS; text: the citizen's own words."""

    turn: str
    helpful: bool
    reason: str | None = None
    text: str = ""


@dataclass(frozen=True)
class ConversationRating:
    """level: of LEVELS; conversation: a keyed hash, so that one conversation counts once."""

    conversation: str
    channel: str
    level: int


class NotRecorded(FaqError):
    def __init__(self, why: str) -> None:
        super().__init__(f"The records cannot be read ({why}). Check the database of FAQ_RECORDS_URL, or the folder of FAQ_STATE_DIR.")


Row = tuple[sa.Table, dict[str, Any]]


class Records:
    """Nothing here raises into an answer: what cannot be kept is counted in `lost` and said in the log, without its text."""

    def __init__(self, address: str, days: float, clock: Callable[[], float] = time.time, every: float = 0.5, retry: float = 5.0) -> None:
        """address: of SQLAlchemy; WrongRecordsAddress if it is none. days: how long rows are kept. every: seconds between writes; retry:
        until the next try while the database cannot be reached."""
        self._engine = open_database(address)
        self._kept_seconds = days * 86400
        self._clock, self._every, self._retry = clock, every, retry
        self._made = False
        self._forget_next = 0.0
        self._writer: WriteBehind[Row] | None = None
        self._refused = 0

    @classmethod
    def of(cls, settings: Settings) -> Records:
        """The records that the settings describe."""
        return cls(settings.records_url or f"sqlite:///{settings.state_dir.resolve() / FILE}", settings.records_days)

    def add(self, item: Turn | Rating | ConversationRating) -> bool:
        """Take something to write; False if there is no more room for it. Of two items with the same key the later one counts."""
        row = _row(item, self._minute())
        try:
            self._writing().put([row])
        except TooFarBehind as err:
            self._refused += 1
            log.error("%s %s lost so far.", err, self.lost)
            return False
        return True

    def minute_of(self, turn: str) -> int | None:
        """When a turn was, in seconds since 1970, or None if there is no such turn. Waits for the database; NotRecorded if that fails."""
        try:
            self._make()
            with self._engine.connect() as connection:
                found = connection.execute(sa.select(TURNS.c.at).where(TURNS.c.turn == turn)).scalar()
        except Exception as err:  # whatever a driver raises: the text of it is nobody's business
            raise NotRecorded(type(err).__name__) from None
        return None if found is None else int(found)

    @property
    def lost(self) -> int:
        """How many items could not be kept since the start."""
        return self._refused + (self._writer.dropped if self._writer else 0)

    def flush(self, timeout: float = 10.0) -> bool:
        """Wait until all that was added is in the database; False if that took too long."""
        return self._writer.flush(timeout) if self._writer else True

    def close(self) -> bool:
        """Write what waits, and let go of the database; False if something could not be written."""
        done = self._writer.close() if self._writer else True
        self._engine.dispose()
        return done

    def _writing(self) -> WriteBehind[Row]:
        """The writer's thread starts with the first item: a process that records nothing has none."""
        if self._writer is None:
            self._writer = WriteBehind(
                self._write, unreachable, self._every, MOST_WAITING, self._retry, what="records", setting="FAQ_RECORDS_URL"
            )
            atexit.register(_close, weakref.ref(self))
        return self._writer

    def _minute(self) -> int:
        return int(self._clock() // 60 * 60)

    def _make(self) -> None:
        if not self._made:
            make_tables(self._engine)
            self._made = True

    def _write(self, batch: list[Row]) -> None:
        self._make()
        with self._engine.begin() as connection:
            for table in METADATA.sorted_tables:
                rows = [row for of, row in batch if of is table]
                if rows:
                    save(connection, table, rows)
            self._forget_old(connection)

    def _forget_old(self, connection: sa.engine.Connection) -> None:
        """Delete what is older than we keep it; once an hour is enough."""
        now = self._clock()
        if now < self._forget_next:
            return
        for table in METADATA.sorted_tables:
            connection.execute(table.delete().where(table.c.at < now - self._kept_seconds))
        self._forget_next = now + FORGET_EVERY


def _row(item: Turn | Rating | ConversationRating, minute: int) -> Row:
    values = {**asdict(item), "at": minute}
    if "text" in values:
        values["text"] = mask(values["text"])[:MOST_TEXT]
    if isinstance(item, Turn):
        values["candidates"] = " ".join(item.candidates)
        return TURNS, values
    return (RATINGS if isinstance(item, Rating) else CONVERSATION_RATINGS), values


def _close(ref: weakref.ref[Records]) -> None:
    records = ref()
    if records is not None:
        records.close()

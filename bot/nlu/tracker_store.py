"""Conversations in SQL, with live ones in memory and the writing off the path of a message.

The stock SQLTrackerStore reads and writes SQL at every message, inside the event loop: measured, it halves the throughput. Here
a live conversation is in memory, and its new events are written by a thread, at most a second later. SQLite and PostgreSQL alike.
"""

from __future__ import annotations

import asyncio
import atexit
import json
import time
import weakref
from collections import OrderedDict
from collections.abc import Iterable
from typing import Any, NamedTuple

import sqlalchemy as sa
from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import Event, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.shared.nlu.constants import INTENT_NAME_KEY
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError, TimeoutError

from bot.records.write_behind import WriteBehind
from bot.settings import settings

LIVE = 512  # conversations kept in memory
FORGET_EVERY = 3600.0  # seconds
BEHIND = 0.5  # seconds between an event and its write
_open_stores: weakref.WeakSet[CachedSQLTrackerStore] = weakref.WeakSet()


class Waiting(NamedTuple):
    sender_id: str
    event: Event


class CachedSQLTrackerStore(SQLTrackerStore):
    """A conversation is lent to the message being answered and comes back when it is saved.

    If answering fails in between, it does not come back, and the next message reads what is stored: an event that was
    never saved is never seen, as with the stock store.
    """

    def __init__(
        self,
        domain: Domain | None = None,
        host: str | None = None,
        event_broker: EventBroker | None = None,
        live: int = LIVE,
        behind: float = BEHIND,
        kept_days: float | None = None,
        **kwargs: Any,
    ) -> None:
        """host: an SQLAlchemy address, as in sqlite:///var/conversations.db or postgresql://user:password@host/name.

        kept_days: how long what was said is kept; by default as the settings say.
        """
        kept_days = settings().conversation_days if kept_days is None else kept_days
        for store in list(_open_stores):  # a model swapped in brings a new store: it must find what the old one took
            store.flush()
        super().__init__(domain=domain, host=host, event_broker=event_broker, **kwargs)
        if self.engine.dialect.name == "sqlite":
            sa.event.listen(self.engine, "connect", _tune_sqlite)
        self._live: OrderedDict[str, DialogueStateTracker] = OrderedDict()
        self._limit = live
        self._kept_seconds = kept_days * 86400
        self._forget_next = 0.0
        self._waiting: dict[str, int] = {}  # sender -> number of its last put
        self._stored: dict[str, tuple[weakref.ref[DialogueStateTracker], int]] = {}
        self._writer = WriteBehind(self._write, _unreachable, behind)
        _open_stores.add(self)
        atexit.register(_close, weakref.ref(self))

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        tracker = self._live.pop(sender_id, None)
        if tracker is None:
            tracker = await asyncio.get_running_loop().run_in_executor(None, self._read, sender_id, False)
        if tracker is not None:
            self._remember_stored(tracker)
        return tracker

    async def retrieve_full_tracker(self, conversation_id: str) -> DialogueStateTracker | None:
        return await asyncio.get_running_loop().run_in_executor(None, self._read, conversation_id, True)

    async def keys(self) -> Iterable[str]:
        await asyncio.get_running_loop().run_in_executor(None, self.flush)
        senders: Iterable[str] = await super().keys()
        return senders

    async def save(self, tracker: DialogueStateTracker) -> None:
        new = list(tracker.events)[await self._count_stored(tracker) :] if tracker.events else []
        if new:
            if self.event_broker is not None:
                await self._stream_new_events(self.event_broker, new, tracker.sender_id)
            self._put(tracker.sender_id, new)
        self._remember_stored(tracker)
        if tracker.events and not _has_earlier_session(tracker):
            self._keep(tracker)

    async def forget(self, sender_id: str) -> None:
        """Delete a conversation for good, in memory and in the database."""
        self._live.pop(sender_id, None)
        self._stored.pop(sender_id, None)
        await asyncio.get_running_loop().run_in_executor(None, self._delete, sender_id)

    def flush(self) -> bool:
        """Wait until all that was saved is in the database."""
        return self._writer.flush()

    def close(self) -> bool:
        """Write what waits and stop writing."""
        _open_stores.discard(self)
        return self._writer.close()

    def _keep(self, tracker: DialogueStateTracker) -> None:
        self._live[tracker.sender_id] = tracker
        self._live.move_to_end(tracker.sender_id)
        if len(self._live) > self._limit:
            sender_id, _ = self._live.popitem(last=False)
            self._stored.pop(sender_id, None)

    def _remember_stored(self, tracker: DialogueStateTracker) -> None:
        sender_id = tracker.sender_id

        def forget(ref: weakref.ref[DialogueStateTracker]) -> None:
            known = self._stored.get(sender_id)
            if known and known[0] is ref:
                del self._stored[sender_id]

        self._stored[sender_id] = (weakref.ref(tracker, forget), len(tracker.events))

    async def _count_stored(self, tracker: DialogueStateTracker) -> int:
        """How many events of this tracker are in the database or on the way there."""
        known = self._stored.get(tracker.sender_id)
        if known and known[0]() is tracker:
            return known[1]
        return await asyncio.get_running_loop().run_in_executor(None, self._count, tracker.sender_id)

    def _count(self, sender_id: str) -> int:
        self._flush_if_waiting(sender_id)
        with self.session_scope() as session:
            return int(self._event_query(session, sender_id, fetch_events_from_all_sessions=False).count())

    def _read(self, sender_id: str, all_sessions: bool) -> DialogueStateTracker | None:
        self._flush_if_waiting(sender_id)
        with self.session_scope() as session:
            rows = self._event_query(session, sender_id, fetch_events_from_all_sessions=all_sessions).all()
            events = [json.loads(row.data) for row in rows]
        return DialogueStateTracker.from_dict(sender_id, events, self.domain.slots) if events else None

    def _put(self, sender_id: str, events: list[Event]) -> None:
        self._waiting[sender_id] = self._writer.put([Waiting(sender_id, event) for event in events])
        if len(self._waiting) > 4 * self._limit:
            self._waiting = {key: number for key, number in self._waiting.items() if not self._writer.finished(number)}

    def _flush_if_waiting(self, sender_id: str) -> None:
        """A new sender's first message must not wait for the writes of everybody else."""
        number = self._waiting.get(sender_id)
        if number is not None and not self._writer.finished(number):
            self.flush()

    def _write(self, batch: list[Waiting]) -> None:
        rows = [_row(sender_id, event) for sender_id, event in batch]
        with self.engine.begin() as connection:
            connection.execute(self.SQLEvent.__table__.insert(), rows)
            self._forget_old(connection)

    def _delete(self, sender_id: str) -> None:
        self._flush_if_waiting(sender_id)
        table = self.SQLEvent.__table__
        with self.engine.begin() as connection:
            connection.execute(table.delete().where(table.c.sender_id == sender_id))

    def _forget_old(self, connection: sa.engine.Connection) -> None:
        """Delete what was said longer ago than we keep it; once an hour is enough."""
        now = time.time()
        if now < self._forget_next:
            return
        self._forget_next = now + FORGET_EVERY
        table = self.SQLEvent.__table__
        connection.execute(table.delete().where(table.c.timestamp < now - self._kept_seconds))


def _row(sender_id: str, event: Event) -> dict[str, Any]:
    """The same columns as the stock store writes: either reads what the other wrote."""
    data = event.as_dict()
    return {
        "sender_id": sender_id,
        "type_name": event.type_name,
        "timestamp": data.get("timestamp"),
        "intent_name": data.get("parse_data", {}).get("intent", {}).get(INTENT_NAME_KEY),
        "action_name": data.get("name"),
        "data": json.dumps(data),
    }


def _has_earlier_session(tracker: DialogueStateTracker) -> bool:
    """Whether events of an ended session come before the running one: read anew, the conversation comes without them."""
    seen_question = False
    for event in tracker.events:
        if isinstance(event, SessionStarted) and seen_question:
            return True
        seen_question = seen_question or isinstance(event, UserUttered)
    return False


def _unreachable(error: Exception) -> bool:
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, (OperationalError, InterfaceError, TimeoutError, OSError))


def _tune_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    # NORMAL with WAL: a power cut may lose the last moments, never the file.
    for pragma in ("busy_timeout=5000", "journal_mode=WAL", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _close(ref: weakref.ref[CachedSQLTrackerStore]) -> None:
    store = ref()
    if store is not None:
        store.close()

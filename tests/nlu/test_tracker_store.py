"""Conversations: in memory while they live, in SQL soon after, and never half."""

from __future__ import annotations

import asyncio
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from rasa.core.tracker_store import SQLTrackerStore
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from bot.nlu.tracker_store import CachedSQLTrackerStore
from bot.settings import ROOT

DOMAIN = Domain.from_yaml(
    """
version: "3.1"
intents: [tax]
slots:
  faq_entry: {type: text, influence_conversation: false, mappings: [{type: custom}]}
"""
)
Open = Callable[..., CachedSQLTrackerStore]


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'conversations.db'}"


@pytest.fixture
def open_store(address: str) -> Iterator[Open]:
    opened: list[CachedSQLTrackerStore] = []

    def make(**options: Any) -> CachedSQLTrackerStore:
        opened.append(CachedSQLTrackerStore(DOMAIN, address, **{"behind": 60, **options}))
        return opened[-1]

    yield make
    for store in opened:
        store.close()


def run(work: Coroutine[Any, Any, Any]) -> Any:
    return asyncio.run(work)


async def start(store: CachedSQLTrackerStore, sender: str = "web-1") -> DialogueStateTracker:
    """What Rasa does with the first message of a conversation, up to the save."""
    tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
    add_session(tracker)
    return tracker


def add_session(tracker: DialogueStateTracker) -> None:
    tracker.update_with_events([ActionExecuted("action_session_start"), SessionStarted(), ActionExecuted("action_listen")], DOMAIN)


def add_turn(tracker: DialogueStateTracker, text: str, entry: str = "tax/invoice") -> None:
    data = {"intent": {"name": "tax", "confidence": 0.9}, "text": text, "entities": []}
    tracker.update_with_events(
        [
            UserUttered(text, data["intent"], parse_data=data),
            ActionExecuted("action_answer_faq"),
            BotUttered(metadata={}, data={"custom": {"outcome": "answered"}}),
            SlotSet("faq_entry", entry),
            ActionExecuted("action_listen"),
        ],
        DOMAIN,
    )


async def talk(store: CachedSQLTrackerStore, *texts: str, sender: str = "web-1") -> DialogueStateTracker:
    """One message after the other, as Rasa handles them."""
    for text in texts:
        tracker = await store.get_or_create_tracker(sender, append_action_listen=False)
        if not tracker.events:
            add_session(tracker)
        add_turn(tracker, text)
        await store.save(tracker)
    return tracker


def texts(tracker: DialogueStateTracker | None) -> list[str | None]:
    return [event.text for event in tracker.events if isinstance(event, UserUttered)] if tracker else []


def rows(address: str) -> list[str]:
    with sqlite3.connect(address.removeprefix("sqlite:///")) as connection:
        return [name for (name,) in connection.execute("select type_name from events order by id")]


def test_a_message_waits_for_no_write(open_store: Open, address: str) -> None:
    store = open_store()
    run(talk(store, "怎么开发票"))
    assert rows(address) == []
    store.flush()
    assert len(rows(address)) == 8


def test_events_are_in_the_database_within_a_second(open_store: Open, address: str) -> None:
    store = open_store(behind=0.5)
    run(talk(store, "怎么开发票"))
    end = time.monotonic() + 1.0
    while not rows(address) and time.monotonic() < end:
        time.sleep(0.02)
    assert len(rows(address)) == 8


@pytest.mark.parametrize(("first", "second"), [("怎么开发票", "要带什么"), ("How do I issue an invoice?", "what does it cost")])
def test_a_restart_reads_the_conversation_back(open_store: Open, first: str, second: str) -> None:
    store = open_store()
    run(talk(store, first, second))
    assert store.close()
    tracker = run(open_store().retrieve("web-1"))
    assert texts(tracker) == [first, second]
    assert tracker.get_slot("faq_entry") == "tax/invoice"


def test_each_event_is_stored_once_whether_it_was_read_from_memory_or_from_sql(open_store: Open, address: str) -> None:
    store = open_store()
    run(talk(store, "一", "二"))
    store.close()
    later = open_store()
    run(talk(later, "三", "四"))
    later.flush()
    assert rows(address).count("user") == 4
    assert rows(address).count("session_started") == 1
    assert texts(run(open_store().retrieve("web-1"))) == ["一", "二", "三", "四"]


def test_the_live_conversation_is_lent_not_copied(open_store: Open) -> None:
    store = open_store()

    async def twice() -> bool:
        tracker = await talk(store, "一")
        return await store.retrieve("web-1") is tracker

    assert run(twice())


def test_what_a_failed_message_did_to_a_conversation_is_never_seen(open_store: Open) -> None:
    store = open_store()

    async def fail_in_between() -> DialogueStateTracker | None:
        await talk(store, "一")
        tracker = await store.retrieve("web-1")
        assert tracker is not None
        tracker.update(UserUttered("没有存下来"))  # and then answering it fails: no save
        del tracker
        return await store.retrieve("web-1")

    assert texts(run(fail_in_between())) == ["一"]
    run(talk(store, "二"))
    assert texts(run(store.retrieve("web-1"))) == ["一", "二"]


def test_the_stock_store_reads_what_ours_wrote_and_the_other_way_round(open_store: Open, address: str) -> None:
    store = open_store()
    run(talk(store, "一"))
    store.close()
    stock = SQLTrackerStore(DOMAIN, host=address)
    tracker = run(stock.retrieve("web-1"))
    assert texts(tracker) == ["一"]
    add_turn(tracker, "二")
    run(stock.save(tracker))
    assert texts(run(open_store().retrieve("web-1"))) == ["一", "二"]


def test_a_tracker_from_elsewhere_adds_only_what_is_new(open_store: Open, address: str) -> None:
    store = open_store()
    run(talk(store, "一"))
    store.flush()
    other = run(SQLTrackerStore(DOMAIN, host=address).retrieve("web-1"))
    add_turn(other, "二")
    run(store.save(other))
    store.flush()
    assert rows(address).count("user") == 2


def test_a_new_session_starts_without_the_events_of_the_old_one(open_store: Open) -> None:
    store = open_store()

    async def after_a_pause() -> DialogueStateTracker | None:
        tracker = await talk(store, "旧")
        tracker = await store.retrieve("web-1") or tracker
        add_session(tracker)
        add_turn(tracker, "新")
        await store.save(tracker)
        del tracker
        return await store.retrieve("web-1")

    assert texts(run(after_a_pause())) == ["新"]
    assert texts(run(store.retrieve_full_tracker("web-1"))) == ["旧", "新"]


def test_memory_holds_only_so_many_conversations_and_loses_none(open_store: Open) -> None:
    store = open_store(live=2)

    async def many() -> list[list[str | None]]:
        for number in range(6):
            await talk(store, f"问{number}", sender=f"web-{number}")
        assert len(store._live) == 2
        return [texts(await store.retrieve(f"web-{number}")) for number in range(6)]

    assert run(many()) == [[f"问{number}"] for number in range(6)]


def test_a_store_opened_beside_finds_what_the_first_one_took(open_store: Open) -> None:
    run(talk(open_store(), "一"))
    assert texts(run(open_store().retrieve("web-1"))) == ["一"]


def test_an_unknown_sender_has_no_conversation(open_store: Open) -> None:
    assert run(open_store().retrieve("web-nobody")) is None


def test_senders_are_listed_with_those_not_yet_written(open_store: Open) -> None:
    store = open_store()
    run(talk(store, "一"))
    assert list(run(store.keys())) == ["web-1"]


def test_events_are_streamed_once_to_a_broker(open_store: Open) -> None:
    published: list[str] = []
    broker = type("Broker", (), {"publish": lambda self, event: published.append(event["event"])})()
    store = open_store(event_broker=broker)
    run(talk(store, "一", "二"))
    assert published.count("user") == 2


def test_sqlite_is_in_write_ahead_mode(open_store: Open, address: str) -> None:
    store = open_store()
    run(talk(store, "一"))
    store.flush()
    with sqlite3.connect(address.removeprefix("sqlite:///")) as connection:
        assert connection.execute("pragma journal_mode").fetchone() == ("wal",)


def test_a_process_that_ends_writes_what_waits(address: str) -> None:
    code = f"""
import asyncio
from tests.nlu.test_tracker_store import DOMAIN, talk
from bot.nlu.tracker_store import CachedSQLTrackerStore
asyncio.run(talk(CachedSQLTrackerStore(DOMAIN, {address!r}, behind=60), "最后一句"))
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, check=True, capture_output=True)
    assert rows(address).count("user") == 1


def test_a_killed_process_loses_at_most_what_was_not_yet_due(address: str) -> None:
    code = f"""
import asyncio, os, signal, time
from tests.nlu.test_tracker_store import DOMAIN, talk
from bot.nlu.tracker_store import CachedSQLTrackerStore
store = CachedSQLTrackerStore(DOMAIN, {address!r}, behind=0.2)
asyncio.run(talk(store, "早就该写下了"))
time.sleep(1.5)
asyncio.run(talk(store, "刚说的"))
os.kill(os.getpid(), signal.SIGKILL)
"""
    subprocess.run([sys.executable, "-W", "ignore", "-c", code], cwd=ROOT, check=False, capture_output=True)
    assert rows(address).count("user") >= 1
    assert sqlite3.connect(address.removeprefix("sqlite:///")).execute("pragma integrity_check").fetchone() == ("ok",)


def test_what_was_said_is_deleted_after_the_days_that_it_is_kept(open_store: Open, address: str) -> None:
    first = open_store(kept_days=30)
    run(talk(first, "公积金怎么取", "how do I withdraw it"))
    first.flush()
    with sqlite3.connect(address.removeprefix("sqlite:///")) as database:
        database.execute("update events set timestamp = timestamp - 31 * 86400 where sender_id = 'web-1'")
    run(talk(first, "医保", sender="web-2"))
    first.flush()
    assert rows(address) != [], "once an hour is enough"
    second = open_store(kept_days=30)
    run(talk(second, "社保", sender="web-3"))
    second.flush()
    with sqlite3.connect(address.removeprefix("sqlite:///")) as database:
        assert {sender for (sender,) in database.execute("select distinct sender_id from events")} == {"web-2", "web-3"}

"""Turns and ratings: kept once, without identity, in SQLite and PostgreSQL, and never in the way of an answer."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path

import pytest
import sqlalchemy as sa

from bot.records.database import WrongRecordsAddress, make_tables, open_database
from bot.records.opinions import LEVELS, REASONS
from bot.records.records import ConversationRating, NotRecorded, Rating, Records, Turn
from bot.records.tables import CONVERSATION_RATINGS, METADATA, MOST_TEXT, RATINGS, TURNS
from bot.settings import ROOT, Settings
from tests.records.conftest import MINUTE, Clock, rows

Open = Callable[..., Records]
TURN = Turn(
    "t1", "web", "zh", "answered", "身份证丢了怎么补办", "k1", 7, "id-residence", "id-residence/id-card-lost", 0.93,
    ("id-residence/id-card-lost", "id-residence/id-card-renewal"),
)  # fmt: skip
TURN_EN = replace(TURN, turn="t2", lang="en", text="I lost my ID card", channel="wechat", entry=None, confidence=None, about="t1")
FAR = 400 * 86400


def test_a_turn_is_kept_with_all_that_is_known_of_it_and_the_minute(open_records: Open, address: str) -> None:
    records = open_records()
    assert records.add(TURN) and records.add(TURN_EN)
    assert records.flush()
    first, second = rows(address, TURNS)
    assert first == {
        "turn": "t1", "at": MINUTE, "channel": "web", "lang": "zh", "outcome": "answered", "category": "id-residence",
        "entry": "id-residence/id-card-lost", "confidence": 0.93, "text": "身份证丢了怎么补办",
        "candidates": "id-residence/id-card-lost id-residence/id-card-renewal", "knowledge": "k1", "milliseconds": 7,
        "about": None, "again": None,
    }  # fmt: skip
    assert (second["text"], second["entry"], second["confidence"], second["about"]) == ("I lost my ID card", None, None, "t1")


def test_a_database_of_an_earlier_version_gets_the_columns_it_lacks(open_records: Open, address: str) -> None:
    engine = open_database(address)
    make_tables(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("ALTER TABLE faq_turns DROP COLUMN again"))
    engine.dispose()
    records = open_records()
    assert records.add(replace(TURN, again="t0")) and records.add(TURN_EN)
    assert records.flush()
    assert [row["again"] for row in rows(address, TURNS)] == ["t0", None]


def test_there_is_no_column_for_a_person() -> None:
    names = {column.name for table in METADATA.sorted_tables for column in table.columns}
    assert names == {field.name for kind in (Turn, Rating, ConversationRating) for field in fields(kind)} | {"at"}
    assert not {name for name in names if any(word in name for word in ("sender", "user", "session", "openid", "address", "name", "ip_"))}


@pytest.mark.parametrize(
    ("said", "secret"),
    [
        ("我的身份证330784199001011234丢了", "330784199001011234"),
        ("call me at 13812345678", "13812345678"),
        ("mail a.b@example.com", "a.b@"),
    ],
)
def test_texts_are_masked_once_more_and_cut(open_records: Open, address: str, said: str, secret: str) -> None:
    records = open_records()
    records.add(replace(TURN, text=said + "长" * 2000))
    records.add(Rating("t1", False, "wrong", said))
    records.flush()
    (turn,), (rating,) = rows(address, TURNS), rows(address, RATINGS)
    assert secret not in turn["text"] + rating["text"]
    assert "＊" in turn["text"] and "＊" in rating["text"] and len(turn["text"]) == MOST_TEXT


def test_the_last_rating_of_a_reply_counts_also_across_writes(open_records: Open, address: str) -> None:
    records = open_records()
    records.add(Rating("t1", True))
    records.add(Rating("t1", False, "outdated", "已经改了"))
    records.add(Rating("t2", True))
    records.flush()
    records.add(Rating("t2", False, "wrong", "the fee has changed"))
    records.flush()
    kept = [(row["turn"], row["helpful"], row["reason"], row["text"]) for row in rows(address, RATINGS)]
    assert kept == [("t1", False, "outdated", "已经改了"), ("t2", False, "wrong", "the fee has changed")]


def test_one_conversation_counts_once(open_records: Open, address: str) -> None:
    for level in (1, 5):  # the second from another process, as after a restart
        records = open_records()
        records.add(ConversationRating("c1", "web", level))
        records.add(ConversationRating("c2", "wechat", 3))
        records.close()
    assert [(row["conversation"], row["level"]) for row in rows(address, CONVERSATION_RATINGS)] == [("c1", 5), ("c2", 3)]


def test_the_same_batch_written_twice_is_there_once(open_records: Open, address: str) -> None:
    """As when the connection breaks after the commit and before its confirmation."""
    records = open_records()
    for _ in range(2):
        records.add(TURN)
        records.flush()
    assert len(rows(address, TURNS)) == 1


def test_when_a_turn_was_is_told_in_minutes(open_records: Open) -> None:
    records = open_records()
    assert records.minute_of("t1") is None
    records.add(TURN)
    records.flush()
    assert records.minute_of("t1") == MINUTE


def test_what_is_older_than_we_keep_it_is_deleted_and_nothing_else(open_records: Open, address: str, clock: Clock) -> None:
    records = open_records()
    for item in (TURN, Rating("t1", True), ConversationRating("c1", "web", 5)):
        records.add(item)
    records.flush()
    clock.now += FAR - 60
    for item in (TURN_EN, Rating("t2", True), ConversationRating("c2", "web", 5)):
        records.add(item)
    records.flush()
    assert [len(rows(address, table)) for table in (TURNS, RATINGS, CONVERSATION_RATINGS)] == [2, 2, 2]
    clock.now += 3600
    records.add(replace(TURN, turn="t3"))
    records.flush()
    assert [[row[key] for row in rows(address, table)] for table, key in ((TURNS, "turn"), (RATINGS, "turn"))] == [["t2", "t3"], ["t2"]]
    assert [row["conversation"] for row in rows(address, CONVERSATION_RATINGS)] == ["c2"]


def test_a_process_that_ends_writes_what_waits(open_records: Open, address: str) -> None:
    code = f"""
from bot.records.records import Records
from tests.records.test_records import TURN
Records({address!r}, 400, every=60).add(TURN)
"""
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=True)
    assert [row["turn"] for row in rows(address, TURNS)] == ["t1"]


WRITER = """
import sys
from dataclasses import replace
from bot.records.records import Rating, Records
from tests.records.test_records import TURN
address, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
records = Records(address, 400, every=0.001, retry=0.05)
for number in range(count):
    assert records.add(replace(TURN, turn=f"{name}-{number}", channel=name))
    assert records.add(Rating(f"{name}-{number}", True))
    assert number % 50 or records.minute_of("nothing") is None
    assert number % 10 or records.flush()  # many small transactions
assert records.close() and records.lost == 0
"""


def test_both_processes_write_at_the_same_time_and_nothing_is_lost(address: str) -> None:
    """Real processes, of both environments where they are installed: two versions of SQLAlchemy on one database."""
    ours = [path for path in (ROOT / ".venv" / name / "bin" / "python" for name in ("rasa", "actions")) if path.exists()]
    pythons = [str(path) for path in ours] * 2 if len(ours) == 2 else [sys.executable] * 4
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    writers = [
        subprocess.Popen([python, "-c", WRITER, address, f"p{number}", "150"], cwd=ROOT, env=environment, stderr=subprocess.PIPE, text=True)
        for number, python in enumerate(pythons)
    ]
    for writer in writers:
        _, said = writer.communicate(timeout=120)
        assert writer.returncode == 0, said
    assert len(rows(address, TURNS)) == len(rows(address, RATINGS)) == 4 * 150
    assert {row["channel"] for row in rows(address, TURNS)} == {"p0", "p1", "p2", "p3"}


def test_sqlite_is_in_write_ahead_mode(tmp_path: Path) -> None:
    address = f"sqlite:///{tmp_path / 'records.db'}"
    records = Records(address, 400)
    records.add(TURN)
    records.close()
    with open_database(address).connect() as connection:
        assert connection.execute(sa.text("pragma journal_mode")).scalar() == "wal"


def test_a_database_out_of_reach_is_an_error_in_the_log_and_nothing_else(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    gone = "postgresql://faq:secret@127.0.0.1:9/nowhere"
    records = Records(gone, 400, every=0.01, retry=0.05)
    assert records.add(replace(TURN, text="很私密的话"))
    assert not records.flush(1)
    with pytest.raises(NotRecorded, match="FAQ_RECORDS_URL"):
        records.minute_of("t1")
    assert not records.close()
    errors = [record.getMessage() for record in caplog.records if record.levelno == logging.ERROR]
    assert errors and all("1 records wait" in said and "FAQ_RECORDS_URL" in said for said in errors)
    assert not any(word in caplog.text for word in ("很私密的话", "secret"))


def test_a_broken_file_loses_records_counts_them_and_says_so(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "records.db"
    path.write_bytes(b"this is no database, and it is long enough to be looked at " * 100)
    records = Records(f"sqlite:///{path}", 400, every=60)
    for turn in (TURN, TURN_EN):
        assert records.add(turn)
    records.flush()
    assert records.lost == 2
    assert "dropped" in caplog.text and TURN.text not in caplog.text
    records.close()


def test_when_the_database_is_back_what_waited_is_written(tmp_path: Path) -> None:
    blocker = tmp_path / "state"
    blocker.write_text("a file where the folder should be")
    address = f"sqlite:///{blocker / 'records.db'}"
    records = Records(address, 400, every=0.01, retry=0.05)
    records.add(TURN)
    assert not records.flush(0.3)
    blocker.unlink()
    records.add(TURN_EN)
    assert records.flush()
    assert [row["turn"] for row in rows(address, TURNS)] == ["t1", "t2"]
    records.close()


def test_memory_is_bounded_while_it_is_away(monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture) -> None:
    monkeypatch.setattr("bot.records.records.MOST_WAITING", 2)
    records = Records("postgresql://faq@127.0.0.1:9/nowhere", 400, every=60)
    assert [records.add(replace(TURN, turn=f"t{number}")) for number in range(4)] == [True, True, False, False]
    assert records.lost == 2
    assert "2 records wait to be written" in caplog.text
    records.close()


@pytest.mark.parametrize("address", ["nonsense", "mysql://me:geheim@host/db", "postgresql+nodriver://me:geheim@host/db", "sqlite+x:///y"])
def test_an_address_of_no_database_that_we_know_is_an_error_that_tells_no_password(address: str) -> None:
    with pytest.raises(WrongRecordsAddress, match="FAQ_RECORDS_URL") as caught:
        Records(address, 400)
    assert "geheim" not in str(caught.value)


def test_records_in_memory_leave_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What measuring asks is no question of a citizen."""
    monkeypatch.chdir(tmp_path)
    records = Records("sqlite://", 400)
    records.add(TURN)
    assert records.flush()
    assert records.minute_of("t1") is not None
    assert records.close() and records.lost == 0
    assert list(tmp_path.iterdir()) == []


def test_by_default_the_records_are_a_file_beside_the_conversations(tmp_path: Path) -> None:
    records = Records.of(Settings(state_dir=tmp_path))
    records.add(TURN)
    assert records.close()
    assert (tmp_path / "records.db").is_file()


def test_the_five_levels_and_the_reasons_have_fixed_names_in_both_languages() -> None:
    assert [LEVELS[level]["zh"] for level in (5, 4, 3, 2, 1)] == ["非常满意", "满意", "基本满意", "不满意", "非常不满意"]
    assert all(set(names) == {"zh", "en"} and all(names.values()) for names in (*LEVELS.values(), *REASONS.values()))
    assert set(REASONS) == {"wrong", "outdated", "incomplete", "unclear", "other"}

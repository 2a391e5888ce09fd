"""Ratings of replies and conversations, and "not what I asked": what is taken, from whom, and what is refused."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.channels.inbox import read_letter
from bot.channels.opinions import Opinions, read_feedback, read_level
from bot.channels.refusals import Refused
from bot.records.opinions import LEVELS, REASONS
from bot.records.records import Records, Turn
from bot.records.tables import CONVERSATION_RATINGS, RATINGS
from tests.channels.conftest import FakeClock
from tests.records.conftest import rows

SECRET = b"s" * 32
TURN = "0123456789abcdef0123456789abcdef"
DAY = 86_400


@pytest.fixture
def address(tmp_path: Path) -> str:
    return f"sqlite:///{tmp_path / 'records.db'}"


@pytest.fixture
def records(address: str, clock: FakeClock) -> Iterator[Records]:
    opened = Records(address, 400, clock)
    yield opened
    opened.close()


@pytest.fixture
def opinions(records: Records, clock: FakeClock) -> Opinions:
    return Opinions("web", SECRET, records, clock)


def letter(**fields: object) -> bytes:
    return json.dumps({"session": "token", **fields}).encode()


def refusal(work, *given: object) -> str:
    with pytest.raises(Refused) as caught:
        found = work(*given)
        if asyncio.iscoroutine(found):
            asyncio.run(found)
    return caught.value.refusal.code


@pytest.mark.parametrize(
    ("fields", "wanted"),
    [
        ({"helpful": True}, (True, None, "")),
        ({"helpful": True, "reason": None, "text": None}, (True, None, "")),
        ({"helpful": False, "reason": "outdated", "text": " 去年\u200b就改了 "}, (False, "outdated", "去年就改了")),
        ({"helpful": False, "reason": "wrong", "text": "call me: 13812345678"}, (False, "wrong", "call me: ＊phone＊")),
        ({"helpful": False, "text": "长" * 200}, (False, None, "长" * 200)),
        ({"helpful": False, "text": "x" * 400}, (False, None, "x" * 400)),
    ],
)
def test_feedback_is_read_and_cleaned(fields: dict, wanted: tuple) -> None:
    found = read_feedback(letter(turn=TURN, **fields))
    assert (found.session, found.turn) == ("token", TURN)
    assert (found.helpful, found.reason, found.text) == wanted


@pytest.mark.parametrize("reason", sorted(REASONS))
def test_every_reason_is_known(reason: str) -> None:
    assert read_feedback(letter(turn=TURN, helpful=False, reason=reason)).reason == reason


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"helpful": 1}, "bad_field"), ({"helpful": "true"}, "bad_field"), ({"helpful": None}, "bad_field"), ({}, "bad_field"),
        ({"helpful": False, "reason": "because"}, "bad_field"), ({"helpful": False, "reason": 3}, "bad_field"),
        ({"helpful": True, "reason": "wrong"}, "bad_field"), ({"helpful": True, "turn": None}, "bad_field"),
        ({"helpful": True, "turn": "a b"}, "bad_field"), ({"helpful": True, "turn": "x" * 65}, "bad_field"),
        ({"helpful": True, "turn": ""}, "bad_field"), ({"helpful": True, "turn": 7}, "bad_field"),
        ({"helpful": True, "session": 7}, "bad_field"), ({"helpful": True, "session": "x" * 200}, "bad_field"),
        ({"helpful": False, "text": ["x"]}, "bad_field"),
        ({"helpful": False, "text": "长" * 201}, "note_too_long"), ({"helpful": False, "text": "x" * 401}, "note_too_long"),
    ],
)  # fmt: skip
def test_feedback_of_another_form_is_refused(fields: dict, code: str) -> None:
    assert refusal(read_feedback, letter(**{"turn": TURN, **fields})) == code


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[" * 100_000])
def test_what_is_no_json_is_refused(raw: bytes) -> None:
    assert refusal(read_feedback, raw) == refusal(read_level, raw) == "bad_json"


@pytest.mark.parametrize("level", [0, 6, -1, 5.0, "5", True, None, [5], 10**30])
def test_a_level_that_is_none_is_refused(level: object) -> None:
    assert refusal(read_level, letter(level=level)) == "bad_field"


@pytest.mark.parametrize("level", sorted(LEVELS))
def test_a_level_is_read(level: int) -> None:
    assert read_level(letter(level=level)).level == level


def test_a_reply_is_rated_by_the_conversation_that_got_it_alone(opinions: Opinions, records: Records, address: str) -> None:
    opinions.remember("s1", [{"turn": TURN}, {"turn": "other"}])
    said = read_feedback(letter(turn=TURN, helpful=True))
    assert refusal(opinions.feedback, "s2", said) == "unknown_turn"
    asyncio.run(opinions.feedback("s1", said))
    asyncio.run(opinions.feedback("s1", read_feedback(letter(turn=TURN, helpful=False, reason="wrong"))))
    records.flush()
    assert [(row["turn"], row["helpful"], row["reason"]) for row in rows(address, RATINGS)] == [(TURN, False, "wrong")]


def recorded(records: Records, turn: str) -> None:
    records.add(Turn(turn, "web", "zh", "answered", "问", "k1", 5))
    assert records.flush()


def test_after_a_restart_it_must_be_in_the_records_and_younger_than_a_day(
    opinions: Opinions, records: Records, clock: FakeClock, address: str
) -> None:
    recorded(records, TURN)
    said = read_feedback(letter(turn=TURN, helpful=True))
    assert refusal(opinions.feedback, "s1", read_feedback(letter(turn="unheard", helpful=True))) == "unknown_turn"
    clock.wait(DAY - 120)
    asyncio.run(opinions.feedback("s1", said))
    clock.wait(120)
    assert refusal(opinions.feedback, "s1", said) == "unknown_turn"
    records.flush()
    assert len(rows(address, RATINGS)) == 1


def test_a_reply_of_somebody_else_cannot_be_rated_by_its_id_while_it_is_remembered(opinions: Opinions, records: Records) -> None:
    recorded(records, TURN)
    opinions.remember("s1", [{"turn": TURN}])
    assert refusal(opinions.feedback, "s2", read_feedback(letter(turn=TURN, helpful=True))) == "unknown_turn"


def test_memory_of_replies_is_bounded(records: Records, clock: FakeClock) -> None:
    opinions = Opinions("web", SECRET, records, clock, remembered=3)
    for number in range(10):
        opinions.remember("s1", [{"turn": f"t{number}"}, {"no": "turn"}, {"turn": None}])
    assert list(opinions._given) == ["t7", "t8", "t9"]


def test_a_conversation_counts_once_and_leads_back_to_nobody(opinions: Opinions, records: Records, address: str) -> None:
    for sender, level in (("s1", 5), ("s2", 3), ("s1", 1)):
        opinions.rate(sender, level)
    Opinions("wechat", SECRET, records).rate("s1", 4)
    records.flush()
    found = rows(address, CONVERSATION_RATINGS)
    assert sorted((row["channel"], row["level"]) for row in found) == [("web", 1), ("web", 3), ("wechat", 4)]
    assert all(len(row["conversation"]) == 32 and "s1" not in row["conversation"] for row in found)


def test_the_hash_of_a_conversation_hangs_on_the_secret(records: Records, address: str) -> None:
    for secret in (SECRET, b"t" * 32):
        Opinions("web", secret, records).rate("s1", 5)
    records.flush()
    assert len(rows(address, CONVERSATION_RATINGS)) == 2


def test_a_database_out_of_reach_is_a_refusal_that_says_so(clock: FakeClock) -> None:
    gone = Records("postgresql://faq@127.0.0.1:9/nowhere", 400, clock)
    opinions = Opinions("web", SECRET, gone, clock)
    assert refusal(opinions.feedback, "s1", read_feedback(letter(turn=TURN, helpful=True))) == "not_saved"
    gone.close()


def test_no_room_left_is_a_refusal_that_says_so(monkeypatch: pytest.MonkeyPatch, clock: FakeClock) -> None:
    monkeypatch.setattr("bot.records.records.MOST_WAITING", 1)
    gone = Records("postgresql://faq@127.0.0.1:9/nowhere", 400, clock, every=60)
    opinions = Opinions("web", SECRET, gone, clock)
    opinions.rate("s1", 5)
    assert refusal(opinions.rate, "s2", 5) == "not_saved"
    gone.close()


def test_not_asked_is_read_from_a_letter() -> None:
    fields = {"text": "这不是我想问的", "lang": "zh"}
    assert read_letter(letter(**fields, not_asked=TURN)).not_asked == TURN
    assert read_letter(letter(**fields)).not_asked is None
    assert read_letter(letter(**fields, not_asked=None)).not_asked is None


@pytest.mark.parametrize("more", [{"not_asked": 5}, {"not_asked": ""}, {"not_asked": "/restart"}, {"not_asked": TURN, "choice": "tax/a"}])
def test_not_asked_of_another_form_is_refused(more: dict) -> None:
    assert refusal(read_letter, letter(text="Not what I asked", lang="en", **more)) == "bad_field"

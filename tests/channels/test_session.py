"""Sessions are the server's: signed, and good for twelve hours."""

from __future__ import annotations

import base64
import json
import struct

import pytest

from bot.channels.refusals import Refused
from bot.channels.session import SessionOffice

SECRET = b"a secret of the tests, long enough"


@pytest.fixture()
def office(clock):
    return SessionOffice(SECRET, 12, clock)


def refusal_of(office, token):
    with pytest.raises(Refused) as refused:
        office.check(token)
    return refused.value.refusal.code


def test_an_issued_session_is_known_again(office):
    session = office.check(office.issue().token)
    assert len(session.id) == 32
    assert int(session.id, 16) >= 0


def test_no_two_sessions_are_alike(office):
    assert len({office.check(office.issue().token).id for _ in range(200)}) == 200


def test_a_session_lasts_twelve_hours_and_not_a_second_longer(office, clock):
    issued = office.issue()
    clock.wait(12 * 3600 - 1)
    assert office.check(issued.token)
    clock.wait(1)
    assert refusal_of(office, issued.token) == "session_expired"


def test_the_client_is_told_when_its_session_ends(office):
    assert office.issue().expires == "2027-01-15T20:00:00+00:00"


def test_a_session_of_another_secret_is_forged(office, clock):
    other = SessionOffice(b"another secret, as long as the first", 12, clock)
    assert refusal_of(office, other.issue().token) == "session_forged"


def test_a_session_from_the_future_is_forged(office, clock):
    token = office.issue().token
    clock.wait(-3600)
    assert refusal_of(office, token) == "session_forged"


def test_every_changed_character_is_noticed(office):
    token = office.issue().token
    for place in range(len(token)):
        changed = token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :]
        assert refusal_of(office, changed) == "session_forged"


def test_a_payload_cannot_be_signed_by_guessing(office):
    payload = struct.pack(">B16sQ", 1, b"x" * 16, 1_800_000_000)
    forged = base64.urlsafe_b64encode(payload).rstrip(b"=").decode() + "." + "A" * 43
    assert refusal_of(office, forged) == "session_forged"


@pytest.mark.parametrize(
    "token", ["", ".", "a", "a.b", "..", "a.b.c", "会话.会话", "=.=", "A" * 10_000, "%00.%00", "a b.c d", json.dumps({})]
)
def test_anything_else_is_forged_and_never_an_error(office, token):
    assert refusal_of(office, token) == "session_forged"

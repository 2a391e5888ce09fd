"""Customer-service messages: what arrives, and what every error code of the platform means for us."""

from __future__ import annotations

import logging
import socket

import pytest

from bot.channels.wechat.api import CODES, Ending, Verdict
from tests.channels.wechat.sending import TEXTS, OurSide, play
from tests.platforms.wechat import Account, Fault, Seen, WeChatPlatform
from tests.platforms.wechat_api import SEND, STABLE_TOKEN, TYPING, TYPING_MINI_PROGRAM

pytestmark = pytest.mark.rasa


@pytest.fixture()
def wechat(clock):
    with WeChatPlatform(clock=clock) as platform:
        yield platform


@pytest.fixture()
def citizen(wechat):
    """One who has just written."""
    citizen = wechat.citizen("Li")
    citizen._allow("message")
    return citizen


def send(wechat, citizen, text=TEXTS["zh"], **more):
    ours = OurSide(wechat, **more)
    return play(ours, lambda ours: ours.api.send_text(citizen.openid, text)), ours


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_is_on_the_screen_as_it_was_written(wechat, citizen, lang):
    ending, _ = send(wechat, citizen, TEXTS[lang])
    assert ending == Ending(Verdict.DONE, 0)
    assert citizen.screen == [Seen("api", TEXTS[lang])]


@pytest.mark.parametrize(
    ("text", "seen"),
    [("一\n二\t三", "一\n二\t三"), ('He said "no" \\ 是“否”', 'He said "no" \\ 是“否”'), ("不\x00可\x1b见\x7f", "不可见\x7f"),
     ("half \ud83d\ude00 pair", "half  pair"), ("a\r\nb", "a\nb")],
)  # fmt: skip
def test_nothing_in_a_text_is_written_as_an_escape(wechat, citizen, text, seen):
    ending, _ = send(wechat, citizen, text)
    assert ending.verdict is Verdict.DONE
    assert citizen.texts == [seen]


# code: verdict, calls of the send API, tokens fetched
ROWS = {
    0: (Verdict.DONE, 1, 1),
    -1: (Verdict.BUSY, 2, 1),
    40001: (Verdict.NO_TOKEN, 2, 2),
    40014: (Verdict.NO_TOKEN, 2, 2),
    42001: (Verdict.NO_TOKEN, 2, 2),
    40003: (Verdict.NOBODY, 1, 1),
    43004: (Verdict.NOBODY, 1, 1),
    40033: (Verdict.OUR_FAULT, 1, 1),
    40200: (Verdict.NO_RIGHT, 1, 1),
    48001: (Verdict.NO_RIGHT, 1, 1),
    45002: (Verdict.TOO_LONG, 1, 1),
    45009: (Verdict.DAY_QUOTA, 1, 1),
    45011: (Verdict.MINUTE_QUOTA, 1, 1),
    45015: (Verdict.WINDOW_SHUT, 1, 1),
    45047: (Verdict.USED_UP, 1, 1),
    45072: (Verdict.NEEDLESS, 1, 1),
    45080: (Verdict.NEEDLESS, 1, 1),
    45081: (Verdict.NEEDLESS, 1, 1),
    48002: (Verdict.UNWANTED, 1, 1),
    50002: (Verdict.UNWANTED, 1, 1),
    99999: (Verdict.UNKNOWN, 1, 1),
}


@pytest.mark.parametrize("code", ROWS)
def test_every_row_of_the_table_of_errors(wechat, citizen, code):
    verdict, calls, tokens = ROWS[code]
    wechat.api.fail(SEND, code, times=None)
    ending, ours = send(wechat, citizen)
    assert ending == Ending(verdict, code)
    assert (wechat.api.counts[SEND], wechat.api.counts[STABLE_TOKEN]) == (calls, tokens)
    assert ours.pauses == (1 if verdict is Verdict.BUSY else 0)


def test_no_row_is_left_out():
    assert set(CODES) == set(ROWS) - {99999}


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("codes", [[-1], [40001], [40014], [42001], [-1, 40001]], ids=str)
def test_what_passes_by_itself_is_tried_again_and_arrives_once(wechat, citizen, codes, lang):
    for code in codes:
        wechat.api.fail(SEND, code)
    ending, _ = send(wechat, citizen, TEXTS[lang])
    assert ending.verdict is Verdict.DONE
    assert citizen.texts == [TEXTS[lang]]
    assert wechat.api.counts[SEND] == len(codes) + 1


def test_a_token_that_has_ended_is_replaced(wechat, citizen):
    async def scene(ours):
        await ours.tokens.get()
        wechat.api.end_tokens()
        return await ours.api.send_text(citizen.openid, TEXTS["en"])

    assert play(OurSide(wechat), scene).verdict is Verdict.DONE
    assert wechat.api.counts[STABLE_TOKEN] == wechat.api.counts[SEND] == 2


@pytest.mark.parametrize(("code", "verdict"), [(40164, Verdict.NO_TOKEN), (40125, Verdict.NO_TOKEN), (-1, Verdict.BUSY)])
def test_without_a_token_nothing_is_sent(wechat, citizen, code, verdict):
    wechat.api.fail(STABLE_TOKEN, code, times=None)
    assert send(wechat, citizen)[0] == Ending(verdict, code)
    assert wechat.api.counts[SEND] == 0


@pytest.mark.parametrize(
    ("fault", "arrived"),
    [(Fault(cut=True), 1), (Fault(late=1.0), 1), (Fault(status=502), 0), (Fault(raw=b"<html>"), 0), (Fault(raw=b"{}"), 0),
     (Fault(raw=b'{"errcode": "0"}'), 0)],
    ids=["cut", "late", "502", "no json", "no code", "a text as code"],
)  # fmt: skip
def test_what_may_have_arrived_is_not_sent_again(wechat, citizen, fault, arrived):
    async def scene(ours):
        await ours.tokens.get()
        wechat.api.fail(SEND, fault)
        return await ours.api.send_text(citizen.openid, TEXTS["zh"])

    assert play(OurSide(wechat, seconds=0.5 if fault.late else 5.0), scene) == Ending(Verdict.UNSURE)
    assert wechat.api.counts[SEND] == 1
    _wait_for(lambda: wechat.api.accepted[SEND] == arrived)
    assert citizen.texts == [TEXTS["zh"]] * arrived


def _wait_for(claim):
    """The stand-in works in threads of its own."""
    import time

    ends = time.monotonic() + 10
    while not claim() and time.monotonic() < ends:
        time.sleep(0.01)


def test_a_platform_that_cannot_be_reached_is_tried_twice(wechat, citizen):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        closed = f"http://127.0.0.1:{taken.getsockname()[1]}"

    async def scene(ours):
        ours.tokens._shelf._kept[ours.tokens._key] = (wechat.clock() + 60, ("token",))
        return await ours.api.send_text(citizen.openid, TEXTS["en"])

    ours = OurSide(wechat, address=closed)
    assert play(ours, scene) == Ending(Verdict.BUSY)
    assert ours.pauses == 1


@pytest.mark.parametrize(("mini_program", "path"), [(False, TYPING), (True, TYPING_MINI_PROGRAM)])
def test_typing_is_shown_until_it_is_cancelled(clock, mini_program, path):
    with WeChatPlatform(Account(mini_program=mini_program), clock=clock) as wechat:
        citizen = wechat.citizen("Li")
        citizen._allow("message")

        async def scene(ours):
            seen = []
            for on in (True, True, False):
                seen.append(((await ours.api.typing(citizen.openid, on)).verdict, citizen.sees_typing))
            clock.wait(31)
            return [*seen, ((await ours.api.typing(citizen.openid)).verdict, citizen.sees_typing)]

        seen = play(OurSide(wechat), scene)
        assert wechat.api.counts[path] == 4
    assert seen == [(Verdict.DONE, True), (Verdict.NEEDLESS, True), (Verdict.DONE, False), (Verdict.NEEDLESS, False)]


@pytest.mark.parametrize("fault", [40003, 40001, Fault(cut=True), Fault(status=500)], ids=str)
def test_neither_the_citizen_nor_the_text_is_in_a_log(wechat, citizen, caplog, fault):
    caplog.set_level(logging.DEBUG)
    wechat.api.fail(SEND, fault, times=None)
    ending, ours = send(wechat, citizen)
    told = caplog.text + repr(ending) + repr(ours.api)
    assert "CustomerService" in told
    assert not [secret for secret in (citizen.openid, TEXTS["zh"], *wechat.api.tokens) if secret in told]

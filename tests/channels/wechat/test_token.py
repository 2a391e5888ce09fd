"""The access token: few calls however many ask, a new one when WeChat refuses it, and no word about it anywhere."""

from __future__ import annotations

import asyncio
import json
import logging
import traceback

import pytest

from bot.channels.wechat.calls import Calls
from bot.channels.wechat.shelf import RedisShelf
from bot.channels.wechat.token import NoToken, Tokens
from tests.channels.wechat.sending import OurSide, play
from tests.platforms.redis import RedisStandIn
from tests.platforms.wechat import Fault, WeChatPlatform
from tests.platforms.wechat_api import STABLE_TOKEN

pytestmark = pytest.mark.rasa


@pytest.fixture()
def wechat(clock):
    with WeChatPlatform(clock=clock) as platform:
        yield platform


async def gathered(asking):
    return await asyncio.gather(*asking, return_exceptions=True)


def chain(error):
    """An error and all that a log could show with it."""
    while isinstance(error, BaseException):
        yield error
        error = error.__context__


def test_many_who_ask_at_once_and_later_share_one_call(wechat):
    wechat.api.fail(STABLE_TOKEN, Fault(late=0.05))

    async def scene(ours):
        return [*await gathered(ours.tokens.get() for _ in range(50)), await ours.tokens.get()]

    assert set(play(OurSide(wechat), scene)) == {wechat.api.tokens[0]}
    assert wechat.api.counts[STABLE_TOKEN] == 1


def test_one_who_gives_up_leaves_the_flight_to_the_others(wechat):
    wechat.api.fail(STABLE_TOKEN, Fault(late=0.1))

    async def scene(ours):
        first, second = (asyncio.ensure_future(ours.tokens.get()) for _ in range(2))
        await asyncio.sleep(0.02)
        first.cancel()
        return await second

    assert play(OurSide(wechat), scene) == wechat.api.tokens[0]
    assert wechat.api.counts[STABLE_TOKEN] == 1


def test_it_is_kept_until_five_minutes_before_its_end(wechat, clock):
    async def scene(ours):
        found = [await ours.tokens.get()]
        for seconds in (7200 - 301, 2):
            clock.wait(seconds)
            found.append(await ours.tokens.get())
        return found

    first, later, last = play(OurSide(wechat), scene)
    assert first == later != last
    assert wechat.api.counts[STABLE_TOKEN] == 2


def test_one_that_is_nearly_at_its_end_is_not_fetched_for_every_call(wechat):
    wechat.api.fail(STABLE_TOKEN, Fault(raw=json.dumps({"access_token": "short", "expires_in": 20}).encode()))

    async def scene(ours):
        return [await ours.tokens.get() for _ in range(3)]

    assert play(OurSide(wechat), scene) == ["short"] * 3
    assert wechat.api.counts[STABLE_TOKEN] == 1


def test_a_refused_one_is_replaced_once_for_all_who_were_refused(wechat):
    async def scene(ours):
        refused = await ours.tokens.get()
        wechat.api.end_tokens()
        wechat.api.fail(STABLE_TOKEN, Fault(late=0.05))
        together = await gathered(ours.tokens.renew(refused) for _ in range(20))
        return refused, [*together, await ours.tokens.renew(refused), await ours.tokens.get()]

    refused, found = play(OurSide(wechat), scene)
    assert len(set(found)) == 1 and refused not in found
    assert wechat.api.counts[STABLE_TOKEN] == 2


def test_a_busy_platform_is_asked_twice(wechat):
    wechat.api.fail(STABLE_TOKEN, -1)
    ours = OurSide(wechat)
    assert play(ours, lambda ours: ours.tokens.get()) == wechat.api.tokens[0]
    assert ours.pauses == 1


def test_after_a_failure_all_who_wait_are_told_and_nobody_tries_again_for_a_while(wechat, clock):
    wechat.api.fail(STABLE_TOKEN, 40164, times=None)

    async def scene(ours):
        failed = [*await gathered(ours.tokens.get() for _ in range(20)), *await gathered([ours.tokens.get()])]
        calls = wechat.api.counts[STABLE_TOKEN]
        wechat.api.heal()
        clock.wait(6)
        return failed, calls, await ours.tokens.get()

    failed, calls, token = play(OurSide(wechat), scene)
    assert [type(error) for error in failed] == [NoToken] * 21
    assert calls == 1
    assert token == wechat.api.tokens[0]


@pytest.mark.parametrize("code", [40013, 40125, 40164])
def test_an_error_code_ends_in_a_sentence_that_says_what_to_do(wechat, code):
    wechat.api.fail(STABLE_TOKEN, code)
    with pytest.raises(NoToken) as caught:
        play(OurSide(wechat), lambda ours: ours.tokens.get())
    assert caught.value.code == code
    assert all(word in str(caught.value) for word in (str(code), "AppSecret", "white list"))


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"{}", b"\xff", b"null", b'{"access_token": ""}', b'{"access_token": 7, "expires_in": 7200}',
            b'{"access_token": "t"}', b'{"access_token": "t", "expires_in": "long"}', b'{"access_token": "t", "expires_in": -1}',
            b'{"errcode": "many"}', b"[" * 100_000]
)  # fmt: skip
def test_an_answer_in_an_unknown_form_is_no_token(wechat, raw):
    wechat.api.fail(STABLE_TOKEN, Fault(raw=raw), times=2)
    with pytest.raises(NoToken):
        play(OurSide(wechat), lambda ours: ours.tokens.get())


FAULTS = [Fault(code=40125), Fault(cut=True), Fault(status=500), Fault(status=302), Fault(raw=b"<html>"), Fault(late=1.0)]


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: str(fault.code or fault))
def test_neither_secret_nor_token_is_in_a_log_or_an_error(wechat, caplog, fault):
    caplog.set_level(logging.DEBUG)
    ours = OurSide(wechat, seconds=0.6)

    async def scene(ours):
        token = await ours.tokens.get()
        wechat.api.fail("/somewhere", fault, times=None)
        wechat.api.fail(STABLE_TOKEN, fault, times=None)
        return token, await gathered([ours.calls.post("/somewhere", {"a": 1}, token), ours.tokens.renew(token)])

    token, found = play(ours, scene)
    assert isinstance(found[1], NoToken)
    errors = [line for error in found if isinstance(error, Exception) for line in traceback.format_exception(error)]
    told = "\n".join([caplog.text, *errors, repr(ours.tokens), repr(ours.calls), repr(found[0]), repr(found[1])])
    assert "NoToken" in told
    assert token not in told and wechat.account.secret not in told
    assert {type(cause).__module__.split(".")[0] for error in found for cause in chain(error)} == {"bot"}


def test_processes_share_it_through_redis(wechat, clock):
    with RedisStandIn(clock) as redis:

        async def scene(ours):
            shelves = [RedisShelf(redis.url) for _ in range(2)]
            here, there = (Tokens(ours.calls, wechat.account.appid, wechat.account.secret, shelf, clock) for shelf in shelves)
            first = [await here.get(), await there.get()]
            wechat.api.end_tokens()
            second = [await there.renew(first[0]), await here.renew(first[0]), await here.get()]
            clock.wait(7200 - 299)
            third = await here.get()
            for shelf in shelves:
                await shelf.close()
            return first, second, third

        first, second, third = play(OurSide(wechat), scene)
    assert len(set(first)) == len(set(second)) == 1
    assert len({first[0], second[0], third}) == 3
    assert wechat.api.counts[STABLE_TOKEN] == 3


def test_without_redis_each_process_goes_on_by_itself_and_says_so_once(wechat, clock, caplog):
    with RedisStandIn(clock) as redis:
        redis.down = True

        async def scene(ours):
            found = [await ours.tokens.get() for _ in range(3)]
            await ours.tokens._shelf.close()
            return found

        assert len(set(play(OurSide(wechat, shelf=RedisShelf(redis.url)), scene))) == 1
    assert wechat.api.counts[STABLE_TOKEN] == 1
    said = [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]
    assert len(said) == 1 and said[0].startswith("Redis fails")
    assert "password" not in caplog.text


def test_nothing_happens_before_the_first_call():
    Tokens(Calls("http://127.0.0.1:9"), "wx1", "secret")  # no event loop runs here

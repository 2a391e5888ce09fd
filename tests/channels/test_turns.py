"""One message at a time in a session, the same message never twice."""

from __future__ import annotations

import asyncio

import pytest

from bot.channels.limits import InFlight
from bot.channels.refusals import Refused
from bot.channels.replies import no_answer, wordless
from bot.channels.turns import TooLate, Turns

ANSWER = wordless("zh")


class Work:
    """Counts its runs, and how many ran at once."""

    def __init__(self, seconds=0.0, reply=ANSWER):
        self.seconds, self.reply = seconds, reply
        self.runs = self.now = self.most = 0
        self.left = []

    async def __call__(self, left):
        self.runs += 1
        self.left.append(left)
        self.now += 1
        self.most = max(self.most, self.now)
        await asyncio.sleep(self.seconds)
        self.now -= 1
        return [{**self.reply, "turn": str(self.runs)}]


def turns(limit=64, seconds=5.0, **more):
    return Turns(InFlight(limit), seconds, **more)


def test_messages_of_one_session_wait_for_one_another():
    async def scene():
        desk, work = turns(), Work(0.01)
        await asyncio.gather(*(desk.run("a", None, work) for _ in range(5)))
        return work

    work = asyncio.run(scene())
    assert (work.runs, work.most) == (5, 1)


def test_messages_of_two_sessions_do_not():
    async def scene():
        desk, work = turns(), Work(0.01)
        await asyncio.gather(*(desk.run(session, None, work) for session in "abcde"))
        return work

    assert asyncio.run(scene()).most == 5


def test_the_same_message_is_run_once_while_it_runs_and_after():
    async def scene():
        desk, work = turns(), Work(0.01)
        together = await asyncio.gather(*(desk.run("a", "m1", work) for _ in range(3)))
        return work, [*together, await desk.run("a", "m1", work)]

    work, found = asyncio.run(scene())
    assert work.runs == 1
    assert all(replies == found[0] for replies in found)


def test_the_same_id_in_another_session_is_another_message():
    async def scene():
        desk, work = turns(), Work()
        await desk.run("a", "m1", work)
        await desk.run("b", "m1", work)
        return work

    assert asyncio.run(scene()).runs == 2


def test_a_failed_message_may_be_asked_again():
    async def scene():
        desk, work = turns(), Work(reply=no_answer("zh"))
        await desk.run("a", "m1", work)
        work.reply = ANSWER
        return (await desk.run("a", "m1", work))[0]["outcome"]

    assert asyncio.run(scene()) == "guard_input"


def test_a_client_that_hangs_up_finds_the_answer_when_it_asks_again():
    async def scene():
        desk, work = turns(), Work(0.02)
        first = asyncio.ensure_future(desk.run("a", "m1", work))
        await asyncio.sleep(0.005)
        first.cancel()
        return work, await desk.run("a", "m1", work)

    work, replies = asyncio.run(scene())
    assert (work.runs, replies[0]["turn"]) == (1, "1")


def test_a_message_that_waits_too_long_for_its_turn_is_too_late():
    async def scene():
        desk = turns(seconds=0.02)
        first = asyncio.ensure_future(desk.run("a", None, Work(0.1)))
        await asyncio.sleep(0)
        with pytest.raises(TooLate):
            await desk.run("a", None, Work())
        await first

    asyncio.run(scene())


def test_what_is_left_of_the_time_shrinks_while_waiting():
    async def scene():
        desk, work = turns(seconds=5.0), Work(0.05)
        await asyncio.gather(desk.run("a", None, work), desk.run("a", None, work))
        return work.left

    first, second = asyncio.run(scene())
    assert first - second >= 0.04


def test_more_than_the_limit_in_flight_is_busy_and_leaves_no_trace():
    async def scene():
        desk, work = turns(limit=2), Work(0.02)
        running = [asyncio.ensure_future(desk.run(session, "m", work)) for session in "ab"]
        await asyncio.sleep(0)
        with pytest.raises(Refused):
            await desk.run("c", "m", work)
        assert await desk.run("a", "m", work)  # the same message again is no second one in flight
        await asyncio.gather(*running)
        assert await desk.run("c", "m", work)

    asyncio.run(scene())


def test_an_error_of_the_work_frees_the_session():
    async def scene():
        desk = turns()

        async def broken(left):
            raise RuntimeError

        with pytest.raises(RuntimeError):
            await desk.run("a", "m1", broken)
        return desk, await desk.run("a", "m1", Work())

    desk, replies = asyncio.run(scene())
    assert replies
    assert desk._rooms == {}
    assert desk._in_flight.now == 0


def test_many_messages_do_not_fill_the_memory():
    async def scene():
        desk = turns(remembered=10)
        for number in range(100):
            await desk.run("a", str(number), Work())
        return len(desk._turns), desk._rooms

    assert asyncio.run(scene()) == (10, {})

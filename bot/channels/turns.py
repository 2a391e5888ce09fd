"""The order of a conversation: one message at a time in a session, and the same message never twice."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from bot.channels.limits import InFlight
from bot.channels.replies import Reply, failed
from bot.errors import FaqError

Replies = list[Reply]
Work = Callable[[float], Awaitable[Replies]]  # given the seconds that are left for it

_REMEMBERED = 1_000


class TooLate(FaqError):
    def __init__(self) -> None:
        super().__init__("The earlier message of this session took all the time there was. Ask again.")


class Turns:
    """Runs the work of each message apart from its request: a client that hangs up and asks again finds the answer."""

    def __init__(self, in_flight: InFlight, seconds: float, remembered: int = _REMEMBERED) -> None:
        self._in_flight = in_flight
        self._seconds = seconds
        self._kept = remembered
        self._rooms: dict[str, _Room] = {}
        self._turns: OrderedDict[tuple[str, str], asyncio.Task[Replies]] = OrderedDict()

    async def run(self, session: str, message_id: str | None, work: Work) -> Replies:
        """The replies of `work`; those of the first run if the session has sent this message before."""
        key = (session, message_id or "")
        task = self._turns.get(key) if message_id else None
        if task is None:
            task = self._start(session, work)
            if message_id:
                self._remember(key, task)
        # The client may leave; the work, and who else waits for it, goes on.
        return await asyncio.shield(task)

    def _start(self, session: str, work: Work) -> asyncio.Task[Replies]:
        self._in_flight.enter()
        task = asyncio.ensure_future(self._serve(session, work))
        task.add_done_callback(lambda _: self._in_flight.leave())
        return task

    def _remember(self, key: tuple[str, str], task: asyncio.Task[Replies]) -> None:
        self._turns[key] = task
        task.add_done_callback(lambda done: self._turns.pop(key, None) if _worthless(done) else None)
        while len(self._turns) > self._kept:
            self._turns.popitem(last=False)

    async def _serve(self, session: str, work: Work) -> Replies:
        loop = asyncio.get_running_loop()
        ends = loop.time() + self._seconds
        room = self._rooms.setdefault(session, _Room())
        room.people += 1
        try:
            await _acquire(room.lock, self._seconds)
            try:
                return await work(ends - loop.time())
            finally:
                room.lock.release()
        finally:
            room.people -= 1
            if not room.people:
                del self._rooms[session]


class _Room:
    """The lock of one session, and how many wait for it or hold it."""

    def __init__(self) -> None:
        self.lock = asyncio.Lock()
        self.people = 0


async def _acquire(lock: asyncio.Lock, seconds: float) -> None:
    try:
        await asyncio.wait_for(lock.acquire(), seconds)
    except asyncio.TimeoutError as err:
        raise TooLate from err


def _worthless(task: asyncio.Task[Replies]) -> bool:
    """Whether a client that repeats the message should get a new run."""
    return task.cancelled() or task.exception() is not None or failed(task.result())

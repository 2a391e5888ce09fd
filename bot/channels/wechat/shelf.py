"""Where what outlives one message is kept for a while: in memory, or in Redis when several processes share it."""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from typing import Any, Protocol, TypeVar

logger = logging.getLogger(__name__)

_MOST_KEYS = 10_000
_PREFIX = "faq:"
_PATIENCE = 1.0  # seconds for one command of Redis

Found = TypeVar("Found")


class Values(Protocol):
    """One text under a key. seconds: how long it is kept. `claim` is true for the first to claim a key, and for nobody after."""

    async def get(self, key: str) -> str | None: ...
    async def put(self, key: str, value: str, seconds: float) -> None: ...
    async def drop(self, key: str) -> None: ...
    async def claim(self, key: str, seconds: float) -> bool: ...


class Piles(Protocol):
    """Texts under a key, oldest first; `take` gives them and removes them, to one taker only. most: older ones fall out."""

    async def push(self, key: str, texts: Sequence[str], most: int, seconds: float) -> None: ...
    async def take(self, key: str) -> list[str]: ...


class MemoryShelf:
    """In this process only, and gone with it. At most so many keys: the one that was not written for longest falls out first."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, most_keys: int = _MOST_KEYS) -> None:
        self._clock = clock
        self._most = most_keys
        self._kept: OrderedDict[str, tuple[float, tuple[str, ...]]] = OrderedDict()

    async def get(self, key: str) -> str | None:
        found = self._fresh(key)
        return found[0] if found else None

    async def put(self, key: str, value: str, seconds: float) -> None:
        self._set(key, (value,), seconds)

    async def drop(self, key: str) -> None:
        self._kept.pop(key, None)

    async def claim(self, key: str, seconds: float) -> bool:
        if self._fresh(key):
            return False
        self._set(key, ("claimed",), seconds)
        return True

    async def push(self, key: str, texts: Sequence[str], most: int, seconds: float) -> None:
        if texts:
            self._set(key, (*self._fresh(key), *texts)[-most:], seconds)

    async def take(self, key: str) -> list[str]:
        found = self._fresh(key)
        self._kept.pop(key, None)
        return list(found)

    def _fresh(self, key: str) -> tuple[str, ...]:
        until, texts = self._kept.get(key, (0.0, ()))
        if not texts or self._clock() >= until:
            self._kept.pop(key, None)
            return ()
        return texts

    def _set(self, key: str, texts: tuple[str, ...], seconds: float) -> None:
        self._kept[key] = (self._clock() + seconds, texts)
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


class RedisShelf:
    """In the Redis of an address (redis://…). While Redis fails this process keeps its own in memory, and says so once."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._redis: Any = None
        self._memory = MemoryShelf()
        self._down = False

    async def get(self, key: str) -> str | None:
        return await self._try(lambda redis: redis.get(_PREFIX + key)) or await self._memory.get(key)

    async def put(self, key: str, value: str, seconds: float) -> None:
        kept = await self._try(lambda redis: redis.set(_PREFIX + key, value, px=max(1, int(seconds * 1000))))
        if not kept:
            await self._memory.put(key, value, seconds)

    async def drop(self, key: str) -> None:
        await self._memory.drop(key)
        await self._try(lambda redis: redis.delete(_PREFIX + key))

    async def claim(self, key: str, seconds: float) -> bool:
        async def work(redis: Any) -> Any:
            return bool(await redis.set(_PREFIX + key, "claimed", px=max(1, int(seconds * 1000)), nx=True))

        won = await self._try(work)
        return bool(await self._memory.claim(key, seconds) if won is None else won)

    async def push(self, key: str, texts: Sequence[str], most: int, seconds: float) -> None:
        if not texts:
            return

        async def work(redis: Any) -> Any:
            async with redis.pipeline(transaction=True) as at_once:
                at_once.rpush(_PREFIX + key, *texts).ltrim(_PREFIX + key, -most, -1).pexpire(_PREFIX + key, max(1, int(seconds * 1000)))
                return await at_once.execute()

        if await self._try(work) is None:
            await self._memory.push(key, texts, most, seconds)

    async def take(self, key: str) -> list[str]:
        async def work(redis: Any) -> Any:
            async with redis.pipeline(transaction=True) as at_once:
                return await at_once.lrange(_PREFIX + key, 0, -1).delete(_PREFIX + key).execute()

        found = await self._try(work)
        return [*(found[0] if found else []), *await self._memory.take(key)]

    async def close(self) -> None:
        redis, self._redis = self._redis, None
        if redis is not None:
            await redis.close()

    async def _try(self, work: Callable[[Any], Awaitable[Found]]) -> Found | None:
        """What Redis says, or None if it fails. Of an error only the kind is logged: its text may hold the address and its password."""
        from redis.exceptions import RedisError

        try:
            found = await asyncio.wait_for(work(self._open()), 2 * _PATIENCE)
        except (RedisError, OSError, asyncio.TimeoutError) as err:
            if not self._down:
                logger.error("Redis fails (%s). Until it is back this process keeps by itself what it shared.", type(err).__name__)
            self._down = True
            return None
        self._down = False
        return found

    def _open(self) -> Any:
        from redis.asyncio import Redis

        if self._redis is None:
            self._redis = Redis.from_url(
                self._url, decode_responses=True, socket_timeout=_PATIENCE, socket_connect_timeout=_PATIENCE, health_check_interval=30
            )
        return self._redis

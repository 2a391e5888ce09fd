"""Asks the action server whether it can answer: a real call of an action, not a look at a port."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.channels.health import ProbeFailed

KEPT_FOR = 2.0  # seconds
PATIENCE = 2.0  # seconds

Call = Callable[[dict[str, Any]], Awaitable[Any]]  # posts an action call, gives the decoded answer; raises ProbeFailed


def action_call(rasa_version: str) -> dict[str, Any]:
    """The smallest call of `action_health` that an action server takes."""
    tracker = {
        "sender_id": "health", "slots": {}, "latest_message": {"text": "", "intent": {}, "entities": [], "metadata": {}},
        "events": [], "paused": False, "followup_action": None, "active_loop": {}, "latest_action_name": None,
    }  # fmt: skip
    return {"next_action": "action_health", "sender_id": "health", "tracker": tracker, "domain": {}, "version": rasa_version}


class ActionProbe:
    """Probes once for all who ask within two seconds, so that watching the service does not load it."""

    def __init__(self, call: Call, rasa_version: str, clock: Callable[[], float]) -> None:
        self._call = call
        self._message = action_call(rasa_version)
        self._clock = clock
        self._kept: tuple[float, Mapping[str, Any] | ProbeFailed] | None = None
        self._asking: asyncio.Lock | None = None

    async def __call__(self) -> Mapping[str, Any]:
        self._asking = self._asking or asyncio.Lock()
        async with self._asking:
            if self._kept is None or self._clock() - self._kept[0] >= KEPT_FOR:
                found = await self._ask()
                self._kept = (self._clock(), found)
            found = self._kept[1]
        if isinstance(found, ProbeFailed):
            raise ProbeFailed(found.why)
        return found

    async def _ask(self) -> Mapping[str, Any] | ProbeFailed:
        try:
            answer = await asyncio.wait_for(self._call(self._message), PATIENCE)
            return read_answer(answer)
        except asyncio.TimeoutError:
            return ProbeFailed("no answer in time")
        except ProbeFailed as err:
            return err


def read_answer(answer: Any) -> Mapping[str, Any]:
    """What the action said of itself; ProbeFailed unless it said that it is ready."""
    try:
        custom = answer["responses"][0]["custom"]
        ready = custom["ready"] is True
    except (KeyError, IndexError, TypeError) as err:
        raise ProbeFailed("an answer in an unknown form") from err
    if not ready:
        raise ProbeFailed("it is still loading")
    found: Mapping[str, Any] = custom
    return found


def http_call(address: str) -> Call:
    """A Call over HTTP with aiohttp, which Rasa's environment has."""

    async def call(message: dict[str, Any]) -> Any:
        import aiohttp

        try:
            timeout = aiohttp.ClientTimeout(total=PATIENCE)
            async with aiohttp.ClientSession(timeout=timeout) as client, client.post(address, json=message) as response:
                if response.status != 200:
                    raise ProbeFailed(f"status {response.status}")
                return await response.json(content_type=None)
        except (aiohttp.ClientError, asyncio.TimeoutError, ValueError) as err:
            raise ProbeFailed(type(err).__name__) from err

    return call

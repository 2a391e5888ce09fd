"""The access token of an account: fetched by one flight at a time, kept until shortly before its end, never shown to anybody.

Fetched with stable_token and force_refresh false: while a token is good, WeChat gives the same one to all who ask, so several
processes and machines do not end each other's tokens as they do with getAccessToken.
https://developers.weixin.qq.com/doc/service/api/base/api_getstableaccesstoken
"""

from __future__ import annotations

import asyncio
import hashlib
import time
from collections.abc import Callable
from typing import Any

from bot.channels.wechat.calls import Calls, Pause, Unreachable, moment
from bot.channels.wechat.shelf import MemoryShelf, Values
from bot.errors import FaqError

PATH = "/cgi-bin/stable_token"
EARLY = 300.0  # seconds before its end at which a token is fetched anew
REST = 5.0  # seconds after a failed flight in which nobody tries again


class NoToken(FaqError):
    """code: WeChat's error code; 0 if there is no usable answer. why: for a log; holds no secret."""

    def __init__(self, code: int, why: str, *, busy: bool = False) -> None:
        self.code, self.why, self.busy = code, why, busy
        super().__init__(
            f"WeChat gives no access token ({why}). Compare AppID and AppSecret with those of the account's console, "
            "and put the public address of this server on the account's IP white list there."
        )


class Tokens:
    """One account's token. clock: seconds, never going back. shelf: Redis where processes share it."""

    def __init__(
        self,
        calls: Calls,
        appid: str,
        secret: str,
        shelf: Values | None = None,
        clock: Callable[[], float] = time.monotonic,
        pause: Pause = moment,
    ) -> None:
        self._calls = calls
        self._appid = appid
        self._secret = secret
        self._clock = clock
        self._pause = pause
        self._shelf = shelf or MemoryShelf(clock)
        self._key = "wechat:token:" + hashlib.sha256(appid.encode()).hexdigest()[:16]
        self._flight: asyncio.Task[str] | None = None
        self._failed: tuple[float, NoToken] | None = None

    async def get(self) -> str:
        """A token that is good, as far as we know; NoToken if there is none to be had."""
        return await self._shelf.get(self._key) or await self._fetched()

    async def renew(self, refused: str) -> str:
        """Another token than the one that WeChat has just refused, or NoToken. Of many who come with the same one, one flight fetches."""
        kept = await self._shelf.get(self._key)
        if kept is not None and kept != refused:
            return kept
        if self._flight is None:
            await self._shelf.drop(self._key)
        return await self._fetched()

    async def _fetched(self) -> str:
        if self._failed and self._clock() < self._failed[0]:
            error = self._failed[1]
            raise NoToken(error.code, error.why, busy=error.busy)  # not the same object: each raising adds to an error's traceback
        if self._flight is None:
            self._flight = asyncio.ensure_future(self._fly())
            self._flight.add_done_callback(self._landed)
        # Who asks may give up; the flight, and who else waits for it, goes on.
        return await asyncio.shield(self._flight)

    def _landed(self, flight: asyncio.Task[str]) -> None:
        self._flight = None
        error = None if flight.cancelled() else flight.exception()
        self._failed = (self._clock() + REST, error) if isinstance(error, NoToken) else None

    async def _fly(self) -> str:
        try:
            token, seconds = await self._ask()
        except NoToken as err:
            if not err.busy:
                raise
            await self._pause()
            token, seconds = await self._ask()
        await self._shelf.put(self._key, token, seconds)
        return token

    async def _ask(self) -> tuple[str, float]:
        asked = {"grant_type": "client_credential", "appid": self._appid, "secret": self._secret, "force_refresh": False}
        try:
            return _read(await self._calls.post(PATH, asked))
        except Unreachable as err:
            raise NoToken(0, err.why, busy=True) from None


def _read(answer: dict[str, Any]) -> tuple[str, float]:
    """The token, and for how many seconds it is kept; NoToken if there is none in the answer."""
    token, lasts, code = answer.get("access_token"), answer.get("expires_in"), answer.get("errcode")
    if not isinstance(token, str) or not token:
        known = code if isinstance(code, int) else 0
        raise NoToken(known, f"error {known}" if known else "an answer in an unknown form", busy=known == -1)
    if not isinstance(lasts, (int, float)) or lasts <= 0:
        raise NoToken(0, "a token without an end")
    # One that is nearly at its end already is still kept for a while, or every call would fetch one.
    return token, max(lasts - EARLY, min(lasts / 2, 60.0))

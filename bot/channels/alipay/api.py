"""Sends texts to citizens by Alipay's API. What it raises and logs holds no name, no text and no signature.

Codes as published programs take them, not read in an official document: 10000 is done, 20000 not available for the moment. The signature of
the API's own answers is not checked: they come over HTTPS, and say nothing but whether a text was taken.
"""

from __future__ import annotations

import asyncio
import json
import re
import time
from collections.abc import Awaitable, Callable
from typing import Any, Final

from bot.channels.alipay.outgoing import SEND, text_request
from bot.channels.alipay.rsa2 import Signer
from bot.errors import FaqError

ADDRESS: Final = "https://openapi.alipay.com/gateway.do"
PATIENCE: Final = 5.0  # seconds for one call, connecting included
DONE: Final = "10000"
NOT_ARRIVED: Final = ("20000", "ClientConnectorError")  # of all others nobody knows, and a text must not come twice
_CHINA: Final = 8 * 3600  # seconds before UTC; no summer time
_MOST_BYTES: Final = 65_536
_SAFE = re.compile(r"[A-Za-z0-9_.-]{1,60}")

Pause = Callable[[], Awaitable[None]]


class NotSent(FaqError):
    """why: the code of Alipay, or the kind of fault, in a word."""

    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(
            f"Alipay did not take an answer ({why}). Look the code up in the console's list of errors; if it is no code, check that this "
            "server may open HTTPS connections to Alipay."
        )


async def _moment() -> None:
    await asyncio.sleep(0.5)


class Api:
    """For one application. Opens a connection for each call, so it belongs to no event loop and needs no closing."""

    def __init__(
        self,
        appid: str,
        signer: Signer,
        address: str = ADDRESS,
        *,
        seconds: float = PATIENCE,
        clock: Callable[[], float] = time.time,
        pause: Pause = _moment,
    ) -> None:
        self._appid, self._signer, self._address = appid, signer, address
        self._seconds, self._clock, self._pause = seconds, clock, pause

    async def send(self, user: str, text: str) -> None:
        """NotSent if Alipay does not take it. Tried a second time only where the first surely did not arrive."""
        try:
            await self._send(user, text)
        except NotSent as err:
            if err.why.partition(" ")[0] not in NOT_ARRIVED:
                raise
            await self._pause()
            await self._send(user, text)

    async def _send(self, user: str, text: str) -> None:
        now = time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(self._clock() + _CHINA))
        found = await self._post(text_request(self._signer, self._appid, user, text, now))
        if isinstance(found, NotSent):
            raise found  # here, and not where it was caught: the error of the library would come along, with the whole request
        said = found.get(f"{SEND.replace('.', '_')}_response") or found.get("error_response")
        codes = [str(said.get(name) or "") for name in ("code", "sub_code")] if isinstance(said, dict) else [""]
        if codes[0] != DONE:
            raise NotSent(" ".join(code for code in codes if _SAFE.fullmatch(code)) or "an answer without a code")

    async def _post(self, form: dict[str, str]) -> dict[str, Any] | NotSent:
        import aiohttp

        try:
            patience = aiohttp.ClientTimeout(total=self._seconds)
            async with aiohttp.ClientSession(timeout=patience, cookie_jar=aiohttp.DummyCookieJar()) as client:
                # The charset stands in the address too: Alipay reads it before the form.
                async with client.post(self._address, params={"charset": "utf-8"}, data=form, allow_redirects=False) as response:
                    if response.status != 200:
                        return NotSent(f"status {response.status}")
                    found = json.loads((await response.content.read(_MOST_BYTES)).decode("utf-8"))
                    return found if isinstance(found, dict) else NotSent("an answer in an unknown form")
        except aiohttp.ClientConnectorError as err:
            return NotSent(type(err).__name__)
        except (aiohttp.ClientError, OSError, ValueError, RecursionError) as err:
            return NotSent(type(err).__name__)
        except asyncio.TimeoutError:
            return NotSent("no answer in time")

"""One call of WeChat's API over HTTPS: JSON out, JSON back. What it raises and logs never holds an address, a token or a secret."""

from __future__ import annotations

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from bot.errors import FaqError

ADDRESS = "https://api.weixin.qq.com"
PATIENCE = 5.0  # seconds for one call, connecting included
_AT_ONCE = 20  # calls; more wait for their turn, which is not counted

Pause = Callable[[], Awaitable[None]]


async def moment() -> None:
    """The wait before something is tried again; not the same for all who wait."""
    await asyncio.sleep(random.uniform(0.3, 1.0))


class Unreachable(FaqError):
    """sent: whether WeChat may have taken the call all the same. why: the kind of fault, in a word."""

    def __init__(self, why: str, sent: bool) -> None:
        self.why, self.sent = why, sent
        super().__init__(f"WeChat's API could not be reached ({why}). Check that this server may open HTTPS connections to it.")


class Calls:
    """Posts to one base address. Belongs to one event loop; to be closed in it."""

    def __init__(self, address: str = ADDRESS, seconds: float = PATIENCE) -> None:
        self._address = address.rstrip("/")
        self._seconds = seconds
        self._turn = asyncio.Semaphore(_AT_ONCE)
        self._client: Any = None

    async def post(self, path: str, body: Mapping[str, Any], token: str | None = None) -> dict[str, Any]:
        r"""The object that WeChat answers with, or Unreachable. The body goes out in UTF-8: WeChat refuses \uXXXX (40033)."""
        raw = json.dumps(body, ensure_ascii=False).encode("utf-8")
        async with self._turn:
            found = await self._post(path, raw, {"access_token": token} if token else {})
        if isinstance(found, Unreachable):
            raise found  # here, and not where it was caught: the error of the library would come along, with the address and its token
        return found

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            await client.close()

    async def _post(self, path: str, raw: bytes, query: Mapping[str, str]) -> dict[str, Any] | Unreachable:
        import aiohttp

        try:
            sending = self._open().post(
                self._address + path,
                params=query,
                data=raw,
                headers={"Content-Type": "application/json; charset=utf-8"},
                allow_redirects=False,  # the token is for WeChat alone
            )
            async with sending as response:
                if response.status != 200:
                    return Unreachable(f"status {response.status}", sent=True)
                return _object(await response.read())
        except (aiohttp.ClientConnectorError, aiohttp.ServerTimeoutError, aiohttp.InvalidURL) as err:
            return Unreachable(type(err).__name__, sent=False)
        except (aiohttp.ClientError, OSError) as err:
            return Unreachable(type(err).__name__, sent=True)
        except asyncio.TimeoutError:
            return Unreachable("no answer in time", sent=True)

    def _open(self) -> Any:
        """The client, made at the first call, when there is an event loop. No kept connections: one that the other side has just
        closed would lose a message of which nobody knows whether it arrived."""
        import aiohttp

        if self._client is None:
            patience = aiohttp.ClientTimeout(total=self._seconds, sock_connect=self._seconds / 2)
            connector = aiohttp.TCPConnector(force_close=True)
            self._client = aiohttp.ClientSession(timeout=patience, connector=connector, cookie_jar=aiohttp.DummyCookieJar())
        return self._client


def _object(raw: bytes) -> dict[str, Any] | Unreachable:
    try:
        found = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError):
        return Unreachable("an answer that is no JSON", sent=True)
    return found if isinstance(found, dict) else Unreachable("an answer in an unknown form", sent=True)

"""Keep the connection to the action server open between calls. Rasa opens a new one for each."""

from __future__ import annotations

from types import TracebackType
from typing import Any

import aiohttp

# Less than any server's own limit (Sanic: 5 s or more), so that no question is sent into a connection being closed.
IDLE_SECONDS = 2.0


class KeptSession:
    """An aiohttp session whose `async with` leaves it open."""

    def __init__(self, session: aiohttp.ClientSession) -> None:
        self.session = session

    async def __aenter__(self) -> aiohttp.ClientSession:
        return self.session

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        return None


def keep_action_connections() -> None:
    """Give each endpoint one session for as long as the server runs; it is closed when the server stops."""
    import rasa.core.run
    from rasa.utils.endpoints import EndpointConfig

    open_session, close_resources = EndpointConfig.session, rasa.core.run.close_resources
    kept: dict[int, KeptSession] = {}

    def session(self: EndpointConfig) -> KeptSession:
        known = kept.get(id(self))
        if known is None or known.session.closed:
            known = kept[id(self)] = KeptSession(_with_short_idle(open_session(self)))
        return known

    async def close(app: Any, loop: Any) -> None:
        while kept:
            await kept.popitem()[1].session.close()
        await close_resources(app, loop)

    EndpointConfig.session = session
    rasa.core.run.close_resources = close


def _with_short_idle(session: aiohttp.ClientSession) -> aiohttp.ClientSession:
    """The same session on a connector that gives idle connections up early and does not limit their number."""
    fresh = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=0, keepalive_timeout=IDLE_SECONDS),
        headers=session.headers,
        auth=session.auth,
        timeout=session.timeout,
    )
    session.detach()
    return fresh

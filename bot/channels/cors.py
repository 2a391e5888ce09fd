"""Which pages of other origins may talk to the chat door: those that the setting `web_origins` names, and no others.

No cookie and no login is ever involved: a session travels in the body. What is refused here is the use of the service from
inside somebody else's page. https://fetch.spec.whatwg.org/#http-cors-protocol
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from urllib.parse import urlsplit

from bot.channels.refusals import Refused

Headers = dict[str, str]

PREFLIGHT_SECONDS = 7200  # the longest that Chromium keeps one


class Origins:
    """The origins that were named, each as a browser writes it: `https://www.example.gov.cn`."""

    def __init__(self, named: Iterable[str]) -> None:
        self._named = frozenset(named)

    def check(self, asked: Mapping[str, str]) -> None:
        """Refused if the request of these headers comes from a page that is neither ours nor named.

        Without an Origin header it is no page's doing: a program, an address that was typed, or a file of our own page.
        """
        origin = asked.get("origin")
        if origin is None or origin in self._named or _is_ours(origin, asked):
            return
        raise Refused("foreign_origin")

    def allow(self, origin: str | None) -> Headers:
        """What is added to any answer, so that a page of a named origin may read it."""
        if not self._named:
            return {}
        if origin not in self._named:
            return {"Vary": "Origin"}
        return {"Vary": "Origin", "Access-Control-Allow-Origin": str(origin)}

    def preflight(self, asked: Mapping[str, str]) -> Headers:
        """The answer to a browser that asks beforehand; Refused to a page of another origin."""
        self.check(asked)
        return {
            **self.allow(asked.get("origin")),
            "Access-Control-Allow-Methods": "GET, POST",
            "Access-Control-Allow-Headers": "content-type",
            "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
        }


def _is_ours(origin: str, asked: Mapping[str, str]) -> bool:
    """Whether a page of this very server asks. A proxy may have taken the port off the Host header, or have changed it."""
    if asked.get("sec-fetch-site") == "same-origin":
        return True
    found, host = urlsplit(origin), asked.get("host", "").lower()
    return host in (found.netloc.lower(), found.hostname or "") and host != ""

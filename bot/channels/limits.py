"""How much one session, one address, and all together may ask. In memory of one process; the clock comes from outside."""

from __future__ import annotations

import ipaddress
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from bot.channels.refusals import Refused

_KEPT_KEYS = 50_000
_IPV6_HOME = 64  # one household or office has a whole /64 of IPv6 addresses


@dataclass
class _Bucket:
    tokens: float
    seen: float


class RateLimit:
    """A token bucket for each key: a minute's allowance may be used at once, and comes back evenly over a minute."""

    def __init__(self, per_minute: int, clock: Callable[[], float], kept: int = _KEPT_KEYS) -> None:
        self._full = float(per_minute)
        self._per_second = per_minute / 60
        self._clock = clock
        self._kept = kept
        self._buckets: OrderedDict[str, _Bucket] = OrderedDict()

    def take(self, key: str) -> None:
        """One token of the key's; Refused with the seconds to wait if it has none."""
        bucket = self._bucket(key)
        if bucket.tokens < 1:
            seconds = max(1, math.ceil((1 - bucket.tokens) / self._per_second))
            raise Refused("too_many", retry_after=seconds, seconds=seconds)
        bucket.tokens -= 1

    def _bucket(self, key: str) -> _Bucket:
        now = self._clock()
        bucket = self._buckets.setdefault(key, _Bucket(self._full, now))
        self._buckets.move_to_end(key)
        bucket.tokens = min(self._full, bucket.tokens + (now - bucket.seen) * self._per_second)
        bucket.seen = now
        while len(self._buckets) > self._kept:
            self._buckets.popitem(last=False)
        return bucket


class InFlight:
    """At most so many questions at once; one more is told at once that we are busy, instead of waiting in vain."""

    def __init__(self, limit: int, retry_after: int = 2) -> None:
        self._limit = limit
        self._retry_after = retry_after
        self.now = 0

    def enter(self) -> None:
        if self.now >= self._limit:
            raise Refused("busy", retry_after=self._retry_after)
        self.now += 1

    def leave(self) -> None:
        self.now -= 1


def address_key(address: str) -> str:
    """What counts as one client address: an IPv4 address, or the /64 network of an IPv6 one."""
    try:
        parsed = ipaddress.ip_address(address.split("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((parsed, _IPV6_HOME), strict=False))
    return str(parsed)

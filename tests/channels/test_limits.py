"""The allowances of a session, an address, and of all together."""

from __future__ import annotations

import pytest

from bot.channels.limits import InFlight, RateLimit, address_key
from bot.channels.refusals import Refused


def waits(limit, key):
    """The seconds that the key is told to wait; 0 if it may go on."""
    try:
        limit.take(key)
    except Refused as refused:
        assert refused.refusal.status == 429
        return refused.retry_after
    return 0


def test_a_minutes_allowance_may_be_used_at_once(clock):
    limit = RateLimit(20, clock)
    assert [waits(limit, "a") for _ in range(21)] == [0] * 20 + [3]


def test_the_allowance_comes_back_evenly(clock):
    limit = RateLimit(20, clock)
    for _ in range(20):
        limit.take("a")
    clock.wait(2.9)
    assert waits(limit, "a") == 1
    clock.wait(0.2)
    assert waits(limit, "a") == 0
    assert waits(limit, "a") == 3


def test_the_allowance_never_grows_beyond_a_minutes(clock):
    limit = RateLimit(20, clock)
    limit.take("a")
    clock.wait(3600)
    assert [waits(limit, "a") for _ in range(21)][-1] > 0


def test_one_key_does_not_use_up_anothers(clock):
    limit = RateLimit(1, clock)
    assert waits(limit, "a") == 0
    assert waits(limit, "a") == 60
    assert waits(limit, "b") == 0


def test_a_refusal_says_the_seconds_in_both_languages(clock):
    limit = RateLimit(1, clock)
    limit.take("a")
    with pytest.raises(Refused) as refused:
        limit.take("a")
    assert "60 秒" in refused.value.body["error"]["message"]["zh"]
    assert "60 seconds" in refused.value.body["error"]["message"]["en"]


def test_many_keys_do_not_fill_the_memory(clock):
    limit = RateLimit(1, clock, kept=10)
    for number in range(1000):
        limit.take(str(number))
    assert len(limit._buckets) == 10


def test_one_more_than_the_limit_in_flight_is_busy():
    in_flight = InFlight(2)
    in_flight.enter()
    in_flight.enter()
    with pytest.raises(Refused) as refused:
        in_flight.enter()
    assert (refused.value.refusal.status, refused.value.retry_after) == (503, 2)
    in_flight.leave()
    in_flight.enter()


@pytest.mark.parametrize(
    ("address", "key"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", "unknown"),
        ("not an address", "unknown"),
    ],
)
def test_a_household_with_many_ipv6_addresses_counts_once(address, key):
    assert address_key(address) == key

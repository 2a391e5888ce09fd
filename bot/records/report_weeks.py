"""ISO weeks of local time, and what is counted by them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

MOST_WEEKS: Final = 480  # nine years; SQLite joins at most 500 rows that stand in a statement


@dataclass(frozen=True)
class Week:
    """name: as in 2026-W47; since, until: seconds since 1970, from and before, cut to what was asked for."""

    name: str
    monday: date
    since: int
    until: int


def weeks_between(since: date, until: date) -> tuple[Week, ...]:
    """The weeks that the days from `since` to `until`, both included, touch; of more than MOST_WEEKS the newest."""
    return tuple(_weeks(since, until))[-MOST_WEEKS:]


def _weeks(since: date, until: date) -> Iterator[Week]:
    monday, end = monday_of(since), until + timedelta(days=1)
    while monday < end:
        after = monday + timedelta(days=7)
        year, number, _ = monday.isocalendar()
        yield Week(f"{year}-W{number:02}", monday, seconds(max(monday, since)), seconds(min(after, end)))
        monday = after


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())


def seconds(day: date) -> int:
    """When a day begins here, in seconds since 1970."""
    return int(datetime.combine(day, datetime.min.time()).timestamp())

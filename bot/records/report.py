"""How the assistant was used: turns, ratings and times of a period, counted by the database, for SQLite and PostgreSQL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

import sqlalchemy as sa

from bot.language.masks import mask
from bot.records.reading import reading
from bot.records.report_weeks import Week, weeks_between
from bot.records.tables import CONVERSATION_RATINGS, RATINGS, TURNS
from bot.records.unmet import UNSURE_BELOW, Reason
from bot.settings import Settings

MOST_TOP: Final = 200  # entries and gaps that are read
DIMENSIONS: Final = ("week", "category", "channel", "lang")
Histogram = dict[int, int]  # milliseconds -> turns


@dataclass(frozen=True)
class Wish:
    """What is counted. since, until: days, both included; categories, channel, asked (the language of the question): None is all."""

    since: date
    until: date
    categories: frozenset[str] | None = None
    channel: str | None = None
    asked: str | None = None


@dataclass(frozen=True)
class Count:
    """Turns that are alike. category: None where it says nothing (small talk, emergencies, errors); helpful, unhelpful: as rated."""

    week: str
    category: str | None
    channel: str
    lang: str
    outcome: str
    turns: int
    helpful: int
    unhelpful: int


@dataclass(frozen=True)
class TopEntry:
    """times: turns answered with it."""

    entry: str
    times: int
    helpful: int
    unhelpful: int


@dataclass(frozen=True)
class TopGap:
    """A masked text that was asked in vain. reasons: how often each, of bot.records.unmet.REASONS."""

    text: str
    lang: str
    category: str | None
    times: int
    reasons: Mapping[Reason, int]


@dataclass(frozen=True)
class Level:
    """Conversations that were given one of the levels of bot.records.opinions."""

    week: str
    channel: str
    level: int
    count: int


@dataclass(frozen=True)
class Used:
    """times: the milliseconds of turns by (dimension, its value), and by ("all", ""). levels: none where the wish names a category or a
    language, which conversations do not have. channels: all that were ever recorded."""

    wish: Wish
    weeks: tuple[Week, ...]
    counts: tuple[Count, ...] = ()
    entries: tuple[TopEntry, ...] = ()
    gaps: tuple[TopGap, ...] = ()
    levels: tuple[Level, ...] = ()
    times: Mapping[tuple[str, str | None], Histogram] = field(default_factory=dict)
    channels: tuple[str, ...] = ()


def read_used(settings: Settings, wish: Wish) -> Used:
    """NotRecorded if the database cannot be read; nothing is counted if nothing was recorded yet."""
    weeks = weeks_between(wish.since, wish.until)
    with reading(settings) as connection:
        return _Reader(connection, wish, weeks).read() if connection and weeks else Used(wish, weeks)


def percentile(times: Mapping[int, int], share: float) -> int | None:
    """The least number of milliseconds that at least this share of the turns took at most (nearest rank); None without turns."""
    wanted, so_far = share * sum(times.values()), 0
    for milliseconds in sorted(times):
        so_far += times[milliseconds]
        if so_far >= wanted:
            return milliseconds
    return None


def _family(*names: str) -> Any:
    """A condition: the outcome begins with one of these words."""
    return sa.or_(*(sa.or_(TURNS.c.outcome == name, TURNS.c.outcome.like(f"{name}!_%", escape="!")) for name in names))


def _sum(condition: Any) -> Any:
    return sa.func.sum(sa.case((condition, 1), else_=0))


# What a greeting or a broken turn was nearest to is no department's business.
CATEGORY: Any = sa.case((_family("answered", "clarification", "unanswerable"), TURNS.c.category), else_=None)
HELPFUL, UNHELPFUL = _sum(RATINGS.c.helpful.is_(True)), _sum(RATINGS.c.helpful.is_(False))


class _Reader:
    def __init__(self, connection: sa.engine.Connection, wish: Wish, weeks: Sequence[Week]) -> None:
        self._connection, self._wish, self._weeks = connection, wish, tuple(weeks)
        lines = (
            sa.select(sa.literal(place).label("place"), sa.literal(week.since).label("since"), sa.literal(week.until).label("until"))
            for place, week in enumerate(weeks)
        )
        self._calendar: Any = sa.union_all(*lines).cte("weeks")
        conditions = [TURNS.c.at >= weeks[0].since, TURNS.c.at < weeks[-1].until]
        if wish.categories is not None:
            conditions.append(CATEGORY.in_(sorted(wish.categories)))
        if wish.channel is not None:
            conditions.append(TURNS.c.channel == wish.channel)
        if wish.asked is not None:
            conditions.append(TURNS.c.lang == wish.asked)
        self._wanted = sa.and_(*conditions)

    def read(self) -> Used:
        times = {key: found for dimension in DIMENSIONS for key, found in self._times(dimension).items()}
        times["all", ""] = _together(found for (dimension, _), found in times.items() if dimension == "lang")
        channels = sorted(row[0] for row in self._run(sa.select(TURNS.c.channel).distinct()))
        return Used(
            self._wish, self._weeks, tuple(self._counts()), tuple(self._entries()), tuple(self._gaps()), tuple(self._levels()), times,
            tuple(channels),
        )  # fmt: skip

    def _run(self, statement: Any) -> list[Any]:
        return list(self._connection.execute(statement))

    def _in_weeks(self, table: sa.Table) -> Any:
        return sa.and_(table.c.at >= self._calendar.c.since, table.c.at < self._calendar.c.until)

    def _counts(self) -> Iterator[Count]:
        keys = (self._calendar.c.place, CATEGORY.label("of_category"), TURNS.c.channel, TURNS.c.lang, TURNS.c.outcome)
        rows = self._calendar.join(TURNS, self._in_weeks(TURNS)).outerjoin(RATINGS, RATINGS.c.turn == TURNS.c.turn)
        found = sa.select(*keys, sa.func.count(), HELPFUL, UNHELPFUL).select_from(rows).where(self._wanted)
        for place, category, channel, asked, outcome, turns, up, down in self._run(found.group_by(keys[0], CATEGORY, *keys[2:])):
            yield Count(self._weeks[place].name, category, channel, asked, outcome, turns, int(up), int(down))

    def _entries(self) -> Iterator[TopEntry]:
        times = sa.func.count().label("times")
        rows = TURNS.outerjoin(RATINGS, RATINGS.c.turn == TURNS.c.turn)
        found = sa.select(TURNS.c.entry, times, HELPFUL, UNHELPFUL).select_from(rows)
        found = found.where(self._wanted, TURNS.c.entry.is_not(None), _family("answered")).group_by(TURNS.c.entry)
        for entry, number, up, down in self._run(found.order_by(times.desc(), TURNS.c.entry).limit(MOST_TOP)):
            yield TopEntry(entry, number, int(up), int(down))

    def _gaps(self) -> Iterator[TopGap]:
        """By the same rules as bot.records.unmet; texts are put together letter by letter, not by meaning."""
        reasons, times = _reasons(), sa.func.count().label("times")
        rows = TURNS.outerjoin(RATINGS, RATINGS.c.turn == TURNS.c.turn)
        keys = (TURNS.c.text, TURNS.c.lang, CATEGORY)
        found = sa.select(*keys, times, *map(_sum, reasons.values())).select_from(rows)
        found = found.where(self._wanted, TURNS.c.text != "", sa.or_(*reasons.values())).group_by(*keys)
        for text, lang, category, number, *sums in self._run(found.order_by(times.desc(), TURNS.c.text, TURNS.c.lang).limit(MOST_TOP)):
            yield TopGap(mask(text), lang, category, number, {name: int(one) for name, one in zip(reasons, sums) if one})

    def _levels(self) -> Iterator[Level]:
        wish, of = self._wish, CONVERSATION_RATINGS
        if wish.categories is not None or wish.asked is not None:
            return
        keys = (self._calendar.c.place, of.c.channel, of.c.level)
        found = sa.select(*keys, sa.func.count()).select_from(self._calendar.join(of, self._in_weeks(of))).group_by(*keys)
        if wish.channel is not None:
            found = found.where(of.c.channel == wish.channel)
        for place, channel, level, number in self._run(found):
            yield Level(self._weeks[place].name, channel, level, number)

    def _times(self, dimension: str) -> dict[tuple[str, str | None], Histogram]:
        """How many turns took how many milliseconds, by the values of a dimension."""
        rows: Any = TURNS
        key: Any = {"category": CATEGORY, "channel": TURNS.c.channel, "lang": TURNS.c.lang}.get(dimension)
        if key is None:
            key, rows = self._calendar.c.place, self._calendar.join(TURNS, self._in_weeks(TURNS))
        found = sa.select(key, TURNS.c.milliseconds, sa.func.count()).select_from(rows).where(self._wanted)
        times: dict[tuple[str, str | None], Histogram] = {}
        for value, milliseconds, number in self._run(found.group_by(key, TURNS.c.milliseconds)):
            name = self._weeks[value].name if dimension == "week" else value
            times.setdefault((dimension, name), {})[milliseconds] = number
        return times


def _reasons() -> dict[Reason, Any]:
    """What bot.records.unmet says of a turn, as conditions."""
    settled = TURNS.c.outcome.in_(("answered", "clarification"))
    refused, unsure = _family("unanswerable"), sa.or_(TURNS.c.outcome == "clarification", TURNS.c.confidence < UNSURE_BELOW)
    later = TURNS.alias("later")
    turned_down, again = (sa.select(column).where(column.is_not(None)) for column in (later.c.about, later.c.again))
    return {
        "refused": refused,
        "unsure": sa.and_(settled, TURNS.c.confidence.is_not(None), unsure),
        "rated_down": sa.and_(sa.or_(settled, refused), RATINGS.c.helpful.is_(False)),
        "not_asked": sa.and_(sa.or_(settled, refused), TURNS.c.turn.in_(turned_down)),
        "rephrased": sa.and_(sa.or_(settled, refused), TURNS.c.turn.in_(again)),
    }


def _together(histograms: Iterator[Histogram]) -> Histogram:
    found: Histogram = {}
    for histogram in histograms:
        for milliseconds, number in histogram.items():
            found[milliseconds] = found.get(milliseconds, 0) + number
    return found

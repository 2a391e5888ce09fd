"""The sums of a report: a line a week, category, department, channel or language, with what was said of its answers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.knowledge.schema import Both, Knowledge
from bot.measuring.intervals import Figure, wilson
from bot.records.opinions import LEVELS
from bot.records.report import Count, Histogram, Used, percentile

GROUPS: Final = ("answered", "clarified", "refused", "emergency", "smalltalk", "handover", "error", "other")
FAMILIES: Final = {
    "answered": "answered", "clarification": "clarified", "unanswerable": "refused", "smalltalk": "smalltalk",
    "handover": "handover", "error": "error",
}  # fmt: skip
FEW: Final = 20  # below this no share, mean or percentile is told: it would change with the next few citizens


@dataclass(frozen=True)
class Names:
    """By id. owners: the department of each category; titles: the question of each entry."""

    departments: Mapping[str, Both]
    categories: Mapping[str, Both]
    owners: Mapping[str, str]
    titles: Mapping[str, Both]


@dataclass
class Line:
    """name: an id, or None for turns without one; helpful, unhelpful: of answered questions; times: milliseconds -> turns."""

    name: str | None
    groups: dict[str, int] = field(default_factory=lambda: dict.fromkeys(GROUPS, 0))
    helpful: int = 0
    unhelpful: int = 0
    times: Histogram = field(default_factory=dict)

    @property
    def questions(self) -> int:
        return sum(self.groups.values())

    @property
    def rated(self) -> int:
        return self.helpful + self.unhelpful

    @property
    def right(self) -> Figure | None:
        """The share of rated answers that helped; None if too few were rated."""
        return share(self.helpful, self.rated)

    def at(self, part: float) -> int | None:
        """Milliseconds within which this part of the questions got their reply; None if they are too few."""
        return percentile(self.times, part) if sum(self.times.values()) >= FEW else None

    def add(self, one: Count) -> None:
        group = group_of(one.outcome)
        self.groups[group] += one.turns
        if group == "answered":
            self.helpful += one.helpful
            self.unhelpful += one.unhelpful


@dataclass(frozen=True)
class Levels:
    """counts: conversations by level, 5 to 1."""

    name: str | None
    counts: Mapping[int, int]

    @property
    def number(self) -> int:
        return sum(self.counts.values())

    @property
    def mean(self) -> float | None:
        """Of the levels, 1 to 5; None if too few rated."""
        return sum(level * count for level, count in self.counts.items()) / self.number if self.number >= FEW else None


def names_of(knowledge: Knowledge) -> Names:
    return Names(
        {id_: one.name for id_, one in knowledge.departments.items()},
        {id_: one.name for id_, one in knowledge.categories.items()},
        {id_: one.department for id_, one in knowledge.categories.items()},
        {id_: one.question for id_, one in knowledge.entries.items()},
    )


def group_of(outcome: str) -> str:
    """One of GROUPS. What we do not know is `other`, as is what could not be taken (empty, too long)."""
    return "emergency" if outcome == "guard_emergency" else FAMILIES.get(outcome.split("_")[0], "other")


def share(part: int, of: int) -> Figure | None:
    return wilson(part, of) if of >= FEW else None


def total(used: Used) -> Line:
    return _sum(used, lambda one: "", lambda name: [("all", "")]).get("", Line(""))


def by_week(used: Used) -> list[Line]:
    """Every week of the period, also those in which nothing was asked."""
    found = _sum(used, lambda one: one.week, lambda name: [("week", name)])
    return [found.get(week.name, Line(week.name)) for week in used.weeks]


def by_category(used: Used) -> list[Line]:
    return _most_first(_sum(used, lambda one: one.category, lambda name: [("category", name)]))


def by_department(used: Used, names: Names) -> list[Line]:
    def owner(category: str | None) -> str | None:
        return names.owners.get(category, category) if category else None

    categories = {one.category for one in used.counts}
    return _most_first(
        _sum(used, lambda one: owner(one.category), lambda name: [("category", one) for one in categories if owner(one) == name])
    )


def by_channel(used: Used) -> list[Line]:
    return _most_first(_sum(used, lambda one: one.channel, lambda name: [("channel", name)]))


def by_language(used: Used) -> list[Line]:
    return _most_first(_sum(used, lambda one: one.lang, lambda name: [("lang", name)]))


def levels_total(used: Used) -> Levels:
    return _levels(used, "", lambda week, channel: True)


def levels_by_week(used: Used) -> list[Levels]:
    return [_levels(used, one.name, lambda week, channel, name=one.name: week == name) for one in used.weeks]  # type: ignore[misc]


def levels_by_channel(used: Used) -> list[Levels]:
    channels = sorted({one.channel for one in used.levels})
    return [_levels(used, one, lambda week, channel, name=one: channel == name) for one in channels]  # type: ignore[misc]


def _levels(used: Used, name: str, wanted: Callable[[str, str], bool]) -> Levels:
    counts = {level: sum(one.count for one in used.levels if one.level == level and wanted(one.week, one.channel)) for level in LEVELS}
    return Levels(name, counts)


def _sum(
    used: Used, key: Callable[[Count], str | None], timed: Callable[[str | None], Sequence[tuple[str, str | None]]]
) -> dict[str | None, Line]:
    """timed: under which keys of `used.times` the turns of a line are."""
    found: dict[str | None, Line] = {}
    for one in used.counts:
        name = key(one)
        found.setdefault(name, Line(name)).add(one)
    for name, line in found.items():
        for place in timed(name):
            for milliseconds, number in used.times.get(place, {}).items():
                line.times[milliseconds] = line.times.get(milliseconds, 0) + number
    return found


def _most_first(lines: Mapping[str | None, Line]) -> list[Line]:
    """The line without a name stands last."""
    return sorted(lines.values(), key=lambda line: (line.name is None, -line.questions, line.name or ""))

"""The tables of a report, once for the terminal, the page and the workbook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Union

from bot.curation import report_figures as figures
from bot.curation.gap_words import REASONS
from bot.curation.report_figures import FEW, GROUPS, Levels, Line, Names, share
from bot.curation.report_words import CHANNELS, LANGUAGE_NAMES, named, word
from bot.language import Lang
from bot.measuring.intervals import Figure
from bot.records.opinions import LEVELS
from bot.records.report import Used
from bot.records.unmet import Reason

Cell = Union[str, int, float, Figure, None]
SHORT: Final = ("answered", "clarified", "refused")  # groups that a terminal has room for


@dataclass(frozen=True)
class Column:
    """main: also shown where there is little room; text: stands on the left; ends: heads of both ends of its figures' intervals."""

    head: str
    main: bool = True
    text: bool = False
    ends: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """key: of WORDS; note: sentences below the title; rows: a cell a column, None where nothing can be told."""

    key: str
    title: str
    note: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


def tables(used: Used, names: Names, lang: Lang) -> Iterator[Table]:
    """All of them, in the order in which they are read."""
    made = _Tables(used, names, lang)
    yield made.weeks()
    yield made.lines("departments", figures.by_department(used, names), names.departments)
    yield made.lines("categories", figures.by_category(used), names.categories)
    yield made.lines("channels", figures.by_channel(used), CHANNELS)
    yield made.lines("languages", figures.by_language(used), LANGUAGE_NAMES)
    yield made.entries()
    yield made.gaps()
    yield made.levels()
    yield made.times()
    yield made.counts()


class _Tables:
    def __init__(self, used: Used, names: Names, lang: Lang) -> None:
        self._used, self._names, self._lang = used, names, lang

    def _word(self, key: str) -> str:
        return word(key, self._lang, few=FEW)

    def _table(self, key: str, notes: Iterable[str], columns: Iterable[Column], rows: Iterable[tuple[Cell, ...]]) -> Table:
        return Table(key, self._word(key), (" " if self._lang == "en" else "").join(map(self._word, notes)), tuple(columns), tuple(rows))

    def _columns(self, *keys: str, main: bool = True, text: bool = False) -> tuple[Column, ...]:
        return tuple(Column(self._word(key), main, text) for key in keys)

    def _figures_columns(self) -> Iterator[Column]:
        yield Column(self._word("questions"))
        for group in GROUPS:
            yield Column(self._word(group), main=group in SHORT)
        yield from self._rated_columns()
        yield from self._columns("median", "p95")

    def _rated_columns(self) -> tuple[Column, ...]:
        right = Column(self._word("right"), ends=(self._word("low"), self._word("high")))
        return (*self._columns("rated"), right)

    def weeks(self) -> Table:
        days = {week.name: week.monday.isoformat() for week in self._used.weeks}
        lines = [*figures.by_week(self._used), figures.total(self._used)]
        rows = ((line.name or self._word("all"), days.get(line.name or "", ""), *_cells(line)) for line in lines)
        return self._table(
            "weeks", ("note_lines", "note_weeks"), (*self._columns("week", "monday", text=True), *self._figures_columns()), rows
        )

    def lines(self, key: str, lines: Iterable[Line], names: Mapping[str, Mapping[Lang, str]]) -> Table:
        head = {"departments": "department", "categories": "category", "channels": "channel", "languages": "language"}[key]
        notes = ("note_categories",) if key in ("departments", "categories") else ()
        rows = ((self._name(line.name, names), *_cells(line)) for line in lines)
        return self._table(key, notes, (*self._columns(head, text=True), *self._figures_columns()), rows)

    def _name(self, id_: str | None, names: Mapping[str, Mapping[Lang, str]]) -> str:
        return self._word("none") if id_ is None else named(dict(names), id_, self._lang)

    def entries(self) -> Table:
        columns = (*self._columns("entry", "title", text=True), *self._columns("counted"), *self._rated_columns())
        rows = (
            (one.entry, named(dict(self._names.titles), one.entry, self._lang), one.times, *_rated(one.helpful, one.unhelpful))
            for one in self._used.entries
        )
        return self._table("top", (), columns, rows)

    def gaps(self) -> Table:
        reasons: tuple[Reason, ...] = tuple(REASONS)  # type: ignore[arg-type]
        columns = (
            *self._columns("text", text=True), *self._columns("category", text=True), *self._columns("department", main=False, text=True),
            *self._columns("counted"), *(Column(REASONS[reason][self._lang]) for reason in reasons),
        )  # fmt: skip
        rows: Iterable[tuple[Cell, ...]] = (
            (
                one.text, self._name(one.category, self._names.categories),
                self._name(self._names.owners.get(one.category or ""), self._names.departments), one.times,
                *(one.reasons.get(reason, 0) for reason in reasons),
            )
            for one in self._used.gaps
        )  # fmt: skip
        return self._table("gaps", ("note_gaps",), columns, rows)

    def levels(self) -> Table:
        """None at all where the wish names what conversations do not have."""
        used, lang = self._used, self._lang
        columns = (
            *self._columns("name", text=True), *(Column(one[lang]) for one in LEVELS.values()), *self._columns("number", "mean"),
        )  # fmt: skip
        if used.wish.categories is not None or used.wish.asked is not None:
            return self._table("levels", ("no_levels",), columns, ())
        whole = figures.levels_total(used)
        lines = [whole, *figures.levels_by_channel(used), *figures.levels_by_week(used)] if whole.number else []
        return self._table("levels", ("note_levels",), columns, (self._level(line) for line in lines if line.number))

    def _level(self, line: Levels) -> tuple[Cell, ...]:
        name = named(CHANNELS, line.name, self._lang) if line.name else self._word("all")
        return (name, *line.counts.values(), line.number, None if line.mean is None else round(line.mean, 2))

    def times(self) -> Table:
        used, names = self._used, self._names
        groups: tuple[tuple[str, list[Line], Mapping[str, Mapping[Lang, str]]], ...] = (
            ("all", [figures.total(used)], {"": {"zh": "", "en": ""}}),
            ("week", figures.by_week(used), {}),
            ("department", figures.by_department(used, names), names.departments),
            ("category", figures.by_category(used), names.categories),
            ("channel", figures.by_channel(used), CHANNELS),
            ("language", figures.by_language(used), LANGUAGE_NAMES),
        )
        rows = (
            (self._word(head), self._name(line.name, known), sum(line.times.values()), line.at(0.5), line.at(0.95))
            for head, lines, known in groups
            for line in lines
        )
        return self._table(
            "times", ("note_times",), (*self._columns("by", "name", text=True), *self._columns("number", "median", "p95")), rows
        )

    def counts(self) -> Table:
        """A row for each week, department, category, channel and language, to be put together anew in a spreadsheet."""
        names, found = self._names, self._used.counts
        by: dict[tuple[str, str | None, str, str], Line] = {}
        for one in found:
            by.setdefault((one.week, one.category, one.channel, one.lang), Line(None)).add(one)
        rows: Iterable[tuple[Cell, ...]] = (
            (
                week, self._name(names.owners.get(category or ""), names.departments), self._name(category, names.categories),
                named(CHANNELS, channel, self._lang), named(LANGUAGE_NAMES, asked, self._lang), line.questions, *line.groups.values(),
                line.helpful, line.unhelpful,
            )
            for (week, category, channel, asked), line in sorted(by.items(), key=_order)
        )  # fmt: skip
        heads = self._columns("week", "department", "category", "channel", "language", text=True)
        return self._table("counts", (), (*heads, *self._columns("questions", *GROUPS, "helpful", "unhelpful")), rows)


def _order(item: tuple[tuple[str, str | None, str, str], Line]) -> tuple[str, bool, str, str, str]:
    (week, category, channel, asked), _ = item
    return week, category is None, category or "", channel, asked


def _cells(line: Line) -> tuple[Cell, ...]:
    return (line.questions, *line.groups.values(), *_rated(line.helpful, line.unhelpful), line.at(0.5), line.at(0.95))


def _rated(helpful: int, unhelpful: int) -> tuple[Cell, ...]:
    """How many rated, and the share that was helped."""
    return (helpful + unhelpful, share(helpful, helpful + unhelpful))


def shown(cell: Cell) -> str:
    """A cell as a reader sees it."""
    if cell is None:
        return "–"
    if isinstance(cell, Figure):
        return f"{cell.value:.0%} ({cell.low:.0%}–{cell.high:.0%})"
    return f"{cell:.2f}" if isinstance(cell, float) else str(cell)

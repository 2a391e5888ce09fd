"""The pictures of a report. Each shows how many it is about, and draws no share of fewer than FEW."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.curation import report_figures as figures
from bot.curation.report_figures import FEW, GROUPS, Line, Names
from bot.curation.report_svg import BLUE, GREEN, GREY, INK, ORANGE, RULE, SOFT, VERMILION, WIDTH, Canvas, Frame, cut, ticks, wide
from bot.curation.report_tables import SHORT
from bot.curation.report_words import CHANNELS, named, word
from bot.language import Lang
from bot.records.opinions import LEVELS
from bot.records.report import Used

COLOURS = {"answered": BLUE, "clarified": ORANGE, "refused": VERMILION, "rest": GREY}
MOST_BARS = 25  # the rest stand in the table
Bilingual = Mapping[str, Mapping[Lang, str]]


@dataclass(frozen=True)
class Plot:
    """note: what has to be known to read it."""

    title: str
    svg: str
    note: str = ""


def plots(used: Used, names: Names, lang: Lang) -> Iterator[Plot]:
    """None where nothing was recorded."""
    if not used.counts:
        return
    drawer = _Drawer(used, lang)
    weeks = figures.by_week(used)
    yield drawer.outcomes_by_week(weeks)
    if any(line.right for line in weeks):
        yield drawer.right_by_week(weeks)
    departments = figures.by_department(used, names)
    if len([line for line in departments if line.name]) > 1:
        yield drawer.shares("outcomes_by_department", departments, names.departments)
    categories = figures.by_category(used)
    if any(line.name for line in categories):
        yield drawer.shares("outcomes_by_category", categories, names.categories)
    yield drawer.shares("outcomes_by_channel", figures.by_channel(used), CHANNELS)
    yield drawer.times_by_week(weeks)
    if used.levels:
        yield drawer.levels(figures.levels_total(used).counts)


def parts(line: Line) -> dict[str, int]:
    """The three outcomes that matter, and all others together."""
    shown = {group: line.groups[group] for group in SHORT}
    return {**shown, "rest": sum(line.groups[group] for group in GROUPS if group not in SHORT)}


class _Drawer:
    def __init__(self, used: Used, lang: Lang) -> None:
        self._lang = lang
        self._weeks = [f"{week.monday.month}-{week.monday.day:02}" for week in used.weeks]
        self._names = [week.name for week in used.weeks]

    def _word(self, key: str) -> str:
        return word(key, self._lang, few=FEW)

    def _legend(self, canvas: Canvas, left: float) -> None:
        canvas.legend([(self._word(group), colour) for group, colour in COLOURS.items()], left)

    def outcomes_by_week(self, weeks: Sequence[Line]) -> Plot:
        """A bar a week, as high as there were questions."""
        canvas = Canvas(300, self._word("outcomes_by_week"))
        frame = Frame(canvas, self._weeks, ticks(max(line.questions for line in weeks)))
        frame.axes(self._word("week_of"), self._word("questions"))
        counts = [f"{line.questions:,}" for line in weeks]
        for place, line in enumerate(weeks):
            below = 0
            for group, number in parts(line).items():
                if number:
                    top, floor = frame.y(below + number), frame.y(below)
                    said = f"{self._names[place]} {self._word(group)}: {number}"
                    canvas.box(frame.x(place) - frame.step * 0.36, top, frame.step * 0.72, floor - top, COLOURS[group], said)
                below += number
            if frame.room_for(counts):
                canvas.text(frame.x(place), frame.y(below) - 5, counts[place], "middle", size=11)
        self._legend(canvas, frame.left)
        return Plot(canvas.title, canvas.svg(), self._word("note_weeks"))

    def right_by_week(self, weeks: Sequence[Line]) -> Plot:
        """A dot with its interval a week, and below it how many rated."""
        canvas = Canvas(320, self._word("right_by_week"))
        frame = Frame(canvas, self._weeks, [0, 0.2, 0.4, 0.6, 0.8, 1.0], percent=True, top=22, bottom=64)
        frame.axes(self._word("week_of"), self._word("share"))
        rated = [str(line.rated) for line in weeks]
        canvas.text(frame.left - 7, canvas.height - 64 + 34, "n =", "end", SOFT, size=11)
        for place, line in enumerate(weeks):
            x, figure = frame.x(place), line.right
            if frame.room_for(rated):
                canvas.text(x, canvas.height - 64 + 34, rated[place], "middle", SOFT, size=11)
            if figure is None:
                continue
            canvas.line([(x, frame.y(figure.high)), (x, frame.y(figure.low))], INK, 1.5)
            said = f"{self._names[place]}: {figure.value:.0%} ({figure.low:.0%}–{figure.high:.0%}), n={figure.count}"
            canvas.dot(x, frame.y(figure.value), BLUE, said=said)
        few = "" if all(line.right for line in weeks) else self._word("too_few")
        return Plot(canvas.title, canvas.svg(), f"{self._word('note_right')} {few}".strip())

    def shares(self, title: str, lines: Sequence[Line], names: Bilingual) -> Plot:
        """A bar a line, all as long: what became of its questions; n stands behind it. What is nobody's has none."""
        shown, left, high = [line for line in lines if line.questions and line.name][:MOST_BARS], 236, 24
        canvas = Canvas(30 + high * len(shown) + 44, self._word(title))
        across, floor = WIDTH - left - 70, 30 + high * len(shown) + 4
        for tenth in range(0, 11, 2):
            x = left + across * tenth / 10
            canvas.line([(x, 26), (x, floor)], RULE)
            canvas.text(x, floor + 15, f"{tenth * 10}%", "middle", SOFT)
        for place, line in enumerate(shown):
            y = 30 + high * place
            name = named(dict(names), line.name or "", self._lang)
            canvas.text(left - 8, y + 15, cut(name, left - 14), "end")
            canvas.text(left + across + 8, y + 15, f"n={line.questions:,}", colour=SOFT)
            if line.questions < FEW:
                canvas.text(left + 6, y + 15, self._word("too_few"), colour=SOFT)
                continue
            x = float(left)
            for group, number in parts(line).items():
                length = across * number / line.questions
                if number:
                    canvas.box(x, y + 2, length, high - 5, COLOURS[group], f"{name}, {self._word(group)}: {number}")
                x += length
        canvas.text(left + across / 2, canvas.height - 6, self._word("share"), "middle")
        self._legend(canvas, left)
        return Plot(canvas.title, canvas.svg())

    def times_by_week(self, weeks: Sequence[Line]) -> Plot:
        canvas = Canvas(300, self._word("times_by_week"))
        series = (("half", BLUE, 0.5, ""), ("most", VERMILION, 0.95, "6 4"))
        found = {key: [line.at(part) for line in weeks] for key, _, part, _ in series}
        highest = max((value for values in found.values() for value in values if value is not None), default=0)
        frame = Frame(canvas, self._weeks, ticks(highest), bottom=64)
        frame.axes(self._word("week_of"), self._word("milliseconds"))
        counts = [f"{line.questions:,}" for line in weeks]
        canvas.text(frame.left - 7, canvas.height - 64 + 34, "n =", "end", SOFT, size=11)
        for place, number in enumerate(counts if frame.room_for(counts) else ()):
            canvas.text(frame.x(place), canvas.height - 64 + 34, number, "middle", SOFT, size=11)
        for key, colour, _, dashes in series:
            for run in _runs(found[key]):
                canvas.line([(frame.x(place), frame.y(value)) for place, value in run], colour, 2, dashes)
                for place, value in run:
                    said = f"{self._names[place]} {self._word(key)}: {value} ms"
                    canvas.dot(frame.x(place), frame.y(value), colour, bool(dashes), said)
        canvas.legend([(self._word(key), colour) for key, colour, *_ in series], frame.left)
        return Plot(canvas.title, canvas.svg(), self._word("note_times"))

    def levels(self, counts: Mapping[int, int]) -> Plot:
        """A bar a level, from very satisfied to very dissatisfied."""
        canvas = Canvas(270, self._word("levels"))
        frame = Frame(canvas, [LEVELS[level][self._lang] for level in counts], ticks(max(counts.values())), top=34)
        frame.axes(self._word("level"), self._word("conversations"))
        for place, number in enumerate(counts.values()):
            top = frame.y(number)
            canvas.box(frame.x(place) - frame.step * 0.28, top, frame.step * 0.56, frame.y(0) - top, GREEN)
            canvas.text(frame.x(place), top - 5, str(number), "middle")
        every = f"n = {sum(counts.values()):,}"
        canvas.text(WIDTH - 16 - wide(every), 16, every)
        return Plot(canvas.title, canvas.svg(), self._word("note_levels"))


def _runs(values: Sequence[int | None]) -> Iterator[list[tuple[int, int]]]:
    """Neighbours that have a value: a line is not drawn over a hole."""
    run: list[tuple[int, int]] = []
    for place, value in enumerate(values):
        if value is not None:
            run.append((place, value))
        elif run:
            yield run
            run = []
    if run:
        yield run

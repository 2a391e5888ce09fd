"""What came back, counted: every figure is a mean over the rows that it is about, by language."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.curation.asking import Result
from bot.curation.rows import Row
from bot.language import LANGUAGES
from bot.measuring.intervals import Figure, interval_or_none

EMERGENCY, SMALL_TALK = "guard_emergency", "smalltalk"
Pair = tuple[Row, Result]


@dataclass(frozen=True)
class Measure:
    """about: whether a row with its result counts; holds: whether it is true of the row. The figure is the share of which it is true."""

    name: str
    about: Callable[[Row, Result], bool]
    holds: Callable[[Row, Result], bool]

    def values(self, pairs: Sequence[Pair]) -> list[bool]:
        return [bool(self.holds(row, result)) for row, result in pairs if self.about(row, result)]


def _in_scope(row: Row, result: Result) -> bool:
    return row.in_scope


def _routed(row: Row, result: Result) -> bool:
    return row.wants_answer and row.category is not None and row.before is None


def _after_answer(row: Row, result: Result) -> bool:
    return row.before is not None and bool(row.entries)


def _first_right(row: Row, result: Result) -> bool:
    return bool(set(result.entries[:1]) & set(row.entries))


def _shown_right(row: Row, result: Result) -> bool:
    return bool(set(result.first) & set(row.entries))


def _answered(row: Row, result: Result) -> bool:
    return result.answered


def _category(result: Result) -> str | None:
    return result.entries[0].split("/")[0] if result.entries else None


CORE = (
    Measure("route_right", _routed, lambda row, result: result.route == row.category),
    Measure("category_right", _routed, lambda row, result: _category(result) == row.category),
    Measure("entry_at_1", _in_scope, _first_right),
    Measure("entry_at_3", _in_scope, lambda row, result: bool(set(result.entries[:3]) & set(row.entries))),
    Measure("answered", _in_scope, _answered),
    Measure("right_when_answered", lambda row, result: row.in_scope and result.answered, _shown_right),
    Measure("asked_which", _in_scope, lambda row, result: result.outcome == "clarification"),
    Measure("false_answers", lambda row, result: row.out_of_scope, _answered),
    Measure("expected_outcome", lambda row, result: row.outcome is not None, lambda row, result: outcome_as_expected(row, result)),
)
# These appear only where some row asks for them.
MORE = (
    Measure("element_right", lambda row, result: _asks_element(row), lambda row, result: element_right(row, result)),
    Measure("missing_said", lambda row, result: row.outcome == "followup_missing", lambda row, result: missing_said(row, result)),
    Measure("after_answer_at_1", _after_answer, _shown_right),
    Measure("after_answer_answered", _after_answer, _answered),
    Measure("after_answer_right", lambda row, result: _after_answer(row, result) and result.answered, _shown_right),
    Measure("both_shown", lambda row, result: len(row.both) > 1, lambda row, result: both_shown(row, result)),
    Measure("one_kept_whole", lambda row, result: len(row.both) == 1, lambda r, s: both_shown(r, s) and len(s.answers) <= 1),
    Measure("emergency_seen", lambda row, result: row.outcome == EMERGENCY, lambda row, result: result.outcome == EMERGENCY),
    Measure("emergency_phone", lambda row, result: row.outcome == EMERGENCY and bool(row.phones), lambda r, s: phone_given(r, s)),
    Measure("false_alarms", lambda row, result: row.outcome == "not_emergency", lambda row, result: result.outcome == EMERGENCY),
    Measure("question_heard", lambda row, result: row.outcome == "not_smalltalk", lambda r, s: _family(s.outcome) != SMALL_TALK),
)


def _asks_element(row: Row) -> bool:
    return row.outcome == "answered_followup" and row.element is not None


def element_right(row: Row, result: Result) -> bool:
    """The element of the entry answered before is shown."""
    return result.outcome == "answered_followup" and result.answers[:1] == (row.before,) and row.element in result.told


def missing_said(row: Row, result: Result) -> bool:
    """It is said that the entry answered before does not cover what is asked."""
    return result.outcome == "answered_followup" and result.answers[:1] == (row.before,) and result.says_missing


def both_shown(row: Row, result: Result) -> bool:
    """Of every group, some entry is answered or offered."""
    shown = {*result.answers, *result.choices}
    return all(shown & set(group) for group in row.both)


def phone_given(row: Row, result: Result) -> bool:
    """The alarm is raised and names one of the right numbers."""
    return result.outcome == EMERGENCY and any(phone in result.text for phone in row.phones)


def outcome_as_expected(row: Row, result: Result) -> bool:
    """Whether the outcome is the value or of the family that is expected; `unanswerable` is everything but an answer."""
    said = result.outcome
    if row.outcome == "followup_missing":
        return missing_said(row, result)
    if row.outcome == "unanswerable":
        return not result.answered
    if row.outcome in ("not_emergency", "not_smalltalk"):
        return said != EMERGENCY if row.outcome == "not_emergency" else _family(said) != SMALL_TALK
    return row.outcome in (said, _family(said))


def as_expected(row: Row, result: Result) -> bool:
    """The verdict on a whole row."""
    if row.both:
        return both_shown(row, result) and (len(row.both) > 1 or len(result.answers) <= 1)
    if _asks_element(row):
        return element_right(row, result)
    if row.phones:
        return phone_given(row, result)
    if row.outcome and not outcome_as_expected(row, result):
        return False
    return not row.entries or (result.answered and _shown_right(row, result))


def _family(outcome: str) -> str:
    return outcome.split("_")[0]


def groups(rows: Sequence[Row], results: Sequence[Result]) -> dict[str, list[Pair]]:
    """The pairs of each language that occurs, and all."""
    pairs = list(zip(rows, results))
    found = {str(lang): [(row, result) for row, result in pairs if row.lang == lang] for lang in LANGUAGES}
    return {name: group for name, group in {**found, "all": pairs}.items() if group}


def measures_for(pairs: Sequence[Pair]) -> list[Measure]:
    """The core, and what else some row asks for."""
    return [*CORE, *(measure for measure in MORE if measure.values(pairs))]


def counts(pairs: Sequence[Pair]) -> dict[str, int]:
    return {
        "rows": len(pairs),
        "in_scope": sum(row.in_scope for row, _ in pairs),
        "out_of_scope": sum(row.out_of_scope for row, _ in pairs),
    }


def summarise(rows: Sequence[Row], results: Sequence[Result]) -> dict[str, dict[str, Any]]:
    """Counts and shares by language, and for all."""
    wanted = measures_for(list(zip(rows, results)))
    return {
        name: {**counts(group), **{measure.name: share(measure.values(group)) for measure in wanted}}
        for name, group in groups(rows, results).items()
    }


def with_intervals(rows: Sequence[Row], results: Sequence[Result]) -> dict[str, dict[str, Figure | None]]:
    """The same shares with their bootstrap intervals; None where no row is about it."""
    wanted = measures_for(list(zip(rows, results)))
    return {
        name: {measure.name: interval_or_none(measure.values(group)) for measure in wanted} for name, group in groups(rows, results).items()
    }


def share(values: Sequence[bool]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None


def table(summary: Mapping[str, Mapping[str, Any]]) -> str:
    """The summary for a person: one line a figure, one column a language."""
    cells = {lang: {name: _cell(value) for name, value in figures.items()} for lang, figures in summary.items()}
    names = list(next(iter(cells.values())))
    width, column = max(map(len, names)) + 2, max(9, *(len(cell) + 2 for figures in cells.values() for cell in figures.values()))
    lines = ["".ljust(width) + "".join(lang.rjust(column) for lang in cells)]
    for name in names:
        lines.append(name.ljust(width) + "".join(figures[name].rjust(column) for figures in cells.values()))
    return "\n".join(lines)


def _cell(value: Any) -> str:
    if isinstance(value, Figure):
        return f"{value.value:.3f} ({value.low:.3f}-{value.high:.3f})"
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)

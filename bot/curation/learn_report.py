"""What the left-out rows say, in lines for a person: with the costs in use, and with others."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot.answering.bands import Band, Costs
from bot.curation.learn import Judged
from bot.language import LANGUAGES
from bot.measuring.metrics import expected_calibration_error

TRIED = (1.0, 1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 8.0, 12.0, 20.0)  # refusals for a wrong answer


def summary(judged: Sequence[Judged], costs: Costs) -> Iterator[str]:
    """One line a language that occurs."""
    for lang in LANGUAGES:
        rows = [row for row in judged if row.row.lang == lang]
        if not rows:
            continue
        inside, outside = [row for row in rows if row.row.targets], [row for row in rows if not row.row.targets]
        answered, asked = _in(inside, costs, Band.ANSWER), _in(inside, costs, Band.ASK)
        error = expected_calibration_error([row.right for row in rows], [row.is_right for row in rows])
        yield (
            f"{lang}: right at 1 {_share([r for r in inside if r.is_right], inside)}, "
            f"at 3 {_share([r for r in inside if r.in_three], inside)}, "
            f"answered {_share(answered, inside)}, right when answered {_share([r for r in answered if r.is_right], answered)}, "
            f"asked which {_share(asked, inside)} (right one among them {_share([r for r in asked if r.in_three], asked)}), "
            f"out of scope answered {_share(_in(outside, costs, Band.ANSWER), outside)}, "
            f"asked which {_share(_in(outside, costs, Band.ASK), outside)}, calibration error {error:.3f}"
        )


def other_costs(judged: Sequence[Judged], costs: Costs) -> Iterator[str]:
    """A table: what would be answered if a wrong answer cost as much as so many refusals."""
    yield "a wrong answer costs ... refusals: answered / right when answered / out of scope answered"
    for price in TRIED:
        cells = []
        for lang in LANGUAGES:
            rows = [row for row in judged if row.row.lang == lang]
            inside, outside = [row for row in rows if row.row.targets], [row for row in rows if not row.row.targets]
            other = replace(costs, wrong_answer=price)
            answered, false = _in(inside, other, Band.ANSWER), _in(outside, other, Band.ANSWER)
            right = [row for row in answered if row.is_right]
            cells.append(f"{lang} {_share(answered, inside)} / {_share(right, answered)} / {_share(false, outside)}")
        yield f"{price:5g}: {'   '.join(cells)}"


def _in(rows: Sequence[Judged], costs: Costs, band: Band) -> list[Judged]:
    return [row for row in rows if costs.band(row.right, row.offer) is band]


def _share(some: Sequence[object], of: Sequence[object]) -> str:
    return f"{len(some) / len(of):.3f}" if of else "-"

"""Turns that did not help: refused, unsure, rated down, not what was asked, or asked again in other words.

Masked texts without anybody's identity.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final, Literal

import sqlalchemy as sa

from bot.records.reading import reading
from bot.records.tables import RATINGS, TURNS
from bot.settings import Settings

Reason = Literal["refused", "unsure", "rated_down", "not_asked", "rephrased"]
REASONS: Final[tuple[Reason, ...]] = ("refused", "unsure", "rated_down", "not_asked", "rephrased")
UNSURE_BELOW: Final = 0.8  # of the calibrated confidence: of such answers at least one in five is wrong


@dataclass(frozen=True)
class Unmet:
    """A question that was not met. at: seconds since 1970, of the full minute; candidates: ids of the best entries then, best first, the
    router's word included."""

    turn: str
    at: int
    lang: str
    text: str
    reasons: tuple[Reason, ...]
    entry: str | None = None
    confidence: float | None = None
    candidates: tuple[str, ...] = ()


def read_unmet(settings: Settings, since: int = 0) -> list[Unmet]:
    """Those since a time, in seconds since 1970, oldest first. NotRecorded if the database cannot be read."""
    later = [sa.select(column).where(column.is_not(None)) for column in (TURNS.c.about, TURNS.c.again)]
    wanted = sa.select(TURNS, RATINGS.c.helpful).outerjoin(RATINGS, RATINGS.c.turn == TURNS.c.turn)
    with reading(settings) as connection:
        if connection is None:
            return []
        turned_down, again = ({row[0] for row in connection.execute(wish)} for wish in later)
        rows = connection.execute(wanted.where(TURNS.c.at >= since, TURNS.c.text != "").order_by(TURNS.c.at, TURNS.c.turn))
        return [unmet for row in rows.mappings() if (unmet := _unmet(dict(row), turned_down, again))]


def _unmet(row: dict[str, Any], turned_down: set[str], again: set[str]) -> Unmet | None:
    reasons = tuple(_reasons(row, turned_down, again))
    if not reasons:
        return None
    candidates = tuple(row["candidates"].split())
    return Unmet(row["turn"], row["at"], row["lang"], row["text"], reasons, row["entry"], row["confidence"], candidates)


def _reasons(row: dict[str, Any], turned_down: set[str], again: set[str]) -> Iterator[Reason]:
    """None for small talk and dangers, nor for follow-ups, whose words mean nothing alone."""
    outcome, confidence = row["outcome"], row["confidence"]
    if outcome.split("_")[0] == "unanswerable":
        yield "refused"
    elif outcome not in ("answered", "clarification"):
        return
    elif confidence is not None and (outcome == "clarification" or confidence < UNSURE_BELOW):
        yield "unsure"
    if row["helpful"] is not None and not row["helpful"]:
        yield "rated_down"
    if row["turn"] in turned_down:
        yield "not_asked"
    if row["turn"] in again:
        yield "rephrased"

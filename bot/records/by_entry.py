"""How often each entry was answered with, and what was thought of it."""

from __future__ import annotations

from dataclasses import dataclass

import sqlalchemy as sa

from bot.records.reading import reading
from bot.records.tables import RATINGS, TURNS
from bot.settings import Settings


@dataclass(frozen=True)
class Figures:
    """hits: turns that were answered with the entry; helpful, unhelpful: how they were rated."""

    hits: int = 0
    helpful: int = 0
    unhelpful: int = 0


def figures_by_entry(settings: Settings, since: int = 0) -> dict[str, Figures]:
    """By entry id, since a time in seconds since 1970. NotRecorded if the database cannot be read."""
    count = sa.select(TURNS.c.entry, RATINGS.c.helpful, sa.func.count()).outerjoin(RATINGS, RATINGS.c.turn == TURNS.c.turn)
    wanted = count.where(TURNS.c.entry.is_not(None), TURNS.c.at >= since).group_by(TURNS.c.entry, RATINGS.c.helpful)
    found: dict[str, Figures] = {}
    with reading(settings) as connection:
        for entry, helpful, number in connection.execute(wanted) if connection else ():
            so_far = found.get(entry, Figures())
            up, down = (number if helpful is not None and bool(helpful) is kind else 0 for kind in (True, False))
            found[entry] = Figures(so_far.hits + number, so_far.helpful + up, so_far.unhelpful + down)
    return found

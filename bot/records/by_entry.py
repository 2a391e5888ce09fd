"""How often each entry was answered with, and what was thought of it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa

from bot.records.database import make_tables, open_database
from bot.records.records import FILE, NotRecorded
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
    file = settings.state_dir.resolve() / FILE
    if not settings.records_url and not Path(file).exists():
        return {}  # nothing was recorded yet
    engine = open_database(settings.records_url or f"sqlite:///{file}")
    count = sa.select(TURNS.c.entry, RATINGS.c.helpful, sa.func.count()).outerjoin(RATINGS, RATINGS.c.turn == TURNS.c.turn)
    wanted = count.where(TURNS.c.entry.is_not(None), TURNS.c.at >= since).group_by(TURNS.c.entry, RATINGS.c.helpful)
    found: dict[str, Figures] = {}
    try:
        make_tables(engine)
        with engine.connect() as connection:
            for entry, helpful, number in connection.execute(wanted):
                so_far = found.get(entry, Figures())
                up, down = (number if helpful is not None and bool(helpful) is kind else 0 for kind in (True, False))
                found[entry] = Figures(so_far.hits + number, so_far.helpful + up, so_far.unhelpful + down)
    except sa.exc.SQLAlchemyError as err:
        raise NotRecorded(type(err).__name__) from None
    finally:
        engine.dispose()
    return found

"""Looking something up in the records, as reports and gaps do: a connection for a while, or nothing where nothing was recorded yet."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa

from bot.records.database import make_tables, open_database
from bot.records.records import FILE, NotRecorded
from bot.settings import Settings


@contextmanager
def reading(settings: Settings) -> Iterator[sa.engine.Connection | None]:
    """None if there is no database yet. NotRecorded if it cannot be read, also by what is done with the connection."""
    file = settings.state_dir.resolve() / FILE
    if not settings.records_url and not file.exists():
        yield None
        return
    engine = open_database(settings.records_url or f"sqlite:///{file}")
    try:
        make_tables(engine)
        with engine.connect() as connection:
            yield connection
    except sa.exc.SQLAlchemyError as err:
        raise NotRecorded(type(err).__name__) from None
    finally:
        engine.dispose()

"""The database of the records: SQLite or PostgreSQL by its address; tables are made where they are missing.

Plain SQLAlchemy Core that runs on 1.4 (Rasa's environment) and on 2.1 (the action server's).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError, SQLAlchemyError, TimeoutError
from sqlalchemy.pool import StaticPool

from bot.errors import FaqError
from bot.records.tables import METADATA

# Both environments have psycopg2; without its name SQLAlchemy 2.1 would look for another driver than 1.4.
DRIVERS = {"postgresql": "postgresql+psycopg2", "postgres": "postgresql+psycopg2", "postgresql+psycopg2": "postgresql+psycopg2"}
PATIENCE = 5  # seconds to wait for a connection, or for another process that writes


class WrongRecordsAddress(FaqError):
    """The address itself is not told: it may hold a password."""

    def __init__(self) -> None:
        super().__init__(
            "The setting FAQ_RECORDS_URL is not an address like postgresql://NAME:PASSWORD@HOST:5432/DATABASE "
            "or sqlite:////path/records.db. Correct it in the environment, or unset it."
        )


def open_database(address: str) -> sa.engine.Engine:
    """An engine for a SQLAlchemy address; nothing is connected yet. WrongRecordsAddress if there is no such database."""
    try:
        url = sa.engine.make_url(address)
        url = url.set(drivername=DRIVERS.get(url.drivername, url.drivername))
        if url.get_backend_name() == "sqlite":
            engine = sa.create_engine(url, future=True, **{"connect_args": {"timeout": PATIENCE}, **_in_memory(url)})
            sa.event.listen(engine, "connect", _tune_sqlite)
            return engine
        if url.get_backend_name() == "postgresql":
            return sa.create_engine(url, future=True, pool_pre_ping=True, connect_args={"connect_timeout": PATIENCE})
    except (ArgumentError, NoSuchModuleError, ImportError, ValueError) as err:
        raise WrongRecordsAddress from err
    raise WrongRecordsAddress


def _in_memory(url: sa.engine.URL) -> dict[str, Any]:
    """`sqlite://` keeps nothing once the process ends, as measuring wants it: one connection then serves every thread."""
    if url.database not in (None, "", ":memory:"):
        return {}
    return {"poolclass": StaticPool, "connect_args": {"timeout": PATIENCE, "check_same_thread": False}}


def make_tables(engine: sa.engine.Engine) -> None:
    """Both processes may do it at the same moment: the one that comes second finds them made."""
    if engine.dialect.name == "sqlite" and engine.url.database not in (None, "", ":memory:"):
        Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
    try:
        METADATA.create_all(engine)
    except SQLAlchemyError:
        METADATA.create_all(engine)  # looks again at what is there
    try:
        _add_columns(engine)
    except SQLAlchemyError:
        _add_columns(engine)


def _add_columns(engine: sa.engine.Engine) -> None:
    """Columns that a later version of the program has, to tables that an earlier one made."""
    with engine.begin() as connection:
        there = sa.inspect(connection)
        for table in METADATA.sorted_tables:
            known = {column["name"] for column in there.get_columns(table.name)}
            for column in table.columns:
                if column.name not in known:
                    kind = column.type.compile(engine.dialect)
                    connection.execute(sa.text(f"ALTER TABLE {table.name} ADD COLUMN {column.name} {kind}"))


def save(connection: sa.engine.Connection, table: sa.Table, rows: list[dict[str, Any]]) -> None:
    """Insert rows; one whose key is there already takes the place of the old one. Of rows with the same key the last counts."""
    (key,) = table.primary_key.columns.keys()
    make = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    insert: Any = make(table)
    others = {name: insert.excluded[name] for name in (column.name for column in table.columns) if name != key}
    unique = list({row[key]: row for row in rows}.values())
    connection.execute(insert.on_conflict_do_update(index_elements=[key], set_=others), unique)


def unreachable(error: Exception) -> bool:
    """Whether it may go well later."""
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return True
    return isinstance(error, (OperationalError, InterfaceError, TimeoutError, OSError))


def _tune_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    # WAL: readers and the writer do not wait for one another. NORMAL with it: a power cut may lose the last moments, never the file.
    for pragma in (f"busy_timeout={PATIENCE * 1000}", "journal_mode=WAL", "synchronous=NORMAL"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()

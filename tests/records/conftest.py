"""Records in a fresh SQLite file or a PostgreSQL of the test's own, and a look at what is in them."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from bot.records.database import open_database
from bot.records.records import Records
from bot.records.tables import METADATA

NOW = 1_800_000_042.5  # 42.5 seconds into a minute
MINUTE = 1_800_000_000


class Clock:
    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture(params=["sqlite", "postgresql"])
def address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database, of either kind."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'state' / 'records.db'}"
    found: str = request.getfixturevalue("postgres")
    engine = open_database(found)
    METADATA.drop_all(engine)
    engine.dispose()
    return found


@pytest.fixture
def open_records(address: str, clock: Clock) -> Iterator[Callable[..., Records]]:
    opened: list[Records] = []

    def make(**options: Any) -> Records:
        opened.append(Records(**{"address": address, "days": 400.0, "clock": clock, "every": 60.0, **options}))
        return opened[-1]

    yield make
    for records in opened:
        records.close()


def rows(address: str, table: sa.Table) -> list[dict[str, Any]]:
    """Everything in a table, in the order of its key."""
    engine = open_database(address)
    with engine.connect() as connection:
        found = [dict(row._mapping) for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns))]
    engine.dispose()
    return found


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of an empty database of a PostgreSQL server that runs for these tests only."""
    tools = sorted(Path("/usr/lib/postgresql").glob("*/bin")) or [Path(shutil.which("pg_ctl") or "/nowhere/pg_ctl").parent]
    if not (tools[-1] / "initdb").exists():
        pytest.skip("PostgreSQL is not installed (apt-get install postgresql)")
    owner = {"user": "postgres", "group": "postgres", "extra_groups": []} if os.geteuid() == 0 else {}
    folder = Path(tempfile.mkdtemp(prefix="faq-pg-"))
    if owner:
        os.chown(folder, pwd.getpwnam("postgres").pw_uid, -1)
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

    def tool(name: str, *arguments: str) -> None:
        subprocess.run(
            [str(tools[-1] / name), "-D", str(folder / "data"), *arguments], check=True, stdout=subprocess.DEVNULL, cwd="/", **owner
        )  # type: ignore[call-overload]

    tool("initdb", "-U", "faq", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync")
    options = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories='' -c fsync=off"
    tool("pg_ctl", "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        yield f"postgresql://faq@127.0.0.1:{port}/postgres"
    finally:
        tool("pg_ctl", "-w", "-m", "immediate", "stop")
        shutil.rmtree(folder)

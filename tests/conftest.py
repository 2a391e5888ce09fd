"""Which tests belong to this environment, and the one running assistant that many of them ask."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from bot.knowledge.schema import Knowledge
    from tests.dialogue.service import Service

HERE = Path(__file__).resolve().parent
IN_RASA = importlib.util.find_spec("rasa") is not None
SHARED = ("language", "knowledge", "records", "channels")  # run by both processes, so tested in both environments
_NEEDS_RASA = re.compile(r"^(?:import|from) (?:rasa|sanic)\b|\bpytest\.mark\.rasa\b", re.MULTILINE)


def pytest_ignore_collect(collection_path: Path) -> bool | None:
    """A module that the other environment has the libraries for is not even imported; nor is the conftest.py of its folder."""
    return None if belongs_here(collection_path) else True


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks what needs Rasa. What asks the shared assistant comes after all that starts servers of its own, so that no two assistants
    run at the same time; the browser comes last, since its driver keeps an event loop running, in which no other can be started."""
    for item in items:
        if needs_rasa(item.path):
            item.add_marker(pytest.mark.rasa)
    items.sort(key=lambda item: (HERE / "browser" in item.path.parents, "service" in getattr(item, "fixturenames", ())))


def belongs_here(path: Path) -> bool:
    """Whether this environment can run a test module, or at least one module of a folder."""
    if path.is_dir():
        modules = list(path.rglob("test_*.py"))
        return not modules or any(map(belongs_here, modules))
    if not path.name.startswith("test_") or path.suffix != ".py":
        return True
    return needs_rasa(path) or any(HERE / room in path.parents for room in SHARED) if IN_RASA else not needs_rasa(path)


@cache
def needs_rasa(path: Path) -> bool:
    if HERE / "nlu" in path.parents:
        return True
    return bool(_NEEDS_RASA.search(path.read_text(encoding="utf-8")))


@pytest.fixture(scope="session")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    """The whole assistant, running: both servers on free ports of 127.0.0.1, with a state folder of their own."""
    from tests.dialogue.service import running

    with running(tmp_path_factory.mktemp("state")) as started:
        yield started


@pytest.fixture(scope="session")
def knowledge() -> Knowledge:
    """The shipped knowledge, as it is in the files."""
    from bot.knowledge.loader import load
    from bot.settings import settings

    return load(settings().knowledge_dir).require()

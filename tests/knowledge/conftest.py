"""What the tests of the knowledge share."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.knowledge.loader import Loaded, load
from tests.knowledge.house import TODAY, House


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path / "knowledge")


@pytest.fixture(scope="session")
def shipped() -> Loaded:
    """The knowledge that comes with the project, as of the day it was written."""
    return load(Path(__file__).parents[2] / "knowledge", TODAY)

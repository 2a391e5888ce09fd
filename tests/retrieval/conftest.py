"""The real index over the shipped knowledge, built once."""

from __future__ import annotations

import pytest

from bot.answering.pipeline import Room
from bot.answering.room import build_room
from bot.settings import settings
from tests.small_knowledge import TODAY


@pytest.fixture(scope="session")
def real_room() -> Room:
    return build_room(settings(), TODAY)

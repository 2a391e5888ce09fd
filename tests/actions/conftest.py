"""A room over six entries, and trackers as Rasa sends them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rasa_sdk import Tracker

from tests.answering.conftest import FakeRetriever, repair, retriever, room, small  # noqa: F401  (fixtures)

FOLDER = Path(__file__).with_name("trackers")


def tracker(name: str) -> Tracker:
    return Tracker.from_dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch, room) -> FakeRetriever:  # noqa: F811
    """The actions' wiring gives the small room."""
    from actions import wiring

    monkeypatch.setattr(wiring, "room", lambda: room)
    return room.retriever

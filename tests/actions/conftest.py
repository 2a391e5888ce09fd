"""A room over six entries, and trackers as Rasa sends them."""

from __future__ import annotations

import json
from pathlib import Path
from types import SimpleNamespace

import pytest
from rasa_sdk import Tracker

from bot.answering.live_status import LiveStatus
from bot.records.records import Turn
from tests.answering.conftest import FakeRetriever, repair, retriever, room, small  # noqa: F401  (fixtures)

FOLDER = Path(__file__).with_name("trackers")


def tracker(name: str) -> Tracker:
    return Tracker.from_dict(json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))


@pytest.fixture
def wired(monkeypatch: pytest.MonkeyPatch, room) -> FakeRetriever:  # noqa: F811
    """The actions' wiring gives the small room."""
    from actions import wiring

    monkeypatch.setattr(wiring, "room", lambda: room)
    monkeypatch.setattr("actions.health.read_status", lambda chosen: LiveStatus())
    return room.retriever


@pytest.fixture(autouse=True)
def kept(monkeypatch: pytest.MonkeyPatch) -> list[Turn]:
    """What the actions gave to the records; nothing is written."""
    from actions import wiring

    turns: list[Turn] = []
    monkeypatch.setattr(wiring, "records", lambda: SimpleNamespace(add=turns.append))
    return turns

"""The room that the pipeline works in, which follows the knowledge files, and the records: once a process."""

from __future__ import annotations

from functools import lru_cache

from bot.answering.live import LiveRoom
from bot.answering.pipeline import Room
from bot.answering.room import RoomBuilder
from bot.records.records import Records
from bot.settings import settings


@lru_cache(maxsize=1)
def live() -> LiveRoom:
    """With its first room; whoever serves says `follow()`."""
    opened = LiveRoom(settings(), lambda: RoomBuilder(settings()))
    opened.open()
    return opened


def room() -> Room:
    """The room of now. A turn takes it once and keeps it."""
    return live().room


@lru_cache(maxsize=1)
def records() -> Records:
    return Records.of(settings())

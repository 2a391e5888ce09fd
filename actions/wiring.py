"""Builds the room that the pipeline works in, and opens the records, once a process."""

from __future__ import annotations

from functools import lru_cache

from bot.answering.pipeline import Room
from bot.answering.room import build_room
from bot.records.records import Records
from bot.settings import settings


@lru_cache(maxsize=1)
def room() -> Room:
    return build_room(settings())


@lru_cache(maxsize=1)
def records() -> Records:
    return Records.of(settings())

"""How sure a ranking is, in three bands (`bands.py`); the one place where the steps ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.bands import Band
from bot.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from bot.answering.pipeline import Room


def band_of(retrieval: Retrieval, room: Room) -> Band:
    """What the costs say is best."""
    return room.costs.band(retrieval.confidence, retrieval.offer)


def sure(retrieval: Retrieval, room: Room) -> bool:
    """Whether the first entry would be given as the answer."""
    return band_of(retrieval, room) is Band.ANSWER


def worth_asking(retrieval: Retrieval, room: Room) -> bool:
    """Whether the first entries would at least be offered."""
    return band_of(retrieval, room) is not Band.REFUSE

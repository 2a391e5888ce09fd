"""Before anything else: danger to life, and words of despair. The list is staff's, in knowledge/emergencies.yml."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.answering.context import Context
from bot.answering.outcomes import Outcome
from bot.knowledge.schema import BothLists, Emergencies, Emergency
from bot.language import LANGUAGES
from bot.language.normalise import fold

if TYPE_CHECKING:
    from bot.answering.pipeline import Room


def emergency(context: Context, room: Room) -> None:
    """Ends with `guard_emergency`; what is offered and answered before stays for the next message."""
    known = room.knowledge.emergencies
    found = find(context.text, known) if known else None
    if found:
        context.emergency, context.outcome = found, Outcome.GUARD_EMERGENCY


def find(text: str, known: Emergencies) -> Emergency | None:
    """The first kind of which the text has a word, unless another word says that it is over."""
    said = fold(text)
    over = _says(said, known.past)
    return next((kind for kind in known.kinds if (kind.even_past or not over) and _says(said, kind.words)), None)


def _says(said: str, words: BothLists) -> bool:
    return _pattern(tuple(word for lang in LANGUAGES for word in words[lang])).search(said) is not None


@lru_cache(maxsize=64)
def _pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """Chinese words anywhere; English ones as whole words: "fire" is not in "fireworks"."""
    folded = [fold(word) for word in words]
    found = [re.escape(word) if not word.isascii() else rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])" for word in folded]
    return re.compile("|".join(found))

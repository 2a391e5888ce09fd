"""Before anything else: danger to life, and words of despair. The list is staff's, in knowledge/emergencies.yml."""

from __future__ import annotations

import re
from collections.abc import Iterable
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
    return any(_has(said, word) for word in _all(words))


def _all(words: BothLists) -> Iterable[str]:
    return (fold(word) for lang in LANGUAGES for word in words[lang])


def _has(said: str, word: str) -> bool:
    """Chinese words anywhere; English ones as whole words: "fire" is not in "fireworks"."""
    if not word.isascii():
        return word in said
    return re.search(rf"(?<![a-z0-9]){re.escape(word)}(?![a-z0-9])", said) is not None

"""Read emergencies.yml: what must be said before any answer."""

from __future__ import annotations

from bot.knowledge.documents import Document
from bot.knowledge.fields import Fields
from bot.knowledge.schema import Emergencies, Emergency, Pair

FILE = "emergencies.yml"
KEYS = ("phone", "words", "pairs", "reply", "always")


def read_emergencies(document: Document) -> Emergencies | None:
    """None if anything in the file is wrong; the problems are in the document."""
    if document.problems:
        return None
    fields = Fields(document)
    fields.only(("calm", "ordinary", "kinds"))
    calm, ordinary = fields.lists("calm"), fields.lists("ordinary")
    kinds = (
        [_kind(str(key), Fields(document, ("kinds", key))) for key in Fields(document, ("kinds",)).value] if fields.present("kinds") else []
    )
    found = tuple(kind for kind in kinds if kind)
    return Emergencies(calm, ordinary, found) if calm and ordinary and not document.problems else None


def _kind(key: str, fields: Fields) -> Emergency | None:
    fields.only(KEYS)
    phone, words, reply = fields.phone("phone"), fields.lists("words"), fields.both("reply")
    pairs = tuple(pair for part in fields.parts("pairs") if (pair := _pair(part)))
    return Emergency(key, phone, words, pairs, reply, fields.value.get("always") is True) if phone and words and reply else None


def _pair(fields: Fields) -> Pair | None:
    fields.only(("one", "other", "without"))
    one, other = fields.lists("one"), fields.lists("other")
    without = fields.lists("without") if "without" in fields.value else None
    return Pair(one, other, without) if one and other else None

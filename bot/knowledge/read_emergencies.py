"""Read emergencies.yml: what must be said before any answer."""

from __future__ import annotations

from bot.knowledge.documents import Document
from bot.knowledge.fields import Fields
from bot.knowledge.schema import Emergencies, Emergency

FILE = "emergencies.yml"
KEYS = ("phone", "words", "reply", "even_past")


def read_emergencies(document: Document) -> Emergencies | None:
    """None if anything in the file is wrong; the problems are in the document."""
    if document.problems:
        return None
    fields = Fields(document)
    fields.only(("past", "kinds"))
    past = fields.lists("past")
    kinds = (
        [_kind(str(key), Fields(document, ("kinds", key))) for key in Fields(document, ("kinds",)).value] if fields.present("kinds") else []
    )
    found = tuple(kind for kind in kinds if kind)
    return None if document.problems or past is None else Emergencies(past, found)


def _kind(key: str, fields: Fields) -> Emergency | None:
    fields.only(KEYS)
    phone, words, reply = fields.text("phone"), fields.lists("words"), fields.both("reply")
    return Emergency(key, phone, words, reply, fields.value.get("even_past") is True) if phone and words and reply else None

"""The lines of an entry that are evidence for it, by field and language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from bot.knowledge.schema import GUIDE_ELEMENTS, Entry
from bot.language import Lang
from bot.retrieval.encoder import Role

Field = Literal["question", "similar", "asked", "answer", "guide"]
FIELDS: tuple[Field, ...] = ("question", "similar", "asked", "answer", "guide")
ROLES: dict[Field, Role] = {"question": "query", "similar": "query", "asked": "query", "answer": "passage", "guide": "passage"}


def lines(entry: Entry, field: Field, lang: Lang, asked: Sequence[str] = ()) -> Iterator[str]:
    """At least one line for every entry, field and language. asked: what people asked that belongs to the entry."""
    title = entry.question[lang]
    if field == "question":
        yield title
    elif field == "similar":
        yield from entry.similar[lang] or (title,)
    elif field == "asked":
        # A new entry, about which nobody has asked yet, must not be worse off than the others.
        yield from asked or entry.similar[lang] or (title,)
    elif field == "answer":
        yield f"{title}\n{entry.answer[lang]}"
    else:
        elements = [entry.guide_text(element, lang) for element in GUIDE_ELEMENTS if element != "phone"]
        # The title goes with each element: "ID card, photo" alone says nothing about the service.
        yield from [f"{title}\n{text}" for text in elements if text] or [title]


def whole_text(entry: Entry, lang: Lang) -> str:
    """Everything of an entry in one language, as the lexical index reads it; questions count twice."""
    questions = "\n".join(entry.questions(lang))
    return "\n".join([questions, questions, entry.answer[lang], *lines(entry, "guide", lang)])

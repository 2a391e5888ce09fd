"""What each category answers for, in a few words a matter: `knowledge/duties.yml`. It changes no answer.

A question about a matter that no entry treats of can find its department only by what the departments do.
"""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

from bot.knowledge.documents import read_document
from bot.knowledge.fields import Fields
from bot.knowledge.problems import BrokenKnowledge
from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES, Lang

FILE = "duties.yml"


class Duty(NamedTuple):
    category: str
    lang: Lang
    text: str


def read_duties(root: Path, knowledge: Knowledge) -> tuple[Duty, ...]:
    """The names of the categories, and the matters that the file lists, if there is one. BrokenKnowledge if anything in it is wrong."""
    names = [Duty(category.id, lang, category.name[lang]) for category in knowledge.categories.values() for lang in LANGUAGES]
    if not (root / FILE).exists():
        return tuple(names)
    document = read_document(root / FILE, root)
    matters: list[Duty] = []
    if not document.problems and document.value is not None:
        fields = Fields(document)
        fields.only(tuple(knowledge.categories))
        for category in fields.value:
            found = Fields(document, (category,))
            found.only(LANGUAGES)
            lists = fields.lists(category)
            matters += [Duty(str(category), lang, text) for lang in LANGUAGES for text in (lists[lang] if lists else ())]
    if document.problems:
        raise BrokenKnowledge(document.problems)
    return (*names, *matters)

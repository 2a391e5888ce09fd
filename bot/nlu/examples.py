"""What the knowledge teaches the router: its categories, the questions of each, and the words to keep whole. Pure: no rasa."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from bot.errors import FaqError
from bot.knowledge.loader import load
from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES
from bot.nlu.reading import reading_words


class CategoryWithoutQuestions(FaqError):
    def __init__(self, categories: list[str]) -> None:
        names = ", ".join(categories)
        super().__init__(f"No served entry in {names}: the router cannot learn these categories. Publish at least one entry in each.")


class Example(NamedTuple):
    text: str
    category: str


@lru_cache(maxsize=1)
def knowledge(folder: Path) -> Knowledge:
    """The knowledge, read once a process, or BrokenKnowledge with all its problems."""
    return load(folder).require()


def examples(known: Knowledge, today: date) -> list[Example]:
    """Title and similar questions, in both languages, of the entries that are served; in order of their ids."""
    served = [entry for _, entry in sorted(known.entries.items()) if entry.served(today)]
    missing = sorted(set(known.categories) - {entry.category for entry in served})
    if missing:
        raise CategoryWithoutQuestions(missing)
    return [Example(text, entry.category) for entry in served for lang in LANGUAGES for text in entry.questions(lang)]


def examples_hash(folder: Path, today: date) -> str:
    """Changes when the router has something new to learn; a better answer alone changes nothing."""
    known = knowledge(folder)
    lines = [f"{example.category}\t{example.text}" for example in examples(known, today)]
    text = "\n".join([*known.categories, "", *lines, "", json.dumps(reading_words(known), ensure_ascii=False)])
    return hashlib.sha256(text.encode()).hexdigest()[:12]

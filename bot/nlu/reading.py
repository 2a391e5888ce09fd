"""What is encoded of a message: what was typed wrongly is put right first (`bot/language/repair.py`). Pure: no rasa.

The words for it go into the model with the tokenizer's, so that serving needs no knowledge file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any

from bot.knowledge.repair_words import short_words, sources
from bot.knowledge.schema import Knowledge
from bot.language.abbreviations import Abbreviations
from bot.language.normalise import simplify, tidy
from bot.language.repair import Repair, Sources
from bot.language.segment import Segmenter
from bot.nlu.words import question_text

KNOWN = 1024  # messages whose reading is kept: each is read ahead of Rasa's graph and in it

Words = Mapping[str, Any]  # as they are written to JSON


def reading_words(knowledge: Knowledge) -> Words:
    """Every text that `Reader` needs; answers are not among them, so a new answer needs no new training."""
    return {"short": short_words(knowledge), **asdict(sources(knowledge, answers=False))}


class Reader:
    """words: of `reading_words`. segmenter: one that knows the domain words."""

    def __init__(self, words: Words, segmenter: Segmenter) -> None:
        fields = {key: value for key, value in words.items() if key != "short"}
        self._repair = Repair(Sources(**fields), Abbreviations((plain, term) for plain, term in words["short"]), segmenter)
        self.text = lru_cache(maxsize=KNOWN)(self._text)

    def _text(self, typed: str) -> str:
        """What is encoded of a message."""
        return question_text(self._repair.read(simplify(tidy(typed))).meant)


_in_use: list[Reader] = []


def use(reader: Reader) -> None:
    """From now on `asked_text` is this reader's: that of the model loaded last."""
    _in_use[:] = [reader]


def asked_text(typed: str) -> str:
    """What the loaded router will encode of a message, for encoding it ahead of the router."""
    return _in_use[0].text(typed) if _in_use else question_text(typed)

"""A room over the small knowledge with a counting encoder, for the tests of the gate and of the gaps."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from bot.answering.bands import Costs
from bot.answering.pipeline import Room
from bot.answering.room import served_entries
from bot.knowledge.loader import load
from bot.knowledge.repair_words import repair_for
from bot.language.segment import Segmenter
from bot.retrieval.boosted import Boosted
from bot.retrieval.encoder import Role, Vectors
from bot.retrieval.evidence import EvidenceIndex
from bot.retrieval.learned import Learned, starting_point
from bot.retrieval.retriever import Retriever
from tests import small_knowledge
from tests.small_knowledge import EXPIRED, TODAY

GOOD: dict[str, dict[str, Any]] = {id_: content for id_, content in small_knowledge.ENTRIES.items() if id_ != EXPIRED}


class LetterEncoder:
    """Texts with the same letters are alike: each letter counts in one of 256 places."""

    name = "letters"

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        found = np.zeros((len(texts), 256), dtype=np.float32)
        for row, text in enumerate(texts):
            for char in text.lower():
                found[row, ord(char) % 256] += 1
        return np.asarray(found / np.linalg.norm(found, axis=1, keepdims=True), dtype=np.float32)


def room_of(root: Path, sure: float = 4.0) -> Room:
    """The served room of a knowledge folder. sure: log-odds of every first match; 4 answers everything, -4 refuses everything."""
    knowledge = load(root, TODAY).require()
    index = EvidenceIndex(served_entries(knowledge, TODAY), {"e5": LetterEncoder()}, Segmenter(knowledge.domain_words()))
    start = starting_point(index.names)
    flat = Boosted((), sure, ())
    learned = Learned(start.columns, start.weights, start.route_weight, start.lines, start.scope, flat, flat, {})
    return Room(knowledge, Retriever(index, learned), repair_for(knowledge, index.segmenter), Costs(1.0, 0.3, 0.3))

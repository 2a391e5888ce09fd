"""A room over six entries, with a retriever that says what a test wants it to say."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import SimpleNamespace

import pytest

from bot.answering.bands import Costs
from bot.answering.pipeline import Room
from bot.answering.room import served_entries
from bot.knowledge.repair_words import repair_for
from bot.knowledge.schema import Knowledge
from bot.language.repair import Repair
from bot.language.segment import Segmenter
from bot.retrieval.retriever import Match, Retrieval
from tests import small_knowledge
from tests.small_knowledge import ID_LOST, INVOICE, RESIDENCE, TODAY

COSTS = Costs(wrong_answer=1.0, question=0.3, vain_question=0.3)  # an answer from 0.7 on, a choice from 0.3 on


@dataclass
class FakeRetriever:
    """Ranks as it is told. asked: every (text, lang, route) that came."""

    knowledge: Knowledge
    best: Sequence[str] = (ID_LOST, RESIDENCE, INVOICE)
    confidence: float = 0.9
    offer: float = 0.95
    asked: list[tuple[str, str, Mapping[str, float]]] = field(default_factory=list)

    def __post_init__(self) -> None:
        entries = tuple(served_entries(self.knowledge, TODAY))
        self.index = SimpleNamespace(entries=entries, by_id={entry.id: entry for entry in entries}, by_question={})

    def retrieve(self, text: str, lang: str, route: Mapping[str, float], words: str = "") -> Retrieval:
        self.asked.append((text, lang, route))
        shares = [0.6, 0.3, 0.1]
        matches = tuple(Match(self.knowledge.entries[id_], 9 - place, shares[place]) for place, id_ in enumerate(self.best))
        return Retrieval(matches, self.confidence, max(self.offer, self.confidence), {})


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return small_knowledge.knowledge(tmp_path_factory.mktemp("small"))


@pytest.fixture(scope="session")
def repair(small: Knowledge) -> Repair:
    return repair_for(small, Segmenter(small.domain_words()))


@pytest.fixture
def retriever(small: Knowledge) -> FakeRetriever:
    return FakeRetriever(small)


@pytest.fixture
def room(small: Knowledge, retriever: FakeRetriever, repair: Repair) -> Room:
    return Room(small, retriever, repair, COSTS)  # type: ignore[arg-type]

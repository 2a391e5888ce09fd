"""Build the room for the knowledge in the files: encoders, indexes, learnt weights."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import Final

from bot.answering import leaning
from bot.answering.asking import AskingLearner
from bot.answering.bands import Costs
from bot.answering.pipeline import Room
from bot.errors import FaqError
from bot.knowledge.loader import load
from bot.knowledge.repair_words import repair_for
from bot.knowledge.schema import Entry, Knowledge
from bot.language import LANGUAGES
from bot.language.repair import Kept
from bot.language.segment import Segmenter
from bot.retrieval import learned
from bot.retrieval.asked import read_asked
from bot.retrieval.encoder import CachedEncoder
from bot.retrieval.encoder_st import SentenceTransformerEncoder
from bot.retrieval.evidence import EvidenceIndex
from bot.retrieval.retriever import Retriever
from bot.settings import ROOT, Settings

PORTION: Final = 4  # texts that are encoded at once while citizens wait for their own


class NothingToServe(FaqError):
    def __init__(self) -> None:
        super().__init__("No entry is published and still valid, so there is nothing to answer with. Run './faq check'.")


def build_room(settings: Settings, today: date | None = None) -> Room:
    """Everything that answering needs. BrokenKnowledge, NoEncoder, LearnedElsewhere or NothingToServe if it cannot be had."""
    knowledge = load(settings.knowledge_dir, today).require()
    builder = RoomBuilder(settings)
    room = builder.build(knowledge, today or date.today())
    builder.save()
    return room


class RoomBuilder:
    """Builds the room of one version of the knowledge after the other; what both have is made once.

    NoEncoder or LearnedElsewhere if there can be no room.
    """

    def __init__(self, settings: Settings) -> None:
        self._costs, self._encoders = Costs.of(settings), make_encoders(settings)
        self._asked, self._learned, self._leaning = read_asked(ROOT / "data" / "calibration"), learned.load(), leaning.load()
        self._words: tuple[str, ...] | None = None  # that the segmenter knows
        self._index: EvidenceIndex | None = None
        self._asking: AskingLearner | None = None
        self._kept = Kept()

    def build(self, knowledge: Knowledge, today: date) -> Room:
        """NothingToServe if no entry is served."""
        entries, lapsed = published_entries(knowledge, today)
        segmenter = self._segmenter_for(knowledge)
        index = EvidenceIndex(entries, self._encoders, segmenter, self._asked, self._index)
        if self._asking is None or self._asking.segmenter is not segmenter:
            self._asking = AskingLearner(ROOT / "data", self._encoders["e5"], segmenter)
        asking = self._asking.learn(_questions(entries))
        repair = repair_for(knowledge, segmenter, self._kept)
        self._words, self._index = tuple(knowledge.domain_words()), index
        for encoder in self._encoders.values():
            encoder.portion = PORTION  # from now on citizens are answered meanwhile
        # Citizens' questions are encoded without being kept.
        plain = index.with_encoders({name: encoder.encoder for name, encoder in self._encoders.items()})
        return Room(knowledge, Retriever(plain, self._learned), repair, self._costs, asking, self._leaning, lapsed)

    def save(self) -> None:
        """Write new vectors, for the next start."""
        for encoder in self._encoders.values():
            encoder.save()

    def _segmenter_for(self, knowledge: Knowledge) -> Segmenter:
        words = tuple(knowledge.domain_words())
        return self._index.segmenter if self._index and words == self._words else Segmenter(words)


def _questions(entries: Iterable[Entry]) -> Iterator[str]:
    return (question for entry in entries for lang in LANGUAGES for question in entry.questions(lang))


def build_index(
    settings: Settings, knowledge: Knowledge, today: date | None = None, encoders: dict[str, CachedEncoder] | None = None
) -> EvidenceIndex:
    """The indexes of the published entries; vectors of known texts come from disk."""
    encoders = encoders or make_encoders(settings)
    entries, _ = published_entries(knowledge, today or date.today())
    index = EvidenceIndex(entries, encoders, Segmenter(knowledge.domain_words()), read_asked(ROOT / "data" / "calibration"))
    for encoder in encoders.values():
        encoder.save()
    # From here on questions are encoded, and those are never kept.
    return index.with_encoders({name: encoder.encoder for name, encoder in encoders.items()})


def make_encoders(settings: Settings) -> dict[str, CachedEncoder]:
    folder = settings.build_dir / "embeddings"
    return {"e5": CachedEncoder(SentenceTransformerEncoder(settings.encoder_dir), folder)}


def served_entries(knowledge: Knowledge, today: date) -> list[Entry]:
    served = sorted((entry for entry in knowledge.entries.values() if entry.served(today)), key=lambda entry: entry.id)
    if not served:
        raise NothingToServe
    return served


def published_entries(knowledge: Knowledge, today: date) -> tuple[list[Entry], frozenset[str]]:
    """The published entries, by id, and the ids of those past their `valid_until`: they are found too, lest others answer for them."""
    served = {entry.id for entry in served_entries(knowledge, today)}
    published = [entry for _, entry in sorted(knowledge.entries.items()) if entry.status == "published"]
    return published, frozenset(entry.id for entry in published) - served

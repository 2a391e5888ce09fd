"""Build the room for the knowledge in the files: encoders, indexes, learnt weights."""

from __future__ import annotations

from datetime import date

from bot.answering.pipeline import Room
from bot.errors import FaqError
from bot.knowledge.loader import load
from bot.knowledge.schema import Entry, Knowledge
from bot.language.abbreviations import Abbreviations
from bot.language.segment import Segmenter
from bot.retrieval import learned
from bot.retrieval.encoder import CachedEncoder
from bot.retrieval.encoder_st import SentenceTransformerEncoder
from bot.retrieval.evidence import EvidenceIndex
from bot.retrieval.retriever import Retriever
from bot.settings import Settings


class NothingToServe(FaqError):
    def __init__(self) -> None:
        super().__init__("No entry is published and still valid, so there is nothing to answer with. Run './faq check'.")


def build_room(settings: Settings, today: date | None = None) -> Room:
    """Everything that answering needs. BrokenKnowledge, NoEncoder, LearnedElsewhere or NothingToServe if it cannot be had."""
    knowledge = load(settings.knowledge_dir, today).require()
    index = build_index(settings, knowledge, today)
    return Room(knowledge, Retriever(index, learned.load()), abbreviations(knowledge))


def build_index(settings: Settings, knowledge: Knowledge, today: date | None = None) -> EvidenceIndex:
    """The indexes of the served entries; vectors of known texts come from disk."""
    encoders = make_encoders(settings)
    served = served_entries(knowledge, today or date.today())
    index = EvidenceIndex(served, encoders, Segmenter(knowledge.domain_words()))
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


def abbreviations(knowledge: Knowledge) -> Abbreviations:
    return Abbreviations((plain, term.term["zh"]) for term in knowledge.glossary for plain in term.plain["zh"])

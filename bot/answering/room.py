"""Build the room for the knowledge in the files: encoders, indexes, learnt weights."""

from __future__ import annotations

from datetime import date

from bot.answering import leaning
from bot.answering.asking import Asking, learn_asking
from bot.answering.bands import Costs
from bot.answering.pipeline import Room
from bot.errors import FaqError
from bot.knowledge.loader import load
from bot.knowledge.repair_words import repair_for
from bot.knowledge.schema import Entry, Knowledge
from bot.language import LANGUAGES
from bot.language.segment import Segmenter
from bot.retrieval import learned
from bot.retrieval.asked import read_asked
from bot.retrieval.encoder import CachedEncoder
from bot.retrieval.encoder_st import SentenceTransformerEncoder
from bot.retrieval.evidence import EvidenceIndex
from bot.retrieval.retriever import Retriever
from bot.settings import ROOT, Settings


class NothingToServe(FaqError):
    def __init__(self) -> None:
        super().__init__("No entry is published and still valid, so there is nothing to answer with. Run './faq check'.")


def build_room(settings: Settings, today: date | None = None) -> Room:
    """Everything that answering needs. BrokenKnowledge, NoEncoder, LearnedElsewhere or NothingToServe if it cannot be had."""
    knowledge = load(settings.knowledge_dir, today).require()
    encoders = make_encoders(settings)
    index = build_index(settings, knowledge, today, encoders)
    asking = make_asking(index, next(iter(encoders.values())))
    return Room(
        knowledge, Retriever(index, learned.load()), repair_for(knowledge, index.segmenter), Costs.of(settings), asking, leaning.load()
    )


def make_asking(index: EvidenceIndex, encoder: CachedEncoder) -> Asking:
    """What tells follow-ups from new questions; vectors of known texts come from disk."""
    questions = [question for entry in index.entries for lang in LANGUAGES for question in entry.questions(lang)]
    asking = learn_asking(ROOT / "data", questions, encoder, index.segmenter)
    encoder.save()
    return asking


def build_index(
    settings: Settings, knowledge: Knowledge, today: date | None = None, encoders: dict[str, CachedEncoder] | None = None
) -> EvidenceIndex:
    """The indexes of the served entries; vectors of known texts come from disk."""
    encoders = encoders or make_encoders(settings)
    served = served_entries(knowledge, today or date.today())
    index = EvidenceIndex(served, encoders, Segmenter(knowledge.domain_words()), read_asked(ROOT / "data" / "calibration"))
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

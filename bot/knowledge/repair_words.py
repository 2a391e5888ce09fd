"""The words of the knowledge with which mistyped text is put right (`bot/language/repair.py`), for both processes."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.schema import GUIDE_ELEMENTS, Entry, Knowledge
from bot.language import LANGUAGES, Lang
from bot.language.abbreviations import Abbreviations
from bot.language.repair import Kept, Repair, Sources
from bot.language.segment import Segmenter


def repair_for(knowledge: Knowledge, segmenter: Segmenter, kept: Kept | None = None) -> Repair:
    """What puts typed text right, from the words of this knowledge. segmenter: one that knows its domain words; kept: of an earlier one."""
    return Repair(sources(knowledge), Abbreviations(short_words(knowledge)), segmenter, kept)


def sources(knowledge: Knowledge, answers: bool = True) -> Sources:
    """answers: take the words of answers and guides for right as well; the router does without, and learns nothing from an answer."""
    terms, entries = knowledge.glossary, knowledge.entries.values()
    return Sources(
        names=list(knowledge.domain_words()),
        chinese=[question for entry in entries for question in entry.questions("zh")],
        # Similar questions are as citizens type them, with slips.
        english=[*(entry.question["en"] for entry in entries), *(word for term in terms for word in (term.term["en"], *term.plain["en"]))],
        correct=[text for entry in entries for lang in LANGUAGES for text in _written(entry, lang)] if answers else [],
    )


def short_words(knowledge: Knowledge) -> list[tuple[str, str]]:
    """Plain words of the glossary with their official terms, for `Abbreviations`."""
    return [(plain, term.term["zh"]) for term in knowledge.glossary for plain in term.plain["zh"]]


def _written(entry: Entry, lang: Lang) -> Iterator[str]:
    """What the department wrote: the answer, and the guide but for its phone number."""
    yield entry.answer[lang]
    for element in GUIDE_ELEMENTS:
        text = entry.guide_text(element, lang) if element != "phone" else None
        if text:
            yield text

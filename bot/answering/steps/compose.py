"""Word the reply. Answers are staff's text, character by character; only the frame around them is ours."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import TYPE_CHECKING

from bot.answering.context import Context
from bot.answering.outcomes import Outcome
from bot.answering.reply import BasisLine, Choice, DepartmentCard, EntryCard, GuideElement, Named, Reply
from bot.answering.sentences import GUIDE_LABELS, HOTLINE, SENTENCES
from bot.knowledge.schema import GUIDE_ELEMENTS, Department, Entry, Knowledge
from bot.language import Lang

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

SHOWN = 6  # of the ranking, in the reply: three that are offered, and the three after them
CANNED = {
    Outcome.UNANSWERABLE_OUT_OF_SCOPE: "out_of_scope",
    Outcome.GUARD_INPUT: "guard_input",
    Outcome.ERROR_RETRIEVAL: "error_retrieval",
}


def compose(context: Context, room: Room) -> None:
    knowledge, lang = room.knowledge, context.lang
    assert context.outcome is not None, "decide leaves no message without an outcome"
    entry = card(context.entry, knowledge, lang) if context.entry else None
    also = tuple(card(other, knowledge, lang) for other in context.also)
    department = department_card(context.owner, lang) if context.owner else _likely_department(context, knowledge)
    context.reply = Reply(
        outcome=context.outcome,
        lang=lang,
        text="\n".join(_all_answers((entry, *also), lang) if entry and also else _text(context, knowledge, entry, department)),
        entry=entry,
        also=also,
        choices=tuple(Choice(choice.id, choice.question[lang]) for choice in context.choices),
        related=_related(context.entry, room, lang),
        department=department,
        confidence=None if context.confidence is None else round(context.confidence, 3),
        turn=uuid.uuid4().hex,
        about=context.about,
        knowledge=knowledge.version,
        route=context.intent,
        ranking=tuple(match.entry.id for match in context.retrieval.matches[:SHOWN]) if context.retrieval else (),
    )


def card(entry: Entry, knowledge: Knowledge, lang: Lang) -> EntryCard:
    """An entry in one language, as channels show it."""
    category = knowledge.categories[entry.category]
    return EntryCard(
        id=entry.id,
        title=entry.question[lang],
        category=Named(category.id, category.name[lang]),
        department=department_card(knowledge.owner(entry), lang),
        answer=entry.answer[lang],
        guide=tuple(_guide(entry, lang)),
        basis=tuple(BasisLine(basis.title[lang], basis.url) for basis in entry.basis),
        reviewed=entry.reviewed.isoformat(),
    )


def department_card(department: Department, lang: Lang) -> DepartmentCard:
    return DepartmentCard(department.id, department.name[lang], department.phone)


def _guide(entry: Entry, lang: Lang) -> Iterator[GuideElement]:
    for element in GUIDE_ELEMENTS:
        value = entry.guide.get(element)
        if value is None:
            continue
        label = GUIDE_LABELS[element][lang]
        content = value if isinstance(value, str) else value[lang]
        if isinstance(content, str):
            yield GuideElement(element, label, text=content)
        else:
            yield GuideElement(element, label, items=tuple(content))


def _related(entry: Entry | None, room: Room, lang: Lang) -> tuple[Choice, ...]:
    if entry is None:
        return ()
    served = room.retriever.index.by_id
    return tuple(Choice(id_, served[id_].question[lang]) for id_ in entry.related if id_ in served and id_ not in room.lapsed)


def _likely_department(context: Context, knowledge: Knowledge) -> DepartmentCard | None:
    """Whose matter it may be: the owner of the category that most of the best entries are in, if the question is ours at all."""
    if context.outcome is not Outcome.UNANSWERABLE_NO_MATCH or not context.retrieval:
        return None
    shares: dict[str, float] = {}
    for match in context.retrieval.matches:
        department = knowledge.categories[match.entry.category].department
        shares[department] = shares.get(department, 0.0) + match.share
    likely = max(shares, key=lambda id_: (shares[id_], id_))
    return department_card(knowledge.departments[likely], context.lang)


def _text(context: Context, knowledge: Knowledge, entry: EntryCard | None, department: DepartmentCard | None) -> Iterator[str]:
    lang = context.lang
    if context.emergency:
        yield context.emergency.reply[lang]
    elif context.outcome is Outcome.ANSWERED_FOLLOWUP and entry:
        yield from _followup_text(context, entry)
    elif entry:
        yield from _answer_text(entry, lang)
        if context.lapsed:
            yield from ("", *_withheld(context, context.lapsed, knowledge))
        if context.choices:
            yield from ("", SENTENCES["second_question"][lang], *_numbered(context))
    elif context.outcome is Outcome.CLARIFICATION and context.choices:
        key = "not_asked" if context.about else "clarification"
        yield SENTENCES[key if len(context.choices) > 1 else f"{key}_one"][lang]
        yield from _numbered(context)
    elif context.lapsed:
        yield from _withheld(context, context.lapsed, knowledge)
    elif context.outcome is Outcome.UNANSWERABLE_NO_MATCH:
        yield SENTENCES["no_match"][lang]
        if department:
            yield SENTENCES["no_match_department"][lang].format(department=department.name, phone=department.phone)
        yield SENTENCES["no_match_hotline"][lang]
    elif context.owner:
        yield SENTENCES["not_asked_department"][lang].format(department=context.owner.name[lang], phone=context.owner.phone)
    else:
        yield SENTENCES[_sentence(context)][lang]


def _withheld(context: Context, lapsed: Entry, knowledge: Knowledge) -> Iterator[str]:
    lang, owner = context.lang, department_card(knowledge.owner(lapsed), context.lang)
    yield SENTENCES["lapsed"][lang].format(title=lapsed.question[lang])
    yield SENTENCES["lapsed_department"][lang].format(department=owner.name, phone=owner.phone)
    if owner.phone != HOTLINE:
        yield SENTENCES["lapsed_hotline"][lang]


def _numbered(context: Context) -> Iterator[str]:
    yield from (f"{number}. {choice.question[context.lang]}" for number, choice in enumerate(context.choices, start=1))


def _sentence(context: Context) -> str:
    if context.small_talk:
        return "handover" if context.small_talk == "human" else context.small_talk
    assert context.outcome is not None
    return CANNED[context.outcome]


def _answer_text(entry: EntryCard, lang: Lang) -> Iterator[str]:
    yield entry.answer
    yield SENTENCES["department_line"][lang].format(department=entry.department.name, phone=entry.department.phone)
    joined = ("；" if lang == "zh" else "; ").join(basis.title for basis in entry.basis)
    yield SENTENCES["basis_line"][lang].format(basis=joined)
    yield SENTENCES["reviewed_line"][lang].format(reviewed=entry.reviewed)


def _all_answers(entries: tuple[EntryCard, ...], lang: Lang) -> Iterator[str]:
    """Each answer under its title, with a blank line between them."""
    for place, entry in enumerate(entries):
        if place:
            yield ""
        yield SENTENCES["followup"][lang].format(title=entry.title)
        yield from _answer_text(entry, lang)


def _followup_text(context: Context, entry: EntryCard) -> Iterator[str]:
    """The elements asked for; of an entry beside the last one the whole answer, under its title."""
    lang = context.lang
    title = SENTENCES["followup"][lang].format(title=entry.title)
    if not context.elements:
        yield title
        yield from _answer_text(entry, lang)
        return
    found = [element for name in context.elements for element in entry.guide if element.element == name]
    if context.elements[0] not in {element.element for element in found}:
        department = entry.department
        yield SENTENCES["followup_missing"][lang].format(title=entry.title, department=department.name, phone=department.phone)
        return
    yield title
    for element in found:
        yield from _element_text(element, lang)


def _element_text(element: GuideElement, lang: Lang) -> Iterator[str]:
    mark = "：" if lang == "zh" else ": "
    yield f"{element.label}{mark}{element.text}" if element.text else f"{element.label}{mark}"
    yield from (f"- {item}" for item in element.items or ())

"""What is past its date is found and not given; no other entry answers in its place."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from bot.answering import pipeline
from bot.answering.context import Message
from bot.answering.explanation import explain
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room, run
from bot.answering.reply import Reply
from bot.answering.room import published_entries
from bot.answering.steps.two_questions import two_questions
from bot.knowledge.schema import Knowledge
from bot.language import Lang
from tests.answering.conftest import FakeRetriever
from tests.small_knowledge import DRAFT, EXPIRED, ID_LOST, INVOICE, RESIDENCE, SERVED, TODAY

SAID: list[tuple[Lang, str]] = [("zh", "开发票怎么办呢"), ("en", "about issuing an invoice")]
LAPSED = {"zh": "已过有效期", "en": "past its date"}


@pytest.fixture
def lapsing(room: Room, retriever: FakeRetriever, small: Knowledge) -> Room:
    """As on the day after the invoice entry's `valid_until`; the ranking has it first."""
    retriever.best = (INVOICE, RESIDENCE, ID_LOST)
    return replace(room, lapsed=frozenset({INVOICE}))


def reply_to(message: Message, room: Room) -> Reply:
    reply = run(message, room).reply
    assert reply is not None
    return reply


def test_published_entries_are_known_and_the_lapsed_ones_told(small: Knowledge) -> None:
    entries, lapsed = published_entries(small, TODAY)
    assert [entry.id for entry in entries] == sorted([*SERVED, EXPIRED]) and lapsed == {EXPIRED}
    assert DRAFT not in {entry.id for entry in entries}


@pytest.mark.parametrize(("lang", "text"), SAID)
def test_its_department_is_named_instead_of_another_answer(lapsing: Room, lang: Lang, text: str) -> None:
    reply = reply_to(Message(text, lang), lapsing)
    assert (reply.outcome, reply.entry, reply.choices) == (Outcome.UNANSWERABLE_NO_MATCH, None, ())
    invoice = lapsing.knowledge.entries[INVOICE]
    assert LAPSED[lang] in reply.text and invoice.question[lang] in reply.text and "12366" in reply.text and "12345" in reply.text
    assert reply.department is not None and reply.department.id == "tax"
    assert invoice.answer[lang].splitlines()[0] not in reply.text


@pytest.mark.parametrize(("lang", "text"), SAID)
def test_it_may_be_among_the_choices_but_is_not_given_when_picked(lapsing: Room, retriever: FakeRetriever, lang: Lang, text: str) -> None:
    retriever.confidence, retriever.offer = 0.5, 0.9
    asked = reply_to(Message(text, lang), lapsing)
    assert asked.outcome is Outcome.CLARIFICATION and INVOICE in {choice.id for choice in asked.choices}
    picked = reply_to(Message("1", lang, offered=(INVOICE, RESIDENCE)), lapsing)
    assert picked.outcome is Outcome.UNANSWERABLE_NO_MATCH and LAPSED[lang] in picked.text


@pytest.mark.parametrize(("lang", "text"), [("zh", "多少钱"), ("en", "how much is it?")])
def test_a_follow_up_does_not_tell_of_it(lapsing: Room, lang: Lang, text: str) -> None:
    reply = reply_to(Message(text, lang, last_entry=INVOICE), lapsing)
    assert (reply.outcome, reply.entry) == (Outcome.UNANSWERABLE_NO_MATCH, None) and LAPSED[lang] in reply.text


@pytest.mark.parametrize(("lang", "text"), SAID)
def test_of_two_answers_the_valid_one_is_given(lapsing: Room, monkeypatch: pytest.MonkeyPatch, lang: Lang, text: str) -> None:
    entries = lapsing.knowledge.entries

    def two(context, room) -> None:  # type: ignore[no-untyped-def]
        context.entry, context.also, context.outcome = entries[INVOICE], (entries[ID_LOST],), Outcome.ANSWERED

    monkeypatch.setattr(pipeline, "STEPS", tuple(two if step is two_questions else step for step in pipeline.STEPS))
    reply = reply_to(Message(text, lang), lapsing)
    assert reply.entry is not None and (reply.outcome, reply.entry.id, reply.also) == (Outcome.ANSWERED, ID_LOST, ())
    assert entries[ID_LOST].answer[lang].strip() in reply.text and LAPSED[lang] in reply.text and "12366" in reply.text


def test_other_entries_do_not_lead_to_it(lapsing: Room, retriever: FakeRetriever) -> None:
    retriever.best = (ID_LOST, RESIDENCE, INVOICE)
    index = retriever.index
    retriever.index = SimpleNamespace(
        entries=index.entries,
        by_question={},
        by_id={id_: replace(entry, related=(INVOICE, RESIDENCE)) for id_, entry in index.by_id.items()},
    )
    retriever.knowledge = replace(retriever.knowledge, entries=retriever.index.by_id)
    reply = reply_to(Message("身份证丢了"), lapsing)
    assert [choice.id for choice in reply.related] == [RESIDENCE]


@pytest.mark.parametrize(("lang", "text"), SAID)
def test_staff_are_told_why(lapsing: Room, lang: Lang, text: str) -> None:
    told = explain(run(Message(text, lang), lapsing), lapsing)
    assert told.step == "withhold" and "valid_until" in told.reason

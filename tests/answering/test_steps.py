"""Each step alone."""

from __future__ import annotations

import pytest

from bot.answering.context import Context, Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import STEPS, Room, run
from bot.answering.steps.decide import decide
from bot.answering.steps.detect_language import detect_language
from bot.answering.steps.normalise import normalise
from bot.answering.steps.retrieve import retrieve
from bot.answering.steps.small_talk import SURE, small_talk
from tests.answering.conftest import FakeRetriever
from tests.small_knowledge import ID_LOST, INVOICE, RESIDENCE


def context_of(text: str, **more) -> Context:
    context = Context(Message(text, **more))
    context.text, context.lang = text, context.message.lang_hint
    return context


@pytest.mark.parametrize(
    ("typed", "tidy"),
    [("  身份证\n丢了 ", "身份证 丢了"), ("ＩＤ　card\u200b", "ID card"), ("😀居住证", "居住证"), ("lost\x00 card", "lost card")],
)
def test_a_text_is_made_legible(room: Room, typed: str, tidy: str) -> None:
    context = Context(Message(typed))
    normalise(context, room)
    assert (context.text, context.outcome) == (tidy, None)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("typed", ["", "   ", "\n\t", "？？？", "😀😀", "...", "\x00\x01", "<>", "，。"])
def test_a_text_without_letter_or_digit_asks_for_words(room: Room, typed: str, lang) -> None:
    context = run(Message(typed, lang), room)
    assert context.outcome is Outcome.GUARD_INPUT
    assert context.reply is not None and context.reply.lang == lang
    assert room.retriever.asked == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("text", "hint", "lang"),
    [
        ("身份证丢了", "en", "zh"),
        ("lost my ID card", "zh", "en"),
        ("2", "en", "en"),
        ("2", "zh", "zh"),
        ("sfz", "zh", "zh"),
        ("my 身份证 is lost how do I", "zh", "en"),
    ],
)
def test_the_language_is_that_of_the_question_and_only_else_that_of_the_page(room: Room, text: str, hint, lang) -> None:
    context = context_of(text, lang_hint=hint)
    detect_language(context, room)
    assert context.lang == lang


def test_known_abbreviations_are_written_out_for_the_search_alone(room: Room, retriever: FakeRetriever) -> None:
    context = context_of("sfz 丢了", route={"id-residence": 0.8})
    retrieve(context, room)
    assert retriever.asked == [("居民身份证 丢了", "zh", {"id-residence": 0.8})]
    assert context.text == "sfz 丢了"
    assert context.confidence == 0.9


@pytest.mark.parametrize(
    ("confidence", "offer", "outcome", "choices"),
    [
        (1.0, 1.0, Outcome.ANSWERED, 0),
        (0.71, 0.71, Outcome.ANSWERED, 0),
        (0.69, 0.9, Outcome.CLARIFICATION, 3),
        (0.0, 0.31, Outcome.CLARIFICATION, 3),
        (0.0, 0.29, Outcome.UNANSWERABLE_NO_MATCH, 0),
        (0.0, 0.0, Outcome.UNANSWERABLE_NO_MATCH, 0),
    ],
)
def test_three_bands_around_the_thresholds(
    room: Room, retriever: FakeRetriever, confidence: float, offer: float, outcome, choices: int
) -> None:
    retriever.confidence, retriever.offer = confidence, offer
    context = context_of("说不清楚的某件事")
    retrieve(context, room)
    decide(context, room)
    assert context.outcome is outcome
    assert len(context.choices) == choices
    assert (context.entry is not None) == (outcome is Outcome.ANSWERED)


def test_at_most_three_are_offered_in_the_order_of_the_ranking(room: Room, retriever: FakeRetriever) -> None:
    retriever.confidence = 0.3
    context = context_of("某件事")
    retrieve(context, room)
    decide(context, room)
    assert [choice.id for choice in context.choices] == [ID_LOST, RESIDENCE, INVOICE]


def test_the_router_names_what_is_out_of_scope_only_where_the_ranking_finds_nothing(room: Room, retriever: FakeRetriever) -> None:
    route = {"out_of_scope": 0.9, "tax": 0.1}
    retriever.confidence = retriever.offer = 0.1
    assert run(Message("明天下雨吗", route=route), room).outcome is Outcome.UNANSWERABLE_OUT_OF_SCOPE
    retriever.offer = 0.5
    assert run(Message("明天下雨吗", route=route), room).outcome is Outcome.CLARIFICATION
    retriever.confidence = 0.9
    assert run(Message("明天下雨吗", route=route), room).outcome is Outcome.ANSWERED


@pytest.mark.parametrize(("text", "lang"), [("你好", "zh"), ("hello", "en")])
def test_small_talk_is_answered_when_the_ranking_is_not_sure(room: Room, retriever: FakeRetriever, text: str, lang) -> None:
    retriever.confidence = SURE - 0.01
    context = run(Message(text, route={"greeting": 0.8, "tax": 0.2}), room)
    assert (context.outcome, context.lang, context.confidence) == (Outcome.SMALLTALK, lang, None)


@pytest.mark.parametrize(("text", "lang"), [("你好，身份证丢了怎么办", "zh"), ("hi there, I lost my ID card", "en")])
def test_small_talk_does_not_hide_a_question(room: Room, text: str, lang) -> None:
    context = run(Message(text, route={"greeting": 0.99}), room)
    assert (context.outcome, context.lang) == (Outcome.ANSWERED, lang)


def test_small_talk_that_the_router_is_not_sure_of_is_a_question(room: Room, retriever: FakeRetriever) -> None:
    retriever.confidence = 0.3
    context = context_of("嗯", route={"greeting": 0.49, "tax": 0.3})
    retrieve(context, room)
    small_talk(context, room)
    assert context.outcome is None


@pytest.mark.parametrize("intent", ["human", "complaint"])
def test_whoever_wants_a_person_is_told_how_to_reach_one(room: Room, retriever: FakeRetriever, intent: str) -> None:
    retriever.confidence = 0.1
    reply = run(Message("人工", route={intent: 0.9}), room).reply
    assert reply is not None and reply.outcome is Outcome.HANDOVER
    assert "12345" in reply.text


def test_no_router_at_all_is_no_error(room: Room) -> None:
    assert run(Message("身份证丢了"), room).intent is None


def test_a_decided_message_skips_the_rest_but_is_always_worded(room: Room) -> None:
    context = run(Message("？"), room)
    assert list(context.durations) == ["normalise", "withhold", "compose"]
    whole = run(Message("身份证丢了"), room)
    assert list(whole.durations) == [step.__name__ for step in STEPS]

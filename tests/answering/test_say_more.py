"""Too little was said: the citizen gets a question back, not "I do not know"."""

from __future__ import annotations

import pytest

from bot.answering.context import Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room, run
from bot.answering.sentences import SENTENCES
from tests.answering.conftest import FakeRetriever
from tests.small_knowledge import ID_LOST


@pytest.fixture
def unsure(room: Room, retriever: FakeRetriever) -> Room:
    retriever.confidence = retriever.offer = 0.01
    return room


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ("材料", "zh"),
        ("要多少钱？", "zh"),
        ("请问要带什么", "zh"),
        ("多久能好", "zh"),
        ("fee", "en"),
        ("what documents do I need?", "en"),
        ("how long", "en"),
    ],
)
def test_an_element_without_a_matter_is_asked_back(unsure: Room, said: str, lang: str) -> None:
    reply = run(Message(said, "zh" if lang == "zh" else "en"), unsure).reply
    assert reply is not None
    assert (reply.outcome, reply.text, reply.choices) == (Outcome.CLARIFICATION, SENTENCES["which_matter"][lang], ())


@pytest.mark.parametrize(("said", "lang"), [("办证", "zh"), ("证明", "zh"), ("permit", "en"), ("a certificate", "en")])
def test_a_word_or_two_are_asked_back(unsure: Room, said: str, lang: str) -> None:
    reply = run(Message(said, "zh" if lang == "zh" else "en"), unsure).reply
    assert reply is not None
    assert (reply.outcome, reply.text) == (Outcome.CLARIFICATION, SENTENCES["say_more"][lang])


@pytest.mark.parametrize("said", ["我想知道火星上能不能办这个", "can I have a flat on the moon please"])
def test_a_whole_sentence_that_nobody_can_answer_is_not(unsure: Room, said: str) -> None:
    assert run(Message(said), unsure).outcome is Outcome.UNANSWERABLE_NO_MATCH


@pytest.mark.parametrize("said", ["要多少钱", "how much is it?"])
def test_after_an_answer_the_matter_is_known(unsure: Room, said: str) -> None:
    assert run(Message(said, last_entry=ID_LOST), unsure).outcome is Outcome.ANSWERED_FOLLOWUP


@pytest.mark.parametrize(("said", "intent"), [("你好", "greeting"), ("hi", "greeting"), ("谢谢", "thanks"), ("天气", "out_of_scope")])
def test_small_talk_stays_small_talk(unsure: Room, said: str, intent: str) -> None:
    expected = Outcome.UNANSWERABLE_OUT_OF_SCOPE if intent == "out_of_scope" else Outcome.SMALLTALK
    assert run(Message(said, route={intent: 0.9, "tax": 0.1}), unsure).outcome is expected


@pytest.mark.parametrize("said", ["护照", "passport", "护照护照护照护照护照护照"])
@pytest.mark.parametrize(("entries", "outcome"), [(3, Outcome.CLARIFICATION), (2, Outcome.ANSWERED)])
def test_a_name_that_many_entries_share_is_asked_back_however_sure_the_ranking(
    room: Room, retriever: FakeRetriever, said: str, entries: int, outcome: Outcome
) -> None:
    some = list(room.knowledge.entries.values())[:entries]
    retriever.index.by_question = {f"护照和passport的第{at}个问题": entry for at, entry in enumerate(some)}
    retriever.confidence = retriever.offer = 0.99
    context = run(Message(said), room)
    assert context.outcome is outcome
    assert len(context.choices) == (3 if outcome is Outcome.CLARIFICATION else 0)

"""An insult gets a calm sentence; an angry question gets its answer."""

from __future__ import annotations

import pytest

from bot.answering.context import Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room, run
from bot.answering.sentences import SENTENCES
from bot.knowledge.loader import load
from bot.language import LANGUAGES, Lang
from bot.language.swearing import swears
from bot.settings import ROOT
from tests.answering.conftest import FakeRetriever


@pytest.mark.parametrize(("text", "lang"), [("你个笨机器", "zh"), ("you silly machine", "en")])
def test_an_insult_gets_a_calm_sentence_that_offers_help(room: Room, retriever: FakeRetriever, text: str, lang: Lang) -> None:
    retriever.confidence = 0.1
    reply = run(Message(text, route={"insult": 0.35, "complaint": 0.2, "tax": 0.1}), room).reply
    assert reply is not None
    assert (reply.outcome, reply.lang, reply.text) == (Outcome.SMALLTALK, lang, SENTENCES["insult"][lang])
    assert "12345" in reply.text


@pytest.mark.parametrize("text", ["真tm的卧槽", "what a bunch of idiots"])
def test_swear_words_alone_are_an_insult_also_without_the_router(room: Room, retriever: FakeRetriever, text: str) -> None:
    retriever.confidence = retriever.offer = 0.01
    assert run(Message(text), room).small_talk == "insult"
    assert run(Message(text, route={"complaint": 0.9}), room).small_talk == "insult"
    retriever.offer = 0.5
    assert run(Message(text), room).outcome is Outcome.CLARIFICATION


@pytest.mark.parametrize("text", ["tmd身份证丢了怎么补啊", "wtf I lost my ID card, you idiots"])
def test_an_angry_question_is_answered(room: Room, text: str) -> None:
    assert run(Message(text, route={"insult": 0.9}), room).outcome is Outcome.ANSWERED


@pytest.mark.parametrize(
    ("text", "rude"),
    [
        ("你个傻逼", True),
        ("tmd", True),
        ("fuck off", True),
        ("F**K this", True),
        ("危险废物怎么处理", False),
        ("我的sb卡丢了", False),
        ("他妈的户口怎么迁", False),
        ("智障人士有什么补贴", False),
        ("scrap my old car", False),
        ("assessment of my house", False),
    ],
)
def test_swear_words_are_known_and_their_innocent_likes_are_not(text: str, rude: bool) -> None:
    assert swears(text) is rude


def test_no_question_of_the_shipped_entries_is_taken_for_swearing() -> None:
    entries = load(ROOT / "knowledge").require().entries.values()
    assert [text for entry in entries for lang in LANGUAGES for text in entry.questions(lang) if swears(text)] == []

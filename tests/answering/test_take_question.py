"""A question typed word for word needs no ranking."""

from __future__ import annotations

import pytest

from bot.answering.context import Message
from bot.answering.pipeline import Room, run
from bot.language.courtesies import without_courtesies
from bot.retrieval.evidence import by_question
from tests.answering.conftest import FakeRetriever
from tests.small_knowledge import ID_LOST


@pytest.fixture
def knowing(room: Room, retriever: FakeRetriever) -> Room:
    retriever.index.by_question = by_question(retriever.index.entries)
    retriever.confidence = retriever.offer = 0.0
    return room


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("around", ["{}", "{}？", "你好，{}", "hi, {} thanks", "请问{}谢谢", "　{}  "])
def test_a_title_is_answered_whatever_stands_around_it(knowing: Room, lang: str, around: str) -> None:
    title = knowing.knowledge.entries[ID_LOST].question[lang]
    context = run(Message(around.format(title), route={"tax": 0.9}), knowing)
    assert context.reply is not None and context.reply.entry is not None
    assert (context.reply.outcome.value, context.reply.entry.id, context.reply.confidence) == ("answered", ID_LOST, 1.0)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_similar_question_is_answered_too(knowing: Room, lang: str) -> None:
    for entry in knowing.retriever.index.entries:
        for question in entry.similar[lang]:
            reply = run(Message(question), knowing).reply
            assert reply is not None and reply.entry is not None and reply.entry.id == entry.id


@pytest.mark.parametrize("text", ["身份证丢了吗", "an ID card"])
def test_other_words_are_left_to_the_ranking(knowing: Room, retriever: FakeRetriever, text: str) -> None:
    run(Message(text), knowing)
    assert [asked for asked, _, _ in retriever.asked] == [text]


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("你好，请问护照到期怎么换？谢谢", "护照到期怎么换？"),
        ("您好！咨询一下 公积金怎么取", "公积金怎么取"),
        ("hi there, how do I renew my passport? thanks a lot!", "how do I renew my passport?"),
        ("Good morning. Excuse me, where is the hall", "where is the hall"),
        ("history of my address", "history of my address"),
        ("你好", "你好"),
        ("hello", "hello"),
        ("谢谢", "谢谢"),
        ("tmd身份证丢了怎么补", "身份证丢了怎么补"),
        ("你们这帮废物，护照怎么办！烦死我了", "护照怎么办"),
        ("他妈的，护照怎么办", "护照怎么办"),
        ("他妈的户口怎么迁", "他妈的户口怎么迁"),
        ("垃圾 怎么扔", "垃圾 怎么扔"),
        ("操作证怎么考", "操作证怎么考"),
        ("他妈的", "他妈的"),
        ("wtf how do I renew my card", "how do I renew my card"),
        ("you useless idiots, where is the office", "where is the office"),
        ("where do I pay, for fuck's sake", "where do I pay"),
        ("fuck you", "fuck you"),
        ("shiitake farm", "shiitake farm"),
        ("dampness in my flat", "dampness in my flat"),
    ],
)
def test_courtesies_fall_away_and_nothing_else(text: str, rest: str) -> None:
    assert without_courtesies(text) == rest

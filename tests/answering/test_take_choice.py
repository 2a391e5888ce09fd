"""A choice made by click, by number or by title."""

from __future__ import annotations

import pytest

from bot.answering.context import Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room, run
from bot.answering.sentences import SENTENCES
from bot.answering.steps.take_choice import number_of
from tests.answering.conftest import FakeRetriever
from tests.small_knowledge import DRAFT, EXPIRED, ID_LOST, INVOICE, RESIDENCE

OFFERED = (ID_LOST, RESIDENCE, INVOICE)


@pytest.mark.parametrize(
    ("said", "place"),
    [
        ("1", 0), ("１", 0), ("1.", 0), ("一", 0), ("第一个", 0), ("选1", 0), ("①", 0), ("我要第一个", 0),
        ("2", 1), ("第二个", 1), ("第2个吧", 1), ("我选二", 1), ("2号", 1), ("第二項", 1), ("我想问第二个", 1), ("是第二个", 1),
        ("3", 2), ("３", 2), ("选3", 2), ("第三条", 2), ("三", 2), ("3。", 2), ("3️⃣", 2),
        ("first", 0), ("the first one", 0), ("Number 1", 0), ("no. 1", 0), ("1st", 0),
        ("the second one", 1), ("2nd", 1), ("option two", 1), ("I mean the second", 1), ("number two please", 1),
        ("third", 2), ("the third one please", 2), ("choice 3", 2), ("I want the third one", 2),
    ],
)  # fmt: skip
def test_a_number_picks_what_stands_there(room: Room, said: str, place: int) -> None:
    context = run(Message(said, offered=OFFERED), room)
    assert context.reply is not None and context.reply.entry is not None
    assert (context.outcome, context.reply.entry.id, context.confidence) == (Outcome.ANSWERED, OFFERED[place], 1.0)
    assert room.retriever.asked == []  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "said",
    [
        "123",
        "12345",
        "7",
        "第十个",
        "二手房怎么过户",
        "一次要几天",
        "two wheels",
        "one more question",
        "first time passport",
        "3天能好吗",
        "三轮车",
    ],
)
def test_a_number_in_a_question_picks_nothing(said: str) -> None:
    assert number_of(said.casefold()) is None


@pytest.mark.parametrize(("hint", "said"), [("zh", "2"), ("zh", "第二个"), ("en", "2"), ("zh", "the second one")])
def test_a_number_with_nothing_offered_asks_for_words(room: Room, hint, said: str) -> None:
    reply = run(Message(said, lang_hint=hint), room).reply
    assert reply is not None and reply.outcome is Outcome.GUARD_INPUT
    assert reply.text == SENTENCES["guard_input"][reply.lang]


@pytest.mark.parametrize(("said", "lang"), [("3", "zh"), ("第三个", "zh"), ("the third one", "en")])
def test_a_number_beyond_what_was_offered_asks_for_one_of_these(room: Room, said: str, lang) -> None:
    reply = run(Message(said, offered=OFFERED[:2]), room).reply
    assert reply is not None and (reply.outcome, reply.lang) == (Outcome.GUARD_INPUT, lang)
    assert reply.text == SENTENCES["pick_a_number"][lang]


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ("居住证怎么办理", "zh"),
        ("居住證怎麼辦理？", "zh"),
        ("How do I get a residence permit?", "en"),
        ("HOW DO I GET A RESIDENCE PERMIT", "en"),
    ],
)
def test_the_title_of_an_offered_question_picks_it_in_the_language_it_was_said(room: Room, said: str, lang) -> None:
    reply = run(Message(said, offered=OFFERED), room).reply
    assert reply is not None and reply.entry is not None
    assert (reply.entry.id, reply.lang, reply.confidence) == (RESIDENCE, lang, 1.0)


def test_a_title_that_was_not_offered_is_a_question(room: Room, retriever: FakeRetriever) -> None:
    run(Message("居住证怎么办理？", offered=(ID_LOST,)), room)
    assert len(retriever.asked) == 1


@pytest.mark.parametrize(("title", "hint", "lang"), [("居住证怎么办理？", "zh", "zh"), ("How do I get a residence permit?", "en", "en")])
def test_a_click_picks_whatever_was_offered(room: Room, title: str, hint, lang) -> None:
    reply = run(Message(title, lang_hint=hint, choice=RESIDENCE), room).reply
    assert reply is not None and reply.entry is not None
    assert (reply.outcome, reply.entry.id, reply.lang) == (Outcome.ANSWERED, RESIDENCE, lang)


@pytest.mark.parametrize("choice", ["no/such-entry", DRAFT, EXPIRED, "../../etc/passwd"])
def test_a_click_on_what_is_not_served_falls_back_to_the_text(room: Room, retriever: FakeRetriever, choice: str) -> None:
    reply = run(Message("身份证丢了", choice=choice), room).reply
    assert reply is not None and reply.entry is not None and reply.entry.id == ID_LOST
    assert len(retriever.asked) == 1


@pytest.mark.parametrize(
    ("said", "lang"),
    [("是", "zh"), ("是的", "zh"), ("对", "zh"), ("嗯嗯", "zh"), ("就是这个", "zh"), ("yes", "en"), ("Yeah!", "en"), ("that one", "en")],
)
def test_yes_takes_the_only_choice(room: Room, said: str, lang) -> None:
    reply = run(Message(said, offered=(RESIDENCE,)), room).reply
    assert reply is not None and reply.entry is not None and (reply.entry.id, reply.lang) == (RESIDENCE, lang)


@pytest.mark.parametrize("said", ["是的", "yes"])
def test_yes_to_several_choices_picks_none_of_them_and_asks_for_the_number(room: Room, said: str) -> None:
    context = run(Message(said, offered=OFFERED), room)
    assert (context.outcome, context.small_talk) == (Outcome.GUARD_INPUT, "pick_a_number")


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ("都不是", "zh"),
        ("以上都不是", "zh"),
        ("不是", "zh"),
        ("没有", "zh"),
        ("none of these", "en"),
        ("No", "en"),
        ("neither", "en"),
        ("none of them.", "en"),
    ],
)
def test_none_of_these_ends_without_a_match_and_names_the_hotline(room: Room, said: str, lang) -> None:
    reply = run(Message(said, offered=OFFERED), room).reply
    assert reply is not None and (reply.outcome, reply.lang) == (Outcome.UNANSWERABLE_NO_MATCH, lang)
    assert "12345" in reply.text
    assert reply.choices == ()


@pytest.mark.parametrize("said", ["不是", "no", "没有"])
def test_no_with_nothing_offered_is_a_text_like_any_other(room: Room, retriever: FakeRetriever, said: str) -> None:
    run(Message(said), room)
    assert len(retriever.asked) == 1


def test_an_entry_that_went_away_meanwhile_is_no_error(room: Room) -> None:
    context = run(Message("1", offered=("gone/away", ID_LOST)), room)
    assert context.reply is not None and context.outcome is not None

"""Short questions about the entry answered last."""

from __future__ import annotations

import pytest

from bot.answering.context import Context, Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room, run
from bot.answering.steps.compose import compose
from bot.answering.steps.follow_up import ASKED, asked_element
from bot.knowledge.schema import GUIDE_ELEMENTS
from tests.small_knowledge import EXPIRED, ID_LOST, RESIDENCE

SAID = [
    ("多少钱", "zh", "fee"),
    ("那要多少钱呢？", "zh", "fee"),
    ("收费吗", "zh", "fee"),
    ("要花钱吗", "zh", "fee"),
    ("免费的吗", "zh", "fee"),
    ("带什么材料", "zh", "materials"),
    ("需要哪些材料？", "zh", "materials"),
    ("要带什么", "zh", "materials"),
    ("那需要准备什么", "zh", "materials"),
    ("多久能办好", "zh", "time"),
    ("要多久", "zh", "time"),
    ("多长时间", "zh", "time"),
    ("一般几天能拿到", "zh", "time"),
    ("去哪里办", "zh", "where"),
    ("在哪里办理", "zh", "where"),
    ("地址", "zh", "where"),
    ("在哪儿办呢", "zh", "where"),
    ("网上能办吗", "zh", "online"),
    ("可以网上办吗", "zh", "online"),
    ("能在手机上办吗", "zh", "online"),
    ("可以线上办吗", "zh", "online"),
    ("流程呢", "zh", "steps"),
    ("怎么办理流程", "zh", None),
    ("什么流程", "zh", "steps"),
    ("怎么办", "zh", "steps"),
    ("什么条件", "zh", "conditions"),
    ("有什么要求吗", "zh", "conditions"),
    ("谁可以办", "zh", "conditions"),
    ("电话多少", "zh", "phone"),
    ("咨询电话", "zh", "phone"),
    ("电话是多少", "zh", "phone"),
    ("how much", "en", "fee"),
    ("How much does it cost?", "en", "fee"),
    ("and the fee?", "en", "fee"),
    ("is it free", "en", "fee"),
    ("what is the fee", "en", "fee"),
    ("what documents do I need", "en", "materials"),
    ("what should I bring?", "en", "materials"),
    ("which papers do I need", "en", "materials"),
    ("what do I need to bring", "en", "materials"),
    ("how long does it take", "en", "time"),
    ("how many days", "en", "time"),
    ("And when will it be ready?", "en", "time"),
    ("where do I go?", "en", "where"),
    ("where can I do it", "en", "where"),
    ("which office", "en", "where"),
    ("what is the address", "en", "where"),
    ("can I do it online", "en", "online"),
    ("can it be done online?", "en", "online"),
    ("is that possible online", "en", "online"),
    ("what are the steps", "en", "steps"),
    ("what's the process", "en", "steps"),
    ("ok, how do I do it", "en", "steps"),
    ("what are the requirements", "en", "conditions"),
    ("who can apply?", "en", "conditions"),
    ("phone number", "en", "phone"),
    ("what is the phone number", "en", "phone"),
    ("who do I call", "en", "phone"),
    ("护照多少钱", "zh", None),
    ("二手房过户要带什么材料", "zh", None),
    ("how much is a passport", "en", None),
    ("where do I renew my licence", "en", None),
    ("办居住证要多久", "zh", None),
    ("how long does divorce take", "en", None),
]


@pytest.mark.parametrize(("said", "lang", "element"), SAID)
def test_what_a_short_question_asks_for(said: str, lang, element: str | None) -> None:
    assert asked_element(said, lang) == element


def test_every_guide_element_can_be_asked_for_in_both_languages() -> None:
    assert set(ASKED) == set(GUIDE_ELEMENTS)
    for lang in ("zh", "en"):
        assert {element for _, said_in, element in SAID if said_in == lang and element} == set(GUIDE_ELEMENTS)


@pytest.mark.parametrize(
    ("said", "text"),
    [
        ("多少钱", "关于“身份证丢了怎么补办？”：\n收费标准：补领每证四十元"),
        ("带什么材料", "关于“身份证丢了怎么补办？”：\n申请材料：\n- 户口簿\n- 照片"),
        ("电话多少", "关于“身份证丢了怎么补办？”：\n咨询电话：12345"),
        ("how much is it", "About “How do I replace a lost ID card?”:\nFee: 40 yuan a card"),
        ("what should I bring", "About “How do I replace a lost ID card?”:\nDocuments: \n- Hukou booklet\n- Photo"),
    ],
)
def test_the_element_is_quoted_word_for_word(room: Room, said: str, text: str) -> None:
    reply = run(Message(said, last_entry=ID_LOST), room).reply
    assert reply is not None and reply.outcome is Outcome.ANSWERED_FOLLOWUP
    assert "\n".join(line.rstrip() for line in reply.text.splitlines()) == "\n".join(line.rstrip() for line in text.splitlines())
    assert reply.entry is not None and reply.entry.id == ID_LOST


@pytest.mark.parametrize(
    ("said", "lang", "department"),
    [
        ("网上能办吗", "zh", "公安局"),
        ("在哪里办", "zh", "公安局"),
        ("where do I go", "en", "Public Security Bureau"),
        ("can I do it online", "en", "Public Security Bureau"),
    ],
)
def test_an_element_that_the_entry_does_not_have_names_the_department(room: Room, said: str, lang, department: str) -> None:
    reply = run(Message(said, last_entry=ID_LOST), room).reply
    assert reply is not None and (reply.outcome, reply.lang) == (Outcome.ANSWERED_FOLLOWUP, lang)
    assert department in reply.text and "12345" in reply.text
    assert room.knowledge.entries[ID_LOST].question[lang] in reply.text


@pytest.mark.parametrize("said", ["多少钱", "how much is it"])
@pytest.mark.parametrize("last", [None, EXPIRED, "gone/away"])
def test_without_a_served_entry_before_it_it_is_a_question(room: Room, said: str, last: str | None) -> None:
    assert run(Message(said, last_entry=last), room).outcome is Outcome.ANSWERED


@pytest.mark.parametrize("said", ["怎么开发票要多少钱", "how do I issue an invoice and what is the fee"])
def test_a_new_topic_is_no_follow_up(room: Room, said: str) -> None:
    reply = run(Message(said, last_entry=RESIDENCE), room).reply
    assert reply is not None and reply.outcome is Outcome.ANSWERED
    assert reply.entry is not None and reply.entry.id == ID_LOST  # what the ranking says


@pytest.mark.parametrize("said", ["多少钱", "how much is it"])
def test_a_follow_up_carries_no_confidence_of_the_ranking(room: Room, said: str) -> None:
    """The ranking of "how much" alone says nothing of the entry that is answered."""
    reply = run(Message(said, last_entry=ID_LOST), room).reply
    assert reply is not None and reply.confidence is None


def test_two_elements_are_both_quoted_and_a_missing_one_is_said(room: Room) -> None:
    for elements, parts in ((("fee", "time"), ("补领每证四十元", "三十天以内")), (("online", "fee"), ("没有写这一点", "公安局"))):
        context = Context(Message(""), outcome=Outcome.ANSWERED_FOLLOWUP, entry=room.knowledge.entries[ID_LOST], elements=elements)
        compose(context, room)
        assert context.reply is not None and all(part in context.reply.text for part in parts)


@pytest.mark.parametrize(("lang", "asked"), [("zh", "您另外问的，是下面哪一个？"), ("en", "And your other question: is it one of these?")])
def test_an_answer_may_ask_back_about_a_second_question(room: Room, lang, asked: str) -> None:
    entries = room.knowledge.entries
    context = Context(Message(""), lang=lang, outcome=Outcome.ANSWERED, entry=entries[ID_LOST], choices=(entries[RESIDENCE],))
    compose(context, room)
    assert context.reply is not None
    blank, question, choice = context.reply.text.splitlines()[-3:]
    assert (blank, choice) == ("", f"1. {entries[RESIDENCE].question[lang]}") and question.startswith(asked)
    assert context.reply.text.startswith(entries[ID_LOST].answer[lang])

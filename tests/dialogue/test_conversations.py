"""Whole conversations: small talk, being asked which was meant, follow-up questions, starting over."""

from __future__ import annotations

import pytest

from bot.answering.sentences import SENTENCES
from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES, Lang
from tests.dialogue.service import Service
from tests.dialogue.shapes import check_reply

pytestmark = pytest.mark.dialogue

SMALL_TALK = [
    ("zh", "你好", "greeting", "smalltalk"),
    ("en", "hello", "greeting", "smalltalk"),
    ("zh", "谢谢", "thanks", "smalltalk"),
    ("en", "thank you very much", "thanks", "smalltalk"),
    ("zh", "再见", "goodbye", "smalltalk"),
    ("en", "goodbye", "goodbye", "smalltalk"),
    ("zh", "你是谁", "who_are_you", "smalltalk"),
    ("en", "who are you?", "who_are_you", "smalltalk"),
    ("zh", "你能做什么", "what_can_you_do", "smalltalk"),
    ("en", "what can you do?", "what_can_you_do", "smalltalk"),
    ("zh", "我要找人工客服", "handover", "handover"),
    ("en", "I want to talk to a real person", "handover", "handover"),
    ("zh", "我要投诉", "complaint", "handover"),
    ("en", "I have a complaint", "complaint", "handover"),
    ("zh", "重新开始", "start_over", "smalltalk"),
    ("en", "start over", "start_over", "smalltalk"),
]
PASSPORT = {"zh": "护照快到期了怎么换？", "en": "How do I renew a passport that is about to expire?"}
COST = {"zh": "要多少钱", "en": "how much is it?"}


@pytest.mark.parametrize(("lang", "said", "sentence", "outcome"), SMALL_TALK)
def test_small_talk_is_answered_in_its_language(service: Service, lang: Lang, said: str, sentence: str, outcome: str) -> None:
    reply = service.ask(said, "en" if lang == "zh" else "zh")
    check_reply(reply)
    assert (reply["outcome"], reply["lang"], reply["text"]) == (outcome, lang, SENTENCES[sentence][lang])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_clarification_lists_at_most_three_titles_by_number(service: Service, knowledge: Knowledge, lang: Lang) -> None:
    reply = service.clarification(lang, service.session())
    check_reply(reply)
    assert reply["lang"] == lang
    for number, choice in enumerate(reply["choices"], start=1):
        assert choice["title"] == knowledge.entries[choice["id"]].question[lang]
        assert f"{number}. {choice['title']}" in reply["text"].splitlines()


@pytest.mark.parametrize(
    ("lang", "pick"),
    [("zh", "2"), ("zh", "第二个"), ("zh", "选2"), ("zh", "２"), ("en", "2"), ("en", "the second one"), ("en", "number 2")],
)
def test_the_number_of_a_choice_is_answered(service: Service, knowledge: Knowledge, lang: Lang, pick: str) -> None:
    session = service.session()
    wanted = service.clarification(lang, session)["choices"][1]["id"]
    reply = service.ask(pick, lang, session)
    check_reply(reply)
    assert (reply["outcome"], reply["lang"], reply["entry"]["id"]) == ("answered", lang, wanted)
    assert reply["entry"]["answer"] == knowledge.entries[wanted].answer[lang]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_title_of_a_choice_is_answered(service: Service, lang: Lang) -> None:
    session = service.session()
    wanted = service.clarification(lang, session)["choices"][1]
    reply = service.ask(wanted["title"], lang, session)
    assert (reply["outcome"], reply["lang"], reply["entry"]["id"]) == ("answered", lang, wanted["id"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_click_on_a_choice_is_answered(service: Service, lang: Lang) -> None:
    session = service.session()
    wanted = service.clarification(lang, session)["choices"][0]
    reply = service.ask(wanted["title"], lang, session, choice=wanted["id"])
    assert (reply["outcome"], reply["lang"], reply["entry"]["id"]) == ("answered", lang, wanted["id"])


@pytest.mark.parametrize(("lang", "none"), [("zh", "都不是"), ("zh", "以上都不是"), ("en", "none of these"), ("en", "no")])
def test_none_of_the_choices_ends_with_someone_to_ask_and_forgets_them(service: Service, lang: Lang, none: str) -> None:
    session = service.session()
    service.clarification(lang, session)
    reply = service.ask(none, lang, session)
    check_reply(reply)
    assert (reply["outcome"], reply["lang"]) == ("unanswerable_no_match", lang)
    assert "12345" in reply["text"]
    assert service.ask("1", lang, session)["outcome"] == "guard_input"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_question_is_answered_in_place_of_a_choice(service: Service, lang: Lang) -> None:
    session = service.session()
    service.clarification(lang, session)
    assert service.ask(PASSPORT[lang], lang, session)["entry"]["id"] == "exit-entry/passport-renewal"


@pytest.mark.parametrize(
    ("lang", "follow_up", "element"),
    [
        ("zh", "要多少钱", "fee"),
        ("zh", "需要什么材料？", "materials"),
        ("zh", "那要多久", "time"),
        ("zh", "在哪里办", "where"),
        ("en", "how much is it?", "fee"),
        ("en", "what documents do I need?", "materials"),
        ("en", "how long does it take?", "time"),
        ("en", "where do I go?", "where"),
    ],
)
def test_a_follow_up_is_answered_from_the_entry_answered_last(
    service: Service, knowledge: Knowledge, lang: Lang, follow_up: str, element: str
) -> None:
    session = service.session()
    service.ask(PASSPORT[lang], lang, session)
    reply = service.ask(follow_up, lang, session)
    written = knowledge.entries["exit-entry/passport-renewal"]
    check_reply(reply)
    assert (reply["outcome"], reply["lang"], reply["entry"]["id"]) == ("answered_followup", lang, written.id)
    assert all(line in reply["text"] for line in (written.guide_text(element, lang) or "").splitlines())
    assert written.question[lang] in reply["text"]


def test_a_follow_up_may_change_the_language(service: Service, knowledge: Knowledge) -> None:
    session = service.session()
    service.ask(PASSPORT["zh"], "zh", session)
    reply = service.ask("what documents do I need?", "zh", session)
    assert (reply["outcome"], reply["lang"]) == ("answered_followup", "en")
    assert "old passport" in reply["text"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_follow_up_after_a_choice_is_about_that_choice(service: Service, lang: Lang) -> None:
    session = service.session()
    wanted = service.clarification(lang, session)["choices"][0]["id"]
    service.ask("1", lang, session)
    reply = service.ask(COST[lang], lang, session)
    assert (reply["outcome"], reply["entry"]["id"]) == ("answered_followup", wanted)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_without_an_answer_before_it_a_follow_up_is_no_follow_up(service: Service, lang: Lang) -> None:
    assert service.ask(COST[lang], lang)["outcome"] != "answered_followup"


@pytest.mark.parametrize(("lang", "again"), [("zh", "重新开始"), ("en", "start over")])
def test_starting_over_forgets_the_choices_and_the_entry(service: Service, lang: Lang, again: str) -> None:
    session = service.session()
    service.ask(PASSPORT[lang], lang, session)
    service.clarification(lang, session)
    assert service.ask(again, lang, session)["text"] == SENTENCES["start_over"][lang]
    assert service.ask("1", lang, session)["outcome"] == "guard_input"
    assert service.ask(COST[lang], lang, session)["outcome"] != "answered_followup"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_two_sessions_do_not_see_each_other(service: Service, lang: Lang) -> None:
    mine, other = service.session(), service.session()
    wanted = service.clarification(lang, mine)["choices"][0]["id"]
    assert service.ask("1", lang, other)["outcome"] == "guard_input"
    assert service.ask(COST[lang], lang, other)["outcome"] != "answered_followup"
    assert service.ask("1", lang, mine)["entry"]["id"] == wanted


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "👍"), ("en", "🙏🙏"), ("zh", "/restart"), ("en", "/restart"), ("zh", "？？？"), ("en", "...")]
)
def test_what_says_nothing_does_not_take_the_choices_away(service: Service, lang: Lang, said: str) -> None:
    session = service.session()
    wanted = service.clarification(lang, session)["choices"][1]["id"]
    assert service.ask(said, lang, session)["outcome"] == "guard_input"
    assert service.ask("2", lang, session)["entry"]["id"] == wanted


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_long_conversation_stays_in_order(service: Service, lang: Lang) -> None:
    session = service.session()
    choices = service.clarification(lang, session)["choices"]
    outcomes = [
        service.ask(text, lang, session)["outcome"]
        for text in (PASSPORT[lang], COST[lang], {"zh": "谢谢", "en": "thanks"}[lang], COST[lang], choices[0]["title"], COST[lang])
    ]
    assert outcomes == ["answered", "answered_followup", "smalltalk", "answered_followup", "answered", "answered_followup"]


@pytest.mark.parametrize(
    ("said", "lang", "asked"), [("材料", "zh", "哪件事"), ("办证", "zh", "具体"), ("fee", "en", "Which matter"), ("permit", "en", "more")]
)
def test_a_word_alone_gets_a_question_back(service: Service, said: str, lang: Lang, asked: str) -> None:
    reply = service.ask(said, lang)
    check_reply(reply)
    assert reply["outcome"] == "clarification"
    assert reply["choices"] or asked in reply["text"]

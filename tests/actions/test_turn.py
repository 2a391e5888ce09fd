"""One turn: from what Rasa sends to the pipeline's message, and from the reply to slots."""

from __future__ import annotations

import logging
from dataclasses import replace

import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions import turn
from actions.turn import message_of, respond, slots_after
from bot.answering import with_reasons
from bot.answering.pipeline import Room, answer
from bot.answering.sentences import SENTENCES
from bot.answering.steps.compose import card
from bot.settings import Settings
from tests.actions.conftest import FOLDER, tracker
from tests.answering.conftest import FakeRetriever
from tests.small_knowledge import ID_LOST, INVOICE, RESIDENCE

OFFERED = (ID_LOST, RESIDENCE)
ALL = sorted(path.stem for path in FOLDER.glob("*.json"))


def slots(events) -> dict:
    assert all(event["event"] == "slot" for event in events)
    return {event["name"]: event["value"] for event in events}


def about_now(events) -> dict:
    """The slots without those that every answer adds to."""
    return {name: value for name, value in slots(events).items() if name != "faq_earlier"}


@pytest.mark.parametrize(
    ("name", "text", "lang"), [("question_zh", "身份证丢了怎么补办", "zh"), ("question_en", "I lost my ID card", "en")]
)
def test_a_first_question_brings_text_language_and_route(name: str, text: str, lang: str) -> None:
    message = message_of(tracker(name))
    assert (message.text, message.lang_hint, message.offered, message.last_entry, message.choice) == (text, lang, (), None, None)
    assert message.route == {"id-residence": 0.81, "out_of_scope": 0.11}  # and no fallback intent


@pytest.mark.parametrize("name", ["number_zh", "number_en"])
def test_what_was_offered_and_answered_before_comes_from_the_slots(name: str) -> None:
    message = message_of(tracker(name))
    assert message.offered == OFFERED
    assert message.last_entry == (INVOICE if name.endswith("en") else None)


@pytest.mark.parametrize("name", ["click_zh", "click_en"])
def test_a_click_comes_from_the_metadata(name: str) -> None:
    assert message_of(tracker(name)).choice == RESIDENCE


@pytest.mark.parametrize("name", ["metadata_is_a_list", "metadata_is_null", "metadata_is_nonsense", "no_intent", "nothing_at_all"])
def test_broken_metadata_is_as_none_at_all(name: str) -> None:
    message = message_of(tracker(name))
    assert (message.lang_hint, message.choice) == ("zh", None)
    assert all(isinstance(intent, str) for intent in message.route)


@pytest.mark.parametrize("name", ALL)
def test_every_message_gets_exactly_one_reply(room: Room, name: str) -> None:
    dispatcher = CollectingDispatcher()
    respond(dispatcher, tracker(name), room)
    (message,) = dispatcher.messages
    assert message["custom"]["text"] and message["text"] is None
    assert message["custom"]["outcome"] != "error_retrieval"


@pytest.mark.parametrize(("name", "lang"), [("number_zh", "zh"), ("number_en", "en"), ("click_zh", "zh"), ("click_en", "en")])
def test_a_choice_is_answered_and_the_choices_are_forgotten(room: Room, name: str, lang: str) -> None:
    dispatcher = CollectingDispatcher()
    events = respond(dispatcher, tracker(name), room)
    reply = dispatcher.messages[0]["custom"]
    assert (reply["outcome"], reply["entry"]["id"], reply["lang"]) == ("answered", RESIDENCE, lang)
    assert about_now(events) == {"faq_choices": None, "faq_entry": RESIDENCE}


def test_choices_offered_are_kept_for_the_next_message_and_the_last_entry_stays(room: Room, wired: FakeRetriever) -> None:
    wired.confidence = 0.4
    before = tracker("follow_up_zh")
    before.latest_message["text"] = "那个证"
    events = respond(CollectingDispatcher(), before, room)
    assert about_now(events) == {"faq_choices": [ID_LOST, RESIDENCE, INVOICE]}


@pytest.mark.parametrize("name", ["follow_up_zh", "follow_up_en"])
def test_a_follow_up_changes_nothing_that_is_kept(room: Room, name: str) -> None:
    dispatcher = CollectingDispatcher()
    assert about_now(respond(dispatcher, tracker(name), room)) == {}
    assert dispatcher.messages[0]["custom"]["outcome"] == "answered_followup"


def test_an_unreadable_message_takes_no_choice_away(room: Room) -> None:
    dispatcher = CollectingDispatcher()
    assert respond(dispatcher, tracker("unreadable_zh"), room) == []
    assert dispatcher.messages[0]["custom"]["outcome"] == "guard_input"


@pytest.mark.parametrize(("name", "typed"), [("number_zh", "第三个"), ("number_en", "3")])
def test_a_number_too_high_leaves_the_choices_for_another_try(room: Room, name: str, typed: str) -> None:
    first = tracker(name)
    first.latest_message["text"] = typed
    assert respond(CollectingDispatcher(), first, room) == []


def test_only_what_changes_is_sent(room: Room) -> None:
    message = message_of(tracker("question_zh"))
    assert about_now(slots_after(answer(message, room), message)) == {"faq_entry": ID_LOST}


SECRET = "张三丰的身份证330784199001011234"


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_whatever_breaks_the_citizen_gets_a_sentence_and_the_log_no_word_of_theirs(
    room: Room, wired: FakeRetriever, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, lang: str
) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("index out of order")

    monkeypatch.setattr(wired, "retrieve", broken)
    asked = tracker(f"question_{lang}")
    asked.latest_message["text"] = SECRET
    dispatcher = CollectingDispatcher()
    with caplog.at_level(logging.DEBUG):
        events = respond(dispatcher, asked, room)
    reply = dispatcher.messages[0]["custom"]
    assert (reply["outcome"], reply["text"]) == ("error_retrieval", SENTENCES["error_retrieval"][lang])
    assert events == []
    assert [record.levelname for record in caplog.records if record.name == "actions.turn"] == ["ERROR"]
    assert "RuntimeError" in caplog.text
    assert not any(part in caplog.text for part in (SECRET, "张三丰", "330784"))


def test_an_error_takes_no_choice_away(room: Room, wired: FakeRetriever, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wired, "retrieve", lambda *_: 1 / 0)
    asked = tracker("number_zh")
    asked.latest_message["text"] = "那个证怎么弄"
    assert respond(CollectingDispatcher(), asked, room) == []


def test_knowledge_that_cannot_be_had_is_such_a_sentence_too(monkeypatch: pytest.MonkeyPatch) -> None:
    from actions import wiring

    monkeypatch.setattr(wiring, "room", lambda: 1 / 0)
    dispatcher = CollectingDispatcher()
    respond(dispatcher, tracker("question_en"))
    assert dispatcher.messages[0]["custom"]["outcome"] == "error_retrieval"


def test_an_ordinary_turn_logs_nothing_that_was_typed(room: Room, caplog: pytest.LogCaptureFixture) -> None:
    asked = tracker("question_zh")
    asked.latest_message["text"] = SECRET
    with caplog.at_level(logging.DEBUG):
        respond(CollectingDispatcher(), asked, room)
    assert not any(part in caplog.text for part in (SECRET, "张三丰", "330784"))


@pytest.mark.parametrize("name", ["question_zh", "question_en"])
def test_after_two_answers_the_next_message_is_about_the_last_one(room: Room, name: str) -> None:
    message = message_of(tracker(name))
    reply = answer(message, room)
    second = card(room.knowledge.entries[RESIDENCE], room.knowledge, reply.lang)
    assert about_now(slots_after(replace(reply, also=(second,)), message)) == {"faq_entry": RESIDENCE}


EXPLAINED = [("question_zh", "第一名就是正确答案的可能是 0.900"), ("question_en", "is the right one with probability 0.900")]


@pytest.mark.parametrize(("name", "said"), EXPLAINED)
def test_the_explanation_goes_with_the_reply_only_where_it_is_asked_for(
    room: Room, monkeypatch: pytest.MonkeyPatch, name: str, said: str
) -> None:
    dispatcher = CollectingDispatcher()
    monkeypatch.setattr(turn, "settings", lambda: Settings())
    respond(dispatcher, tracker(name), room)
    assert "explanation" not in dispatcher.messages[0]["custom"]
    monkeypatch.setattr(turn, "settings", lambda: Settings(explain=True))
    respond(dispatcher, tracker(name), room)
    found = dispatcher.messages[1]["custom"]["explanation"]
    assert said in " ".join([found["reason"], *found["sentences"]])
    assert [one["id"] for one in found["candidates"]] == [ID_LOST, RESIDENCE, INVOICE]


@pytest.mark.parametrize("name", ["question_zh", "question_en"])
def test_where_it_is_not_asked_for_nothing_is_computed(room: Room, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.setattr(turn, "settings", lambda: Settings())
    asked: list[object] = []
    monkeypatch.setattr(with_reasons, "explain", lambda *given: asked.append(given))
    respond(CollectingDispatcher(), tracker(name), room)
    assert asked == []


@pytest.mark.parametrize("name", ["question_zh", "question_en"])
def test_a_fault_in_the_explanation_keeps_no_answer_back(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, name: str
) -> None:
    monkeypatch.setattr(turn, "settings", lambda: Settings(explain=True))
    monkeypatch.setattr(with_reasons, "explain", lambda *_: 1 / 0)
    dispatcher = CollectingDispatcher()
    respond(dispatcher, tracker(name), room)
    reply = dispatcher.messages[0]["custom"]
    assert (reply["outcome"], "explanation" in reply) == ("answered", False)
    assert "No explanation: ZeroDivisionError" in caplog.text

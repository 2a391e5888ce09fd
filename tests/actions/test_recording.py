"""What the records get of a turn, and that nothing of it can keep an answer back."""

from __future__ import annotations

from types import SimpleNamespace

import numpy as np
import pytest
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from actions.turn import respond
from bot.answering.pipeline import Room
from bot.records.records import Turn
from tests.actions.conftest import tracker
from tests.answering.conftest import FakeRetriever
from tests.small_knowledge import ID_LOST, INVOICE, RESIDENCE

SENDER = "web-0f3c"


def answered(room: Room, asked) -> dict:
    dispatcher = CollectingDispatcher()
    asked.slots.update({event["name"]: event["value"] for event in respond(dispatcher, asked, room)})
    reply: dict = dispatcher.messages[0]["custom"]
    return reply


@pytest.mark.parametrize(("lang", "text"), [("zh", "身份证丢了怎么补办"), ("en", "I lost my ID card")])
def test_a_turn_is_recorded_as_it_was_answered_and_without_its_sender(room: Room, kept: list[Turn], lang: str, text: str) -> None:
    asked = tracker(f"question_{lang}")
    asked.events = [{"event": "user", "input_channel": "wechat"}]
    reply = answered(room, asked)
    (turn,) = kept
    assert (turn.turn, turn.channel, turn.lang, turn.outcome, turn.text) == (reply["turn"], "wechat", lang, "answered", text)
    assert (turn.category, turn.entry, turn.candidates) == ("id-residence", ID_LOST, (ID_LOST, RESIDENCE, INVOICE))
    assert (turn.knowledge, turn.confidence, turn.about) == (room.knowledge.version, 0.9, None)
    assert turn.milliseconds >= 0 and SENDER not in repr(turn)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_refusal_has_the_category_of_its_best_candidate(room: Room, wired: FakeRetriever, kept: list[Turn], lang: str) -> None:
    wired.confidence = wired.offer = 0.0
    asked = tracker(f"question_{lang}")
    asked.latest_message["text"] = {"zh": "火星移民的手续怎么办", "en": "papers for moving to Mars"}[lang]
    answered(room, asked)
    assert (kept[0].outcome, kept[0].category, kept[0].entry) == ("unanswerable_no_match", "id-residence", None)


AGAIN = {
    "zh": ("身份证丢了怎么补办", "身份证弄丢了，怎么补一张", "发票怎么开"),
    "en": ("I lost my ID card", "my ID card is lost", "how do I issue an invoice"),
}
NEAR = 0.9  # cosine of the first two of a language


def near(room: Room) -> None:
    """Of the texts of AGAIN the first two mean the same."""

    def encode_all(texts):
        places = [next(place for place, said in enumerate(AGAIN["zh"]) if text in (said, AGAIN["en"][place])) for text in texts]
        vectors = np.array([[1, 0, 0], [NEAR, (1 - NEAR**2) ** 0.5, 0], [0, 0, 1]], dtype=np.float32)
        return [{"e5": vectors[place]} for place in places]

    room.retriever.index.encode_all = encode_all


def ask(room: Room, wired: FakeRetriever, asked, text: str, *best: str) -> dict:
    wired.best = best
    asked.events.append({"event": "user", "text": text, "input_channel": "web"})
    asked.latest_message["text"] = text
    return answered(room, asked)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("second", "best", "again"),
    [
        (1, (RESIDENCE, ID_LOST, INVOICE), True),
        (1, (ID_LOST, RESIDENCE, INVOICE), False),  # the same answer
        (2, (RESIDENCE, ID_LOST, INVOICE), False),  # another question
        (0, (RESIDENCE, ID_LOST, INVOICE), False),  # the same words, as when a message is sent twice
    ],
)
def test_the_same_in_other_words_is_recorded_if_it_is_answered_otherwise(
    room: Room, wired: FakeRetriever, kept: list[Turn], lang: str, second: int, best: tuple[str, ...], again: bool
) -> None:
    near(room)
    asked = tracker(f"question_{lang}")
    asked.events = []
    first = ask(room, wired, asked, AGAIN[lang][0], ID_LOST, RESIDENCE, INVOICE)
    ask(room, wired, asked, AGAIN[lang][second], *best)
    assert kept[0].again is None
    assert kept[1].again == (first["turn"] if again else None)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_after_a_refusal_nothing_is_asked_again(room: Room, wired: FakeRetriever, kept: list[Turn], lang: str) -> None:
    near(room)
    asked = tracker(f"question_{lang}")
    asked.events = []
    wired.confidence = wired.offer = 0.0
    for text in AGAIN[lang][:2]:
        ask(room, wired, asked, text, ID_LOST, RESIDENCE, INVOICE)
    assert [turn.again for turn in kept] == [None, None]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_a_button_are_not_recorded_as_a_question(room: Room, kept: list[Turn], lang: str) -> None:
    answered(room, tracker(f"click_{lang}"))
    assert (kept[0].text, kept[0].entry) == ("", RESIDENCE)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_not_what_i_asked_is_recorded_with_the_turn_it_is_about(room: Room, kept: list[Turn], lang: str) -> None:
    asked = tracker(f"question_{lang}")
    first = answered(room, asked)
    asked.latest_message["metadata"] = {"lang": lang, "not_asked": first["turn"]}
    outcomes = [answered(room, asked)["outcome"] for _ in range(2)]
    assert outcomes == ["clarification", "handover"]
    assert [(turn.about, turn.text) for turn in kept[1:]] == [(first["turn"], "")] * 2


@pytest.mark.parametrize("not_asked", [5, None, ["x"], {"a": 1}, "../../etc"])
def test_nonsense_in_the_metadata_is_no_error(room: Room, not_asked: object) -> None:
    asked = tracker("question_zh")
    asked.latest_message["metadata"] = {"lang": "zh", "not_asked": not_asked}
    assert answered(room, asked)["outcome"] in ("answered", "clarification")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_records_that_break_keep_no_answer_back(
    room: Room, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, lang: str
) -> None:
    def broken(turn: Turn) -> bool:
        raise RuntimeError(turn.text)

    monkeypatch.setattr(wiring, "records", lambda: SimpleNamespace(add=broken))
    asked = tracker(f"question_{lang}")
    assert answered(room, asked)["outcome"] == "answered"
    assert "A turn was not recorded: RuntimeError" in caplog.text
    assert asked.latest_message["text"] not in caplog.text


def test_an_error_is_recorded_too(room: Room, wired: FakeRetriever, kept: list[Turn], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wired, "retrieve", lambda *_: 1 / 0)
    answered(room, tracker("question_en"))
    assert (kept[0].outcome, kept[0].category, kept[0].knowledge) == ("error_retrieval", None, room.knowledge.version)

"""Follow-ups and two questions in one message, through the pipeline with the encoder and the knowledge as shipped.

The rows were written for these tests; neither the examples nor the rows that are learnt from hold one of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import pytest

from bot.answering.context import Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room, answer
from bot.answering.room import build_room
from bot.curation.asking import result_of
from bot.curation.evaluate import as_expected
from bot.curation.rows import Row, read
from bot.settings import settings

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def shipped() -> Room:
    return build_room(settings())


def share(rows: Sequence[Row], room: Room) -> float:
    said = [Message(row.text, "en" if row.lang == "en" else "zh", last_entry=row.before) for row in rows]
    return sum(as_expected(row, result_of(row.id, answer(message, room).to_json())) for row, message in zip(rows, said)) / len(rows)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("kind", "least"), [("element", 0.85), ("missing", 0.9), ("related", 0.8), ("new", 0.6)])
def test_follow_ups_are_understood(shipped: Room, lang: str, kind: str, least: float) -> None:
    rows = [row for row in read(HERE / "dev_follow_ups.jsonl") if (row.lang, row.kind) == (lang, kind)]
    assert len(rows) >= 10
    assert share(rows, shipped) >= least


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("kind", "least"), [("two", 0.85), ("one", 0.8)])
def test_two_questions_are_both_answered_or_offered_and_one_stays_one(shipped: Room, lang: str, kind: str, least: float) -> None:
    rows = [row for row in read(HERE / "dev_two_questions.jsonl") if (row.lang, row.kind) == (lang, kind)]
    assert len(rows) >= 10
    assert share(rows, shipped) >= least


@pytest.mark.parametrize(
    ("said", "first", "second"),
    [
        ("养狗要办证吗？旧沙发怎么扔？", "urban-management/dog-registration", "urban-management/bulky-waste"),
        ("Must I register my dog? Who stops construction noise at night?", "urban-management/dog-registration", "ecology/night-noise"),
    ],
)
def test_two_answers_stand_under_their_titles(shipped: Room, said: str, first: str, second: str) -> None:
    reply = answer(Message(said), shipped)
    assert (reply.outcome, reply.choices) == (Outcome.ANSWERED, ())
    assert reply.entry is not None and (reply.entry.id, [card.id for card in reply.also]) == (first, [second])
    for card in (reply.entry, *reply.also):
        assert f"{card.title}" in reply.text and card.answer in reply.text


@pytest.mark.parametrize(
    ("said", "lang"), [("手机上能弄不", "zh"), ("wot do i bring", "en"), ("要花几个钱啊", "zh"), ("how expensive is it", "en")]
)
def test_without_an_answer_before_it_a_follow_up_gets_a_question_back(shipped: Room, said: str, lang) -> None:
    assert answer(Message(said, lang), shipped).outcome is Outcome.CLARIFICATION


@pytest.mark.parametrize(("said", "lang"), [("小孩呢", "zh"), ("and for children?", "en")])
def test_an_entry_beside_the_last_one_is_answered_whole_under_its_title(shipped: Room, said: str, lang) -> None:
    reply = answer(Message(said, lang, last_entry="exit-entry/passport-first"), shipped)
    assert reply.outcome is Outcome.ANSWERED_FOLLOWUP
    assert reply.entry is not None and reply.entry.id == "exit-entry/passport-child"
    assert reply.entry.title in reply.text and reply.entry.answer in reply.text


@pytest.mark.parametrize(
    ("said", "lang", "route"),
    [
        ("谢谢啊", "zh", {"thanks": 0.9}),
        ("thank you", "en", {"thanks": 0.9}),
        ("今天天气怎么样", "zh", {"out_of_scope": 0.9}),
        ("tell me a joke about cats", "en", {"out_of_scope": 0.9}),
    ],
)
def test_chatter_after_an_answer_is_no_follow_up(shipped: Room, said: str, lang, route: dict[str, float]) -> None:
    reply = answer(Message(said, lang, route, last_entry="civil-affairs/marriage"), shipped)
    assert reply.outcome is not Outcome.ANSWERED_FOLLOWUP and reply.entry is None


@pytest.mark.parametrize(
    ("said", "lang", "route", "outcome"),
    [
        ("麻烦说一下怎么一步步来", "zh", {"start_over": 0.6}, Outcome.ANSWERED_FOLLOWUP),
        ("and in case I have lost it", "en", {"emergency_despair": 0.5}, Outcome.ANSWERED_FOLLOWUP),
        ("你能干嘛", "zh", {"what_can_you_do": 0.99}, Outcome.SMALLTALK),
        ("what can you do", "en", {"what_can_you_do": 0.99}, Outcome.SMALLTALK),
        ("他流了好多血", "zh", {"emergency_medical": 0.9}, Outcome.GUARD_EMERGENCY),
        ("he is bleeding a lot", "en", {"emergency_medical": 0.9}, Outcome.GUARD_EMERGENCY),
    ],
)
def test_the_routers_word_yields_to_a_clear_follow_up_and_to_nothing_else(
    shipped: Room, said: str, lang, route: dict[str, float], outcome: Outcome
) -> None:
    assert answer(Message(said, lang, route, last_entry="exit-entry/passport-renewal"), shipped).outcome is outcome

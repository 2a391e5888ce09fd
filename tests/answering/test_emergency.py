"""Danger to life, and words of despair, come before any answer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.answering.context import Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room, run
from bot.answering.steps.emergency import find
from bot.knowledge.loader import load
from bot.knowledge.schema import Emergencies
from bot.language import LANGUAGES
from bot.settings import ROOT
from tests.answering.conftest import FakeRetriever
from tests.small_knowledge import ID_LOST


@pytest.fixture(scope="module")
def known() -> Emergencies:
    emergencies = load(ROOT / "knowledge").require().emergencies
    assert emergencies is not None
    return emergencies


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("我家厨房着火了怎么办啊", "fire"),
        ("我家廚房著火了", "fire"),  # OpenCC keeps 著 here, so the list has it too
        ("我爸之前有心脏病，现在没有呼吸了", "medical"),
        ("昨天开始煤气味很重，今天更浓了", "gas"),
        ("I need assistance, my father has collapsed", "medical"),
        ("he fainted yesterday and now he is not breathing", "medical"),
        ("there is a FIRE in my kitchen", "fire"),
        ("屋里煤气味好大", "gas"),
        ("I smell gas at home", "gas"),
        ("有人晕倒了，没有呼吸", "medical"),
        ("my father is not breathing", "medical"),
        ("刚刚出车祸了", "crash"),
        ("I just had a crash on the ring road", "crash"),
        ("孩子不见了", "crime"),
        ("my child is missing!", "crime"),
        ("我不想活了", "despair"),
        ("I want to die", "despair"),
        ("去年开始就不想活了", "despair"),
        ("上个月家里着火了，能申请救助吗", None),
        ("after a fire in my shop, what can I claim?", None),
        ("烟花爆竹经营许可证怎么办", None),
        ("do I need a permit for fireworks", None),
        ("车祸伤残鉴定去哪里做", None),
        ("how do I find the fire inspection office", None),
    ],
)
def test_dangers_are_known_and_stories_of_the_past_are_not_dangers(known: Emergencies, said: str, kind: str | None) -> None:
    found = find(said, known)
    assert (found.id if found else None) == kind


def test_no_ordinary_question_raises_an_alarm(known: Emergencies) -> None:
    knowledge = load(ROOT / "knowledge").require()
    texts = [question for entry in knowledge.entries.values() for lang in LANGUAGES for question in entry.questions(lang)]
    for folder in (ROOT / "tests" / "bench", ROOT / "data" / "calibration"):
        for file in sorted(Path(folder).glob("*.jsonl")):
            texts += [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]
    assert [text for text in texts if find(text, known)] == []


@pytest.mark.parametrize(("said", "lang", "number"), [("我家着火了", "zh", "119"), ("my house is on fire", "en", "119")])
def test_the_number_is_said_in_the_citizens_language_before_anything_else(
    room: Room, retriever: FakeRetriever, known: Emergencies, said: str, lang: str, number: str
) -> None:
    ready = replace(room, knowledge=replace(room.knowledge, emergencies=known))
    context = run(Message(said, offered=(ID_LOST,), last_entry=ID_LOST, choice=None), ready)
    assert context.reply is not None
    assert (context.outcome, context.reply.lang, context.reply.entry) == (Outcome.GUARD_EMERGENCY, lang, None)
    assert number in context.reply.text
    assert retriever.asked == []


def test_every_kind_has_its_number_in_its_sentence_in_both_languages(known: Emergencies) -> None:
    for kind in known.kinds:
        assert all(kind.phone in kind.reply[lang] for lang in LANGUAGES), kind.id

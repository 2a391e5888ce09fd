"""Danger to life, and words of despair, come before any answer."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from bot.answering.context import Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room, run
from bot.answering.steps.alarm import CERTAIN, INTENT, LIKELY
from bot.knowledge.alarms import NEAR, find, ordinary
from bot.knowledge.loader import load
from bot.knowledge.schema import BothLists, Emergencies, Emergency, Pair
from bot.language import LANGUAGES, Lang
from bot.language.normalise import fold
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
    for file in sorted((ROOT / "data" / "calibration").glob("*.jsonl")):
        texts += [json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()]
    assert len(texts) > 4000
    assert [text for text in texts if find(text, known)] == []


def rows() -> list[dict[str, str | None]]:
    """Messages written for developing the list; the router learns none of them. kind: None for what only sounds like danger."""
    return [json.loads(line) for line in (Path(__file__).parent / "emergencies_dev.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_list_alone_knows_most_dangers_and_hardly_a_look_alike(known: Emergencies, lang: Lang) -> None:
    mine = [row for row in rows() if row["lang"] == lang]
    dangers = [str(row["text"]) for row in mine if row["kind"]]
    others = [str(row["text"]) for row in mine if not row["kind"]]
    missed = [text for text in dangers if not find(text, known)]
    false = [text for text in others if find(text, known)]
    assert len(dangers) >= 75 and len(others) >= 75
    assert len(missed) <= 0.05 * len(dangers), missed
    assert len(false) <= 0.02 * len(others), false


def test_the_router_learns_no_row_of_the_development_set() -> None:
    taught = {
        fold(line[2:])
        for path in (ROOT / "data" / "nlu").glob("*.yml")
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]
        for line in block["examples"].splitlines()
    }
    assert [row["text"] for row in rows() if fold(str(row["text"])) in taught] == []


def test_every_kind_has_an_intent_that_the_router_learns(known: Emergencies) -> None:
    blocks = yaml.safe_load((ROOT / "data" / "nlu" / "emergency.yml").read_text(encoding="utf-8"))["nlu"]
    assert {block["intent"] for block in blocks} - {"out_of_scope"} == {INTENT + kind.id for kind in known.kinds}


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        ("快 救 救 我", "medical"),  # blanks between characters
        ("I cant breathe", "medical"),  # no apostrophe
        ("I can’t breathe", "medical"),  # the other apostrophe
        ("fire, fire!", "fire"),
        ("FIRE-FIRE", "fire"),
        ("firefly festival", None),
    ],
)
def test_blanks_apostrophes_and_signs_do_not_hide_a_danger(known: Emergencies, said: str, kind: str | None) -> None:
    found = find(said, known)
    assert (found.id if found else None) == kind


def one_pair(without: BothLists | None = None) -> Emergencies:
    pair = Pair({"zh": ("孩子",), "en": ("child",)}, {"zh": ("不见",), "en": ("gone",)}, without)
    kind = Emergency("crime", "110", {"zh": ("绑架",), "en": ("kidnapped",)}, (pair,), {"zh": "110", "en": "110"}, False)
    return Emergencies({"zh": ("去年",), "en": ("last year",)}, {"zh": ("急死",), "en": ("dying to know",)}, (kind,))


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("孩子在商场不见", True),
        ("不见了，我的孩子", True),
        ("孩子" + "在" * NEAR["zh"] + "不见", True),
        ("孩子" + "在" * (NEAR["zh"] + 1) + "不见", False),
        ("去年孩子不见", False),
        ("孩子很好", False),
        ("my child is gone", True),
        ("gone is my child", True),
        ("the child went to the market and then home, all is gone", False),
        ("my child was gone last year", False),
        ("children gone", False),
        ("孩子 gone", False),
    ],
)
def test_the_words_of_a_pair_count_only_near_each_other(said: str, found: bool) -> None:
    assert (find(said, one_pair()) is not None) is found


@pytest.mark.parametrize("said", ["孩子户口本不见", "my child, her booklet gone"])
def test_a_pair_does_not_count_beside_what_it_is_without(said: str) -> None:
    assert find(said, one_pair()) is not None
    assert find(said, one_pair({"zh": ("户口本",), "en": ("booklet",)})) is None


@pytest.mark.parametrize(("said", "lang"), [("天塌了快来", "zh"), ("come quick it is all over", "en")])
def test_what_the_router_takes_for_danger_is_one_though_no_word_names_it(
    room: Room, retriever: FakeRetriever, known: Emergencies, said: str, lang: str
) -> None:
    ready = replace(room, knowledge=replace(room.knowledge, emergencies=known))
    retriever.confidence = 0.3
    route = {"emergency_fire": LIKELY / 2, "emergency_crash": LIKELY / 2 + 0.01, "tax": 0.5}
    assert find(said, known) is None
    context = run(Message(said, route=route), ready)
    assert context.reply is not None and context.emergency is not None
    assert (context.outcome, context.emergency.id, context.reply.lang) == (Outcome.GUARD_EMERGENCY, "crash", lang)
    assert "120" in context.reply.text
    less = run(Message(said, route={**route, "emergency_crash": 0.0}), ready)
    assert less.outcome is not Outcome.GUARD_EMERGENCY


@pytest.mark.parametrize("said", ["排队排得我要死了", "this queue is killing me", "车祸误工费", "compensation after a crash"])
def test_the_routers_guess_is_nothing_beside_a_figure_of_speech_or_paperwork(
    room: Room, retriever: FakeRetriever, known: Emergencies, said: str
) -> None:
    ready = replace(room, knowledge=replace(room.knowledge, emergencies=known))
    retriever.confidence = 0.3
    assert ordinary(said, known)
    assert run(Message(said, route={"emergency_medical": 0.9}), ready).outcome is not Outcome.GUARD_EMERGENCY


@pytest.mark.parametrize("said", ["天塌了快来", "come quick it is all over"])
def test_the_routers_guess_is_nothing_beside_a_certain_answer_and_beats_one_that_is_only_sure(
    room: Room, retriever: FakeRetriever, known: Emergencies, said: str
) -> None:
    ready = replace(room, knowledge=replace(room.knowledge, emergencies=known))
    for confidence, outcome in ((CERTAIN, Outcome.ANSWERED), (CERTAIN - 0.02, Outcome.GUARD_EMERGENCY)):
        retriever.confidence = confidence
        assert run(Message(said, route={"emergency_fire": 0.9}), ready).outcome is outcome


def test_without_a_list_nothing_is_an_emergency(room: Room, retriever: FakeRetriever) -> None:
    retriever.confidence = 0.3
    assert room.knowledge.emergencies is None
    assert run(Message("着火了", route={"emergency_fire": 0.9}), room).outcome is not Outcome.GUARD_EMERGENCY


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

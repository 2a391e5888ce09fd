"""The whole pipeline: from a message to one reply."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import numpy as np
import pytest

from bot.answering.context import Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room, answer
from bot.answering.reply import Reply
from bot.answering.room import NothingToServe, served_entries
from bot.answering.steps.compose import CANNED
from bot.answering.steps.small_talk import OUTCOMES
from bot.answering.trouble import trouble_reply
from bot.knowledge.repair_words import repair_for
from bot.knowledge.schema import Knowledge
from bot.language.detect import detect
from bot.language.segment import Segmenter
from bot.retrieval.boosted import Boosted
from bot.retrieval.evidence import EvidenceIndex
from bot.retrieval.learned import starting_point
from bot.retrieval.retriever import Retriever
from tests.answering.conftest import COSTS, FakeRetriever
from tests.contract.hash_encoder import HashEncoder
from tests.small_knowledge import ID_LOST, INVOICE, RESIDENCE, TODAY

KEYS = {"outcome", "lang", "text", "entry", "also", "choices", "related", "department", "confidence", "turn", "knowledge", "route"}
KEYS |= {"ranking", "about"}
ENTRY_KEYS = {"id", "title", "category", "department", "answer", "guide", "basis", "reviewed"}

# What is said, in which language, how sure the ranking is (first, one of three), and what comes of it.
SAID = [
    ("身份证丢了", "zh", 0.9, 0.9, {}, Outcome.ANSWERED),
    ("I lost my ID card", "en", 0.9, 0.9, {}, Outcome.ANSWERED),
    ("证件的事", "zh", 0.4, 0.6, {}, Outcome.CLARIFICATION),
    ("something with papers", "en", 0.4, 0.6, {}, Outcome.CLARIFICATION),
    ("火星移民手续", "zh", 0.0, 0.1, {}, Outcome.UNANSWERABLE_NO_MATCH),
    ("papers for moving to Mars", "en", 0.0, 0.1, {}, Outcome.UNANSWERABLE_NO_MATCH),
    ("明天下雨吗", "zh", 0.0, 0.1, {"out_of_scope": 0.9}, Outcome.UNANSWERABLE_OUT_OF_SCOPE),
    ("will it rain tomorrow", "en", 0.0, 0.1, {"out_of_scope": 0.9}, Outcome.UNANSWERABLE_OUT_OF_SCOPE),
    ("我上周交的申请批了没", "zh", 0.0, 0.1, {"own_case": 0.9}, Outcome.UNANSWERABLE_OUT_OF_SCOPE),
    ("has my application been approved", "en", 0.0, 0.1, {"own_case": 0.9}, Outcome.UNANSWERABLE_OUT_OF_SCOPE),
    ("你好", "zh", 0.0, 0.1, {"greeting": 0.9}, Outcome.SMALLTALK),
    ("hello", "en", 0.0, 0.1, {"greeting": 0.9}, Outcome.SMALLTALK),
    ("转人工", "zh", 0.0, 0.1, {"human": 0.9}, Outcome.HANDOVER),
    ("let me talk to a person", "en", 0.0, 0.1, {"human": 0.9}, Outcome.HANDOVER),
    ("多少钱", "zh", 0.0, 0.1, {}, Outcome.ANSWERED_FOLLOWUP),
    ("how much", "en", 0.0, 0.1, {}, Outcome.ANSWERED_FOLLOWUP),
    ("第一个", "zh", 0.0, 0.1, {}, Outcome.GUARD_INPUT),
    ("number one", "en", 0.0, 0.1, {}, Outcome.GUARD_INPUT),
    ("/restart", "en", 0.9, 0.9, {"start_over": 0.9}, Outcome.GUARD_INPUT),
]


def reply_to(said: tuple, room: Room, retriever: FakeRetriever) -> Reply:
    text, lang, confidence, offer, route, outcome = said
    retriever.confidence, retriever.offer = confidence, offer
    last = ID_LOST if outcome is Outcome.ANSWERED_FOLLOWUP else None
    return answer(Message(text, lang, route, last_entry=last), room)


@pytest.mark.parametrize("said", SAID, ids=[said[0] for said in SAID])
def test_what_comes_of_a_message_and_in_which_language(room: Room, retriever: FakeRetriever, said: tuple) -> None:
    reply = reply_to(said, room, retriever)
    assert (reply.outcome, reply.lang) == (said[5], said[1])
    own_words = reply.text.replace("浙里办", "").replace("出生一件事", "")
    assert detect(own_words) == said[1]


# What no step sets: an error is worded at the door (`trouble_reply`); `guard_emergency` is kept for a step to come.
BESIDE_THE_STEPS = {Outcome.ERROR_RETRIEVAL, Outcome.GUARD_EMERGENCY}


def test_every_outcome_can_be_reached() -> None:
    reached = {said[5] for said in SAID}
    assert reached | BESIDE_THE_STEPS == set(Outcome)
    assert reached & BESIDE_THE_STEPS == set()
    assert trouble_reply("zh").outcome is Outcome.ERROR_RETRIEVAL


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_trouble_is_a_sentence_with_the_hotline_and_nothing_technical(lang) -> None:
    reply = trouble_reply(lang)
    assert "12345" in reply.text and reply.lang == lang
    assert not re.search(r"(?i)error|exception|traceback|http", reply.text)
    assert set(reply.to_json()) == KEYS


@pytest.mark.parametrize("outcome", list(Outcome))
def test_an_outcome_has_a_family(outcome: Outcome) -> None:
    assert outcome.family in {"answered", "clarification", "smalltalk", "unanswerable", "handover", "guard", "error"}


def test_every_kind_of_small_talk_has_its_sentence(room: Room, retriever: FakeRetriever) -> None:
    retriever.confidence = retriever.offer = 0.0
    texts = {answer(Message("嗯", route={intent: 0.9}), room).text for intent in OUTCOMES}
    assert len(texts) == len(OUTCOMES)
    assert Outcome.GUARD_INPUT in CANNED


@pytest.mark.parametrize("said", SAID, ids=[said[0] for said in SAID])
def test_the_reply_object_is_as_agreed(room: Room, retriever: FakeRetriever, said: tuple) -> None:
    reply = json.loads(json.dumps(reply_to(said, room, retriever).to_json()))
    assert set(reply) == KEYS
    assert reply["outcome"] in {outcome.value for outcome in Outcome} and reply["lang"] in ("zh", "en")
    assert isinstance(reply["text"], str) and reply["text"].strip() == reply["text"] != ""
    assert re.fullmatch("[0-9a-f]{32}", reply["turn"])
    assert reply["knowledge"] == room.knowledge.version
    assert reply["confidence"] is None or 0 <= reply["confidence"] <= 1
    assert reply["route"] is None or reply["route"] in said[4]
    assert all(id_ in room.knowledge.entries for id_ in reply["ranking"])
    for choice in (*reply["choices"], *reply["related"]):
        assert set(choice) == {"id", "title"} and all(isinstance(value, str) for value in choice.values())
    assert (reply["entry"] is not None) == reply["outcome"].startswith("answered")
    assert bool(reply["choices"]) == (reply["outcome"] == "clarification")
    assert (reply["department"] is not None) == (reply["outcome"] == "unanswerable_no_match")
    for card in filter(None, (reply["department"], reply["entry"] and reply["entry"]["department"])):
        assert set(card) == {"id", "name", "phone"}


def test_the_entry_card_is_as_agreed(room: Room) -> None:
    card = json.loads(json.dumps(answer(Message("身份证丢了"), room).to_json()))["entry"]
    assert set(card) == ENTRY_KEYS
    assert card["category"] == {"id": "id-residence", "name": "身份证与居住证"}
    assert card["department"] == {"id": "public-security", "name": "公安局", "phone": "12345"}
    assert card["basis"] == [{"title": "《某某条例》第一条", "url": "https://www.gov.cn/a"}]
    assert card["reviewed"] == "2026-11-01"
    assert card["guide"] == [
        {"element": "materials", "label": "申请材料", "text": None, "items": ["户口簿", "照片"]},
        {"element": "time", "label": "办理时限", "text": "三十天以内", "items": None},
        {"element": "fee", "label": "收费标准", "text": "补领每证四十元", "items": None},
        {"element": "phone", "label": "咨询电话", "text": "12345", "items": None},
    ]


@pytest.mark.parametrize(
    ("said", "frame"),
    [
        ("身份证丢了", ["负责部门：公安局（咨询电话 12345）", "依据：《某某条例》第一条", "最近核对：2026-11-01"]),
        (
            "lost my ID card",
            ["Department: Public Security Bureau (phone 12345)", "Basis: Some Regulations, Article 1", "Last reviewed: 2026-11-01"],
        ),
    ],
)
def test_an_answer_in_plain_text_has_department_basis_and_date_under_it(room: Room, said: str, frame: list[str]) -> None:
    reply = answer(Message(said), room)
    assert reply.entry is not None
    assert reply.text == "\n".join([reply.entry.answer, *frame])


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        ("证件的事", ["1. 身份证丢了怎么补办？", "2. 居住证怎么办理？", "3. 怎么开发票？"]),
        (
            "something with papers",
            ["1. How do I replace a lost ID card?", "2. How do I get a residence permit?", "3. How do I issue an invoice?"],
        ),
    ],
)
def test_choices_are_numbered_in_plain_text(room: Room, retriever: FakeRetriever, said: str, lines: list[str]) -> None:
    retriever.confidence = 0.4
    reply = answer(Message(said), room)
    assert reply.text.splitlines()[1:] == lines
    assert [choice.id for choice in reply.choices] == [ID_LOST, RESIDENCE, INVOICE]


@pytest.mark.parametrize(("said", "question"), [("那个证", "您想问的是这个吗"), ("that paper", "Is this what you mean")])
def test_a_single_choice_is_asked_for_as_one(room: Room, retriever: FakeRetriever, said: str, question: str) -> None:
    retriever.confidence, retriever.best = 0.4, (RESIDENCE,)
    assert answer(Message(said), room).text.startswith(question)


@pytest.mark.parametrize(
    ("said", "department", "phone"), [("我们不知道的一件事", "税务局", "12366"), ("nothing we know", "Tax Bureau", "12366")]
)
def test_where_it_does_not_know_it_names_the_likely_department_and_the_hotline(
    room: Room, retriever: FakeRetriever, said: str, department: str, phone: str
) -> None:
    retriever.confidence, retriever.offer, retriever.best = 0.0, 0.0, (INVOICE, RESIDENCE)
    reply = answer(Message(said), room)
    assert reply.department is not None and (reply.department.name, reply.department.phone) == (department, phone)
    assert department in reply.text and phone in reply.text and "12345" in reply.text


def test_related_questions_are_shown_only_if_they_are_served(room: Room) -> None:
    assert [choice.id for choice in answer(Message("身份证丢了"), room).related] == [RESIDENCE]  # the other is a draft


@pytest.mark.parametrize("said", ["<script>alert(1)</script> 身份证", "lost card <img src=x onerror=alert(1)>"])
@pytest.mark.parametrize("confidence", [0.9, 0.4, 0.0])
def test_what_a_citizen_typed_never_comes_back(room: Room, retriever: FakeRetriever, said: str, confidence: float) -> None:
    retriever.confidence, retriever.offer = confidence, confidence
    dumped = json.dumps(answer(Message(said), room).to_json())
    assert "<" not in dumped and "alert" not in dumped


@pytest.mark.parametrize("said", SAID, ids=[said[0] for said in SAID])
def test_no_reply_holds_html(room: Room, retriever: FakeRetriever, said: tuple) -> None:
    assert not re.search(r"</?[A-Za-z!]|&[a-z]+;", reply_to(said, room, retriever).text)


def test_every_turn_has_an_id_of_its_own(room: Room) -> None:
    assert len({answer(Message("身份证丢了"), room).turn for _ in range(20)}) == 20


def real_room(small: Knowledge) -> Room:
    index = EvidenceIndex(served_entries(small, TODAY), {"hash": HashEncoder()}, Segmenter(small.domain_words()))
    by_cosine = Boosted(("cosine",), 0.0, (((0, 0.9, 1, 2, 0.0), (-1, 0, -1, -1, -3.0), (-1, 0, -1, -1, 3.0)),))
    # Without weights the encoder knows nothing but the very same text: only the best question and the words count.
    counts = np.array([name.endswith(("question", "similar")) or name.startswith("words") for name in index.names], dtype=np.float32)
    learned = replace(starting_point(index.names), weights={"zh": counts, "en": counts})
    learned = replace(learned, right=by_cosine, among_three=by_cosine)
    return Room(small, Retriever(index, learned), repair_for(small, index.segmenter), COSTS)


@pytest.mark.parametrize(
    ("said", "lang", "id_"), [("居住证怎么办理啊，急", "zh", RESIDENCE), ("please, how do i issue an invoice?", "en", INVOICE)]
)
def test_with_indexes_and_no_model_a_known_question_is_answered_and_another_not(small: Knowledge, said: str, lang, id_: str) -> None:
    room = real_room(small)
    reply = answer(Message(said), room)
    assert reply.entry is not None and (reply.outcome, reply.entry.id, reply.lang) == (Outcome.ANSWERED, id_, lang)
    assert answer(Message("天上的云有几朵" if lang == "zh" else "clouds in the sky"), room).outcome is Outcome.UNANSWERABLE_NO_MATCH


def test_entries_that_are_not_served_are_not_searched(small: Knowledge) -> None:
    room = real_room(small)
    for said in ("草稿问题怎么办？", "旧规定还能用吗？"):
        assert answer(Message(said), room).outcome is not Outcome.ANSWERED


def test_no_served_entry_at_all_is_said_before_the_first_question(small: Knowledge) -> None:
    with pytest.raises(NothingToServe, match="faq check"):
        served_entries(replace(small, entries={}), TODAY)

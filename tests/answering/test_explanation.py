"""Why it was answered so, in sentences for staff: every step that can decide has one, in both languages, and its figures add up."""

from __future__ import annotations

import json
import re
from dataclasses import replace

import pytest
import yaml

from bot.answering import explanation
from bot.answering.bands import Band, Costs
from bot.answering.context import Message
from bot.answering.explanation import _REASONS, Explanation, explain
from bot.answering.explanation_words import BANDS, CANDIDATE, DECIDED, GROUP_NAMES, INTENTS, RANKED, intent_name, percent, signed
from bot.answering.pipeline import STEPS, Room, run
from bot.answering.room import served_entries
from bot.knowledge.schema import Emergencies, Emergency, Knowledge
from bot.language.segment import Segmenter
from bot.retrieval.evidence import EvidenceIndex, Near
from bot.retrieval.explain import GROUPS, Candidate
from bot.retrieval.learned import starting_point
from bot.retrieval.retriever import Retriever
from bot.settings import ROOT
from tests.answering.conftest import FakeRetriever
from tests.contract.hash_encoder import HashEncoder
from tests.small_knowledge import ID_LOST, RESIDENCE, TODAY

COSTS = Costs(8.0, 0.25, 0.5)


@pytest.fixture
def dear(room: Room) -> Room:
    """The room with costs that give round figures."""
    return replace(room, costs=COSTS)


def explained(room: Room, text: str, **more) -> Explanation:
    return explain(run(Message(text, **more), room), room)


def rank(retriever: FakeRetriever, confidence: float, offer: float) -> None:
    retriever.confidence, retriever.offer = confidence, offer


@pytest.mark.parametrize(
    ("text", "right", "offer", "band", "said"),
    [
        ("证丢了", 0.99, 0.99, Band.ANSWER, "可能是 0.990，前三名里有正确答案的可能是 0.990：预计代价最小的是直接回答"),
        ("证丢了", 0.5, 0.8, Band.ASK, "预计代价最小的是反问"),
        ("证丢了再补要多久", 0.1, 0.2, Band.REFUSE, "预计代价最小的是说不知道"),
        ("lost my paper", 0.99, 0.99, Band.ANSWER, "with probability 0.990, one of the first three is with 0.990: answering is expected"),
        ("lost my paper", 0.5, 0.8, Band.ASK, "asking which is meant is expected to cost least"),
        ("lost my paper on the train", 0.1, 0.2, Band.REFUSE, "saying “I do not know” is expected to cost least"),
    ],
)
def test_the_three_bands(dear: Room, retriever: FakeRetriever, text: str, right: float, offer: float, band: Band, said: str) -> None:
    rank(retriever, right, offer)
    found = explained(dear, text)
    assert (found.step, found.band, found.right, found.offer) == ("decide", band, right, offer)
    assert said in found.reason


@pytest.mark.parametrize("text", ["证丢了", "lost my paper"])
def test_the_costs_can_be_worked_out_by_hand(dear: Room, retriever: FakeRetriever, text: str) -> None:
    rank(retriever, 0.91, 0.96)
    found = explained(dear, text)
    # 0.09 x 8; 0.96 x 0.25 + 0.04 x 0.5; 0.96
    assert found.to_json()["costs"] == {"answer": 0.72, "ask": 0.26, "refuse": 0.96}
    costs = found.sentences[-1]
    for sum_ in ("0.090 × 8 = 0.720", "0.960 × 0.25 + 0.040 × 0.5 = 0.260", "0.960 × 1 = 0.960"):
        assert sum_ in costs


@pytest.mark.parametrize("right", [0.4236, 0.7777, 0.9123])
def test_the_sums_that_are_shown_come_out(dear: Room, retriever: FakeRetriever, right: float) -> None:
    rank(retriever, right, 0.9555)
    sums = re.findall(r"([\d.]+) × ([\d.]+)(?: \+ ([\d.]+) × ([\d.]+))? = ([\d.]+)", explained(dear, "证丢了").sentences[-1])
    assert len(sums) == 3
    for one, price, other, second, total in sums:
        assert float(one) * float(price) + float(other or 0) * float(second or 0) == pytest.approx(float(total), abs=0.00051)


@pytest.mark.parametrize(
    ("text", "more", "step", "said"),
    [
        ("？？？", {}, "normalise", "没有一个字"),
        ("???", {"lang_hint": "en"}, "normalise", "not one letter or digit"),
        ("/restart", {"lang_hint": "zh"}, "normalise", "命令"),
        ("/restart", {"lang_hint": "en"}, "normalise", "a command for a program"),
        ("证", {"choice": ID_LOST}, "take_choice", "点选了“身份证丢了怎么补办？”"),
        ("that one", {"choice": ID_LOST}, "take_choice", "“How do I replace a lost ID card?” was clicked"),
        ("第二个", {"offered": (ID_LOST, RESIDENCE)}, "take_choice", "选了“居住证怎么办理？”"),
        ("number two", {"offered": (ID_LOST, RESIDENCE)}, "take_choice", "“How do I get a residence permit?” was picked"),
        ("都不是", {"offered": (ID_LOST,)}, "take_choice", "回答了“不是”"),
        ("none of them", {"offered": (ID_LOST,)}, "take_choice", "“No” was said"),
        ("第五个", {"offered": (ID_LOST,)}, "take_choice", "看不出选的是哪一个"),
        ("number five", {"offered": (ID_LOST,)}, "take_choice", "does not tell which question is picked"),
        ("多少钱", {"last_entry": ID_LOST}, "follow_up", "上一条回答的是“身份证丢了怎么补办？”，这一句追问它的：收费标准"),
        ("how much is it?", {"last_entry": ID_LOST}, "follow_up",
         "“How do I replace a lost ID card?” was answered before, and this message asks for its: Fee"),
    ],
)  # fmt: skip
def test_a_step_that_decides_alone_says_so(dear: Room, text: str, more, step: str, said: str) -> None:
    found = explained(dear, text, **more)
    assert found.step == step
    assert said in found.reason


@pytest.mark.parametrize(
    ("text", "route", "outcome", "said"),
    [
        ("嗨哈", {"greeting": 0.9}, "smalltalk", "路由认为是问候（90%）"),
        ("hiya all", {"greeting": 0.9}, "smalltalk", "takes it for a greeting (90%)"),
        ("你们这态度", {"complaint": 0.4, "insult": 0.3}, "handover", "路由认为是投诉或骂人（70%）"),
        ("what a service", {"complaint": 0.4, "insult": 0.3}, "handover", "a complaint or an insult (70%)"),
        ("傻逼", {}, "smalltalk", "骂人的话"),
        ("you idiot", {}, "smalltalk", "swear words"),
        ("多少钱", {}, "clarification", "没说是哪件事"),
        ("how much is it?", {}, "clarification", "which matter is meant"),
        ("火星上怎么种土豆好吃", {"out_of_scope": 0.9}, "unanswerable_out_of_scope", "不是永康各部门的事"),
        ("how do I grow potatoes on Mars", {"out_of_scope": 0.9}, "unanswerable_out_of_scope", "no matter of Yongkang"),
        ("我上个月交的材料怎么没人理", {"own_case": 0.9}, "unanswerable_out_of_scope", "自己那一件的进度"),
        ("nobody has called me about my papers", {"own_case": 0.9}, "unanswerable_out_of_scope", "somebody's own case"),
        ("那个", {}, "clarification", "说得太短"),
        ("that thing", {}, "clarification", "So little was said"),
    ],
)  # fmt: skip
def test_where_the_ranking_knows_nothing(dear: Room, retriever: FakeRetriever, text: str, route, outcome: str, said: str) -> None:
    rank(retriever, 0.01, 0.02)
    found = explained(dear, text, route=route)
    assert found.outcome.value == outcome
    assert said in found.reason
    alone = "只看排序的话" if found.lang == "zh" else "By the ranking alone"
    assert sum(sentence.startswith(alone) for sentence in found.sentences) == 1


def alarmed(room: Room) -> Room:
    none, words = {"zh": (), "en": ()}, {"zh": ("着火",), "en": ("on fire",)}
    fire = Emergency("fire", "119", words, (), {"zh": "请拨 119。", "en": "Call 119."}, False)
    return replace(room, knowledge=replace(room.knowledge, emergencies=Emergencies(none, none, (fire,))))


@pytest.mark.parametrize(
    ("text", "route", "step", "said"),
    [
        ("我家着火了", {}, "emergency", "“fire”一类的词，所以不等排序，先给出 119"),
        ("my house is on fire", {}, "emergency", "words of the kind “fire” in the list of emergencies"),
        ("厨房里全是浓烟", {"emergency_fire": 0.9}, "alarm", "可能合计 90%，达到了 60%"),
        ("thick smoke in the kitchen", {"emergency_fire": 0.9}, "alarm", "with 90% in all, at least the 60%"),
    ],
)
def test_emergencies(dear: Room, retriever: FakeRetriever, text: str, route, step: str, said: str) -> None:
    rank(retriever, 0.01, 0.02)
    found = explained(alarmed(dear), text, route=route)
    assert (found.step, said in found.reason) == (step, True), found.reason


@pytest.mark.parametrize(
    ("text", "router", "routed"),
    [
        ("证丢了", "认为是：身份证与居住证 82%，税费 10%，问候 <1%。", "路由给“身份证与居住证”的份额：82%。"),
        ("lost my paper", "takes it for: ID cards and residence permits 82%, Tax and invoices 10%, a greeting <1%.",
         "The router's share for “ID cards and residence permits”: 82%."),
    ],
)  # fmt: skip
def test_the_router_is_quoted_in_words(dear: Room, text: str, router: str, routed: str) -> None:
    found = explained(dear, text, route={"tax": 0.1, "id-residence": 0.82, "greeting": 0.004, "yes": 0.001})
    assert any(router in sentence for sentence in found.sentences)
    assert routed in found.lines[0]
    assert list(found.route) == ["id-residence", "tax", "greeting"]


@pytest.mark.parametrize(("text", "said"), [("证丢了", "没有问过路由。"), ("lost my paper", "The router was not asked.")])
def test_without_a_router_it_says_so_and_gives_no_share(dear: Room, text: str, said: str) -> None:
    found = explained(dear, text)
    assert said in found.sentences
    assert found.to_json()["candidates"][0]["routed"] is None


@pytest.mark.parametrize(
    ("text", "said"),
    [("请问身份证丢了咋弄谢谢", "按“身份证丢了咋弄”查找"), ("hello, my card is lost, thank you", "looked up as “my card is lost”")],
)
def test_what_was_searched_is_shown_where_it_differs_from_what_was_typed(dear: Room, text: str, said: str) -> None:
    assert any(said in sentence for sentence in explained(dear, text).sentences)
    assert not any("查找" in sentence or "looked up" in sentence for sentence in explained(dear, "卡丢了").sentences)


@pytest.mark.parametrize(("text", "said"), [("证丢了", "别的地方的规定"), ("lost my paper", "rules of another place")])
def test_a_hint_that_it_is_not_ours_is_named(dear: Room, retriever: FakeRetriever, monkeypatch, text: str, said: str) -> None:
    plain = retriever.retrieve
    assert not any(said in sentence for sentence in explained(dear, text).sentences)
    monkeypatch.setattr(retriever, "retrieve", lambda *asked: replace(plain(*asked), signs={"elsewhere": 1.0, "abroad": 0.0}))
    assert sum(said in sentence for sentence in explained(dear, text).sentences) == 1


@pytest.fixture(scope="module")
def real(small: Knowledge, repair) -> Room:
    """The small room with a true index, over an encoder that hashes; a question word for word is searched like any other."""
    index = EvidenceIndex(served_entries(small, TODAY), {"hash": HashEncoder()}, Segmenter(small.domain_words()))
    index.by_question = {}
    return Room(small, Retriever(index, starting_point(index.names)), repair, costs=COSTS)


@pytest.mark.parametrize(
    ("text", "near"),
    [
        ("身份证丢了怎么补办？", "与“身份证丢了怎么补办？”最接近（相似度 1.00）"),
        ("How do I replace a lost ID card?", "Nearest to “How do I replace a lost ID card?” (similarity 1.00)"),
    ],
)
def test_each_candidate_says_what_it_is_near_to_and_where_its_score_comes_from(real: Room, text: str, near: str) -> None:
    found = explained(real, text, route={"id-residence": 0.9})
    first = found.to_json()["candidates"][0]
    assert (first["id"], first["title"]) == (ID_LOST, text)
    assert first["lines"][0].startswith(near)
    assert all(f"{GROUP_NAMES[group][found.lang]} {signed(first['parts'][group])}" in " ".join(first["lines"]) for group in GROUPS)
    assert sum(first["parts"].values()) == pytest.approx(first["score"], abs=0.01)


@pytest.mark.parametrize(
    ("text", "said"), [("新生儿怎么上户口？", "与“"), ("How do I register a newborn?", "Nearest to “")]
)  # fmt: skip
def test_it_can_be_sent_as_json(real: Room, text: str, said: str) -> None:
    content = explained(real, text).to_json()
    assert json.loads(json.dumps(content)) == content
    assert said in content["candidates"][0]["lines"][0]


@pytest.mark.parametrize(
    ("text", "said"), [("Residence permit 怎么弄呢", "与另一种语言的问法“"), ("身份证 how to replace now", "other language")]
)
def test_a_question_in_the_other_language_is_named_as_such(dear: Room, monkeypatch, text: str, said: str) -> None:
    def near(retriever, retrieval, lang, route):
        other = "en" if lang == "zh" else "zh"
        return (Candidate(retrieval.matches[0].entry, 9.0, 0.6, Near("x", other, 0.9), {}, None),)

    monkeypatch.setattr(explanation, "candidates", near)
    assert said in explained(dear, text).lines[0][0]


def test_every_intent_of_the_router_has_a_name_in_both_languages(small: Knowledge) -> None:
    for intent in yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))["intents"]:
        zh, en = (intent_name(intent, small, lang) for lang in ("zh", "en"))
        assert intent in INTENTS or intent.startswith("emergency_")
        assert re.search(r"[\u4e00-\u9fff]", zh) and not re.search(r"[\u4e00-\u9fff]", en)


@pytest.mark.parametrize("table", [BANDS, CANDIDATE, DECIDED, GROUP_NAMES, INTENTS, RANKED])
def test_every_sentence_is_there_in_both_languages_with_the_same_places(table) -> None:
    for both in table.values():
        assert set(both) == {"zh", "en"}
        zh, en = (sorted(re.findall(r"\{\w+[^}]*\}", both[lang])) for lang in ("zh", "en"))
        assert zh == en
        assert re.search(r"[\u4e00-\u9fff]", both["zh"]) and not re.search(r"[\u4e00-\u9fff]", both["en"])


def test_every_step_that_can_end_a_message_is_explained() -> None:
    silent = {"detect_language", "retrieve", "compose"}
    assert {step.__name__ for step in STEPS} == set(_REASONS) | silent


@pytest.mark.parametrize(("share", "said"), [(0.0, "0%"), (0.004, "<1%"), (0.006, "1%"), (0.934, "93%"), (1.0, "100%")])
def test_shares(share: float, said: str) -> None:
    assert percent(share) == said


@pytest.mark.parametrize(("points", "said"), [(5.12, "+5.1"), (-0.04, "+0.0"), (-0.06, "-0.1"), (0, "+0.0")])
def test_points(points: float, said: str) -> None:
    assert signed(points) == said

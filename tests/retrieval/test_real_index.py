"""The shipped knowledge through the real encoders: a question finds its entry whichever language either is in."""

from __future__ import annotations

import numpy as np
import pytest

from bot.answering.pipeline import Room
from bot.answering.sure import sure

# Written for this test, not taken from an entry or a bench: the same wish in both languages.
ASKED = {
    "id-residence/id-lost": ("钱包被偷，身份证也没了，咋补一张", "My wallet was stolen with my ID card in it, how can I get a new card?"),
    "household-registration/newborn-registration": ("小孩刚生下来要去哪登记户口", "our baby was just born, how do we put him on our hukou"),
    "exit-entry/passport-renewal": ("护照快过期了要换新的", "my passport expires soon, I want a new one"),
    "traffic/licence-lost": ("驾照找不到了，补办", "I cannot find my driving licence and need another"),
    "civil-affairs/marriage": ("我们俩想领结婚证", "my girlfriend and I want to get married, where do we register"),
    "civil-affairs/divorce": ("过不下去了，两个人都同意离婚，手续怎么走", "both of us agree to divorce, what is the procedure"),
    "urban-management/dog-registration": ("养了条狗要上牌吗", "I have a dog, does it need to be registered"),
    "tax/vehicle-purchase-tax": ("买新车要交多少购置税", "how much purchase tax do I pay on a new car"),
    "housing-fund/withdraw-rent": ("租房子能不能取公积金", "can I take money out of my housing fund to pay rent"),
    "business-registration/company-setup": ("想注册一家公司", "I want to set up a company"),
    "social-insurance/social-card-lost": ("社保卡不见了", "I lost my social security card"),
    "justice/legal-aid": ("没钱请律师，能申请法律援助吗", "I cannot afford a lawyer, can I get legal aid"),
}
CASES = [(text, lang, id_) for id_, pair in ASKED.items() for text, lang in zip(pair, ("zh", "en"))]


BY_CASE = pytest.mark.parametrize(("text", "lang", "expected"), CASES, ids=[f"{id_}-{lang}" for _, lang, id_ in CASES])


@BY_CASE
def test_a_question_in_words_of_its_own_is_among_the_three_that_a_citizen_can_be_offered(
    real_room: Room, text: str, lang, expected: str
) -> None:
    assert text not in real_room.knowledge.entries[expected].questions(lang)
    assert expected in [match.entry.id for match in real_room.retriever.retrieve(text, lang, {}).matches[:3]]


def test_nearly_all_of_them_come_first(real_room: Room) -> None:
    """Without a router, so that near neighbours (the birth is registered, the newborn gets a hukou) may change places."""
    first = [real_room.retriever.retrieve(text, lang, {}).matches[0].entry.id for text, lang, _ in CASES]
    assert sum(found == expected for found, (_, _, expected) in zip(first, CASES)) >= len(CASES) - 2


def places_by_the_other_language(room: Room, text: str, lang) -> list[str]:
    """The ranking when only the columns of the other language count, and no words: what crosses the languages by meaning."""
    retriever = room.retriever
    other = "en" if lang == "zh" else "zh"
    kept = np.array([name.split(".")[1] == other and not name.startswith("words") for name in retriever.index.names])
    scores = retriever.index.search(text).values[:, kept] @ retriever.learned.weights[lang][kept]
    return [retriever.index.entries[at].id for at in np.argsort(-scores)]


@BY_CASE
def test_a_question_finds_an_entry_that_is_written_in_the_other_language_only(real_room: Room, text: str, lang, expected: str) -> None:
    assert expected in places_by_the_other_language(real_room, text, lang)[:10]


def test_most_of_them_come_first_in_the_other_language_too(real_room: Room) -> None:
    first = [places_by_the_other_language(real_room, text, lang)[0] == expected for text, lang, expected in CASES]
    assert sum(first) >= 0.75 * len(CASES)


@BY_CASE
def test_a_wrong_route_does_not_hide_the_right_entry(real_room: Room, text: str, lang, expected: str) -> None:
    wrong = {"ecology": 0.9, "out_of_scope": 0.1}
    assert expected in [match.entry.id for match in real_room.retriever.retrieve(text, lang, wrong).matches[:3]]


@pytest.mark.parametrize(
    ("text", "lang"), [("明天会下雨吗", "zh"), ("tell me a joke about cats", "en"), ("红烧肉怎么做好吃", "zh"), ("who won the match", "en")]
)
def test_of_a_question_that_is_not_ours_it_is_not_sure(real_room: Room, text: str, lang) -> None:
    assert not sure(real_room.retriever.retrieve(text, lang, {}), real_room)


def test_only_served_entries_are_in_the_index(real_room: Room) -> None:
    ids = [entry.id for entry in real_room.retriever.index.entries]
    assert ids == sorted(ids)
    assert len(ids) >= 220
    assert all(entry.status == "published" for entry in real_room.retriever.index.entries)


def test_questions_of_citizens_are_never_kept(real_room: Room) -> None:
    assert "e5" in real_room.retriever.index.encode("一个市民的问题")
    assert not any(hasattr(encoder, "save") for encoder in real_room.retriever.index._encoders.values())

""" "Not what I asked": first what else it may have been, never what was shown before; then who knows."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.answering.context import Message
from bot.answering.earlier import KEPT, Earlier, earlier_after, read_earlier
from bot.answering.explanation import explain
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room, run
from bot.answering.reply import Reply
from bot.answering.sentences import SENTENCES
from tests.answering.conftest import FakeRetriever
from tests.small_knowledge import ID_LOST, INVOICE, NEWBORN, RESIDENCE

ASKED = {"zh": "身份证丢了怎么办才好", "en": "I lost my ID card, help"}
PRESSED = {"zh": "这不是我想问的：身份证丢了怎么补办？", "en": "That is not what I asked: How do I replace a lost ID card?"}
TYPED = {"zh": "答非所问", "en": "not what I asked"}
LANGS = ("zh", "en")


class Talk:
    """Messages one after the other; what is kept in between is what the slots keep."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.message = Message("")

    def say(self, text: str, **more) -> Reply:
        self.message = replace(self.message, **{"text": text, "choice": None, "not_asked": None, **more})
        reply = run(self.message, self.room).reply
        assert reply is not None
        slot = [one.to_json() for one in earlier_after(self.message, reply)]
        self.message = replace(self.message, offered=tuple(choice.id for choice in reply.choices), earlier=read_earlier(slot))
        return reply


@pytest.fixture
def talk(room: Room) -> Talk:
    return Talk(room)


def ids(reply: Reply) -> list[str]:
    return [choice.id for choice in reply.choices]


@pytest.mark.parametrize("lang", LANGS)
def test_the_button_offers_the_next_candidates_and_the_second_time_names_department_and_hotline(talk: Talk, lang) -> None:
    answered = talk.say(ASKED[lang])
    first = talk.say(PRESSED[lang], not_asked=answered.turn)
    assert (first.outcome, first.lang, first.about, ids(first)) == (Outcome.CLARIFICATION, lang, answered.turn, [RESIDENCE, INVOICE])
    assert first.text.startswith(SENTENCES["not_asked"][lang]) and "\n1. " in first.text
    assert (first.entry, first.ranking, first.confidence) == (None, (), None)
    second = talk.say(PRESSED[lang], not_asked=answered.turn)
    assert (second.outcome, second.about, second.choices) == (Outcome.HANDOVER, answered.turn, ())
    assert second.department is not None and second.department.id == "public-security"
    assert second.department.name in second.text and "12345" in second.text


@pytest.mark.parametrize("lang", LANGS)
def test_typed_words_do_the_same_for_the_last_answer(talk: Talk, lang) -> None:
    answered = talk.say(ASKED[lang])
    assert (talk.say(TYPED[lang]).outcome, talk.message.earlier[-1].turn) == (Outcome.CLARIFICATION, answered.turn)
    assert talk.say(TYPED[lang]).outcome is Outcome.HANDOVER


@pytest.mark.parametrize(("lang", "none"), [("zh", "都不是"), ("en", "none of these")])
def test_none_of_what_was_offered_instead_leads_to_the_department(talk: Talk, lang, none: str) -> None:
    talk.say(ASKED[lang])
    talk.say(TYPED[lang])
    reply = talk.say(none)
    assert (reply.outcome, reply.lang) == (Outcome.HANDOVER, lang)
    assert reply.department is not None and reply.department.id == "public-security"


@pytest.mark.parametrize(("lang", "pick"), [("zh", "1"), ("en", "the first one")])
def test_one_of_them_is_picked_and_if_that_is_wrong_too_who_knows(talk: Talk, lang, pick: str) -> None:
    talk.say(ASKED[lang])
    talk.say(TYPED[lang])
    picked = talk.say(pick)
    assert picked.entry is not None and picked.entry.id == RESIDENCE
    assert talk.say(TYPED[lang]).outcome is Outcome.HANDOVER


@pytest.mark.parametrize("lang", LANGS)
def test_after_a_clarification_come_those_that_were_not_offered(talk: Talk, retriever: FakeRetriever, lang) -> None:
    retriever.confidence, retriever.best = 0.4, (ID_LOST, RESIDENCE, INVOICE, NEWBORN)
    talk.room.retriever.retrieve = four(retriever)  # type: ignore[method-assign]
    offered = talk.say(ASKED[lang])
    assert ids(offered) == [ID_LOST, RESIDENCE, INVOICE]
    picked = talk.say("2")
    assert picked.entry is not None and picked.entry.id == RESIDENCE
    assert ids(talk.say(TYPED[lang])) == [NEWBORN]
    assert talk.say(TYPED[lang]).outcome is Outcome.HANDOVER


def four(retriever: FakeRetriever):
    """The fake ranks three; here it ranks four."""
    from bot.retrieval.retriever import Match, Retrieval

    def retrieve(text: str, lang: str, route, words: str = "") -> Retrieval:
        matches = tuple(Match(retriever.knowledge.entries[id_], 9 - place, 0.25) for place, id_ in enumerate(retriever.best))
        return Retrieval(matches, retriever.confidence, 0.95, {})

    return retrieve


@pytest.mark.parametrize("lang", LANGS)
def test_after_a_click_those_most_like_its_own_question_are_offered(talk: Talk, retriever: FakeRetriever, lang) -> None:
    clicked = talk.say(PRESSED[lang], choice=ID_LOST)
    retriever.asked.clear()
    assert ids(talk.say(PRESSED[lang], not_asked=clicked.turn)) == [RESIDENCE, INVOICE]
    assert [text for text, *_ in retriever.asked] == [talk.room.knowledge.entries[ID_LOST].question[lang]]


@pytest.mark.parametrize("lang", LANGS)
def test_an_older_answer_can_be_meant(talk: Talk, retriever: FakeRetriever, lang) -> None:
    older = talk.say(ASKED[lang])
    retriever.best = (INVOICE, RESIDENCE, ID_LOST)
    newer = talk.say({"zh": "发票怎么开才对", "en": "issuing an invoice properly"}[lang])
    assert talk.say(PRESSED[lang], not_asked=older.turn).about == older.turn
    reply = talk.say(PRESSED[lang], not_asked=older.turn)
    assert reply.department is not None and reply.department.id == "public-security"
    assert ids(talk.say(PRESSED[lang], not_asked=newer.turn)) == [RESIDENCE, ID_LOST]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("pressed", [True, False])
def test_an_answer_that_is_not_known_any_more_is_asked_for_in_other_words(talk: Talk, lang, pressed: bool) -> None:
    talk.message = replace(talk.message, lang_hint=lang)
    reply = talk.say(PRESSED[lang], not_asked="0" * 32) if pressed else talk.say(TYPED[lang])
    assert (reply.outcome, reply.text, reply.about) == (Outcome.CLARIFICATION, SENTENCES["not_asked_unknown"][lang], None)


@pytest.mark.parametrize("lang", LANGS)
def test_after_a_refusal_there_is_the_hotline(talk: Talk, retriever: FakeRetriever, lang) -> None:
    talk.say(ASKED[lang])
    retriever.confidence = retriever.offer = 0.0
    assert talk.say({"zh": "火星移民手续怎么办理", "en": "papers for moving to Mars"}[lang]).outcome is Outcome.UNANSWERABLE_NO_MATCH
    reply = talk.say(TYPED[lang])
    assert (reply.outcome, reply.department, reply.text) == (Outcome.HANDOVER, None, SENTENCES["not_asked_hotline"][lang])


@pytest.mark.parametrize(("lang", "words"), [("zh", "你没听明白我的话"), ("en", "you got me all wrong here")])
def test_the_router_knows_other_words_where_the_ranking_is_not_sure(talk: Talk, retriever: FakeRetriever, lang, words: str) -> None:
    answered = talk.say(ASKED[lang])
    sure = run(replace(talk.message, text=words, route={"not_asked": 0.9}), talk.room).reply
    assert sure is not None and sure.outcome is Outcome.ANSWERED
    retriever.confidence = retriever.offer = 0.1
    reply = run(replace(talk.message, text=words, route={"not_asked": 0.9}), talk.room).reply
    assert reply is not None and (reply.about, reply.lang, reply.ranking) == (answered.turn, lang, ())
    unsure = run(replace(talk.message, text=words, route={"not_asked": 0.4}), talk.room).reply
    assert unsure is not None and unsure.about is None


@pytest.mark.parametrize(
    "said",
    [
        "不是这个", "答非所问", "这不是我想问的", "我问的不是这个", "不是我要问的问题", "不對，不是這個意思", "文不对题啊", "答错了",
        "not what I asked", "That's not what I asked!", "this is not my question", "no, not what I meant", "I didn't ask that",
    ],
)  # fmt: skip
def test_words_for_it(talk: Talk, said: str) -> None:
    answered = talk.say(ASKED["zh"])
    assert talk.say(said).about == answered.turn


@pytest.mark.parametrize(
    "said",
    ["户口不是这个地方的能办居住证吗", "法人不是我怎么变更", "身份证上的名字不是我的怎么办", "不是本地人", "答错了驾照理论题还能再考吗",
     "the name on the card is not mine", "it is not my car, can I register it", "what I asked for last week has not arrived"],
)  # fmt: skip
def test_words_that_only_look_like_it(talk: Talk, said: str) -> None:
    talk.say(ASKED["zh"])
    assert talk.say(said).about is None


@pytest.mark.parametrize("lang", LANGS)
def test_a_title_behind_the_button_raises_no_alarm_and_picks_no_entry(talk: Talk, lang) -> None:
    answered = talk.say(ASKED[lang])
    danger = {"zh": "家里着火了", "en": "my house is on fire"}[lang]
    assert talk.say(danger, not_asked=answered.turn).about == answered.turn


@pytest.mark.parametrize("lang", LANGS)
def test_staff_are_told_why(talk: Talk, lang) -> None:
    answered = talk.say(ASKED[lang])
    said = []
    for turn in (answered.turn, answered.turn, "gone"):
        talk.message = replace(talk.message, text=PRESSED[lang], not_asked=turn)
        said.append(explain(run(talk.message, talk.room), talk.room).reason)
        talk.say(PRESSED[lang], not_asked=turn)
    assert [
        any(word in text for text in said)
        for word in (("候选", "缺口", "换个说法") if lang == "zh" else ("candidates", "gap", "other words"))
    ] == [True] * 3
    assert len(set(said)) == 3


def test_only_ids_are_kept_and_only_of_the_last_replies(talk: Talk, room: Room) -> None:
    for number in range(KEPT + 2):
        talk.say(f"身份证丢了怎么办{number}，我叫张三丰")
    assert len(talk.message.earlier) == KEPT
    for one in talk.message.earlier:
        kept = one.to_json()
        assert set(kept) == {"turn", "entry", "next"}
        assert kept["entry"] in room.knowledge.entries and set(kept["next"]) <= set(room.knowledge.entries)


@pytest.mark.parametrize("said", ["谢谢", "thanks"])
def test_small_talk_in_between_changes_nothing(talk: Talk, retriever: FakeRetriever, said: str) -> None:
    talk.say(ASKED["zh"])
    before = talk.message.earlier
    retriever.confidence = retriever.offer = 0.0
    reply = run(replace(talk.message, text=said, route={"thanks": 0.9}), talk.room).reply
    assert reply is not None and reply.outcome is Outcome.SMALLTALK
    assert earlier_after(talk.message, reply) == before


def test_an_entry_that_went_away_meanwhile_is_not_offered(talk: Talk) -> None:
    talk.message = replace(talk.message, earlier=(Earlier("t1", "gone/away", ("gone/too", INVOICE)),))
    assert ids(talk.say(TYPED["zh"])) == [INVOICE]
    reply = talk.say(TYPED["zh"])
    assert (reply.outcome, reply.department) == (Outcome.HANDOVER, None)


@pytest.mark.parametrize(
    "slot", [None, "text", {}, [None], ["t1"], [{"entry": "a/b"}], [{"turn": 1}], [[{"turn": "t1"}]]]
)  # fmt: skip
def test_a_slot_of_another_form_is_as_none(slot: object) -> None:
    assert read_earlier(slot) == ()


def test_parts_of_another_form_are_left_out() -> None:
    assert read_earlier([{"turn": "t1", "entry": 5, "next": "a/b"}, {"turn": "t2", "next": ["a/b", None]}]) == (
        Earlier("t1", None, None),
        Earlier("t2", None, ("a/b",)),
    )

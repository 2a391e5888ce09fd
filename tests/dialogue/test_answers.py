"""A citizen asks and gets the department's answer, word for word, in the language of the question."""

from __future__ import annotations

import json
import urllib.request
from typing import Any

import pytest

from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES, Lang
from tests.dialogue.service import Service
from tests.dialogue.shapes import best, check_reply

pytestmark = pytest.mark.dialogue

IN_OWN_WORDS = [
    ("zh", "我的身份证丢了，要怎么补", "id-residence/id-lost"),
    ("en", "I lost my ID card, how do I get a new one?", "id-residence/id-lost"),
    ("zh", "护照马上要过期了，怎么换本新的", "exit-entry/passport-renewal"),
    ("en", "my passport expires soon, how can I renew it?", "exit-entry/passport-renewal"),
    ("zh", "结婚证弄丢了怎么补领", "civil-affairs/marriage-certificate-lost"),
    ("en", "we lost our marriage certificate, how do we get a new one?", "civil-affairs/marriage-certificate-lost"),
    ("zh", "刚出生的宝宝怎么上户口", "household-registration/newborn-registration"),
    ("en", "how do I register my newborn baby's hukou?", "household-registration/newborn-registration"),
]


@pytest.mark.parametrize(("lang", "question", "entry"), IN_OWN_WORDS)
def test_a_question_is_answered_word_for_word_as_in_the_file(
    service: Service, knowledge: Knowledge, lang: Lang, question: str, entry: str
) -> None:
    reply = service.ask(question, lang)
    written = knowledge.entries[entry]
    check_reply(reply)
    assert (reply["outcome"], reply["lang"], reply["entry"]["id"]) == ("answered", lang, entry)
    assert reply["entry"]["answer"] == written.answer[lang]
    assert reply["text"].startswith(written.answer[lang])
    assert reply["entry"]["title"] == written.question[lang]
    assert reply["entry"]["department"]["name"] == knowledge.owner(written).name[lang]
    assert [basis["title"] for basis in reply["entry"]["basis"]] == [basis.title[lang] for basis in written.basis]
    assert reply["entry"]["reviewed"] == written.reviewed.isoformat()
    assert reply["entry"]["reviewed"] in reply["text"]
    assert knowledge.owner(written).name[lang] in reply["text"]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_each_of_the_22_categories_finds_the_titles_of_its_entries(service: Service, knowledge: Knowledge, lang: Lang) -> None:
    found, answered = {}, 0
    for entries in knowledge.by_category.values():
        entry = next(entry for entry in entries if entry.status == "published")
        reply = service.ask(entry.question[lang], lang)
        check_reply(reply)
        found[entry.id] = best(reply)
        if reply["entry"]:
            answered += 1
            assert reply["entry"]["answer"] == knowledge.entries[reply["entry"]["id"]].answer[lang]
    assert len(found) == 22
    assert found == {entry_id: entry_id for entry_id in found}
    assert answered == 22, "a title that is typed word for word is always answered"


@pytest.mark.parametrize(
    ("question", "page", "lang"),
    [
        ("how do I renew my passport?", "zh", "en"),
        ("护照到期了怎么换", "en", "zh"),
        ("how do I renew my 护照?", "zh", "en"),
    ],
)
def test_the_reply_is_in_the_language_of_the_question_not_of_the_page(service: Service, question: str, page: str, lang: str) -> None:
    reply = service.ask(question, page)
    assert (reply["lang"], best(reply)) == (lang, "exit-entry/passport-renewal")


@pytest.mark.parametrize(
    ("lang", "question"),
    [("zh", "你好，请问护照到期怎么换"), ("en", "hi, how do I renew my passport?"), ("zh", "谢谢，那护照快过期了怎么换新的")],
)
def test_a_greeting_does_not_hide_the_question_behind_it(service: Service, lang: str, question: str) -> None:
    reply = service.ask(question, lang)
    check_reply(reply)
    assert (reply["lang"], best(reply)) == (lang, "exit-entry/passport-renewal")


@pytest.mark.parametrize(("lang", "question", "entry"), IN_OWN_WORDS[:4])
def test_related_questions_exist_and_a_click_on_one_is_answered(
    service: Service, knowledge: Knowledge, lang: Lang, question: str, entry: str
) -> None:
    session = service.session()
    related = service.ask(question, lang, session)["related"]
    assert related
    for other in related:
        assert other["title"] == knowledge.entries[other["id"]].question[lang]
        clicked = service.ask(other["title"], lang, session, choice=other["id"])
        assert (clicked["outcome"], clicked["entry"]["id"]) == ("answered", other["id"])


@pytest.mark.parametrize(
    ("lang", "question", "entry"),
    [
        ("zh", "护照快到期了怎么换", "exit-entry/passport-renewal"),
        ("en", "How do I renew a passport that is about to expire?", "exit-entry/passport-renewal"),
    ],
)
@pytest.mark.parametrize("action", ["action_answer_faq", "action_small_talk", "action_hand_over", "action_start_over"])
@pytest.mark.parametrize("route", ["traffic", "out_of_scope", "greeting", "nlu_fallback"])
def test_a_wrong_route_or_rule_hides_no_answer(service: Service, lang: str, question: str, entry: str, action: str, route: str) -> None:
    reply = _call_action(service, action, question, lang, {route: 0.7, "exit-entry": 0.02, "tax": 0.01})
    check_reply(reply)
    assert (reply["outcome"], best(reply)) == ("answered", entry)


def _call_action(service: Service, action: str, text: str, lang: str, route: dict[str, float]) -> Any:
    """What the action server says to a message that the router took for something else; the call is as Rasa sends it."""
    ranking = [{"name": name, "confidence": confidence} for name, confidence in route.items()]
    latest = {"text": text, "intent": ranking[0], "intent_ranking": ranking, "entities": [], "metadata": {"lang": lang}}
    tracker = {"sender_id": "test", "slots": {}, "latest_message": latest, "events": [], "paused": False, "followup_action": None,
               "active_loop": {}, "latest_action_name": None}  # fmt: skip
    call = {"next_action": action, "sender_id": "test", "tracker": tracker, "domain": {}, "version": "3.6.21"}
    endpoint = service.supervisor.settings.action_endpoint
    request = urllib.request.Request(endpoint, json.dumps(call).encode(), {"Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=10) as response:
        return json.load(response)["responses"][0]["custom"]


@pytest.mark.parametrize(
    ("lang", "question"),
    [
        ("zh", "番茄炒蛋怎么做"),
        ("en", "write me a poem about the sea"),
        ("zh", "上海落户积分怎么算"),
        ("en", "which football team will win tonight?"),
    ],
)
def test_what_is_not_known_is_said_with_someone_to_ask(service: Service, lang: str, question: str) -> None:
    reply = service.ask(question, lang)
    check_reply(reply)
    assert reply["outcome"].startswith("unanswerable")
    assert reply["lang"] == lang
    assert "12345" in reply["text"]


# Near what the offices do, but in no entry.
NEAR = {
    "zh": ("办证", "怎么办理", "我的申请现在到哪一步了", "窗口的工作人员叫什么名字"),
    "en": (
        "what does the licence look like on the moon",
        "where can I register my complaint about a neighbour's cat",
        "what is the name of the clerk at counter five",
        "where is my application now",
    ),
}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_not_knowing_names_the_department_whose_matter_it_may_be(service: Service, lang: Lang) -> None:
    found = [service.ask(question, lang) for question in NEAR[lang]]
    named = [reply for reply in found if reply["outcome"] == "unanswerable_no_match" and reply["department"]]
    assert named, [reply["outcome"] for reply in found]
    for reply in named:
        check_reply(reply)
        assert reply["department"]["name"] in reply["text"] and reply["department"]["phone"] in reply["text"]

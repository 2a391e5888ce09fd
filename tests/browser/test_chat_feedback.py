"""Opinions: thumbs and reasons on a reply, the five levels of the service, and what was not asked."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.channels.refusals import Refused
from tests.browser.chat import ASKED, DESKTOP, PHONE, VAGUE

pytestmark = pytest.mark.browser

LEVELS = {
    "zh": ["非常满意", "满意", "基本满意", "不满意", "非常不满意"],
    "zh-Hant": ["非常滿意", "滿意", "基本滿意", "不滿意", "非常不滿意"],
    "en": ["Very satisfied", "Satisfied", "Basically satisfied", "Dissatisfied", "Very dissatisfied"],
}


@pytest.mark.parametrize(("lang", "thanks"), [("zh", "谢谢"), ("zh-Hant", "謝謝"), ("en", "Thank you")])
def test_a_thumb_up_is_sent_with_the_turn_and_stays_after_a_reload(open_chat, chat_stand_in, lang, thanks):
    chat = open_chat(lang=lang)
    reply = chat.ask(ASKED[lang[:2]])
    up = reply.locator("[data-opinion=helpful]")
    expect(up).to_have_attribute("aria-pressed", "false")
    up.click()
    expect(reply.locator(".feedback-status")).to_contain_text(thanks)
    expect(up).to_have_attribute("aria-pressed", "true")
    ((kind, told),) = chat_stand_in.told
    assert (kind, set(told), told["helpful"]) == ("feedback", {"session", "turn", "helpful"}, True)
    assert told["session"] == chat_stand_in.asked[0]["session"]
    chat.page.reload()
    expect(chat.page.locator("[data-opinion=helpful]")).to_have_attribute("aria-pressed", "true")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    ("lang", "reasons"),
    [
        ("zh", ["内容有误", "内容过时", "内容不全", "看不明白", "其他原因", "不说明"]),
        ("en", ["It is wrong", "It is out of date", "It is incomplete", "It is hard to understand", "Something else", "Skip"]),
    ],
)
def test_a_thumb_down_asks_why_and_the_reason_follows(open_chat, chat_stand_in, screenshot, lang, reasons, size):
    chat = open_chat(lang=lang, size=size)
    reply = chat.ask(ASKED[lang])
    reply.locator("[data-opinion=unhelpful]").click()
    expect(reply.locator("[data-reason]")).to_have_text(reasons)
    reply.locator(".feedback").scroll_into_view_if_needed()
    screenshot(chat.page, f"feedback-{lang}-{size[0]}")
    assert not chat.too_wide()
    reply.locator("[data-reason=outdated]").click()
    expect(reply.locator(".feedback-why")).to_be_hidden()
    assert chat.focused("data-opinion") == "unhelpful"  # the button that was pressed is gone
    expect(reply.locator(".feedback-status")).not_to_be_empty()
    first, second = (told for _, told in chat_stand_in.told)
    assert (first["helpful"], "reason" in first) == (False, False)
    assert (second["helpful"], second["reason"], second["turn"]) == (False, "outdated", first["turn"])


def test_the_reason_may_be_kept_to_oneself(open_chat, chat_stand_in):
    reply = open_chat().ask(ASKED["zh"])
    reply.locator("[data-opinion=unhelpful]").click()
    reply.locator("[data-reason=skip]").click()
    expect(reply.locator(".feedback-why")).to_be_hidden()
    expect(reply.locator(".feedback-status")).not_to_be_empty()
    assert [told.get("reason") for _, told in chat_stand_in.told] == [None, None]


@pytest.mark.parametrize(("lang", "words"), [("zh", "没能保存"), ("en", "could not be saved")])
def test_an_opinion_that_cannot_be_saved_is_taken_back_and_said_so(open_chat, chat_stand_in, lang, words):
    chat = open_chat(lang=lang)
    reply = chat.ask(ASKED[lang])
    chat_stand_in.next_refusals = [Refused("internal")]
    reply.locator("[data-opinion=helpful]").click()
    expect(reply.locator(".feedback-status")).to_contain_text(words)
    expect(reply.locator("[data-opinion=helpful]")).to_have_attribute("aria-pressed", "false")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["zh", "zh-Hant", "en"])
def test_the_service_is_rated_in_five_fixed_levels_and_the_rating_can_be_changed(open_chat, chat_stand_in, screenshot, lang, size):
    chat = open_chat(lang=lang, size=size)
    assert chat.page.locator(".rating").count() == 0  # nothing to rate before the first answer
    chat.ask(ASKED[lang[:2]])
    opener = chat.page.locator(".rating-open")
    opener.click()
    expect(opener).to_have_attribute("aria-expanded", "true")
    expect(chat.page.locator(".level")).to_have_text(LEVELS[lang])
    chat.page.locator("[data-level='4']").click()
    expect(chat.page.locator("[data-level='4']")).to_have_attribute("aria-pressed", "true")
    chat.page.locator("[data-level='2']").click()
    expect(chat.page.locator(".rating [role=status]")).to_contain_text(LEVELS[lang][3])
    assert chat.focused("data-level") == "2"
    screenshot(chat.page, f"rating-{lang}-{size[0]}")
    assert [(kind, told["level"]) for kind, told in chat_stand_in.told] == [("rating", 4), ("rating", 2)]
    chat.ask(ASKED[lang[:2]])
    assert chat.page.locator(".log > *").last.get_attribute("class") == "rating"  # it stays at the end


@pytest.mark.parametrize(
    ("lang", "said", "none"),
    [
        ("zh", "这不是我想问的：身份证丢了怎么补办？", "都不是"),
        ("en", "That is not what I asked: I lost my ID card. How do I get a new one?", "None of these"),
    ],
)
def test_what_was_not_asked_leads_to_other_questions_and_then_to_a_person(open_chat, chat_stand_in, screenshot, lang, said, none):
    chat = open_chat(lang=lang)
    chat.ask(ASKED[lang]).locator("[data-opinion=not-asked]").click()
    offered = chat.next_reply(1)
    sent = chat_stand_in.asked[-1]
    assert (sent["text"], "choice" in sent, len(sent["not_asked"])) == (said, False, 32)
    expect(offered).to_have_attribute("data-outcome", "clarification")
    expect(chat.questions.last).to_contain_text(said)
    screenshot(chat.page, f"not-asked-{lang}")
    button = offered.locator("[data-opinion=none]")
    expect(button).to_have_text(none)
    button.click()
    chat.next_reply(2)
    assert chat_stand_in.asked[-1]["not_asked"] == sent["not_asked"]


def test_only_an_answer_can_be_judged(open_chat):
    chat = open_chat()
    for text in (VAGUE["zh"], "火星签证", "家里着火了", "坏了"):
        assert chat.ask(text).locator("[data-opinion]").count() == 0

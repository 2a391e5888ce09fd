"""What the page does when something goes wrong, is slow, or is urgent."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from bot.channels.refusals import Refused
from tests.browser.chat import ASKED, DESKTOP, PHONE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(("lang", "words", "retry"), [("zh", "12345", "重试"), ("en", "12345", "Try again")])
def test_a_server_error_keeps_the_draft_and_can_be_tried_again(open_chat, chat_stand_in, screenshot, lang, words, retry, size):
    chat = open_chat(lang=lang, size=size)
    chat_stand_in.next_refusals = [Refused("busy")]
    chat.type_and_send(ASKED[lang])
    notice = chat.page.locator("[data-notice]")
    expect(notice).to_contain_text(words)
    expect(chat.field).to_have_value(ASKED[lang])
    screenshot(chat.page, f"error-{lang}-{size[0]}")
    notice.locator("button", has_text=retry).click()
    chat.next_reply(0)
    expect(notice).to_have_count(0)
    expect(chat.field).to_have_value("")
    expect(chat.questions).to_have_count(1)
    first, second = chat_stand_in.asked
    assert first["id"] == second["id"], "the same message, so that it is not answered twice"


def test_a_question_that_failed_can_be_changed_and_sent_anew(open_chat, chat_stand_in):
    chat = open_chat()
    chat_stand_in.next_refusals = [Refused("internal")]
    chat.type_and_send(ASKED["zh"])
    expect(chat.page.locator("[data-notice]")).to_be_visible()
    chat.ask("身份证到期怎么换")
    expect(chat.page.locator("[data-notice]")).to_have_count(0)
    expect(chat.questions).to_have_count(1)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(("lang", "words"), [("zh", "网络"), ("zh-Hant", "網路"), ("en", "network")])
def test_without_a_network_the_question_is_kept_and_sent_once_it_is_back(open_chat, chat_stand_in, screenshot, lang, words, size):
    chat = open_chat(lang=lang, size=size)
    chat.page.context.set_offline(True)
    chat.type_and_send(ASKED[lang.split("-")[0]])
    expect(chat.page.locator("[data-notice=waiting]")).to_contain_text(words)
    expect(chat.questions).to_have_attribute("data-undelivered", re.compile(words))
    expect(chat.field).to_have_value("")  # it is sent by itself: a second copy would be sent twice
    screenshot(chat.page, f"offline-{lang}-{size[0]}")
    chat.page.context.set_offline(False)
    chat.next_reply(0)
    expect(chat.page.locator("[data-notice]")).to_have_count(0)
    assert len(chat_stand_in.asked) == 1


@pytest.mark.parametrize(("lang", "words"), [("zh", "急事请拨打"), ("en", "urgent")])
def test_a_reply_that_says_error_offers_to_ask_again(open_chat, chat_stand_in, lang, words):
    chat = open_chat(lang=lang)
    reply = chat.ask({"zh": "坏了", "en": "broken"}[lang])
    expect(reply).to_contain_text(words)
    expect(reply.locator("a[href='tel:12345']")).to_be_visible()
    reply.locator(".retry").click()
    chat.next_reply(1)
    first, second = chat_stand_in.asked
    assert first["id"] != second["id"]


def test_a_session_that_the_server_has_forgotten_is_renewed_without_a_word(open_chat, chat_stand_in):
    chat = open_chat()
    chat.ask(ASKED["zh"])
    chat_stand_in.next_refusals = [Refused("session_expired")]
    chat.ask(ASKED["zh"])
    sessions = [body["session"] for body in chat_stand_in.asked]
    assert sessions[0] == sessions[1] != sessions[2]


@pytest.mark.parametrize(("lang", "words"), [("zh", "正在回复"), ("en", "Replying")])
def test_a_slow_reply_is_announced_outside_the_log_and_nothing_is_sent_meanwhile(open_chat, chat_stand_in, lang, words):
    chat = open_chat(lang=lang)
    chat_stand_in.delay = 1.2
    chat.type_and_send(ASKED[lang])
    status = chat.page.locator("#status[role=status]")
    expect(status).to_contain_text(words)
    assert chat.log.locator(".typing").count() == 0
    chat.type_and_send("第二个问题")
    expect(chat.page.locator("#send")).to_have_attribute("aria-disabled", "true")
    expect(chat.field).to_have_value("第二个问题")
    chat.next_reply(0)
    expect(status).to_be_empty()
    assert len(chat_stand_in.asked) == 1


def test_an_answer_to_what_was_asked_before_starting_over_is_not_shown(open_chat, chat_stand_in):
    chat = open_chat()
    chat.ask(ASKED["zh"])
    chat_stand_in.delay = 0.6
    chat.type_and_send("慢一点")
    chat.page.click("#start-over")
    expect(chat.page.locator("[data-welcome]")).to_be_visible()
    assert chat.focused() == "question"
    chat_stand_in.delay = 0
    chat.ask(ASKED["zh"])
    chat.page.wait_for_timeout(900)
    expect(chat.replies).to_have_count(1)
    assert chat_stand_in.asked[-1]["session"] != chat_stand_in.asked[0]["session"]


@pytest.mark.parametrize(("lang", "text", "number"), [("zh", "家里着火了", "119"), ("en", "there is a fire", "119")])
def test_an_emergency_shows_numbers_to_dial(open_chat, screenshot, lang, text, number):
    chat = open_chat(lang=lang, size=PHONE)
    reply = chat.ask(text)
    screenshot(chat.page, f"emergency-{lang}-{PHONE[0]}")
    expect(reply.locator(f"a[href='tel:{number}']")).to_be_visible()


@pytest.mark.parametrize(("lang", "text", "name"), [("zh", "火星签证", "公安局"), ("en", "visa for mars", "Public Security Bureau")])
def test_not_knowing_names_the_department_and_the_hotline(open_chat, lang, text, name):
    reply = open_chat(lang=lang).ask(text)
    expect(reply.locator(".facts")).to_contain_text(name)
    expect(reply.locator("a[href='tel:12345']").first).to_be_visible()

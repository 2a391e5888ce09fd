"""The chat page in a real browser: answers, choices, browsing."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ASKED, DESKTOP, NARROW, PHONE, VAGUE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(
    ("lang", "title", "materials", "reviewed"),
    [
        ("zh", "身份证丢了怎么补办？", "申请材料", "最近核对"),
        ("en", "I lost my ID card. How do I get a new one?", "Documents", "Last reviewed"),
    ],
)
def test_a_question_gets_its_whole_answer(open_chat, screenshot, size, lang, title, materials, reviewed):
    chat = open_chat(lang=lang, size=size)
    screenshot(chat.page, f"welcome-{lang}-{size[0]}")
    reply = chat.ask(ASKED[lang])
    screenshot(chat.page, f"answer-{lang}-{size[0]}")
    expect(reply).to_have_attribute("lang", lang)
    expect(reply.locator(".entry-title")).to_have_text(title)
    expect(reply.locator("details[open] summary")).to_have_text([materials])
    expect(reply.locator(".facts dt")).to_contain_text([reviewed])
    expect(reply.locator(".facts time")).to_have_attribute("datetime", "2026-11-20")
    expect(reply.locator(".facts a.phone")).to_have_attribute("href", "tel:12345")
    expect(reply.locator(".facts a").first).to_have_attribute("rel", "noopener noreferrer")
    expect(reply.locator(".answer strong")).to_have_count(1)
    expect(reply.locator(".answer li")).to_have_count(3)
    chat.log.evaluate("log => { log.scrollTop = log.scrollHeight; }")
    screenshot(chat.page, f"answer-end-{lang}-{size[0]}")


def test_the_request_carries_session_language_and_a_new_id_each_time(open_chat, chat_stand_in):
    chat = open_chat(lang="en")
    chat.ask(ASKED["zh"])
    chat.ask(ASKED["en"])
    first, second = chat_stand_in.asked
    assert first["lang"] == second["lang"] == "en"
    assert first["session"] == second["session"]
    assert first["id"] != second["id"]
    assert "choice" not in first
    assert chat.page.context.cookies() == []


def test_a_reply_keeps_the_language_of_its_question_when_the_interface_changes(open_chat):
    chat = open_chat(lang="zh")
    chat.ask(ASKED["zh"])
    chat.page.select_option("#language", "en")
    expect(chat.page.locator("#send")).to_have_text("Send")
    expect(chat.page.locator("html")).to_have_attribute("lang", "en")
    expect(chat.last).to_have_attribute("lang", "zh")
    expect(chat.last.locator(".facts")).to_contain_text("负责部门")
    chat.ask(ASKED["en"])
    expect(chat.last.locator(".facts")).to_contain_text("Department in charge")


@pytest.mark.parametrize(
    ("locale", "lang"), [("zh-CN", "zh-Hans"), ("zh-TW", "zh-Hant"), ("zh-HK", "zh-Hant"), ("en-GB", "en"), ("fr-FR", "en")]
)
def test_the_page_starts_in_the_language_of_the_browser(open_chat, locale, lang):
    chat = open_chat(lang="", locale=locale)
    expect(chat.page.locator("html")).to_have_attribute("lang", lang)
    expect(chat.page.locator("[data-welcome] .chip")).to_have_count(5)


@pytest.mark.parametrize("path", ["/chat", "/chat/"])
def test_both_addresses_of_the_page_work(open_chat, path):
    assert open_chat(path=path).ask(ASKED["zh"])


def test_an_example_of_the_welcome_is_asked_with_one_click(open_chat, chat_stand_in):
    chat = open_chat(lang="en")
    example = chat.page.locator("[data-welcome] .chip").first
    text = example.inner_text()
    example.click()
    chat.next_reply(0)
    assert chat_stand_in.asked[0]["text"] == text


def test_the_hotline_is_always_in_sight(open_chat):
    for size in (DESKTOP, PHONE, NARROW):
        chat = open_chat(size=size)
        chat.ask(ASKED["zh"])
        expect(chat.page.locator("header a[href='tel:12345']")).to_be_in_viewport()


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_choice_is_taken_by_click(open_chat, chat_stand_in, screenshot, lang, size):
    chat = open_chat(lang=lang, size=size)
    reply = chat.ask(VAGUE[lang])
    screenshot(chat.page, f"clarification-{lang}-{size[0]}")
    choices = reply.locator(".choice")
    expect(choices).to_have_count(3)
    expect(reply.locator(".choice-number")).to_have_text(["1", "2", "3"])
    title = choices.nth(1).locator("span").last.inner_text()
    expect(reply.locator(".bubble > p")).to_have_count(1)  # the titles are on the buttons, not in the text as well
    choices.nth(1).click()
    answer = chat.next_reply(1)
    assert (chat_stand_in.asked[-1]["choice"], chat_stand_in.asked[-1]["text"]) == ("id-residence/id-renewal", title)
    expect(answer.locator(".entry-title")).to_have_text(title)
    assert chat.focused("data-outcome") == "answered"  # the focus goes to the reply


def test_a_related_question_is_asked_by_its_id(open_chat, chat_stand_in):
    chat = open_chat()
    chat.ask(ASKED["zh"]).locator(".related .chip").first.click()
    chat.next_reply(1)
    assert chat_stand_in.asked[-1]["choice"] == "id-residence/id-temporary"


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(("lang", "name"), [("zh", "税费"), ("en", "Tax and invoices")])
def test_a_category_is_browsed_and_an_entry_of_it_asked(open_chat, chat_stand_in, screenshot, lang, name, size):
    chat = open_chat(lang=lang, size=size)
    if size == PHONE:
        chat.page.click("#browse-open")
        expect(chat.page.locator("#chat")).to_be_hidden()
    expect(chat.page.locator(".category")).to_have_count(22)
    screenshot(chat.page, f"browse-{lang}-{size[0]}")
    chat.page.locator(".category", has_text=name).first.click()
    expect(chat.page.locator("#browse-title")).to_have_text(name)
    expect(chat.page.locator("#browse-title")).to_be_focused()
    screenshot(chat.page, f"category-{lang}-{size[0]}")
    chat.page.locator(".entry").nth(1).click()
    chat.next_reply(0)
    expect(chat.page.locator("#chat")).to_be_visible()
    assert chat_stand_in.asked[0]["choice"] == "tax/entry-2"


def test_browsing_is_left_with_escape_and_the_focus_returns(open_chat):
    chat = open_chat(size=PHONE)
    chat.page.click("#browse-open")
    chat.page.locator('[data-category="tax"]').click()
    expect(chat.page.locator("#browse-title")).to_be_focused()
    chat.page.keyboard.press("Escape")
    assert chat.focused("data-category") == "tax"
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator("#chat")).to_be_visible()
    assert chat.focused() == "browse-open"


@pytest.mark.parametrize(
    ("lang", "said", "second"),
    [
        ("zh", "身份证丢了怎么补办，另外还有一件事", "第二个问题怎么办？"),
        ("en", "I lost my ID card, also one more thing", "What about the second question?"),
    ],
)
def test_two_questions_get_two_whole_answers(open_chat, lang, said, second):
    reply = open_chat(lang=lang).ask(said)
    expect(reply.locator(".entry-title")).to_have_count(2)
    expect(reply.locator(".further .entry-title")).to_have_text(second)
    expect(reply.locator(".answer")).to_have_count(2)
    expect(reply.locator(".further .guide")).to_be_visible()
    expect(reply.locator(".further .facts time")).to_have_attribute("datetime", "2026-11-20")

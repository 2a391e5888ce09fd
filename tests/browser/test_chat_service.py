"""The page with the running service behind it."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat import Chat

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("lang", "text", "title"),
    [("zh", "身份证丢了怎么补办？", "身份证"), ("en", "I lost my ID card. How do I get a new one?", "ID card")],
)
def test_the_service_answers_on_its_page(service, open_page, screenshot, lang, text, title):
    chat = Chat(open_page(service.url, lang=lang))
    reply = chat.ask(text, timeout=15_000)
    screenshot(chat.page, f"service-answer-{lang}")
    expect(reply).to_have_attribute("lang", lang)
    expect(reply.locator(".entry-title")).to_contain_text(title)
    expect(reply.locator(".facts time")).to_be_visible()


def test_an_entry_of_the_service_is_found_by_browsing(service, open_page):
    chat = Chat(open_page(service.url, lang="zh"))
    expect(chat.page.locator(".category")).to_have_count(22)
    chat.page.locator('[data-category="tax"]').click()
    entry = chat.page.locator(".entry").first
    title = entry.inner_text()
    entry.click()
    reply = chat.next_reply(0, 15_000)
    expect(reply.locator(".entry-title")).to_have_text(title)


def test_a_related_question_of_the_service_is_answered(service, open_page):
    chat = Chat(open_page(service.url, lang="zh"))
    related = chat.ask("身份证丢了怎么补办？", timeout=15_000).locator(".related .chip").first
    title = related.inner_text()
    related.click()
    expect(chat.next_reply(1, 15_000).locator(".entry-title")).to_have_text(title)


def test_a_choice_that_the_service_offers_is_answered_by_click(service, open_page, screenshot):
    chat = Chat(open_page(service.url, lang="zh"))
    for text in ("身份证怎么办", "社保", "户口怎么办", "公积金怎么弄", "驾驶证"):
        reply = chat.ask(text, timeout=15_000)
        if reply.get_attribute("data-outcome") == "clarification":
            break
    else:
        pytest.fail("none of the vague questions led to a choice")
    screenshot(chat.page, "service-clarification-zh")
    choice = reply.locator(".choice").first
    title = choice.locator("span").last.inner_text()
    before = chat.replies.count()
    choice.click()
    expect(chat.next_reply(before, 15_000).locator(".entry-title")).to_have_text(title)


@pytest.mark.parametrize(
    ("lang", "text", "thanks"), [("zh", "身份证丢了怎么补办？", "谢谢"), ("en", "I lost my ID card. How do I get a new one?", "Thank you")]
)
def test_the_service_takes_opinions_and_offers_what_else_was_meant(service, open_page, screenshot, lang, text, thanks):
    chat = Chat(open_page(service.url, lang=lang))
    reply = chat.ask(text, timeout=15_000)
    title = reply.locator(".entry-title").inner_text()
    reply.locator("[data-opinion=unhelpful]").click()
    reply.locator("[data-reason=unclear]").click()
    expect(reply.locator(".feedback-status")).to_contain_text(thanks)
    chat.page.click(".rating-open")
    chat.page.click("[data-level='5']")
    expect(chat.page.locator("[data-level='5']")).to_have_attribute("aria-pressed", "true")
    reply.locator("[data-opinion=not-asked]").click()
    offered = chat.next_reply(1, 15_000)
    expect(offered).to_have_attribute("data-outcome", "clarification")
    assert title not in offered.locator(".choice").all_inner_texts()
    screenshot(chat.page, f"service-not-asked-{lang}")
    offered.locator("[data-opinion=none]").click()
    person = chat.next_reply(2, 15_000)
    expect(person).to_have_attribute("data-outcome", "handover")
    expect(person.locator("a[href='tel:12345']").first).to_be_visible()
    screenshot(chat.page, f"service-handover-{lang}")


@pytest.mark.parametrize(
    ("lang", "text", "title", "send"),
    [("zh", "身份证丢了怎么补办？", "身份证", "发送"), ("en", "I lost my ID card. How do I get a new one?", "ID card", "Send")],
)
def test_the_service_answers_without_scripts(service, open_page, lang, text, title, send):
    page = open_page(service.url, lang="", shows="#plain-text", java_script_enabled=False)
    page.fill("#plain-text", text)
    page.get_by_role("button", name=send, exact=True).click()
    expect(page.locator(".entry-title").first).to_contain_text(title)
    page.locator(".plain-choices .choice").first.click()
    expect(page.locator(".entry-title").first).to_be_visible()

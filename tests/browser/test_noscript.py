"""A browser in which no script runs: the form answers all the same."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.chat import ASKED, DESKTOP, PHONE, VAGUE

pytestmark = pytest.mark.browser

SEND = {"zh": "发送", "en": "Send"}


@pytest.fixture()
def open_plain(chat_stand_in, open_page):
    def open_(path="/chat", **more):
        return open_page(chat_stand_in.url, lang="", path=path, shows="#plain-text", java_script_enabled=False, **more)

    return open_


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("path", ["/chat", "/chat/"])
@pytest.mark.parametrize(("lang", "title"), [("zh", "身份证丢了怎么补办？"), ("en", "I lost my ID card. How do I get a new one?")])
def test_a_question_is_answered_and_a_choice_taken(open_plain, chat_stand_in, screenshot, lang, title, path, size):
    page = open_plain(path, size=size)
    screenshot(page, f"plain-form-{size[0]}")
    page.fill("#plain-text", ASKED[lang])
    page.get_by_role("button", name=SEND[lang], exact=True).click()
    expect(page.locator(".entry-title")).to_have_text(title)
    expect(page.locator("html")).to_have_attribute("lang", {"zh": "zh-Hans", "en": "en"}[lang])
    expect(page.locator(".facts a.phone")).to_have_attribute("href", "tel:12345")
    expect(page.locator(".send")).to_have_css("background-color", "rgb(10, 92, 173)")  # the styles are there
    screenshot(page, f"plain-answer-{lang}-{size[0]}")
    page.fill("#plain-text", VAGUE[lang])
    page.locator(".send").click()
    page.locator(".choice").nth(1).click()
    expect(page.locator(".entry-title")).to_be_visible()
    assert chat_stand_in.asked[-1]["choice"] == "id-residence/id-renewal"
    assert len({body["session"] for body in chat_stand_in.asked}) == 1
    assert page.context.cookies() == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_its_pages_are_accessible(chat_stand_in, open_page, lang):
    page = open_page(chat_stand_in.url, lang=lang, path="/chat/ask", shows="#plain-text")  # no script of the page's; axe needs some
    assert violations(page) == []
    page.fill("#plain-text", ASKED[lang])
    page.locator(".send").click()
    expect(page.locator(".entry-title")).to_be_visible()
    assert violations(page) == []


def test_what_was_typed_before_the_scripts_came_is_not_lost(chat_stand_in, browser):
    page = browser.new_page()
    held = []
    page.route("**/assets/element.js", lambda route: held.append(route))
    page.goto(f"{chat_stand_in.url}/chat", wait_until="commit")
    page.fill("#plain-text", "身份证丢了")
    held.pop().continue_()
    expect(page.locator("#question")).to_have_value("身份证丢了")
    expect(page.locator("#plain-text")).to_have_count(0)
    page.close()


def test_where_the_scripts_fail_the_form_stays_and_answers(chat_stand_in, browser):
    page = browser.new_page()
    page.route("**/assets/app.js", lambda route: route.abort())
    page.goto(f"{chat_stand_in.url}/chat")
    page.fill("#plain-text", ASKED["zh"])
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".entry-title")).to_be_visible()
    page.close()

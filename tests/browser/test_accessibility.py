"""axe-core finds nothing in any state, language and mode; and what axe cannot see."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.axe import violations
from tests.browser.chat import ASKED, DESKTOP, PHONE, VAGUE

pytestmark = pytest.mark.browser

LANGUAGES = ["zh-Hans", "zh-Hant", "en"]
STATES = [
    "welcome", "answer", "follow-up", "clarification", "unknown", "small-talk", "emergency", "failed-answer", "busy", "offline", "trouble",
    "too-long", "near-limit", "topics", "thumb-down", "rating", "not-asked", "elder", "colour", "wide", "floating",
]  # fmt: skip


@pytest.fixture()
def open_demo(chat_stand_in, open_page):
    def open_(lang, size=DESKTOP, **more):
        return open_page(chat_stand_in.url, lang=lang, size=size, path="/chat/demo", shows="html[data-ready]", **more)

    return open_


@pytest.mark.parametrize("lang", LANGUAGES)
def test_axe_finds_nothing_in_any_state_of_the_demonstration(open_demo, lang):
    page = open_demo(lang)
    assert page.locator("#states > section").evaluate_all("all => all.map((one) => one.id)") == STATES
    assert violations(page) == []


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing_on_the_page(open_chat, lang, size):
    chat = open_chat(lang=lang, size=size)
    assert violations(chat.page) == []
    spoken = lang[:2]
    chat.ask(ASKED[spoken]).locator("[data-opinion=unhelpful]").click()
    chat.page.locator(".rating-open").click()
    assert violations(chat.page) == []
    chat.ask(VAGUE[spoken])
    chat.page.click("#elder")
    assert violations(chat.page) == []
    if size == PHONE:
        chat.page.click("#browse-open")
        expect(chat.page.locator(".category").first).to_be_visible()
        assert violations(chat.page) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_axe_finds_nothing_on_a_portals_page(open_portal, portal, lang):
    portal.embed(f'data-lang="{lang}"')
    chat = open_portal(opened=False)
    assert violations(chat.page, "faq-assistant") == []
    chat.page.click("#launcher")
    chat.ask(ASKED[lang])
    assert violations(chat.page, "faq-assistant") == []


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("elder", [False, True], ids=["standard", "elder"])
def test_at_four_hundred_percent_everything_can_be_read_and_used(open_chat, screenshot, lang, elder):
    chat = open_chat(lang=lang, size=(320, 256))  # 1280 x 1024 at 400 %
    if elder:
        chat.page.click("#elder")
    reply = chat.ask(ASKED[lang])
    expect(chat.questions.last).to_be_in_viewport()
    screenshot(chat.page, f"zoom-{lang}-{'elder' if elder else 'standard'}")
    assert not chat.too_wide()
    reply.locator(".opinion").first.scroll_into_view_if_needed()
    reply.locator(".opinion").first.click()
    chat.page.locator("#browse-open").scroll_into_view_if_needed()
    expect(chat.page.locator("#browse-open")).to_be_in_viewport()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_in_forced_colours_nothing_disappears(open_chat, screenshot, scheme):
    chat = open_chat(forced_colors="active", color_scheme=scheme)
    chat.ask(VAGUE["zh"])
    chat.field.focus()
    assert chat.field.evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
    for selector in (".send", ".choice", ".opinion, .choice-number"):
        assert chat.page.locator(selector).first.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)") >= 1
    screenshot(chat.page, f"forced-colours-{scheme}")


def test_the_focus_goes_through_the_page_in_the_order_that_it_is_read(open_chat):
    chat = open_chat(lang="en", size=PHONE)
    order = []
    for _ in range(14):
        chat.page.keyboard.press("Tab")
        order.append(chat.focused() or chat.focused("class"))
    assert order[:5] == ["language", "browse-open", "start-over", "elder", "tool tool-phone"]
    assert order[5] == "log"
    assert order[-2:] == ["question", "send"]

"""Any screen and any person: narrow screens, fingers, contrast, motion, screen readers."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.channels.refusals import Refused
from tests.browser.chat import ASKED, DESKTOP, NARROW, VAGUE

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_screen_of_320_pixels_shows_everything_without_sideways_scrolling(open_chat, screenshot, lang):
    chat = open_chat(lang=lang, size=NARROW)
    assert not chat.too_wide()
    chat.ask(ASKED[lang])
    chat.ask(VAGUE[lang])
    assert not chat.too_wide()
    screenshot(chat.page, f"narrow-{lang}-{NARROW[0]}")
    chat.page.click("#browse-open")
    expect(chat.page.locator(".category").first).to_be_visible()
    assert not chat.too_wide()


@pytest.mark.parametrize("size", [DESKTOP, NARROW], ids=["desktop", "narrow"])
def test_every_target_is_large_enough_for_a_finger(open_chat, size):
    chat = open_chat(lang="en", size=size)
    chat.ask(ASKED["en"])
    chat.ask(VAGUE["en"])
    small = chat.page.evaluate(
        """() => [...document.querySelector('faq-assistant').shadowRoot.querySelectorAll('button, summary, textarea, select, header a')]
            .filter((one) => one.offsetParent && one.getBoundingClientRect().height < 44).map((one) => one.outerHTML)"""
    )
    assert small == []


CONTRAST = """() => {
    const channel = (v) => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
    const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const numbers = (colour) => colour.match(/[\\d.]+/g).map(Number);
    const ground = (one) => { for (; one; one = one.parentElement || one.getRootNode().host) {
        const c = numbers(getComputedStyle(one).backgroundColor); if (c.length < 4 || c[3] > 0.5) return c; } return [255, 255, 255]; };
    return [...document.querySelector('faq-assistant').shadowRoot.querySelectorAll('.frame *')].filter((one) => one.offsetParent
        && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())).map((one) => {
        const [a, b] = [light(numbers(getComputedStyle(one).color)), light(ground(one))].sort((x, y) => y - x);
        return [(a + 0.05) / (b + 0.05), one.textContent.slice(0, 30)]; }).filter(([ratio]) => ratio < 4.5);
}"""


def test_all_text_has_enough_contrast(open_chat, chat_stand_in):
    chat = open_chat(lang="en")
    for text in (ASKED["en"], VAGUE["en"], "there is a fire", "broken", "visa for mars"):
        chat.ask(text)
    chat_stand_in.next_refusals = [Refused("busy")]
    chat.type_and_send("x" * 280)
    expect(chat.page.locator("[data-notice]")).to_be_visible()
    assert chat.page.evaluate(CONTRAST) == []


def test_nothing_moves_for_those_who_asked_for_that(open_chat, chat_stand_in):
    chat = open_chat(reduced_motion="reduce")
    chat_stand_in.delay = 0.8
    chat.type_and_send(ASKED["zh"])
    assert chat.page.locator(".dots i").first.evaluate("dot => getComputedStyle(dot).animationName") == "none"
    chat.next_reply(0)


def test_a_screen_reader_finds_the_roles_it_needs(open_chat):
    chat = open_chat(lang="en")
    chat.ask(ASKED["en"])
    expect(chat.log).to_have_attribute("role", "log")
    expect(chat.log).to_have_attribute("aria-live", "polite")
    expect(chat.page.get_by_role("textbox", name="Your question")).to_be_visible()
    expect(chat.page.get_by_role("button", name="Send")).to_be_visible()
    expect(chat.page.get_by_role("link", name="Hotline 12345")).to_be_visible()
    expect(chat.last.get_by_role("group", name="Service guide")).to_be_visible()
    expect(chat.last.get_by_role("group", name="People also ask")).to_be_visible()

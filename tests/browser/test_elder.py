"""Elder mode: large text, targets and contrast, no motion; from a switch that is remembered, from the address, from 浙里办."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ASKED, DESKTOP, PHONE, VAGUE
from tests.browser.test_chat_screens import CONTRAST

pytestmark = pytest.mark.browser

SMALL_TEXT = """() => [...document.querySelector('faq-assistant').shadowRoot.querySelectorAll('.frame *')].filter((one) =>
    one.offsetParent && !one.classList.contains('visually-hidden')
    && [...one.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())
    && parseFloat(getComputedStyle(one).fontSize) < 17.99).map((one) => one.outerHTML)"""
SMALL_TARGETS = """() => [...document.querySelector('faq-assistant').shadowRoot.querySelectorAll('button, a, select, summary, textarea')]
    .filter((one) => one.getClientRects().length && (one.getBoundingClientRect().height < 60 || one.getBoundingClientRect().width < 44))
    .map((one) => one.outerHTML)"""
BRIDGE = "window.ZWJSBridge = { onReady: (then) => then(), getUiStyle: () => Promise.%s };"
SWITCH = {"zh": ("长辈版", "标准版"), "zh-Hant": ("長者版", "標準版"), "en": ("Large text", "Standard view")}


def is_elder(chat):
    return chat.page.locator(".faq").evaluate("one => one.classList.contains('is-elder')")


def size_of(chat, selector=".log p"):
    return chat.page.locator(selector).first.evaluate("one => parseFloat(getComputedStyle(one).fontSize)")


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["zh", "zh-Hant", "en"])
def test_the_switch_makes_text_targets_and_contrast_large_and_is_remembered(open_chat, screenshot, lang, size):
    chat = open_chat(lang=lang, size=size)
    on, off = SWITCH[lang]
    expect(chat.page.locator("#elder")).to_have_text(on)
    chat.page.click("#elder")
    expect(chat.page.locator("#elder")).to_have_text(off)
    screenshot(chat.page, f"elder-welcome-{lang}-{size[0]}")
    chat.ask(ASKED[lang[:2]])
    screenshot(chat.page, f"elder-answer-{lang}-{size[0]}")
    chat.ask(VAGUE[lang[:2]])
    assert chat.page.evaluate(SMALL_TEXT) == []
    assert chat.page.evaluate(SMALL_TARGETS) == []
    assert chat.page.evaluate(CONTRAST.replace("ratio < 4.5", "ratio < 7")) == []
    assert not chat.too_wide()
    chat.page.reload()
    expect(chat.page.locator("#elder")).to_have_text(off)
    chat.page.click("#elder")
    chat.page.reload()
    expect(chat.page.locator("#elder")).to_have_text(on)
    assert not is_elder(chat)


@pytest.mark.parametrize("size", [DESKTOP, PHONE, (320, 640)], ids=["desktop", "phone", "narrow"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_text_grows_to_thirty_pixels_and_everything_stays_in_reach(open_chat, screenshot, lang, size):
    chat = open_chat(lang=lang, size=size)
    chat.page.click("#elder")
    assert size_of(chat) == 18
    for _ in range(6):  # more often than there are steps
        chat.page.locator("#larger").dispatch_event("click")
    assert size_of(chat) == 30
    expect(chat.page.locator("#larger")).to_have_attribute("aria-disabled", "true")
    chat.ask(ASKED[lang])
    assert not chat.too_wide()
    assert chat.page.evaluate(SMALL_TARGETS) == []
    expect(chat.field).to_be_in_viewport()
    expect(chat.questions.last).to_be_in_viewport()
    screenshot(chat.page, f"elder-largest-{lang}-{size[0]}")
    for _ in range(6):
        chat.page.locator("#smaller").dispatch_event("click")
    assert size_of(chat) == 18


def test_nothing_moves(open_chat, chat_stand_in):
    chat = open_chat()
    chat.page.click("#elder")
    chat_stand_in.delay = 0.8
    chat.type_and_send(ASKED["zh"])
    assert chat.page.locator(".dots i").first.evaluate("dot => getComputedStyle(dot).animationName") == "none"
    chat.next_reply(0)


def test_the_address_may_wish_for_it_and_the_citizen_may_switch_it_off(open_chat):
    chat = open_chat(lang="", path="/chat?uiStyle=elder&lang=zh")
    assert is_elder(chat)
    chat.page.click("#elder")
    chat.page.reload()
    chat.page.wait_for_selector("[data-welcome]")
    assert not is_elder(chat)


@pytest.mark.parametrize(
    ("answer", "elder"), [("resolve({uiStyle: 'elder'})", True), ("resolve({uiStyle: 'normal'})", False), ("reject(new Error('x'))", False)]
)
def test_zheliban_says_whether_it_is_on(open_chat, answer, elder):
    chat = open_chat(before=BRIDGE % answer)
    chat.page.wait_for_timeout(100)
    assert is_elder(chat) is elder


def test_the_citizens_choice_goes_before_what_zheliban_wishes(open_chat):
    chat = open_chat(before=BRIDGE % "resolve({uiStyle: 'elder'})")
    chat.page.locator(".is-elder").wait_for()
    chat.page.click("#elder")
    chat.page.reload()
    chat.page.wait_for_selector("[data-welcome]")
    chat.page.wait_for_timeout(100)
    assert not is_elder(chat)


def test_alipays_mini_program_hears_that_the_chat_is_there(open_chat):
    chat = open_chat(before="window.heard = []; window.my = {postMessage: (said) => window.heard.push(said)};")
    assert chat.page.evaluate("window.heard") == [{"faq": "ready"}]

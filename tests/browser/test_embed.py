"""The assistant on a portal's page: another origin, the strictest policy, a button in the corner."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ASKED, DESKTOP, PHONE

pytestmark = pytest.mark.browser

INLINE = '<faq-assistant entry="inline" lang="en"></faq-assistant>'


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_script_tag_answers_on_a_portal_of_another_origin_under_its_strict_policy(
    open_portal, portal, chat_stand_in, screenshot, lang, size
):
    portal.embed(f'data-lang="{lang}"')
    chat = open_portal(opened=False, size=size)
    expect(chat.page.locator("#launcher")).to_have_css("position", "fixed")  # the styles came through the policy
    screenshot(chat.page, f"portal-closed-{lang}-{size[0]}")
    chat.page.click("#launcher")
    reply = chat.ask(ASKED[lang])
    expect(reply).to_have_attribute("lang", lang)
    expect(reply.locator(".bubble")).to_have_css("background-color", "rgb(255, 255, 255)")
    screenshot(chat.page, f"portal-answer-{lang}-{size[0]}")
    assert chat_stand_in.asked[0]["lang"] == lang
    assert not chat.too_wide()


def test_a_portal_that_is_not_named_gets_nothing_and_is_told_why(portal, chat_stand_in, browser):
    chat_stand_in.portals = ("https://another.example",)
    page = browser.new_page()
    said, before = [], chat_stand_in.sessions
    page.on("console", lambda message: said.append(message.text))
    page.goto(portal.url)
    page.wait_for_timeout(500)
    assert page.locator("faq-assistant").count() == 0
    assert [text for text in said if "FAQ_WEB_ORIGINS" in text], said
    assert chat_stand_in.sessions == before
    page.close()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_escape_closes_the_panel_and_the_focus_returns_to_the_button(open_portal, portal, lang):
    portal.embed(f'data-lang="{lang}"')
    chat = open_portal(opened=False)
    launcher = chat.page.locator("#launcher")
    launcher.focus()
    chat.page.keyboard.press("Enter")
    expect(chat.page.locator("#panel")).to_be_visible()
    assert chat.focused() == "question"
    expect(launcher).to_have_attribute("aria-expanded", "true")
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator("#panel")).to_be_hidden()
    expect(launcher).to_be_visible()
    assert chat.focused() == "launcher"


def test_escape_leaves_the_topics_before_it_closes_the_panel(open_portal):
    chat = open_portal()
    chat.page.click("#browse-open")
    expect(chat.page.locator("#browse-title")).to_be_focused()
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator("#panel")).to_be_visible()
    assert chat.focused() == "browse-open"
    chat.page.keyboard.press("Escape")
    expect(chat.page.locator("#panel")).to_be_hidden()


def test_an_escape_of_an_input_method_does_not_close_the_panel(open_portal):
    chat = open_portal()
    chat.field.evaluate(
        "field => field.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape', bubbles: true, composed: true, isComposing: true}))"
    )
    expect(chat.page.locator("#panel")).to_be_visible()


def test_on_a_phone_the_focus_stays_in_the_panel_that_covers_the_page(open_portal):
    chat = open_portal(size=PHONE)
    for _ in range(30):
        chat.page.keyboard.press("Tab")
        assert chat.page.evaluate("() => document.activeElement.localName") == "faq-assistant"
        assert chat.focused() != "launcher"


def test_on_a_desktop_the_focus_may_leave_the_panel_for_the_portal(open_portal):
    chat = open_portal()
    for _ in range(30):
        chat.page.keyboard.press("Shift+Tab")
        if chat.focused() == "news":
            return
    raise AssertionError("the focus never left the panel")


def test_a_panel_that_was_open_is_open_on_the_next_page_with_its_conversation(open_portal, chat_stand_in):
    chat = open_portal()
    chat.ask(ASKED["zh"])
    chat.page.reload()
    expect(chat.page.locator("#panel")).to_be_visible()
    expect(chat.replies).to_have_count(1)
    assert chat.page.evaluate("() => document.activeElement.localName") == "body"  # nobody's focus is taken away
    assert len(chat_stand_in.asked) == 1


@pytest.mark.parametrize(
    ("lang", "shown"), [("zh-CN", "永康市政务服务智能问答"), ("zh-TW", "永康市政務服務智能問答"), ("en", "Yongkang Government Services")]
)
def test_without_a_language_it_follows_the_portal(open_portal, portal, lang, shown):
    portal.lang = lang
    expect(open_portal(opened=False).page.locator("#launcher")).to_contain_text(shown)


@pytest.mark.parametrize(
    ("lang", "title", "question"), [("zh", "小康", "身份证丢了怎么补办"), ("en", "Ask Kang", "I lost my ID card, what now?")]
)
def test_title_colour_and_start_question_come_from_attributes(open_portal, portal, chat_stand_in, screenshot, lang, title, question):
    portal.embed(f'data-lang="{lang}" data-title="{title}" data-color="#c8102e" data-start-question="{question}"')
    chat = open_portal(opened=False)
    expect(chat.page.locator("#launcher")).to_contain_text(title)
    assert chat.page.locator("faq-assistant").get_attribute("title") is None  # it would cover the chat as a tooltip
    assert chat_stand_in.asked == []  # only when it is opened
    chat.page.click("#launcher")
    chat.next_reply(0)
    assert [body["text"] for body in chat_stand_in.asked] == [question]
    assert chat.page.locator(".send").evaluate("one => getComputedStyle(one).backgroundColor") not in (
        "rgb(10, 92, 173)",
        "rgb(255, 255, 255)",
    )
    screenshot(chat.page, f"portal-colour-{lang}")
    chat.page.click("#close")
    chat.page.click("#launcher")
    chat.page.wait_for_timeout(300)
    assert len(chat_stand_in.asked) == 1


@pytest.mark.parametrize("colour", ["#ffff00", "#fff", "#8bc34a", "#000", "#123abc"])
def test_any_colour_becomes_dark_enough_for_white_text(open_portal, portal, colour):
    portal.embed(f'data-color="{colour}"')
    page = open_portal().page
    red, green, blue = page.locator(".send").evaluate("one => getComputedStyle(one).backgroundColor.match(/[0-9.]+/g).map(Number)")[:3]
    parts = [value / 255 / 12.92 if value / 255 <= 0.03928 else ((value / 255 + 0.055) / 1.055) ** 2.4 for value in (red, green, blue)]
    assert 1.05 / (0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2] + 0.05) >= 7


@pytest.mark.parametrize("colour", ["red", "url(x)", "#12", "expression(1)", ""])
def test_what_is_no_colour_changes_nothing(open_portal, portal, colour):
    portal.embed(f'data-color="{colour}"')
    assert open_portal().page.locator(".send").evaluate("one => getComputedStyle(one).backgroundColor") == "rgb(10, 92, 173)"


def test_an_element_of_the_portals_own_is_used_and_there_is_no_second_one(open_portal, portal, screenshot):
    portal.place(INLINE)
    chat = open_portal(opened=False)
    expect(chat.page.locator("faq-assistant")).to_have_count(1)
    assert chat.page.locator("#launcher").count() == 0
    assert chat.ask(ASKED["en"])
    screenshot(chat.page, "portal-inline-en")


OLD = "delete CSSStyleSheet.prototype.replaceSync;"


def test_a_browser_without_sheets_by_script_links_them(open_portal, portal):
    portal.also_allow(f"style-src {portal.chat}")
    chat = open_portal(before=OLD)
    expect(chat.page.locator("#panel")).to_have_css("position", "fixed")
    assert chat.page.locator("faq-assistant link").count() == 2


def test_where_the_policy_forbids_the_file_the_rules_go_in_one_by_one(browser, portal):
    portal.also_allow("style-src-elem 'unsafe-inline'")  # as a portal does that has old browsers and no list of hosts
    page = browser.new_page()
    page.add_init_script(OLD)
    page.goto(portal.url)
    expect(page.locator("#launcher")).to_have_css("position", "fixed")
    assert page.locator("faq-assistant style").evaluate_all("all => all.map((one) => one.sheet.cssRules.length > 20)") == [True, True]
    page.close()


def test_the_portals_own_styles_do_not_reach_in_and_ours_do_not_reach_out(open_portal):
    chat = open_portal()
    chat.page.evaluate("""() => {
        const sheet = new CSSStyleSheet();
        sheet.replaceSync('html { font-size: 62.5px } button, p { color: red !important; letter-spacing: 1em; text-transform: uppercase }');
        document.adoptedStyleSheets = [sheet];
    }""")
    send = chat.page.locator("#send")
    expect(send).to_have_css("color", "rgb(255, 255, 255)")
    expect(send).to_have_css("letter-spacing", "normal")
    assert chat.page.locator("#hint").evaluate("one => parseFloat(getComputedStyle(one).fontSize)") == 14
    expect(chat.page.locator("#news")).to_have_css("color", "rgb(0, 0, 238)")


def test_no_entry_is_added_to_the_history(open_portal):
    chat = open_portal()
    before = chat.page.evaluate("() => history.length")
    chat.ask(ASKED["zh"])
    chat.page.select_option("#language", "en")
    chat.page.click("#browse-open")
    chat.page.click("#close")
    assert chat.page.evaluate("() => history.length") == before
    assert chat.page.url == f"{chat.page.evaluate('() => location.origin')}/"

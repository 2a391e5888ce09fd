"""Typing a question: input methods, limits, and the keyboard alone."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat import FOCUSED, VAGUE

pytestmark = pytest.mark.browser


def test_enter_during_composition_does_not_send(open_chat, chat_stand_in):
    chat = open_chat()
    chat.field.fill("shenfenzheng")
    chat.field.focus()
    # As Chromium sends it while an input method composes, and as Safari sends the last Enter of a composition.
    for event in ({"key": "Enter", "isComposing": True}, {"key": "Enter", "keyCode": 229, "which": 229}):
        kept = chat.field.evaluate(
            "(field, init) => field.dispatchEvent(new KeyboardEvent('keydown', {bubbles: true, cancelable: true, ...init}))", event
        )
        assert kept, "the composition's own Enter must not be taken away"
    expect(chat.questions).to_have_count(0)
    chat.field.press("Enter")
    chat.next_reply(0)
    assert len(chat_stand_in.asked) == 1


def test_a_real_composition_is_not_sent_before_it_ends(open_chat, chat_stand_in):
    chat = open_chat()
    chat.field.focus()
    session = chat.page.context.new_cdp_session(chat.page)
    session.send("Input.imeSetComposition", {"text": "shen fen", "selectionStart": 8, "selectionEnd": 8})
    session.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 229})
    expect(chat.questions).to_have_count(0)
    session.send("Input.insertText", {"text": "身份证丢了"})
    chat.field.press("Enter")
    chat.next_reply(0)
    assert [body["text"] for body in chat_stand_in.asked] == ["身份证丢了"]


def test_shift_enter_makes_a_line_and_does_not_send(open_chat, chat_stand_in):
    chat = open_chat()
    chat.field.fill("第一行")
    chat.field.press("Shift+Enter")
    chat.field.type("第二行")
    assert chat.field.input_value() == "第一行\n第二行"
    assert chat_stand_in.asked == []


@pytest.mark.parametrize(("lang", "words"), [("zh", "请先输入"), ("en", "Please type")])
def test_an_empty_question_is_not_sent_and_the_page_says_why(open_chat, chat_stand_in, lang, words):
    chat = open_chat(lang=lang)
    chat.type_and_send("   ")
    expect(chat.page.locator("#hint")).to_contain_text(words)
    assert chat_stand_in.asked == []


def test_the_count_appears_at_eighty_percent_and_too_much_is_not_sent(open_chat, chat_stand_in):
    chat = open_chat()
    chat.field.fill("字" * 239)
    expect(chat.page.locator("#count")).to_be_hidden()
    chat.field.fill("𠮷" * 240)
    expect(chat.page.locator("#count")).to_have_text("240 / 300 字")
    chat.field.fill("字" * 301)
    expect(chat.page.locator("#count-status")).to_contain_text("超出 1 个字")
    chat.field.press("Enter")
    assert chat_stand_in.asked == []
    assert len(chat.field.input_value()) == 301


def test_english_is_counted_in_letters_up_to_six_hundred(open_chat, chat_stand_in):
    chat = open_chat(lang="en")
    chat.field.fill("a" * 480)
    expect(chat.page.locator("#count")).to_have_text("480 / 600 characters")
    chat.field.fill("a" * 601)
    expect(chat.page.locator("#count-status")).to_contain_text("1 characters too many")
    chat.field.press("Enter")
    assert chat_stand_in.asked == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_can_be_done_with_the_keyboard_alone(open_chat, chat_stand_in, lang):
    chat = open_chat(lang=lang)
    keyboard = chat.page.keyboard

    def tab_to(wanted, attribute="id"):
        for _ in range(80):
            if chat.focused(attribute) == wanted:
                return
            keyboard.press("Tab")
        raise AssertionError(f"no way to {wanted} by Tab")

    tab_to("question")
    keyboard.type(VAGUE[lang])
    keyboard.press("Enter")
    chat.next_reply(0)
    for _ in range(4):  # back past the hotline and the choices below the question
        keyboard.press("Shift+Tab")
    assert chat.focused("class") == "choice"
    keyboard.press("Enter")
    chat.next_reply(1)
    assert chat.focused("data-outcome") == "answered"
    keyboard.press("Tab")
    keyboard.press("Tab")
    assert chat.page.evaluate(f"() => {FOCUSED}.tagName") == "SUMMARY"
    opened = chat.last.locator("details[open]").count()
    keyboard.press("Enter")
    expect(chat.last.locator("details[open]")).to_have_count(opened + 1)


def test_the_focus_can_be_seen_everywhere(open_chat):
    chat = open_chat()
    for _ in range(6):
        chat.page.keyboard.press("Tab")
        shadow = chat.page.evaluate(f"() => getComputedStyle({FOCUSED}).boxShadow")
        assert shadow != "none"

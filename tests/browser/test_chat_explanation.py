"""The explanation under a reply, which only a service with the setting `explain` sends."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.chat import ASKED, DESKTOP, PHONE, VAGUE

pytestmark = pytest.mark.browser

CASES = [
    ("zh", "身份证丢了怎么补办，为什么这样答", "为什么这样答？", "比较过的问题", "与“<b>身份证</b>掉了怎么补”最接近（相似度 0.93）。"),
    ("en", "I lost my ID card, explain", "Why this reply?", "Questions that were compared",
     "Nearest to “<b>ID card</b> gone, what now” (similarity 0.93)."),
]  # fmt: skip


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize(("lang", "text", "label", "compared", "near"), CASES)
def test_it_is_closed_and_opens_by_keyboard(open_chat, screenshot, size, lang, text, label, compared, near):
    chat = open_chat(lang=lang, size=size)
    found = chat.ask(text).locator("details.explanation")
    summary = found.locator("summary")
    expect(summary).to_have_text(label)
    expect(found).not_to_have_attribute("open", "")
    expect(found.locator("ul")).not_to_be_visible()
    summary.focus()
    chat.page.keyboard.press("Enter")
    expect(found.locator("ul li").first).to_be_visible()
    expect(found.locator(".explanation-title")).to_have_text(compared)
    expect(found.locator("ol > li")).to_have_count(2)
    expect(found.locator("ol p").first).to_have_text(near)  # the tag in it is text
    assert found.locator("b").count() == 0
    assert summary.bounding_box()["height"] >= 44
    assert not chat.too_wide()
    found.scroll_into_view_if_needed()
    screenshot(chat.page, f"explanation-{lang}-{size[0]}")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("asked", [ASKED, VAGUE], ids=["answer", "choices"])
def test_without_one_there_is_nothing_to_open(open_chat, lang, asked):
    assert open_chat(lang=lang).ask(asked[lang]).locator(".explanation").count() == 0


@pytest.mark.parametrize(("text", "label"), [("身份证怎么办，为什么", "为什么这样答？"), ("id card? explain", "Why this reply?")])
def test_a_reply_without_an_answer_has_it_too(open_chat, text, label):
    reply = open_chat().ask(text)
    expect(reply).to_have_attribute("data-outcome", "clarification")
    expect(reply.locator(".explanation summary")).to_have_text(label)

"""The staff console in a real Chromium: a clerk's work from the sign-in to the roll-back, with no fault of the policy."""

from __future__ import annotations

from threading import Thread

import pytest
from playwright.sync_api import expect

from bot.console.app import Console
from bot.console.web import Server
from bot.settings import Settings
from tests import small_knowledge
from tests.browser.axe import violations
from tests.small_knowledge import INVOICE, TODAY

pytestmark = pytest.mark.browser

PASSWORD = "correct horse"
WORDS = {
    "zh": {"name": "用户名", "password": "密码", "sign_in": "登录", "save": "保存", "saved": "已保存。", "preview": "检查并预览",
           "lost": "怎么开发票？", "theirs": "对方保存的版本", "history": "历史",
           "required": "这一项必须填写", "back": "恢复到这一版", "out": "退出"},
    "en": {"name": "Name", "password": "Password", "sign_in": "Sign in", "save": "Save", "saved": "Saved.", "preview": "Check and preview",
           "lost": "How do I issue an invoice?", "theirs": "As the other saved it", "history": "History",
           "required": "This must be filled in",
           "back": "Go back to this version", "out": "Sign out"},
}  # fmt: skip


@pytest.fixture()
def console(tmp_path):
    folder = small_knowledge.write(tmp_path / "knowledge")
    made = Console(Settings(knowledge_dir=folder, state_dir=tmp_path / "state", build_dir=tmp_path / "build"), today=lambda: TODAY)
    made.users.add("lin", "editor", "", PASSWORD)
    made.users.add("wang", "department", "tax", PASSWORD)
    server = Server("127.0.0.1", 0, made.answer)
    Thread(target=server.serve_forever, daemon=True).start()
    yield server.url
    server.shutdown()
    server.server_close()


def signed_in(open_page, url, lang, name, size=(1280, 800)):
    words = WORDS[lang]
    page = open_page(url, lang=lang, path="/sign-in", shows="#name", size=size)
    page.get_by_label(words["name"], exact=True).fill(name)
    page.get_by_label(words["password"], exact=True).fill(PASSWORD)
    page.get_by_role("button", name=words["sign_in"], exact=True).click()
    page.wait_for_selector("table.list")
    return page


def clean(page, screenshot, name):
    screenshot(page, f"console-{name}")
    assert violations(page) == []


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_two_clerks_change_one_entry_and_one_goes_back(console, open_page, screenshot, lang):
    words = WORDS[lang]
    lin, wang = signed_in(open_page, console, lang, "lin"), signed_in(open_page, console, lang, "wang")
    clean(lin, screenshot, f"list-{lang}")
    for page in (lin, wang):
        page.get_by_role("link", name=words["lost"], exact=True).click()
        page.wait_for_selector("[id='answer.en']")
    clean(lin, screenshot, f"entry-{lang}")
    lin.locator("[id='answer.en']").press_sequentially(" It takes 7 days.")
    expect(lin.locator("#live")).to_contain_text("K401")
    clean(lin, screenshot, f"typing-{lang}")
    lin.fill("[id='answer.en']", "")
    lin.get_by_role("button", name=words["preview"], exact=True).click()
    expect(lin.locator("#said li")).to_contain_text(words["required"])
    lin.fill("[id='answer.en']", "It takes 7 days.")
    lin.get_by_role("button", name=words["preview"], exact=True).click()
    expect(lin.locator(".diff .del").first).to_be_visible()
    clean(lin, screenshot, f"preview-{lang}")
    lin.fill("[id='answer.en']", "By Lin.")
    lin.get_by_role("button", name=words["save"], exact=True).click()
    expect(lin.get_by_role("status")).to_have_text(words["saved"])
    wang.fill("[id='answer.en']", "By Wang.")
    wang.get_by_role("button", name=words["save"], exact=True).click()
    expect(wang.locator(".other")).to_contain_text(words["theirs"])
    expect(wang.locator(".other")).to_contain_text("By Lin.")
    expect(wang.locator("[id='answer.en']")).to_have_value("By Wang.")
    wang.locator("a[href='#answer.en']").click()
    expect(wang.locator("[id='answer.en']")).to_be_in_viewport()
    clean(wang, screenshot, f"conflict-{lang}")
    wang.get_by_role("button", name=words["save"], exact=True).click()
    expect(wang.get_by_role("status")).to_have_text(words["saved"])
    lin.goto(f"{console}/entry/{INVOICE}/history")
    lin.locator("tbody a").nth(1).click()
    clean(lin, screenshot, f"history-{lang}")
    lin.get_by_role("button", name=words["back"], exact=True).click()
    expect(lin.locator("[id='answer.en']")).to_have_value("By Lin.")
    for place in ("/new", "/expiring", "/gaps", "/gate", "/reports", "/rules", "/try", "/audit"):
        lin.goto(f"{console}{place}")
        clean(lin, screenshot, f"{place[1:]}-{lang}")
    lin.get_by_role("button", name=words["out"], exact=True).click()
    lin.goto(f"{console}/")
    expect(lin.get_by_label(words["password"], exact=True)).to_be_visible()
    clean(lin, screenshot, f"sign-in-{lang}")


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("size", [(1280, 800), (390, 800)], ids=["wide", "small"])
def test_what_cannot_be_saved_is_listed_and_the_page_survives_going_back(console, open_page, screenshot, lang, size):
    words = WORDS[lang]
    page = signed_in(open_page, console, lang, "lin", size)
    page.goto(f"{console}/entry/{INVOICE}")
    page.fill("[id='question.en']", "")
    page.fill("[id='reviewed']", "23/11/2026")
    page.fill("[id='similar.zh']", "写了很久的问法？")
    page.get_by_role("button", name=words["save"], exact=True).click()
    expect(page.locator("#said li")).to_have_count(3)
    expect(page.locator("#said")).to_be_focused()
    expect(page.locator("#said")).to_be_in_viewport()
    clean(page, screenshot, f"mend-{lang}-{size[0]}")
    page.locator("#said a[href='#reviewed']").click()
    expect(page.locator("[id='reviewed']")).to_be_in_viewport()
    expect(page.locator("[id='reviewed']")).to_be_focused()
    page.goto(f"{console}/expiring")
    page.go_back()
    expect(page.locator("[id='similar.zh']")).to_have_value("写了很久的问法？")
    expect(page.locator("#said li")).to_have_count(3)
    page.locator("a.lang").click()
    expect(page.locator("[id='similar.zh']")).to_have_value("写了很久的问法？")
    page.fill("[id='answer.zh']", "长" * 200_000)
    page.get_by_role("button", name=WORDS["en" if lang == "zh" else "zh"]["save"], exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Back button")
    clean(page, screenshot, f"too-long-{lang}-{size[0]}")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def on_entry(open_page, console, size):
    """An entry's form in a small window."""
    page = open_page(console, lang="zh", path="/sign-in", shows="#name", size=size)
    page.fill("#name", "lin")
    page.fill("#password", PASSWORD)
    page.locator("main button").click()
    page.wait_for_selector("table.list")
    page.goto(f"{console}/entry/{INVOICE}")
    return page


def test_a_small_window_scrolls_only_downwards(console, open_page, screenshot):
    page = on_entry(open_page, console, (390, 800))
    screenshot(page, "console-entry-small")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_field_that_is_typed_in_stays_above_what_is_said(console, open_page, screenshot):
    page = on_entry(open_page, console, (1000, 500))
    page.fill("[id='answer.zh']", "请到窗口办理，7 天，40 元，电话 13812345678，联系人王小明女士，浙G6T518。")
    page.fill("[id='answer.en']", "Come to the counter, 9 days, 50 yuan.")
    expect(page.locator("#live")).to_contain_text("K502")
    for field in ("guide.phone", "reviewed", "valid_until"):
        page.locator(f"[id='{field}']").press("End")
        seen = page.evaluate(
            "document.activeElement.getBoundingClientRect().bottom <= document.querySelector('.actions').getBoundingClientRect().top"
        )
        assert seen, field
    screenshot(page, "console-typing-low")

"""A new entry begins as a draft, in one's own department, under a name that is free."""

from __future__ import annotations

import pytest

from bot.console.app import Console
from bot.knowledge.placeholders import BLANK, is_placeholder
from tests.console.conftest import Open
from tests.small_knowledge import INVOICE

WANTED = {"category": "tax", "name": "tax-refund", "zh": "怎么退税？", "en": "How do I get a tax refund?"}
WRONG = {
    "name": {"zh": "小写字母", "en": "small letters"},
    "taken": {"zh": "已经有", "en": "already"},
    "title": {"zh": "中文和英文标题", "en": "in Chinese and in English"},
    "same": {"zh": "K203", "en": "K203"},
}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_new_entry_is_a_draft_that_opens_in_its_form(console: Console, open_as: Open, lang: str) -> None:
    browser = open_as("tax-wang", lang)
    assert 'value="tax"' in browser.get("/new").body and 'value="id-residence"' not in browser.page.body
    made = browser.post("/new", **WANTED)
    assert made.status == 303 and dict(made.headers)["Location"].startswith("/entry/tax/tax-refund")
    form = browser.form("tax/tax-refund")
    assert form["question.zh"] == WANTED["zh"] and form["question.en"] == WANTED["en"] and form["status"] == "draft"
    assert is_placeholder(form["answer.zh"]) and is_placeholder(form["answer.en"])
    assert console.desk.shelf().items["tax/tax-refund"].entry is not None
    assert [event.action for event in console.audit.events("tax/tax-refund")] == ["created"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_draft_is_not_published_while_something_is_yet_to_be_written(console: Console, open_as: Open, lang: str) -> None:
    browser = open_as("lin", lang)
    browser.post("/new", **WANTED)
    form = {**browser.form("tax/tax-refund"), "status": "published"}
    refused = browser.post("/entry/tax/tax-refund", action="save", **form)
    assert refused.status == 422 and "K505" in refused.body
    written = {key: text for key, text in form.items() if not is_placeholder(text)}
    written |= {
        "answer.zh": "向税务局申请。",
        "answer.en": "Apply to the tax bureau.",
        "basis.title.zh": "《某法》",
        "basis.title.en": "Some Law",
    }
    written |= {"similar.zh": "退税流程\n多交的税能拿回来吗\n税款退还\n怎样申请退钱\n退税要几天", "confirm.zh": "", "confirm.en": ""}
    written |= {"similar.en": "refund of tax\nI paid too much\nget money back\nhow long until it comes\napply for a refund"}
    assert browser.post("/entry/tax/tax-refund", action="save", **written).status == 303


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("wrong", "change"),
    [
        ("name", {"name": "Tax Refund"}),
        ("name", {"name": "../../etc"}),
        ("name", {"name": "x" * 61}),
        ("taken", {"name": INVOICE.split("/")[1]}),
        ("title", {"en": " "}),
        ("same", {"zh": "怎么开发票？"}),
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_written(console: Console, open_as: Open, lang: str, wrong: str, change) -> None:
    before = {path: path.read_bytes() for path in console.desk.root.rglob("*") if path.is_file()}
    page = open_as("lin", lang).post("/new", **{**WANTED, **change})
    assert page.status == 422 and WRONG[wrong][lang] in page.body
    assert "zh" in change or WANTED["zh"] in page.body
    assert {path: path.read_bytes() for path in console.desk.root.rglob("*") if path.is_file()} == before


def test_nobody_begins_an_entry_of_another_department(console: Console, open_as: Open) -> None:
    assert open_as("tax-wang").post("/new", **{**WANTED, "category": "id-residence"}).status == 403
    assert open_as("tax-wang").post("/new", **{**WANTED, "category": "nowhere"}).status == 403
    viewer = open_as("guest")
    assert viewer.post("/new", **WANTED).status == 403 and viewer.get("/new").status == 403
    assert 'href="/new"' not in viewer.get("/").body


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_placeholder_is_known_as_one_and_plain_text_is_not(lang: str) -> None:
    for key in ("title", "similar", "answer", "basis"):
        assert is_placeholder(f"- {BLANK[key][lang].format(id='tax/tax-refund', number=3)}")
    assert not is_placeholder({"zh": "（待领取时）请带身份证。", "en": "(The department has its own counter.)"}[lang])

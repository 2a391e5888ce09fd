"""What the form says when it cannot be saved: everything at once, at its field; and that what was typed has an address."""

from __future__ import annotations

import html
import re

import pytest

from bot.answering.live_status import LiveStatus, Trouble, write_status
from bot.console.app import Console
from bot.console.drafts import MOST, Drafts
from bot.console.entry_form import cells_from
from bot.knowledge.problems import Problem
from tests.console.conftest import Browser, Open, fields
from tests.console.test_edit import path_of, save
from tests.small_knowledge import ID_LOST, INVOICE

REQUIRED = {"zh": "这一项必须填写", "en": "This must be filled in"}
DATE = {"zh": "日期请写成 2026-11-20", "en": "Write the date as 2026-11-20"}
OTHER = {"zh": "English", "en": "中文"}


def summary(page: str) -> str:
    """What stands above the form."""
    return re.findall(r'id="said".*?</div>', page, re.DOTALL)[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_everything_that_is_wrong_is_listed_at_once_with_links_to_the_fields(open_as: Open, lang: str) -> None:
    browser = open_as("lin", lang)
    wrong = {"question__en": "", "reviewed": "23/11/2026", "similar__zh": "只有一个", "answer__en": "I am 33072219900307451X."}
    page = save(browser, INVOICE, browser.form(INVOICE), **wrong)
    assert page.status == 422
    above = summary(page.body)
    for key in ("question.en", "reviewed", "similar.zh", "answer.en"):
        assert f'href="#{key}"' in above, key
        field = re.findall(rf'<(?:input|textarea) id="{re.escape(key)}"[^>]*>', page.body)[0]
        assert 'aria-invalid="true"' in field and f"{key}-fault" in field and f'id="{key}-fault"' in page.body
    assert REQUIRED[lang] in above and DATE[lang] in above and "K103" in above and "K501" in above
    assert 'aria-invalid="true"' not in re.findall(r'<textarea id="question.zh"[^>]*>', page.body)[0]


@pytest.mark.parametrize(
    ("key", "lang"), [("not.zh", "zh"), ("not.en", "en"), ("basis.url", "zh"), ("reviewed", "en"), ("valid_until", "zh")]
)
def test_a_field_that_is_not_plain_has_a_hint_that_is_read_with_it(open_as: Open, key: str, lang: str) -> None:
    body = open_as("guest", lang).get(f"/entry/{ID_LOST}").body
    assert f'id="{key}-hint"' in body
    assert f'aria-describedby="{key}-hint"' in re.findall(rf'<(?:input|textarea) id="{re.escape(key)}"[^>]*>', body)[0]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("action", ["preview", "save"])
def test_a_page_that_is_not_saved_can_be_left_reloaded_and_read_in_the_other_language(open_as: Open, lang: str, action: str) -> None:
    browser = open_as("lin", lang)
    form = {**browser.form(INVOICE), "answer.en": "", "question.zh": "写了很久的标题？"}
    page = browser.post(f"/entry/{INVOICE}", action=action, **form)
    link = html.unescape(re.findall(r'class="lang" href="([^"]+)"', page.body)[0])
    assert "draft=" in link and OTHER[lang] in page.body
    name = re.findall(r"draft=([\w-]+)", link)[0]
    for _ in range(2):
        again = browser.get(f"/entry/{INVOICE}", draft=name)
        assert fields(again.body)["question.zh"] == "写了很久的标题？" and REQUIRED[lang] in again.body
    turned = browser.get(f"/entry/{INVOICE}", draft=name, lang={"zh": "en", "en": "zh"}[lang])
    assert fields(turned.body)["question.zh"] == "写了很久的标题？" and REQUIRED[{"zh": "en", "en": "zh"}[lang]] in turned.body
    assert "写了很久的标题" not in open_as("tax-wang", lang).get(f"/entry/{INVOICE}", draft=name).body  # another person's


@pytest.mark.parametrize(("lang", "said"), [("zh", "这份预览已经失效"), ("en", "This preview is over")])
def test_a_draft_that_is_forgotten_says_so(open_as: Open, lang: str, said: str) -> None:
    page = open_as("lin", lang).get(f"/entry/{INVOICE}", draft="gone")
    assert page.status == 200 and said in page.body and 'class="banner bad"' not in page.body


def test_of_many_drafts_the_oldest_goes_first_and_no_password_is_kept() -> None:
    drafts = Drafts()
    names = [drafts.keep("lin", {"answer": str(number), "password": "x", "token": "y"}, "save") for number in range(MOST + 1)]
    assert drafts.find("lin", names[0]) is None and drafts.find("wang", names[1]) is None
    found = drafts.find("lin", names[1])
    assert found is not None and found.form == {"answer": "1"}


@pytest.mark.parametrize(
    ("key", "typed", "kept"),
    [
        ("similar.en", "how\tto\tissue\r\nplain", "how to issue\nplain"),
        ("similar.zh", '"发票\n怎么\n开"\t然后呢\n另一个', "发票 怎么 开 然后呢\n另一个"),
        ("similar.en", '"say ""fapiao""\nplease"\nnext', 'say "fapiao" please\nnext'),
        ("similar.en", '"fapiao" how\n"tax"', '"fapiao" how\n"tax"'),  # quotation marks of its own
        ("similar.zh", '"开票\n怎么开', '"开票\n怎么开'),  # a lone mark is left for the editor
        ("question.zh", "怎么\t开票？", "怎么 开票？"),
        ("not.en", "a\tb", "a b"),
        ("answer.en", "a\tb", "a\tb"),
    ],
)
def test_questions_pasted_from_a_sheet_become_one_line_each(key: str, typed: str, kept: str) -> None:
    assert cells_from({key: typed})[key] == kept


@pytest.mark.parametrize(("lang", "said"), [("zh", "已保存，但还没有对市民使用"), ("en", "Saved, but not served yet")])
def test_who_saves_is_told_what_keeps_it_from_being_served(console: Console, open_as: Open, lang: str, said: str) -> None:
    browser = open_as("lin", lang)
    assert save(browser, INVOICE, browser.form(INVOICE), question__en="How do I get a fapiao?").status == 303
    assert said not in browser.get(f"/entry/{INVOICE}", saved="1").body
    trouble = Trouble("", 0, "", {"zh": "这一版无法启用：没有模型", "en": "It cannot be served: no model"})
    write_status(console.settings, LiveStatus("0123").with_problems([trouble]))
    assert trouble.message[lang] in browser.get(f"/entry/{INVOICE}", saved="1").body
    path_of(console, ID_LOST).write_text("x: [", "utf-8")
    for query in ({}, {"text": "1"}):
        body = browser.get(f"/entry/{INVOICE}", saved="1", **query).body
        assert said in body and re.search(rf"{ID_LOST}\.yml:\d+: K001", body) and 'class="banner good"' not in body
    assert said not in browser.get(f"/entry/{INVOICE}").body


@pytest.mark.parametrize(("lang", "said"), [("zh", "再单独保存一次"), ("en", "in a save of its own")])
def test_one_language_after_the_other_is_told_in_the_words_of_the_form(
    console: Console, open_as: Open, monkeypatch: pytest.MonkeyPatch, lang: str, said: str
) -> None:
    old = Problem(f"{INVOICE}.yml", 1, "K406", {"zh": "没有跟着改。", "en": "Edited after."}, {"zh": "提交", "en": "commit"}, "warning")
    monkeypatch.setattr(console.desk, "stale", lambda item: [old])
    body = html.unescape(open_as("lin", lang).get(f"/entry/{INVOICE}").body)
    assert said in body and old.fix[lang] not in body.partition("<main")[2].partition("<form")[0]


@pytest.mark.parametrize(("lang", "said"), [("zh", "您已重新登录"), ("en", "You are signed in again")])
def test_what_is_no_fault_does_not_stand_in_red(open_as: Open, lang: str, said: str) -> None:
    browser: Browser = open_as("lin", lang)
    form = browser.form(INVOICE)
    browser.cookies.clear()
    carried = fields(save(browser, INVOICE, form, question__zh="怎样开发票？").body)
    page = browser.post("/sign-in", name="lin", password="correct horse", carry_path=f"/entry/{INVOICE}", **carried)
    assert said in summary(page.body) and "bad" not in summary(page.body)

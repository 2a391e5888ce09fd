"""The pages without scripts: forms are read strictly, answers are shown whole, and nothing in them is markup."""

from __future__ import annotations

import asyncio
import json

import pytest

from bot.channels.markup import blocks, inline
from bot.channels.noscript import Form, answer_form, page, read_form
from bot.channels.refusals import Refused

URLENCODED = "application/x-www-form-urlencoded"
EVIL = '<script>alert("1")</script>'


def reply(lang, **more):
    entry = {
        "id": "a/b", "title": {"zh": "标题", "en": "Title"}[lang], "answer": "**甲** <i>\n- 一\n- 二\n\n[x](javascript:a) [y](https://a.cn)",
        "category": {"id": "a", "name": "类"}, "department": {"name": "公安局", "phone": "12345"}, "reviewed": "2026-11-20",
        "guide": [{"element": "steps", "label": "步骤", "items": ["甲", "乙"], "text": None},
                  {"element": "fee", "label": "费用", "items": None, "text": "免费"},
                  {"element": "phone", "label": "电话", "items": None, "text": "0579-1"}],
        "basis": [{"title": "法", "url": "https://flk.npc.gov.cn/"}, {"title": "无", "url": None}],
    }  # fmt: skip
    plain = {"outcome": "answered", "lang": lang, "text": "全文", "entry": entry, "choices": [], "related": [], "department": None}
    return {**plain, **more}


@pytest.mark.parametrize(
    ("lang", "words"), [("zh", ["依据", "负责部门", "最近核对"]), ("en", ["Based on", "Department in charge", "Last reviewed"])]
)
def test_an_answer_is_shown_with_all_that_belongs_to_it(lang, words):
    html = page(Form("问", lang, "s"), [reply(lang)])
    for word in [*words, reply(lang)["entry"]["title"], "公安局", "2026-11-20", "<ol><li>甲</li><li>乙</li></ol>", "<p>免费</p>"]:
        assert word in html
    assert '<a href="https://flk.npc.gov.cn/" rel="noopener noreferrer">法</a>; 无' in html
    assert 'href="tel:05791"' in html
    assert "javascript:" not in html
    assert "<script" not in html and "style=" not in html


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_nothing_that_is_typed_or_answered_becomes_markup(lang):
    poisoned = reply(lang, outcome="clarification", entry=None, text=EVIL, choices=[{"id": '"><b', "title": EVIL}],
                     related=[{"id": "x", "title": EVIL}],
                     department={"name": EVIL, "phone": EVIL})  # fmt: skip
    in_entry = reply(lang)
    in_entry["entry"] = {**in_entry["entry"], "title": EVIL, "answer": EVIL, "reviewed": EVIL,
                         "basis": [{"title": EVIL, "url": '"><script>'}],
                         "guide": [{"element": EVIL, "label": EVIL, "items": [EVIL], "text": None}]}  # fmt: skip
    html = page(Form(EVIL, lang, EVIL), [poisoned, in_entry], notice=EVIL)
    assert "<script" not in html
    assert "<b" not in html.replace("<body", "").replace("<button", "").replace("<br", "")


@pytest.mark.parametrize(("lang", "word"), [("zh", "请选择"), ("en", "Please choose")])
def test_each_choice_is_a_form_with_one_button(lang, word):
    html = page(
        Form("问", lang, "s"),
        [reply(lang, outcome="clarification", entry=None, text="哪一个？\n1. 甲", choices=[{"id": "a/b", "title": "甲"}])],
    )
    assert word in html
    assert '<input type="hidden" name="text" value="甲"><button class="choice" name="choice" value="a/b">甲</button>' in html
    assert "1. 甲" not in html


def test_a_form_is_read_in_utf_8_and_its_first_field_counts():
    form = read_form(b"text=%E4%BD%A0+%26&text=x&lang=en&session=s&choice=a%2Fb", URLENCODED + "; charset=UTF-8")
    assert form == Form("你 &", "en", "s", "a/b")
    assert read_form(b"", URLENCODED) == Form("", "zh")


@pytest.mark.parametrize("raw", [b"\xff", b"text=%ff", b"&".join([b"a=1"] * 50)])
def test_a_broken_form_is_refused(raw):
    with pytest.raises(Refused):
        read_form(raw, URLENCODED)


def answered(form, *, refuse=()):
    refusals, letters = list(refuse), []

    async def answer(raw):
        letters.append(json.loads(raw))
        if refusals:
            raise Refused(refusals.pop(0), seconds=3, limit=300, letters=600)
        return [reply(form.lang)]

    made = asyncio.run(answer_form(form, lambda: f"new-{len(letters)}", answer))
    return made, letters


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_session_that_has_ended_is_replaced_and_the_question_asked_again(lang):
    made, letters = answered(Form("问", lang, "old"), refuse=["session_expired"])
    assert (made.status, [letter["session"] for letter in letters]) == (200, ["old", "new-1"])
    assert 'name="session" value="new-1"' in made.html
    assert letters[1] == {"session": "new-1", "text": "问", "lang": lang}


@pytest.mark.parametrize(("lang", "words"), [("zh", "3 秒后再试"), ("en", "in 3 seconds")])
def test_a_refusal_has_its_status_its_sentence_and_the_question(lang, words):
    made, _ = answered(Form("问一问", lang), refuse=["too_many"])
    assert made.status == 429
    assert words in made.html
    assert "问一问</textarea>" in made.html


MARKUP = [
    ("a\n\nb", "<p>a</p><p>b</p>"),
    ("一\n二", "<p>一<br>二</p>"),
    ("前\n- 甲\n- 乙\n后", "<p>前</p><ul><li>甲</li><li>乙</li></ul><p>后</p>"),
    ("1. x\n2、y", "<ol><li>x</li><li>y</li></ol>"),
    ("2.5 kg", "<p>2.5 kg</p>"),
    ("<b>&amp;", "<p>&lt;b&gt;&amp;amp;</p>"),
    ("打12345。", '<p>打<a class="phone" href="tel:12345">12345</a>。</p>'),
    ("123456", "<p>123456</p>"),
    ("", ""),
]


@pytest.mark.parametrize(("text", "html"), MARKUP)
def test_the_markdown_subset_becomes_html(text, html):
    assert blocks(text) == html


@pytest.mark.parametrize("address", ["javascript:alert(1)", "data:text/html,x", "//evil.example", "vbscript:x", '"onclick="x'])
def test_only_an_address_to_follow_becomes_a_link(address):
    assert "<a" not in inline(f"[x]({address})")

"""The rules of the handbook as a page of the console."""

from __future__ import annotations

import re

import pytest

from bot.console.pages_rules import FILES
from tests.console.conftest import Open
from tests.console.test_edit import save
from tests.small_knowledge import INVOICE

HEAD = {"zh": "读不出来", "en": "the file cannot be read"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_rule_of_the_handbook_has_its_place_on_the_page(open_as: Open, lang: str) -> None:
    page = open_as("guest", lang).get("/rules")
    codes = re.findall(r"^## (K\d{3})", FILES[lang].read_text("utf-8"), re.MULTILINE)
    assert page.status == 200 and len(codes) > 20 and HEAD[lang] in page.body
    assert re.findall(r'<h2 id="(K\d{3})"', page.body) == codes
    said = re.sub(r"<pre.*?</pre>|<code>.*?</code>", "", page.body, flags=re.DOTALL)
    assert page.body.count("<pre") >= 2 * len(codes) and not any(mark in said for mark in ("```", "](", "**", "&lt;"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_code_of_a_problem_leads_to_its_rule(open_as: Open, lang: str) -> None:
    browser = open_as("lin", lang)
    body = save(browser, INVOICE, browser.form(INVOICE), similar__zh="只有一个").body
    assert 'href="/rules#K103"' in body and 'id="K103"' in browser.get("/rules").body

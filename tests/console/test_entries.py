"""The list of entries, what expires, and what was counted."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.answering.live_status import LiveStatus, Trouble, write_status
from bot.console.app import Console
from bot.records.by_entry import Figures, figures_by_entry
from bot.records.records import Rating, Records, Turn
from tests import small_knowledge
from tests.console.conftest import Browser, Open
from tests.small_knowledge import DRAFT, EXPIRED, ID_LOST, INVOICE, NEWBORN, RESIDENCE

HEADS = {
    "zh": ("核对日期", "税费", "已发布", "怎么开发票？"),
    "en": ("Reviewed", "Tax and invoices", "published", "How do I issue an invoice?"),
}
SOON = {"zh": "已经到期和 30 天内到期", "en": "have ended or end within 30 days"}
BROKEN = {"zh": "知识库里有错误", "en": "The knowledge has errors"}


def listed(browser: Browser) -> set[str]:
    return set(re.findall(r'href="/entry/([\w/-]+)"', browser.page.body))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_all_entries_stand_by_category_with_status_and_days(open_as: Open, lang: str) -> None:
    browser = open_as("guest", lang)
    body = browser.get("/").body
    assert listed(browser) == set(small_knowledge.ENTRIES)
    assert all(word in body for word in HEADS[lang])
    assert "2026-11-01" in body and "2026-11-20" in body


def test_the_list_is_narrowed_by_status_department_and_text_in_either_language(open_as: Open) -> None:
    browser = open_as("guest")
    for query, expected in (
        ({"status": "draft"}, {DRAFT}),
        ({"department": "tax"}, {INVOICE, DRAFT}),
        ({"category": "tax"}, {INVOICE, DRAFT}),
        ({"category": "tax", "status": "draft"}, {DRAFT}),
        ({"category": "tax", "department": "public-security"}, {ID_LOST, RESIDENCE, NEWBORN, EXPIRED}),  # the category before it
        ({"text": "开发票"}, {INVOICE}),
        ({"text": "NEWBORN"}, {NEWBORN}),
        ({"text": "nowhere to be found"}, set()),
    ):
        browser.get("/", **query)
        assert listed(browser) == expected, query


def test_answers_and_ratings_are_counted_by_entry(home, open_as: Open) -> None:
    records = Records.of(home)
    for number, (entry, helpful) in enumerate(((INVOICE, True), (INVOICE, False), (INVOICE, False), (INVOICE, None), (None, None))):
        turn = Turn(f"t{number}", "web", "zh", "answered", "x", "v", 3, "tax", entry)
        records.add(turn)
        if helpful is not None:
            records.add(Rating(turn.turn, helpful))
    assert records.close()
    assert figures_by_entry(home) == {INVOICE: Figures(4, 1, 2)}
    assert figures_by_entry(home, since=2**40) == {}
    row = open_as("guest").get("/").body.partition(f"/entry/{INVOICE}")[2].partition("</tr>")[0]
    assert ">4<" in row and "1 / 2" in row


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_ends_within_thirty_days_is_listed_as_k304_says_and_what_lasts_is_not(console: Console, open_as: Open, lang: str) -> None:
    path = console.desk.root / f"{ID_LOST}.yml"
    path.write_text(path.read_text("utf-8") + "valid_until: 2026-12-22\n", "utf-8")
    path = console.desk.root / f"{NEWBORN}.yml"
    path.write_text(path.read_text("utf-8") + "valid_until: 2026-12-23\n", "utf-8")
    path = console.desk.root / f"{INVOICE}.yml"
    path.write_text(path.read_text("utf-8").replace("2026-11-01", "2025-11-20"), "utf-8")
    browser = open_as("guest", lang)
    body = browser.get("/expiring").body
    assert SOON[lang] in body
    soon, _, late = body.rpartition("<h2>")
    assert EXPIRED in soon and ID_LOST in soon and NEWBORN not in body
    assert INVOICE in late and INVOICE not in soon


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_broken_knowledge_is_shown_and_mended_as_a_text(console: Console, open_as: Open, lang: str) -> None:
    good = (console.desk.root / f"{INVOICE}.yml").read_text("utf-8")
    small_knowledge.break_it(console.desk.root)
    browser = open_as("lin", lang)
    assert BROKEN[lang] in browser.get("/").body and listed(browser) == set(small_knowledge.ENTRIES)
    form = browser.form(INVOICE)
    assert set(form) == {"raw", "version"} and "K101" in browser.page.body
    assert browser.post(f"/entry/{INVOICE}", action="save", **{**form, "raw": form["raw"] + "more: 1\n"}).status == 422
    assert browser.post(f"/entry/{INVOICE}", action="save", **{**form, "raw": good}).status == 303
    assert BROKEN[lang] not in browser.get("/").body


def test_pages_that_are_not_there_and_files_outside_are_not_found(console: Console, open_as: Open) -> None:
    (console.desk.root.parent / "secret.yml").write_text("a: b", "utf-8")
    browser = open_as("lin")
    for path in ("/nothing", "/entry/tax/none", "/entry/../secret", "/entry/tax/..", "/entry/%2e%2e/secret", "/templates/base.html"):
        assert browser.get(path).status == 404, path


@pytest.mark.parametrize("name", ["tax-wang", "guest"])
def test_only_editors_see_the_audit_log(open_as: Open, name: str) -> None:
    assert open_as(name).get("/audit").status == 403
    body = open_as("lin").get("/audit").body
    assert name in body and "Signed in" in body


def test_the_language_is_switched_and_kept(open_as: Open) -> None:
    browser = open_as("guest", "zh")
    assert "Entries" in browser.get("/", lang="en").body
    assert "Entries" in browser.get("/").body
    assert "条目" in browser.get("/", lang="zh").body


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_filters_stay_when_the_language_is_changed_and_a_choice_is_in_the_address(open_as: Open, lang: str) -> None:
    browser = open_as("guest", lang)
    body = browser.get("/", category="tax", status="draft").body
    assert 'value="tax" selected' in body and 'value="draft" selected' in body
    link = re.findall(r'class="lang" href="([^"]+)"', body)[0]
    assert "category=tax" in link and "status=draft" in link and f"lang={ {'zh': 'en', 'en': 'zh'}[lang] }" in link


@pytest.mark.parametrize(("lang", "zone"), [("zh", "（北京时间）"), ("en", "(Beijing time)")])
def test_times_are_the_citys_and_name_their_zone(console: Console, open_as: Open, lang: str, zone: str) -> None:
    write_status(console.settings, LiveStatus("0123456789ab", "2026-11-22T23:30:00+00:00", 4, "0123456789ab"))
    browser = open_as("lin", lang)
    assert f"2026-11-23 07:30{zone}" in browser.get("/").body.replace("30 (", "30(")
    console.audit.file.write_text('{"at": "2026-11-22T23:30:05+00:00", "user": "lin", "action": "rolled_back", "entry": "tax/invoice"}\n')
    body = browser.get("/audit").body
    assert "2026-11-23 07:30<" in body and zone in body
    assert {"zh": "恢复到以前的一版", "en": "Went back to an earlier version"}[lang] in body


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_list_says_which_version_is_served_and_why_a_newer_one_is_not(console: Console, open_as: Open, lang: str) -> None:
    browser = open_as("guest", lang)
    assert {"zh": "服务还没有启动过", "en": "has not been started yet"}[lang] in browser.get("/").body
    good = LiveStatus("0123456789ab", "2026-11-22T10:00:00+08:00", 4, "0123456789ab")
    write_status(console.settings, good)
    assert "0123456789ab" in browser.get("/").body and 'class="banner bad"' not in browser.page.body
    trouble = Trouble("tax/invoice.yml", 3, "K101", {"zh": "没有英文。", "en": "has no English."})
    write_status(console.settings, replace(good, seen="ffffffffffff").with_problems([trouble]))
    page = browser.get("/").body
    assert trouble.text(lang) in page and "ffffffffffff" in page and 'class="banner bad"' in page

"""The page of reports: who sees what, the filters, the Excel file, in both languages."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from bot.console.app import Console
from bot.settings import Settings
from tests import small_knowledge
from tests.console.conftest import Open
from tests.records.quarter import plant
from tests.small_knowledge import TODAY

SAID = {
    "zh": ("报表", "提问与结果，按周", "公安局", "网页", "下载 Excel"),
    "en": ("Reports", "Questions and outcomes, by week", "Public Security Bureau", "Web page", "Download as Excel"),
}
NOTHING = {"zh": "这段时间没有记录。", "en": "Nothing was recorded in this period."}


@pytest.fixture
def used(home: Settings) -> Settings:
    knowledge = small_knowledge.knowledge(home.knowledge_dir)
    plant(f"sqlite:///{home.state_dir / 'records.db'}", list(knowledge.entries.values()), TODAY, turns=600)
    return home


def number(body: str, name: str) -> int:
    """The questions of a line of a table."""
    return int(re.findall(rf"<td[^>]*>{name}</td>(?:<td[^>]*></td>)?<td[^>]*>(\d+)</td>", body)[0])


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("name", ["lin", "guest"])
def test_pictures_and_tables_stand_in_the_language_of_the_visitor(used, open_as: Open, lang: str, name: str) -> None:
    page = open_as(name, lang).get("/reports")
    assert page.status == 200 and all(word in page.body for word in SAID[lang])
    assert page.body.count("<svg ") == 6 and "13812345678" not in page.body
    assert "style=" not in page.body.partition("<main")[2]  # the page's policy would drop it
    assert number(page.body, {"zh": "合计", "en": "Total"}[lang]) == 600


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_without_records_says_so(open_as: Open, lang: str) -> None:
    assert NOTHING[lang] in open_as("guest", lang).get("/reports").body


def test_a_department_sees_its_own_and_no_other(used, open_as: Open) -> None:
    whole = number(open_as("lin").get("/reports").body, "Tax Bureau")
    browser = open_as("tax-wang")
    body = browser.get("/reports").body
    assert number(body, "Total") == number(body, "Tax Bureau") == whole > 0
    assert "Public Security Bureau" not in body.partition("<main")[2] and "Household registration" not in body
    for query in ({"department": "public-security"}, {"category": "id-residence"}, {"department": "tax", "category": "id-residence"}):
        assert browser.get("/reports", **query).status == 403
        assert browser.get("/reports/report.xlsx", **query).status == 403
    book = openpyxl.load_workbook(io.BytesIO(browser.get("/reports/report.xlsx").raw))
    assert {row[2] for row in book["All counts"].iter_rows(min_row=2, values_only=True)} == {"Tax and invoices"}


def test_filters_narrow_the_page_and_are_kept_in_the_form_and_the_link(used, open_as: Open) -> None:
    browser = open_as("lin")
    body = browser.get("/reports", department="tax", channel="wechat", asked="zh", since="2026-10-01", until="2026-11-01").body
    for kept in ('value="tax" selected', 'value="wechat" selected', 'value="zh" selected', 'value="2026-10-01"', 'value="2026-11-01"'):
        assert kept in body
    assert "Alipay</td>" not in body and 0 < number(body, "Total") < 600
    link = re.findall(r'href="/reports/report.xlsx\?([^"]+)"', body)[0].replace("&amp;", "&")
    page = browser.get("/reports/report.xlsx", **dict(pair.split("=") for pair in link.split("&")))
    assert (
        page.kind.endswith("spreadsheetml.sheet")
        and ("Content-Disposition", 'attachment; filename="report-2026-10-01-2026-11-01.xlsx"') in page.headers
    )
    book = openpyxl.load_workbook(io.BytesIO(page.raw))
    assert [row[2] for row in book["By week"].iter_rows(values_only=True)][-1] == number(body, "Total")


def test_a_category_of_the_department_before_is_dropped(used, open_as: Open) -> None:
    page = open_as("lin").get("/reports", department="tax", category="id-residence")
    assert page.status == 200 and number(page.body, "Tax Bureau") > 0


@pytest.mark.parametrize(("lang", "said"), [("zh", "请写成 2026-11-20"), ("en", "Write it as in 2026-11-20")])
def test_a_wrong_day_is_told(used, open_as: Open, lang: str, said: str) -> None:
    page = open_as("lin", lang).get("/reports", since="yesterday")
    assert page.status == 400 and said in page.body
    assert open_as("lin", lang).get("/reports", since="2026-11-20", until="2026-11-01").status == 422
    assert open_as("lin", lang).get("/reports", category="<b>").status == 422


@pytest.mark.parametrize(("lang", "said"), [("zh", "读不到记录"), ("en", "The records cannot be read")])
def test_records_that_cannot_be_read_are_told(home: Settings, open_as: Open, lang: str, said: str) -> None:
    home.state_dir.mkdir(exist_ok=True)
    (home.state_dir / "records.db").write_bytes(b"this is no database, it is a text" * 100)
    page = open_as("lin", lang).get("/reports")
    assert page.status == 503 and said in page.body


def test_nobody_sees_reports_without_signing_in(used, console: Console) -> None:
    from tests.console.conftest import Browser

    for path in ("/reports", "/reports/report.xlsx"):
        page = Browser(console).get(path)
        assert page.raw is None and "<svg" not in page.body and 'name="password"' in page.body


@pytest.mark.parametrize(
    ("lang", "said", "back"), [("zh", "太早或太晚", "回到报表"), ("en", "too early or too late", "Back to the reports")]
)
@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2026-11-23", "9999-12-31"])
def test_an_absurd_day_is_a_sentence_with_the_way_back(open_as: Open, lang: str, said: str, back: str, day: str) -> None:
    browser = open_as("guest", lang)
    for key in ("since", "until"):
        page = browser.get("/reports", **{key: day})
        assert page.status == 400 and day in page.body and said in page.body and back in page.body
    assert browser.get("/reports", since="2000-01-01", until=TODAY.isoformat()).status == 200

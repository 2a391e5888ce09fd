"""What spreadsheet programs do to a file on the way: it is read right, or refused with one thing to do."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from tests.curation.conftest import Run
from tests.curation.sheet_files import FIELDS, change, edit_parts, outcome, put
from tests.small_knowledge import DRAFT, ID_LOST, INVOICE

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAIN, STRICT = "http://schemas.openxmlformats.org/spreadsheetml/2006/main", "http://purl.oclc.org/ooxml/spreadsheetml/main"


def book(file: Path, how: Callable[[Any], None]) -> None:
    opened = openpyxl.load_workbook(file)
    how(opened)
    opened.save(file)


def rich_text_with_a_reading(file: Path) -> None:
    """Excel for Chinese and Japanese keeps how a text is read beside it; a word in bold cuts the text in pieces."""
    bold = '<is><r><t>怎么</t></r><r><rPr><b/></rPr><t>开发票？</t></r><rPh sb="0" eb="2"><t>ZENME</t></rPh></is>'
    edit_parts(file, lambda name, text: text.replace("<is><t>怎么开发票？</t></is>", bold))


def texts_as_results(file: Path) -> None:
    """Some versions of WPS write texts as if a formula had made them."""
    cell = re.compile(r't="inlineStr"([^>]*)><is><t[^>]*>(.*?)</t></is>', re.DOTALL)
    edit_parts(file, lambda name, text: cell.sub(r't="str"\1><v>\2</v>', text) if "sheet" in name else text)


def strict(file: Path) -> None:
    """Excel's "Strict Open XML Spreadsheet", with dates in full."""
    day = re.compile(r'(<c r="[A-Z]+\d+" s="\d+") t="n"><v>46327</v>')

    def how(name: str, text: str) -> str:
        for usual, other in (
            (MAIN, STRICT),
            ("http://schemas.openxmlformats.org/officeDocument/2006/", "http://purl.oclc.org/ooxml/officeDocument/"),
        ):
            text = text.replace(usual, other)
        return day.sub(r'\1 t="d"><v>2026-11-01</v>', text)

    edit_parts(file, how)


def counted_days(file: Path) -> None:
    def how(place: dict[str, int], tax: Any) -> None:
        for row in (2, 3):
            tax.cell(row, place["reviewed"]).value = 46327
            tax.cell(row, place["reviewed"]).number_format = "General"

    change(file, "tax", how)


def days_since_1904(file: Path) -> None:
    """Old Macs count from another day."""
    book(file, lambda opened: setattr(opened, "epoch", CALENDAR_MAC_1904))


def renamed_and_hidden(file: Path) -> None:
    def how(opened: Any) -> None:
        opened["tax"].title, opened["说明 Guide"].title = "税务 2026", "读我 Read me"
        opened["税务 2026"].row_dimensions[2].hidden = True
        opened["id-residence"].sheet_state = "hidden"
        opened.create_sheet("会议记录 Notes")["A1"] = "下周讨论 to be discussed"
        opened.create_sheet("WpsReserved_CellImgList").sheet_state = "veryHidden"
        opened["WpsReserved_CellImgList"]["A1"] = "ID_0A1B"

    book(file, how)


def headings_without_keys(file: Path) -> None:
    """Somebody tidied the headings up: one without the key, one without the line break."""

    def how(place: dict[str, int], tax: Any) -> None:
        for key in ("question.zh", "answer.en"):
            heading = tax.cell(1, place[key])
            heading.value = heading.value.split(" *")[0]
        tax.cell(1, place["status"]).value = tax.cell(1, place["status"]).value.replace("\n", " ")

    change(file, "tax", how)


def carriage_returns(file: Path) -> None:
    change(file, "tax", lambda place, tax: put_all(tax, place["answer.zh"], lambda text: text.replace("\n", "_x000D_\n")))
    change(file, "tax", lambda place, tax: put_all(tax, place["answer.en"], lambda text: text.replace("\n", "\r\n")))


def put_all(tax: Any, column: int, how: Callable[[str], str]) -> None:
    for row in (2, 3):
        tax.cell(row, column).value = how(tax.cell(row, column).value)


def sorted_another_way(file: Path) -> None:
    def how(place: dict[str, int], tax: Any) -> None:
        rows = [[cell.value for cell in row] for row in tax.iter_rows(min_row=2, max_row=3)]
        for number, values in zip((3, 7), rows, strict=True):
            for column, value in enumerate(values, start=1):
                tax.cell(number, column).value = value
        for cell in tax[2]:
            cell.value = None

    change(file, "tax", how)


def styled_to_the_end(file: Path) -> None:
    """A whole column was coloured: thousands of cells without a value."""
    change(file, "tax", lambda place, tax: [setattr(tax.cell(row, 2), "number_format", "0") for row in range(4, 5000)] and None)


def full_width(file: Path) -> None:
    """An input method was set to full width."""
    put(file, INVOICE, {"status": "ｐｕｂｌｉｓｈｅｄ", "reviewed": "２０２６－１１－０１"})


UNCHANGED = [
    rich_text_with_a_reading, texts_as_results, strict, counted_days, days_since_1904, renamed_and_hidden, headings_without_keys,
    carriage_returns, sorted_another_way, styled_to_the_end, full_width,
]  # fmt: skip


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("how", UNCHANGED, ids=lambda how: how.__name__)
def test_what_a_program_does_by_itself_is_no_change(run: Run, good: Path, sheet: Path, how: Callable[[Path], None], lang: str) -> None:
    assert run("export", sheet, "--knowledge", good, "--force", "--lang", lang)[0] == 0
    raw = sheet.read_bytes()
    how(sheet)
    assert sheet.read_bytes() != raw
    code, rows = outcome(run, sheet, good)
    assert code == 0 and sorted(row["outcome"] for row in rows.values()) == ["unchanged"] * 5


def test_a_workbook_with_macros_is_read_without_them(run: Run, good: Path, sheet: Path) -> None:
    macros = sheet.rename(sheet.with_suffix(".xlsm"))
    assert outcome(run, macros, good)[1][INVOICE]["outcome"] == "unchanged"


@pytest.mark.parametrize(("lang", "said"), [
    ("zh", "没有条目的工作表，未读取：会议记录"), ("en", "Sheets without entries, not read: 会议记录"),
])  # fmt: skip
def test_sheets_that_are_not_about_entries_are_named(run: Run, good: Path, sheet: Path, lang: str, said: str) -> None:
    book(sheet, lambda opened: opened.create_sheet("会议记录").append(["下周 next week"]))
    assert said in run("import", sheet, "--knowledge", good, "--lang", lang)[1]


VALUES: list[tuple[str, Any, str, str]] = [
    ("guide.phone", 12366.0, "General", "12366"),
    ("guide.phone", 579, "0000", "0579"),
    ("guide.fee.zh", 0.8, "0%", "80%"),
    ("guide.fee.zh", 0.125, "0.0%", "12.5%"),
    ("guide.fee.zh", 12.5, "0.00", "12.50"),
    ("guide.fee.zh", 0.1 + 0.2, "General", "0.3"),
    ("answer.zh", "=1+1 是公式", "@", "=1+1 是公式"),  # typed with an apostrophe, which Excel keeps as a style
    ("answer.zh", "'-86 开头", "@", "-86 开头"),
]


@pytest.mark.parametrize(("key", "value", "shown_as", "wished"), VALUES)
def test_a_value_is_read_as_it_is_shown(run: Run, good: Path, sheet: Path, key: str, value: Any, shown_as: str, wished: str) -> None:
    other = {"guide.fee.en": "some"} if key.startswith("guide.fee") else {}
    put(sheet, INVOICE, other)

    def how(place: dict[str, int], tax: Any) -> None:
        cell = next(row[place[key] - 1] for row in tax.iter_rows() if row[0].value == INVOICE)
        cell.value, cell.number_format = value, shown_as
        if isinstance(value, str):
            cell.data_type, cell.quotePrefix = "s", True

    change(sheet, "tax", how)
    assert run("import", sheet, "--knowledge", good)[0] == 0
    content: Any = yaml.safe_load((good / f"{INVOICE}.yml").read_text(encoding="utf-8"))
    for part in key.split("."):
        content = content[part]
    assert content == wished


SPOILT: list[tuple[str, Any, str, str]] = [
    ("guide.phone", date(2026, 5, 7), "变成了日期", "into a date"),
    ("guide.fee.zh", datetime(2026, 3, 4, 12), "变成了日期", "into a date"),
    ("guide.time.en", time(9, 30), "变成了日期", "into a date"),
    ("guide.phone", 330784199001011234, "缩短了", "shortened"),
    ("guide.phone", "5.79871E+11", "缩短了", "shortened"),
    ("answer.zh", "#NAME?", "错误值", "an error"),
    ("answer.en", "Err:508", "错误值", "an error"),
    ("answer.en", "pa_x0007_per", "看不见的字符", "invisible characters"),
    ("answer.zh", "??????????????????????", "变成了问号", "became question marks"),
]


@pytest.mark.parametrize(("key", "value", "zh", "en"), SPOILT)
def test_what_a_program_has_spoilt_is_refused(run: Run, good: Path, sheet: Path, key: str, value: Any, zh: str, en: str) -> None:
    if zh == "变成了问号":
        value = re.sub(r"[^\x00-\x7f]", "?", yaml.safe_load((good / f"{INVOICE}.yml").read_text(encoding="utf-8"))["answer"]["zh"])
    name, row = put(sheet, INVOICE, {key: value})
    code, rows = outcome(run, sheet, good)
    refused = rows[INVOICE]
    assert code == 1 and (refused["outcome"], refused["sheet"], refused["row"]) == ("refused", name, row)
    wrong = next(fault for fault in refused["faults"] if fault["column"] == key)
    assert zh in wrong["what"]["zh"] and en in wrong["what"]["en"] and wrong["fix"]["zh"] and wrong["fix"]["en"]


@pytest.mark.parametrize(("key", "value"), [("question.zh", "怎么开发票?"), ("question.en", "How do I issue an invoice")])
def test_an_editor_may_write_another_question_mark(run: Run, good: Path, sheet: Path, key: str, value: str) -> None:
    put(sheet, INVOICE, {key: value})
    assert outcome(run, sheet, good)[1][INVOICE]["outcome"] == "changed"


def zipped(file: Path, *names: str) -> bytes:
    with zipfile.ZipFile(file, "w") as archive:
        for name in names:
            archive.writestr(name, "application/vnd.oasis.opendocument.spreadsheet")
    return file.read_bytes()


OTHER_KINDS: list[tuple[str, bytes, str, str]] = [
    ("a.xls", OLE + b"Workbook", "旧格式 .xls", "old .xls"),
    ("a.xlsx", OLE + b"Workbook", "旧格式 .xls", "old .xls"),
    ("a.xlsx", OLE + "EncryptedPackage".encode("utf-16-le"), "加了密码", "locked with a password"),
    ("a.xlsx", b"<html><table><tr><td>id</td></tr></table></html>", "网页", "a web page"),
    ("a.csv", b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "XML", "XML"),
    ("a.xlsx", b"id,status\r\ntax/a,draft\r\n", "改成 .csv", "to .csv"),
    ("~$tax.xlsx", b"\x05Lin", "~$", "~$"),
    ("a.et", b"x", "只能读", "only .xlsx and .csv"),
    ("a.pdf", b"%PDF", "只能读", "only .xlsx and .csv"),
]


@pytest.mark.parametrize(("name", "raw", "zh", "en"), OTHER_KINDS)
def test_a_file_of_another_kind_is_refused_with_what_to_do(
    run: Run, good: Path, tmp_path: Path, name: str, raw: bytes, zh: str, en: str
) -> None:
    (tmp_path / name).write_bytes(raw)
    code, _, errors = run("import", tmp_path / name, "--knowledge", good)
    assert code == 1 and zh in errors and en in errors and "没有导入任何内容" in errors and "Nothing was imported." in errors


@pytest.mark.parametrize(("name", "parts", "zh", "en"), [
    ("a.xlsx", ["mimetype", "content.xml"], ".ods", ".ods sheet"), ("a.xlsx", ["xl/workbook.bin"], ".xlsb", ".xlsb"),
    ("a.csv", ["xl/workbook.xml"], "改成 .xlsx", "to .xlsx"), ("a.xlsx", ["word/document.xml"], "不是真正的", "no real .xlsx"),
])  # fmt: skip
def test_an_archive_of_another_kind_is_refused_with_what_to_do(
    run: Run, good: Path, tmp_path: Path, name: str, parts: list[str], zh: str, en: str
) -> None:
    zipped(tmp_path / name, *parts)
    code, _, errors = run("import", tmp_path / name, "--knowledge", good)
    assert code == 1 and zh in errors and en in errors


def test_all_that_is_wrong_with_a_row_is_said_at_once(run: Run, good: Path, sheet: Path) -> None:
    put(sheet, INVOICE, {"question.zh": "=1+1", "answer.en": None, "status": "online", "reviewed": "明天", "version": "0123",
                         "similar.en": FIELDS["similar.en"] + "\nhi, how do i replace a lost id card?"})  # fmt: skip
    put(sheet, DRAFT, {"related": "tax/none", "question.en": "How do I replace a lost ID card?"})
    put(sheet, ID_LOST, {"basis.title.zh": "一\n二"})
    code, rows = outcome(run, sheet, good, "--dry-run")
    assert code == 1
    assert {fault["column"] for fault in rows[INVOICE]["faults"]} == {
        "question.zh",
        "answer.en",
        "status",
        "reviewed",
        "version",
        "similar.en",
    }
    assert [fault["what"]["en"][:4] for fault in rows[DRAFT]["faults"]] == ["Dupl", "K204"]
    assert [fault["column"] for fault in rows[ID_LOST]["faults"]] == ["basis.title.en"]

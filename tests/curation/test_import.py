"""`faq export` and `faq import`."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from bot.curation import command_import, import_settle, import_write
from bot.curation.import_progress import Progress
from tests.curation.conftest import Run
from tests.curation.sheet_files import FIELDS, NEW, change, columns, csv_rows, outcome, put, row_of, save_csv
from tests.curation.test_round_trip import bytes_of
from tests.small_knowledge import DRAFT, ID_LOST, INVOICE, RESIDENCE


def test_the_workbook_has_a_guide_a_sheet_a_category_lists_and_locked_ids(sheet: Path) -> None:
    book = openpyxl.load_workbook(sheet)
    assert book.sheetnames == ["说明 Guide", "id-residence", "household-registration", "tax"]
    assert {book["说明 Guide"]["A1"].value, book["说明 Guide"]["B1"].value} == {"怎样填写", "How to fill this in"}
    tax = book["tax"]
    place, row = columns(tax), row_of(tax, INVOICE)
    assert tax.freeze_panes == "B2" and tax.row_dimensions[row].height > 5 * 15  # five similar questions can be seen
    assert tax.protection.sheet and tax.cell(row, place["id"]).protection.locked
    assert not tax.cell(row, place["question.zh"]).protection.locked and not tax.column_dimensions["A"].protection.locked
    assert place["question.en"] == place["question.zh"] + 1
    lists = {rule.formula1: str(rule.sqref) for rule in tax.data_validations.dataValidation if rule.type == "list"}
    assert lists['"draft,published,retired"'].startswith("B2:B")


@pytest.mark.parametrize(("lang", "heading"), [("zh", "标题（中文） *\nquestion.zh"), ("en", "Title (Chinese) *\nquestion.zh")])
def test_headings_are_in_the_language_of_the_reader(run: Run, good: Path, tmp_path: Path, lang: str, heading: str) -> None:
    run("export", tmp_path / "o.csv", "--knowledge", good, "--lang", lang, "--category", "tax")
    rows = csv_rows(tmp_path / "o.csv")
    assert (tmp_path / "o.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    assert heading in rows[0] and {row[0] for row in rows[1:]} == {INVOICE, DRAFT}


@pytest.mark.parametrize(("arguments", "said"), [
    (("o.txt",), ("只能导出", "Only .xlsx")),
    (("o.csv", "--category", "x"), ("没有“x”", "no category 'x'")),
    (("there.csv",), ("已存在", "already there")),
])  # fmt: skip
def test_an_export_that_cannot_be_made_says_what_to_do(
    run: Run, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: tuple[str, ...], said: tuple[str, str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("there.csv").write_text("mine")
    code, _, errors = run("export", *arguments, "--knowledge", good)
    assert code == 1 and all(part in errors for part in said)
    assert Path("there.csv").read_text() == "mine"


@pytest.mark.parametrize(("lang", "said"), [
    ("zh", ["第 4 行：tax/stamp-duty 新增", "tax/invoice 修改：标题（中文）", "新增 1，修改 1，未变 4，拒绝 0。这是试运行，没有写入。"]),
    ("en", ["row 4: tax/stamp-duty added",
            "tax/invoice changed: Title (Chinese)", "1 added, 1 changed, 4 unchanged, 0 refused. This was a dry run"]),
])  # fmt: skip
def test_a_dry_run_tells_each_row_and_writes_nothing(run: Run, sheet: Path, good: Path, lang: str, said: list[str]) -> None:
    put(sheet, INVOICE, {"question.zh": "发票怎么开？"})
    put(sheet, NEW, FIELDS)
    before = bytes_of(good)
    code, output, _ = run("import", "--dry-run", sheet, "--knowledge", good, "--lang", lang)
    assert code == 0 and all(part in output for part in said)
    assert bytes_of(good) == before


def test_an_import_writes_the_files_and_keeps_what_was_before(run: Run, sheet: Path, good: Path, tmp_path: Path) -> None:
    before = bytes_of(good)
    put(sheet, INVOICE, {"question.zh": "发票怎么开？", "not.zh": "契税", "not.en": "deed tax"})
    put(sheet, NEW, FIELDS)
    assert run("import", sheet, "--knowledge", good)[0] == 0
    after = bytes_of(good)
    assert {name for name in after if after[name] != before.get(name)} == {f"{INVOICE}.yml", f"{NEW}.yml"}
    text = after[f"{NEW}.yml"].decode()
    assert 'phone: "12366"' in text and "reviewed: 2026-11-20" in text and "- Declare it online." in text
    backups = bytes_of(tmp_path / "var" / "backups")
    assert before[f"{INVOICE}.yml"] in backups.values() and f"{NEW}.yml\n".encode() in backups.values()
    assert run("check", good)[0] == 0


def test_a_link_stands_beside_its_own_law(run: Run, sheet: Path, good: Path) -> None:
    put(sheet, INVOICE, {"basis.title.zh": "条例\n办法", "basis.title.en": "Rules\nMeasures", "basis.url": "\nhttps://www.gov.cn/b"})
    assert run("import", sheet, "--knowledge", good)[0] == 0
    basis = yaml.safe_load((good / f"{INVOICE}.yml").read_text(encoding="utf-8"))["basis"]
    assert basis == [{"title": {"zh": "条例", "en": "Rules"}}, {"title": {"zh": "办法", "en": "Measures"}, "url": "https://www.gov.cn/b"}]
    run("export", sheet, "--knowledge", good, "--force")
    assert outcome(run, sheet, good)[1][INVOICE]["outcome"] == "unchanged"


REFUSED: list[tuple[str, dict[str, Any], str, str, str]] = [
    (INVOICE, {"question.zh": '=HYPERLINK("x")'}, "question.zh", "公式", "formula"),
    (INVOICE, {"question.en": None}, "question.en", "必须填写", "must be filled in"),
    (INVOICE, {"status": "online"}, "status", "不认识的状态", "Unknown status"),
    (INVOICE, {"reviewed": "明天"}, "reviewed", "不是日期", "not a date"),
    (INVOICE, {"similar.en": "one\ntwo"}, "similar.en", "只有 2 个问法", "only 2 questions"),
    (INVOICE, {"not.zh": "契税"}, "not.en", "另一种语言有", "other language has it"),
    (INVOICE, {"basis.title.zh": "一\n二"}, "basis.title.en", "中文 2 项", "2 items in Chinese"),
    (INVOICE, {"basis.url": "https://a.cn\nhttps://b.cn"}, "basis.url", "网址比依据多", "more links"),
    (INVOICE, {"answer.zh": "证\ufffd件"}, "answer.zh", "丢失", "lost"),
    (INVOICE, {"question.zh": "一\n二"}, "question.zh", "一行", "one line"),
    (INVOICE, {"related": "tax/none"}, "", "K204", "K204"),
    (INVOICE, {"version": "0123", "question.zh": "发票怎么开？"}, "version", "被别人改过", "Somebody changed"),
    (NEW, {**FIELDS, "reviewed": None}, "reviewed", "必须填写", "must be filled in"),
    ("tax/Stamp Duty", FIELDS, "id", "编号", "is not right"),
]  # fmt: skip


@pytest.mark.parametrize(("id_", "values", "column", "zh", "en"), REFUSED)
def test_a_refused_row_is_named_with_its_column_and_stops_the_whole_import(
    run: Run, sheet: Path, good: Path, id_: str, values: dict[str, Any], column: str, zh: str, en: str
) -> None:
    before = bytes_of(good)
    name, row = put(sheet, id_, values)
    put(sheet, RESIDENCE, {"question.zh": "居住证如何申请？"})
    code, rows = outcome(run, sheet, good)
    assert code == 1 and bytes_of(good) == before
    assert rows[RESIDENCE]["outcome"] == "changed"
    refused = rows[id_.lower()]
    assert (refused["sheet"], refused["row"], refused["outcome"]) == (name, row, "refused")
    found = next(fault for fault in refused["faults"] if fault["column"] == column)
    assert zh in found["what"]["zh"] and en in found["what"]["en"] and found["fix"]["zh"] and found["fix"]["en"]


@pytest.mark.parametrize(("lang", "said"), [
    ("zh", ["工作表“tax”，第 3 行，“question.zh”列：这里是公式", "拒绝 1。有拒绝的内容，什么都没有写入。"]),
    ("en", ["sheet 'tax', row 3, column 'question.zh': This is a formula", "1 refused. Because of what is refused nothing was written."]),
])  # fmt: skip
def test_what_is_refused_is_said_to_a_person(run: Run, sheet: Path, good: Path, lang: str, said: list[str]) -> None:
    assert put(sheet, INVOICE, {"question.zh": "=1+1"})[1] == 3
    code, output, _ = run("import", sheet, "--knowledge", good, "--lang", lang)
    assert code == 1 and all(part in output for part in said)


def test_an_id_may_stand_once(run: Run, sheet: Path, good: Path) -> None:
    change(sheet, "id-residence", lambda place, tax: tax.append([cell.value for cell in tax[2]]))
    code, output, _ = run("import", sheet, "--knowledge", good, "--lang", "zh")
    assert code == 1 and "一个条目只保留一行" in output


def test_merged_cells_trailing_blanks_and_styles_mean_nothing(run: Run, sheet: Path, good: Path) -> None:
    def untidy(place: dict[str, int], tax: Any) -> None:
        tax.cell(2, place["answer.zh"]).value += " \r\n\n"
        tax.merge_cells(start_row=2, end_row=3, start_column=place["valid_until"], end_column=place["valid_until"])
        tax.merge_cells(start_row=2, end_row=3, start_column=place["status"], end_column=place["status"])
        tax.cell(900, place["answer.zh"], "  ")

    change(sheet, "tax", untidy)
    code, rows = outcome(run, sheet, good)
    assert code == 0 and {row["outcome"] for row in rows.values()} == {"unchanged"}


def test_columns_may_be_moved_and_removed_and_added(run: Run, sheet: Path, good: Path) -> None:
    def rearrange(place: dict[str, int], tax: Any) -> None:
        tax.delete_cols(place["similar.zh"], 2)
        tax.insert_cols(1)
        tax.cell(1, 1, "我的备注 My notes")
        tax.cell(2, 1, "?")

    change(sheet, "tax", rearrange)
    code, output, _ = run("import", sheet, "--knowledge", good, "--lang", "en", "--all")
    assert code == 0 and "5 unchanged" in output and "My notes" in output and output.count(" unchanged\n") == 5


@pytest.mark.parametrize("sheet_name", ["tax"])
def test_a_sheet_without_its_heading_is_not_half_read(run: Run, sheet: Path, good: Path, sheet_name: str) -> None:
    put(sheet, ID_LOST, {"question.zh": "身份证掉了怎么办？"})
    change(sheet, sheet_name, lambda place, tax: tax.delete_rows(1))
    before = bytes_of(good)
    code, output, _ = run("import", sheet, "--knowledge", good, "--lang", "zh")
    assert code == 1 and "找不到表头" in output and bytes_of(good) == before


@pytest.mark.parametrize("how", ["cut", "text", "missing", "ods", "cut csv", "open quote", "bytes"])
def test_a_broken_file_imports_nothing(run: Run, sheet: Path, good: Path, tmp_path: Path, how: str) -> None:
    put(sheet, INVOICE, {"question.zh": "发票怎么开？"})
    raw, file = sheet.read_bytes(), tmp_path / ("bad.csv" if "csv" in how or how in ("open quote", "bytes") else "bad.xlsx")
    heading = b"id,status,question.zh\r\n"
    contents = {"cut": raw[: len(raw) * 2 // 3], "text": b"hello", "ods": raw, 
                "cut csv": heading + b"tax/invoice,pub", "bytes": heading + b"\xff\xff\x81",
                "open quote": heading + b'tax/invoice,published,"x'}  # fmt: skip
    file = file.with_suffix(".ods") if how == "ods" else file
    if how in contents:
        file.write_bytes(contents[how])
    before = bytes_of(good)
    code, _, errors = run("import", file, "--knowledge", good)
    assert code == 1 and "Nothing was imported." in errors and "没有导入任何内容" in errors
    assert bytes_of(good) == before


@pytest.mark.parametrize(("encoding", "delimiter"), [("utf-8-sig", ","), ("gbk", ","), ("utf-8", ";"), ("utf-16", "\t")])
def test_a_csv_of_any_program_is_read(run: Run, sheet: Path, good: Path, tmp_path: Path, encoding: str, delimiter: str) -> None:
    file = tmp_path / "o.csv"
    run("export", file, "--knowledge", good)
    rows = csv_rows(file)
    row = next(row for row in rows if row[0] == INVOICE)
    place = next(number for number, heading in enumerate(rows[0]) if heading.endswith("answer.zh"))
    row[place], row[place + 1] = "'-86 发票", "'=free"
    save_csv(file, rows, encoding, delimiter)
    assert run("import", file, "--knowledge", good)[0] == 0
    answer = yaml.safe_load((good / f"{INVOICE}.yml").read_text(encoding="utf-8"))["answer"]
    assert answer == {"zh": "-86 发票", "en": "=free"}
    run("export", file, "--knowledge", good, "--force")
    assert "'-86 发票" in next(row for row in csv_rows(file) if row[0] == INVOICE)


def test_a_failure_while_files_are_put_in_place_leaves_all_as_it_was(
    run: Run, sheet: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(sheet, INVOICE, {"question.zh": "发票怎么开？"})
    put(sheet, RESIDENCE, {"question.en": "Residence permit, how?"})
    put(sheet, NEW, FIELDS)
    before, placed = bytes_of(good), []

    def fails_at_the_last(source: Path, target: Path) -> None:
        placed.append(target)
        if len(placed) == 3:
            raise OSError("disk full")
        os.rename(source, target)

    monkeypatch.setattr(import_write.os, "replace", fails_at_the_last)
    code, _, errors = run("import", sheet, "--knowledge", good)
    assert code == 1 and "disk full" in errors and "已全部恢复原状" in errors and "everything was put back" in errors
    assert bytes_of(good) == before


def test_a_file_that_is_changed_during_the_import_is_not_overwritten(
    good: Path, tmp_path: Path, run: Run, sheet: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(sheet, INVOICE, {"question.zh": "发票怎么开？"})
    real = import_settle.check

    def meanwhile(*arguments: Any) -> None:
        real(*arguments)
        (good / f"{INVOICE}.yml").write_text("# other\n")

    monkeypatch.setattr(import_settle, "check", meanwhile)
    code, _, errors = run("import", sheet, "--knowledge", good)
    assert code == 1 and "changed meanwhile" in errors
    assert (good / f"{INVOICE}.yml").read_text() == "# other\n"


class Terminal:
    def __init__(self, is_one: bool) -> None:
        self.is_one, self.text = is_one, ""

    def isatty(self) -> bool:
        return self.is_one

    def write(self, text: str) -> None:
        self.text += text

    def flush(self) -> None:
        pass


@pytest.mark.parametrize(("lang", "name"), [("zh", "核对"), ("en", "Comparing")])
def test_the_bar_is_shown_at_a_terminal_only(lang: Any, name: str) -> None:
    shown, silent = Terminal(True), Terminal(False)
    for stream in (shown, silent):
        assert [*Progress(lang, stream).through(command_import.READING, [1, 2])] == [1, 2]  # type: ignore[arg-type]
    assert f"{name} [{'#' * 30}] 2/2" in shown.text and silent.text == ""


@pytest.mark.parametrize(("lang", "name"), [("zh", "读取文件 …\n"), ("en", "Reading the file …\n")])
def test_a_step_without_a_count_is_named_at_a_terminal_only(lang: Any, name: str) -> None:
    shown, silent = Terminal(True), Terminal(False)
    for stream in (shown, silent):
        Progress(lang, stream).note(command_import.OPENING)  # type: ignore[arg-type]
    assert (shown.text, silent.text) == (name, "")

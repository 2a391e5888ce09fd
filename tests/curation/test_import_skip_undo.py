"""Leaving refused rows out, and taking an import back."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pytest
import yaml

from bot.curation import import_write
from tests.curation.conftest import Run
from tests.curation.sheet_files import FIELDS, NEW, change, columns, outcome, put, row_of
from tests.curation.test_round_trip import bytes_of
from tests.small_knowledge import DRAFT, ENTRIES, ID_LOST, INVOICE, RESIDENCE

QUESTIONS = {"zh": ("question.zh", "发票怎么开？"), "en": ("question.en", "Invoices: how?")}


def rest_of(sheet: Path) -> Path:
    return sheet.with_name("out-refused.xlsx")


@pytest.mark.parametrize(("lang", "why", "end"), [
    ("zh", "标题（中文）：这里是公式，公式不导入。", "修改 1，未变 3，拒绝 1。已写入"),
    ("en", "Title (Chinese): This is a formula", "1 changed, 3 unchanged, 1 refused. Written"),
])  # fmt: skip
def test_good_rows_are_imported_and_the_others_put_aside(run: Run, sheet: Path, good: Path, lang: str, why: str, end: str) -> None:
    before = bytes_of(good)
    key, text = QUESTIONS[lang]
    put(sheet, INVOICE, {key: text})
    put(sheet, ID_LOST, {"question.zh": "=1+1", "answer.zh": "=2 不是公式么", "guide.fee.en": "-5 yuan"})
    change(sheet, "id-residence", lambda place, tab: setattr(tab.cell(row_of(tab, ID_LOST), place["answer.zh"]), "data_type", "s"))
    code, output, _ = run("import", sheet, "--knowledge", good, "--skip-refused", "--lang", lang)
    assert code == 0 and end in output and "out-refused.xlsx" in output
    assert {name for name, raw in bytes_of(good).items() if raw != before[name]} == {f"{INVOICE}.yml"}
    tab = openpyxl.load_workbook(rest_of(sheet))["id-residence"]
    place, row = columns(tab), row_of_second_column(tab)
    assert row == {ID_LOST: 2} and why in tab.cell(2, 1).value
    assert tab.cell(2, place["question.zh"]).value == "#VALUE!" and tab.cell(2, place["question.zh"]).fill.fgColor.rgb == "FFFFC7CE"
    assert tab.cell(2, place["guide.fee.en"]).value == "'-5 yuan"


def row_of_second_column(tab: openpyxl.worksheet.worksheet.Worksheet) -> dict[str, int]:
    return {cell.value: cell.row for cell in tab["B"][1:] if cell.value}


def test_the_file_of_refused_rows_is_refused_until_it_is_mended(run: Run, sheet: Path, good: Path) -> None:
    put(sheet, ID_LOST, {"question.zh": "=1+1", "question.en": "I lost my ID card"})
    put(sheet, NEW, {**FIELDS, "reviewed": "明天", "similar.en": "one\ntwo"})
    assert run("import", sheet, "--knowledge", good, "--skip-refused")[0] == 0
    rest = rest_of(sheet)
    code, rows = outcome(run, rest, good)
    assert code == 1 and {id_: row["outcome"] for id_, row in rows.items()} == {ID_LOST: "refused", NEW: "refused"}
    assert "不是日期" in str(rows[NEW]["faults"]) and "只有 2 个问法" in str(rows[NEW]["faults"])
    book = openpyxl.load_workbook(rest)
    for name, values in (
        ("id-residence", {"question.zh": "身份证掉了？"}),
        ("tax", {"reviewed": 46346, "similar.en": FIELDS["similar.en"]}),
    ):
        for key, value in values.items():
            book[name].cell(2, columns(book[name])[key]).value = value
    book.save(rest)
    assert run("import", rest, "--knowledge", good)[0] == 0
    assert yaml.safe_load((good / f"{ID_LOST}.yml").read_text("utf-8"))["question"] == {"zh": "身份证掉了？", "en": "I lost my ID card"}
    assert (good / f"{NEW}.yml").exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_needs_a_refused_row_is_refused_with_it(run: Run, sheet: Path, good: Path, lang: str) -> None:
    """A question moves from one entry to another, and the row that gives it up is refused; another entry points to a new one that is."""
    texts, more = ENTRIES[ID_LOST]["similar"][lang], {"zh": "证件掉了补一张", "en": "card gone, get another"}[lang]
    put(sheet, ID_LOST, {f"similar.{lang}": "\n".join([*texts[1:], more]), "status": "online"})
    put(sheet, INVOICE, {f"similar.{lang}": "\n".join([*ENTRIES[INVOICE]["similar"][lang], texts[0]])})
    put(sheet, NEW, {**FIELDS, f"answer.{lang}": None})
    put(sheet, RESIDENCE, {"related": NEW})
    put(sheet, DRAFT, {QUESTIONS[lang][0]: QUESTIONS[lang][1]})
    before = bytes_of(good)
    code, rows = outcome(run, sheet, good, "--skip-refused")
    assert code == 0 and {id_ for id_, row in rows.items() if row["outcome"] == "refused"} == {ID_LOST, INVOICE, NEW, RESIDENCE}
    assert {name for name, raw in bytes_of(good).items() if raw != before.get(name)} == {f"{DRAFT}.yml"}
    assert len(openpyxl.load_workbook(rest_of(sheet)).sheetnames) == 2


def test_a_file_that_cannot_be_trusted_is_not_imported_in_part(run: Run, sheet: Path, good: Path) -> None:
    put(sheet, ID_LOST, {"question.zh": "身份证掉了怎么办？"})
    change(sheet, "tax", lambda place, tax: tax.delete_rows(1))
    before = bytes_of(good)
    assert run("import", sheet, "--knowledge", good, "--skip-refused")[0] == 1
    assert bytes_of(good) == before and not rest_of(sheet).exists()


def test_a_dry_run_writes_no_file_of_refused_rows_and_a_second_import_no_file_over_the_first(run: Run, sheet: Path, good: Path) -> None:
    put(sheet, INVOICE, {"status": "online"})
    assert run("import", sheet, "--knowledge", good, "--skip-refused", "--dry-run")[0] == 0
    assert not rest_of(sheet).exists()
    rest_of(sheet).write_text("mine")
    assert run("import", sheet, "--knowledge", good, "--skip-refused")[0] == 0
    assert rest_of(sheet).read_text() == "mine" and sheet.with_name("out-refused-2.xlsx").exists()


@pytest.mark.parametrize(("lang", "said"), [
    ("zh", ["恢复：tax/invoice.yml", "删去：tax/stamp-duty.yml", "已撤回", "恢复 1 个文件，删去 1 个新文件"]),
    ("en", ["put back: tax/invoice.yml", "removed: tax/stamp-duty.yml", "was taken back", "1 as before, 1 new removed"]),
])  # fmt: skip
def test_an_import_is_taken_back_byte_for_byte(run: Run, sheet: Path, good: Path, tmp_path: Path, lang: str, said: list[str]) -> None:
    first = bytes_of(good)
    put(sheet, INVOICE, dict([QUESTIONS[lang]]))
    put(sheet, NEW, FIELDS)
    assert run("import", sheet, "--knowledge", good)[0] == 0
    second = bytes_of(good)
    run("export", sheet, "--knowledge", good, "--force")
    put(sheet, RESIDENCE, {"answer.zh": "请到派出所。", "answer.en": "Go to the police."})
    assert run("import", sheet, "--knowledge", good)[0] == 0
    assert run("import", "--undo", "--knowledge", good, "--dry-run")[0] == 0 and bytes_of(good) not in (first, second)
    assert run("import", "--undo", "--knowledge", good)[0] == 0 and bytes_of(good) == second
    code, output, _ = run("import", "--undo", "--knowledge", good, "--lang", lang)
    assert code == 0 and all(part in output for part in said) and bytes_of(good) == first
    code, _, errors = run("import", "--undo", "--knowledge", good)
    assert code == 1 and "没有可以撤回的导入" in errors and "no import to take back" in errors


@pytest.mark.parametrize("how", ["changed", "removed"])
def test_an_import_is_not_taken_back_over_somebody_elses_work(run: Run, sheet: Path, good: Path, how: str) -> None:
    put(sheet, INVOICE, {"question.zh": "发票怎么开？"})
    put(sheet, RESIDENCE, {"question.zh": "居住证如何申请？"})
    assert run("import", sheet, "--knowledge", good)[0] == 0
    file = good / f"{INVOICE}.yml"
    file.write_text("# other\n") if how == "changed" else file.unlink()
    now = bytes_of(good)
    code, _, errors = run("import", "--undo", "--knowledge", good)
    assert code == 1 and f"{INVOICE}.yml" in errors and RESIDENCE not in errors and "没有撤回任何内容" in errors
    assert bytes_of(good) == now


def test_an_import_into_another_folder_is_not_taken_back(run: Run, sheet: Path, good: Path, tmp_path: Path) -> None:
    put(sheet, INVOICE, {"question.zh": "发票怎么开？"})
    assert run("import", sheet, "--knowledge", good)[0] == 0
    record = next((tmp_path / "var" / "backups").glob("*/import.json"))
    record.write_text(json.dumps({**json.loads(record.read_text()), "knowledge": "/elsewhere"}))
    assert "no import to take back" in run("import", "--undo", "--knowledge", good)[2]


def test_an_import_that_failed_is_nothing_to_take_back(run: Run, sheet: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(sheet, INVOICE, {"question.zh": "发票怎么开？"})
    put(sheet, RESIDENCE, {"status": "online"})

    def fails(source: Path, target: Path) -> None:
        raise OSError("disk full")

    with monkeypatch.context() as broken:
        broken.setattr(import_write.os, "replace", fails)
        assert run("import", sheet, "--knowledge", good, "--skip-refused")[0] == 1
    assert not rest_of(sheet).exists()
    assert "no import to take back" in run("import", "--undo", "--knowledge", good)[2]


@pytest.mark.parametrize(
    ("arguments", "zh", "en"), [((), "要导入的文件名", "which file"), (("--undo", "x.xlsx"), "不要写文件名", "leave the file out")]
)
def test_the_command_says_what_it_needs(run: Run, good: Path, arguments: tuple[str, ...], zh: str, en: str) -> None:
    code, _, errors = run("import", *arguments, "--knowledge", good)
    assert code == 1 and zh in errors and en in errors

"""The shipped knowledge through a real spreadsheet program and back. Excel and WPS cannot be run here: see test_import_programs.py."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import openpyxl
import pytest

from bot.curation import command_import
from bot.curation.import_write import paths_of
from bot.settings import ROOT, Settings
from tests.curation.conftest import Run
from tests.curation.sheet_files import columns, csv_rows, save_csv
from tests.curation.test_round_trip import bytes_of

GBK = "csv:Text - txt - csv (StarCalc):44,34,61,1,,0,false,true,false,false,false,-1"  # a file for each sheet
UTF8 = GBK.replace(",61,", ",76,")


@pytest.fixture
def convert(tmp_path: Path):  # type: ignore[no-untyped-def]
    """Open a file in LibreOffice and save it in another form; the files it makes."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice is not installed (apt-get install libreoffice-calc)")

    def go(file: Path, to: str, *more: str) -> list[Path]:
        folder = tmp_path / f"saved-{len([*tmp_path.iterdir()])}"
        home = {**os.environ, "HOME": str(tmp_path)}
        command = ["soffice", "--headless", *more, "--convert-to", to, "--outdir", str(folder), str(file)]
        subprocess.run(command, env=home, capture_output=True, check=True, timeout=120)
        return sorted(folder.iterdir())

    return go


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command_import, "settings", lambda: Settings(state_dir=tmp_path / "var"))
    shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge")
    return tmp_path / "knowledge"


def unchanged(run: Run, file: Path, copy: Path) -> int:
    code, output, _ = run("import", file, "--knowledge", copy, "--lang", "en", "--all")
    assert code == 0 and "0 added, 0 changed," in output, [line for line in output.splitlines() if not line.endswith(" unchanged")]
    return output.count(" unchanged\n")


@pytest.mark.parametrize(("by_way_of", "lang"), [([], "zh"), ([], "en"), (["ods"], "en"), (["xls"], "zh")], ids=str)
def test_a_workbook_that_it_saved_changes_not_one_byte(
    run: Run,
    copy: Path,
    tmp_path: Path,
    convert,
    by_way_of: list[str],
    lang: str,  # type: ignore[no-untyped-def]
) -> None:
    before, file = bytes_of(copy), tmp_path / "out.xlsx"
    assert run("export", file, "--knowledge", copy, "--lang", lang)[0] == 0
    for form in (*by_way_of, "xlsx"):
        (file,) = convert(file, form)
    assert unchanged(run, file, copy) == len(paths_of(copy)) and bytes_of(copy) == before
    tax = openpyxl.load_workbook(file)["tax"]
    assert tax.protection.sheet and tax.cell(2, 1).protection.locked and not tax.cell(2, 3).protection.locked
    rules = {rule.type: str(rule.sqref) for rule in tax.data_validations.dataValidation}
    assert rules["list"].startswith("B2:B") and rules["date"]


@pytest.mark.parametrize(("encoding", "code"), [("utf-8-sig", 76), ("gb18030", 85)])
def test_a_table_that_it_opened_and_saved_as_a_workbook_changes_not_one_byte(
    run: Run,
    copy: Path,
    tmp_path: Path,
    convert,
    encoding: str,
    code: int,  # type: ignore[no-untyped-def]
) -> None:
    before, file = bytes_of(copy), tmp_path / "out.csv"
    assert run("export", file, "--knowledge", copy, "--lang", "zh")[0] == 0
    save_csv(file, csv_rows(file), encoding)
    (saved,) = convert(file, "xlsx", f"--infilter=CSV:44,34,{code},1")
    assert len(columns(openpyxl.load_workbook(saved).worksheets[0])) > 30
    assert unchanged(run, saved, copy) == len(paths_of(copy)) and bytes_of(copy) == before


@pytest.mark.parametrize("form", [GBK, UTF8], ids=["gbk", "utf-8"])
def test_tables_that_it_saved_change_not_one_byte(run: Run, copy: Path, tmp_path: Path, convert, form: str) -> None:  # type: ignore[no-untyped-def]
    before, file = bytes_of(copy), tmp_path / "out.xlsx"
    assert run("export", file, "--knowledge", copy, "--lang", "zh")[0] == 0
    saved = [table for table in convert(file, form) if "Guide" not in table.name]
    assert sum(unchanged(run, table, copy) for table in saved) == len(paths_of(copy)) and bytes_of(copy) == before

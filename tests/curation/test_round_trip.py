"""The shipped knowledge to a sheet and back: not one byte changes; and a change that is taken back leaves what was there."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.curation import command_import
from bot.curation.import_backup import version_of
from bot.curation.import_write import paths_of
from bot.curation.import_yaml import edited
from bot.curation.sheets_columns import cells_of, content_of
from bot.knowledge.loader import load
from bot.settings import ROOT, Settings
from tests.curation.conftest import Run
from tests.curation.sheet_files import csv_rows, save_csv, with_shared_texts

SHIPPED = ROOT / "knowledge"


def bytes_of(root: Path) -> dict[str, bytes]:
    return {path.relative_to(root).as_posix(): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(command_import, "settings", lambda: Settings(state_dir=tmp_path / "var"))
    shutil.copytree(SHIPPED, tmp_path / "knowledge")
    return tmp_path / "knowledge"


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "未变 {}，拒绝 0。没有要写入的内容。"), ("en", "{} unchanged, 0 refused. There was nothing to write.")]
)
@pytest.mark.parametrize("kind", ["xlsx", "shared.xlsx", "csv", "gbk.csv", "slashes.csv", "tabs.csv"])
def test_export_then_import_changes_not_one_byte(run: Run, copy: Path, tmp_path: Path, kind: str, lang: str, said: str) -> None:
    file, before = tmp_path / f"out.{kind}", bytes_of(copy)
    assert run("export", file, "--knowledge", copy, "--lang", lang)[0] == 0
    if kind == "shared.xlsx":
        with_shared_texts(file)
    elif kind != "xlsx" and kind != "csv":
        save_csv(file, csv_rows(file), "gb18030" if kind == "gbk.csv" else "utf-8", "\t" if kind == "tabs.csv" else ",", "/")
    code, output, _ = run("import", file, "--knowledge", copy, "--lang", lang)
    assert (code, output.count("\n")) == (0, 1)
    assert said.format(len(paths_of(SHIPPED))) in output
    assert bytes_of(copy) == before


def test_every_shipped_entry_can_be_changed_in_a_few_lines_and_changed_back() -> None:
    paths = paths_of(SHIPPED)
    for id_, entry in load(SHIPPED).require().entries.items():
        raw, old = paths[id_].read_bytes(), content_of(cells_of(entry))
        new = content_of(cells_of(entry))
        new["question"] = {"zh": old["question"]["zh"] + "呢", "en": old["question"]["en"] + " Please"}
        new["similar"] = {lang: [*texts, f"新 new {lang}"] for lang, texts in old["similar"].items()}
        changed = edited(raw, old, new)
        before, after = raw.decode().splitlines(), changed.decode().splitlines()
        assert len(set(after) - set(before)) <= 4 and len(after) - len(before) <= 2, id_
        assert len(set(before) - set(after)) <= 4, id_
        assert [line for line in before if line in after] == [line for line in after if line in before]
        assert edited(changed, new, old).decode().replace('"', "").replace("'", "") == raw.decode().replace('"', "").replace("'", ""), id_


def test_no_version_can_be_taken_for_a_number() -> None:
    """In a table, 428107354213 and 12345e678901 would come back as other texts."""
    assert all(version_of(path.read_bytes())[0].isalpha() for path in paths_of(SHIPPED).values())
    assert len({version_of(path.read_bytes()) for path in paths_of(SHIPPED).values()}) == len(paths_of(SHIPPED))

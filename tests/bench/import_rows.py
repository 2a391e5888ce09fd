"""How long `./faq import` takes for 5,000 rows: on copies of the shipped entries, in a folder of its own.

    .venv/actions/bin/python -m tests.bench.import_rows [--rows 5000]

Three imports of a workbook: nothing changed, one text changed in every row, and every row new. Times are of the wall, whole command.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

import openpyxl
import yaml

from bot.settings import ROOT


def copies(folder: Path, rows: int) -> Path:
    """A knowledge folder of so many entries: the shipped ones, each again and again with a number in every question."""
    shutil.copytree(ROOT / "knowledge", folder)
    shipped = sorted(folder.glob("*/*.yml"))
    for number in range(len(shipped), rows):
        source, turn = shipped[number % len(shipped)], number // len(shipped)
        content = yaml.load(source.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
        content["question"] = {lang: f"{text} {turn}" for lang, text in content["question"].items()}
        content["similar"] = {lang: [f"{text} {turn}" for text in texts] for lang, texts in content["similar"].items()}
        target = source.with_name(f"{source.stem}-copy-{turn}.yml")
        target.write_text(yaml.dump(content, allow_unicode=True, sort_keys=False, width=1000), encoding="utf-8")
    return folder


def faq(what: str, *arguments: Any) -> None:
    """Run a command; print its seconds and its last line."""
    began = time.monotonic()
    done = subprocess.run([sys.executable, "-m", "bot.curation", *map(str, arguments)], cwd=ROOT, capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stdout[-2000:] + done.stderr[-2000:])
    print(f"{what}: {time.monotonic() - began:.1f} s  {done.stdout.strip().splitlines()[-1]}", flush=True)


def change_every_row(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    for sheet in book.worksheets[1:]:
        place = next(cell.column for cell in sheet[1] if str(cell.value).endswith("answer.zh"))
        for number in range(2, sheet.max_row + 1):
            cell = sheet.cell(number, place)
            cell.value = f"{cell.value}\n以窗口答复为准。"
    book.save(file)


def without_versions(file: Path) -> None:
    book = openpyxl.load_workbook(file)
    for sheet in book.worksheets[1:]:
        place = next(cell.column for cell in sheet[1] if str(cell.value).endswith("version"))
        sheet.delete_cols(place)
    book.save(file)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=5_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as made:
        full, empty, file = copies(Path(made) / "full", rows), Path(made) / "empty", Path(made) / "out.xlsx"
        faq(f"export {rows} entries", "export", file, "--knowledge", full)
        faq("import, nothing changed", "import", file, "--knowledge", full)
        change_every_row(file)
        faq("dry run, every row changed", "import", file, "--knowledge", full, "--dry-run")
        faq("import, every row changed", "import", file, "--knowledge", full)
        without_versions(file)
        empty.mkdir()
        for top in (ROOT / "knowledge").glob("*.yml"):
            shutil.copy(top, empty)
        faq("import, every row new", "import", file, "--knowledge", empty)


if __name__ == "__main__":
    main()

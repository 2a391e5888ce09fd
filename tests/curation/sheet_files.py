"""Sheets for tests: exported, changed and saved as other programs save them."""

from __future__ import annotations

import csv
import io
import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl

from tests.curation.conftest import Run

Change = Callable[[dict[str, int], Any], None]

NEW = "tax/stamp-duty"
FIELDS = {
    "status": "draft", "question.zh": "印花税怎么交？", "question.en": "How do I pay stamp duty?",
    "similar.zh": "印花税\n合同要贴花吗\n印花税网上交\n印花税多少\n贴花在哪", 
    "similar.en": "stamp duty\nduty on contracts\npay duty online\nhow much duty\nwhere to pay duty",
    "answer.zh": "请网上申报。", "answer.en": "- Declare it online.", "basis.title.zh": "《印花税法》", "basis.title.en": "Stamp Duty Law",
    "guide.phone": 12366, "reviewed": 46346,
}  # fmt: skip


def key_of(heading: object) -> str:
    return str(heading or "").split("\n")[-1]


def columns(sheet: Any) -> dict[str, int]:
    return {key_of(cell.value): cell.column for cell in sheet[1]}


def row_of(sheet: Any, id_: str) -> int:
    return next(cell.row for cell in sheet["A"] if cell.value == id_)


def put(file: Path, id_: str, values: dict[str, Any]) -> tuple[str, int]:
    """Write cells of an entry, or of a new row below the last; the sheet and row."""
    book = openpyxl.load_workbook(file)
    sheet = book[id_.split("/")[0]]
    ids = [cell.value for cell in sheet["A"]]
    row = row_of(sheet, id_) if id_ in ids else sum(value is not None for value in ids) + 1
    for key, value in {"id": id_, **values}.items():
        sheet.cell(row, columns(sheet)[key]).value = value
    book.save(file)
    return sheet.title, row


def change(file: Path, sheet: str, how: Change) -> None:
    book = openpyxl.load_workbook(file)
    how(columns(book[sheet]), book[sheet])
    book.save(file)


def with_shared_texts(file: Path) -> None:
    """As Excel, WPS and LibreOffice write: every text once, in a table of shared texts. (The exported file has them in the cells.)"""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    shared: dict[str, int] = {}

    def number(found: re.Match[str]) -> str:
        return f'{found[1]}t="s"{found[2]}><v>{shared.setdefault(found[3], len(shared))}</v></c>'

    for name in [name for name in parts if name.startswith("xl/worksheets/sheet")]:
        parts[name] = re.sub(r'(<c [^>]*?)t="inlineStr"([^>]*)><is>(.*?)</is></c>', number, parts[name], flags=re.DOTALL)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    parts["xl/sharedStrings.xml"] = f'<sst xmlns="{space}">' + "".join(f"<si>{text}</si>" for text in shared) + "</sst>"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sharedStrings+xml"
    content = f'<Override PartName="/xl/sharedStrings.xml" ContentType="{kind}"/></Types>'
    parts["[Content_Types].xml"] = parts["[Content_Types].xml"].replace("</Types>", content)
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def csv_rows(file: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(file.read_bytes().decode("utf-8-sig"), newline="")))


def save_csv(file: Path, rows: list[list[str]], encoding: str = "utf-8-sig", delimiter: str = ",", dates: str = "-") -> None:
    """As a spreadsheet saves it. dates: what it puts between year, month and day."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=delimiter, lineterminator="\r\n")
    writer.writerows([[re.sub(r"^(\d{4})-0?(\d+)-0?(\d+)$", rf"\1{dates}\2{dates}\3", cell) for cell in row] for row in rows])
    file.write_bytes(out.getvalue().encode(encoding))


def outcome(run: Run, sheet: Path, good: Path, *more: str) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code of an import, and what it says of each row, by id."""
    code, output, _ = run("import", sheet, "--knowledge", good, "--json", *more)
    return code, {row.get("id", ""): row for row in map(json.loads, output.splitlines())}


def edit_parts(file: Path, how: Callable[[str, str], str]) -> None:
    """Change the texts inside a workbook as another program would have written them. how: from a part's name and text to its text."""
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, how(name, text))

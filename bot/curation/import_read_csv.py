"""The cells of a CSV file of any program: its encoding and delimiter are found out."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from bot.curation.import_read import BEYOND, FORMULA_FOUND, Raw, keys_of
from bot.curation.sheets_errors import UnreadableSheet

HEADING_WITHIN = 20  # lines from the top; above it may stand a title, or Excel's "sep=;"


def lines(file: Path) -> list[list[Raw]]:
    """Every line of cells. UnreadableSheet if the encoding is not known, a quote is left open, or the last line is cut off."""
    text = _decoded(file)
    csv.field_size_limit(10_000_000)
    try:
        delimiter = max(",;\t", key=lambda mark: _known(text, mark)[1])
        found = [*_lines(text, delimiter)]
    except csv.Error as err:
        raise UnreadableSheet(file, f"不是完整的 CSV（{err}），请重新保存。", f"it is no whole CSV file ({err}); save it again.") from err
    width = _known(text, delimiter)[0]
    # Excel leaves out the blank cells at the end of a line, so only a last line without its end was cut off.
    if found and 0 < len(found[-1]) < width and any(found[-1]) and not text.endswith(("\n", "\r")):
        raise UnreadableSheet(
            file, f"第 {len(found)} 行不完整，请重新保存整个文件。", f"row {len(found)} is cut off; save the whole file again."
        )
    return [[_raw(cell, width and place >= width) for place, cell in enumerate(line)] for line in found]


def _raw(cell: str, beyond: bool | int) -> Raw:
    if beyond and cell.strip():
        return Raw(cell, wrong=BEYOND)
    return Raw(cell, wrong=FORMULA_FOUND if cell.startswith(("=", "＝")) else None)


def _known(text: str, mark: str) -> tuple[int, int]:
    """How many cells the heading has, and how many of them are known columns, if lines are cut at the mark."""
    heads = [(len(line), len(keys_of([Raw(cell) for cell in line]))) for line in islice(_lines(text, mark, strict=False), HEADING_WITHIN)]
    return max(heads, key=lambda head: head[1], default=(0, 0))


def _lines(text: str, delimiter: str, strict: bool = True) -> Iterator[list[str]]:
    return csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=strict)


def _decoded(file: Path) -> str:
    """UTF-8 with or without a mark, UTF-16 with one, else GBK (GB 18030)."""
    raw = file.read_bytes()
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig"] if raw.startswith(b"\xef\xbb\xbf") else ["utf-8", "gb18030"]
    for encoding in encodings:
        try:
            text = raw.decode(encoding)
        except UnicodeError:
            continue
        if "\0" not in text:
            return text
    raise UnreadableSheet(file, "文字编码认不出来，请另存为“CSV UTF-8”。", "its encoding is not known; save it as 'CSV UTF-8'.")

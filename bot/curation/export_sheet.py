"""Entries as rows, and rows as a CSV file."""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Mapping

from bot.curation.sheets_columns import COLUMNS, Cells, cells_of
from bot.curation.sheets_errors import CannotExport
from bot.curation.sheets_text import escape
from bot.knowledge.schema import Entry, Knowledge
from bot.language import Lang

MOST = 32_767  # characters that a cell of Excel holds


def chosen(knowledge: Knowledge, categories: Collection[str]) -> dict[str, tuple[Entry, ...]]:
    """The entries of each category wished for (all if none is named), in the order of categories.yml. CannotExport if one is not known."""
    unknown = [category for category in categories if category not in knowledge.categories]
    if unknown:
        names = ", ".join(knowledge.categories)
        raise CannotExport(f"没有“{unknown[0]}”这个业务类别。可用：{names}", f"There is no category '{unknown[0]}'. Use one of: {names}")
    wished = categories or knowledge.categories
    return {category: knowledge.by_category.get(category, ()) for category in knowledge.categories if category in wished}


def row_of(entry: Entry, version: str) -> Cells:
    """All cells of an entry, escaped. CannotExport if one is longer than a cell may be."""
    cells = {"id": entry.id, **cells_of(entry), "version": version}
    for key, text in cells.items():
        if len(text) >= MOST:
            raise CannotExport(
                f"{entry.id} 的“{key}”超过 {MOST} 个字符，表格放不下。请先缩短。",
                f"'{key}' of {entry.id} has more than {MOST} characters, too many for a cell. Shorten it.",
            )
    return {column.key: escape(cells[column.key]) for column in COLUMNS}


def csv_bytes(groups: Mapping[str, tuple[Entry, ...]], versions: Mapping[str, str], lang: Lang) -> bytes:
    """One table of all entries, in UTF-8 with the mark by which Excel knows it."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([column.head(lang) for column in COLUMNS])
    for entries in groups.values():
        for entry in entries:
            writer.writerow(row_of(entry, versions[entry.id]).values())
    return out.getvalue().encode("utf-8-sig")

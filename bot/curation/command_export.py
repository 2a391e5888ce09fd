"""`faq export`: the entries as an Excel workbook or a CSV file, to be changed and given to `faq import`."""

from __future__ import annotations

import argparse
from pathlib import Path

from bot.curation.export_sheet import chosen, csv_bytes
from bot.curation.files import write_whole
from bot.curation.import_backup import version_of
from bot.curation.import_write import paths_of
from bot.curation.sheets_errors import CannotExport
from bot.knowledge.loader import load
from bot.language import LANGUAGES, Lang
from bot.settings import settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="out.xlsx or out.csv / 导出到 .xlsx 或 .csv")
    parser.add_argument(
        "--category", action="append", default=[], metavar="ID", help="only this category; may be repeated / 只导出这个类别，可多次写"
    )
    parser.add_argument("--force", action="store_true", help="replace a file that is there / 覆盖已有的文件")
    parser.add_argument("--knowledge", type=Path, help="knowledge folder / 知识文件夹")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of headings and messages / 表头和提示的语言")


def main(options: argparse.Namespace) -> int:
    """0; CannotExport if the file's kind or a category is not known, the file is there, or it cannot be written."""
    from bot.curation.__main__ import interface_language

    lang: Lang = options.lang or interface_language()
    file: Path = options.file
    kind = file.suffix.lower()
    if kind not in (".xlsx", ".csv"):
        raise CannotExport("只能导出 .xlsx 或 .csv，请改文件名。", "Only .xlsx and .csv can be made; change the file's name.")
    if file.exists() and not options.force:
        raise CannotExport(
            f"{file.name} 已存在。请换一个名字，或加 --force 覆盖。",
            f"{file.name} is already there. Choose another name, or replace it with --force.",
        )
    root = (options.knowledge or settings().knowledge_dir).resolve()
    versions = {id_: version_of(path.read_bytes()) for id_, path in paths_of(root).items()}
    groups = chosen(load(root).require(), options.category)
    if kind == ".csv":
        raw = csv_bytes(groups, versions, lang)
    else:
        from bot.curation.export_xlsx import xlsx_bytes

        raw = xlsx_bytes(groups, versions, lang)
    _write(file, raw)
    count = sum(map(len, groups.values()))
    print(
        f"{file.name}：{len(groups)} 个类别，{count} 个条目。"
        if lang == "zh"
        else f"{file.name}: {len(groups)} categories, {count} entries."
    )
    return 0


def _write(file: Path, raw: bytes) -> None:
    try:
        write_whole(file, raw)
    except OSError as err:
        raise CannotExport(
            f"写不了 {file.name}（{type(err).__name__}）。请检查文件夹，并在表格软件里关闭它。",
            f"{file.name} cannot be written ({type(err).__name__}). Check the folder, and close the file in other programs.",
        ) from err

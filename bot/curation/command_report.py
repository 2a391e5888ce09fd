"""`faq report`: how the assistant was used, week by week, in the terminal, as an Excel workbook or as a page with pictures."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Final

from bot.curation.days import day
from bot.curation.explain_table import width
from bot.curation.files import write_whole
from bot.curation.report_figures import Names, names_of
from bot.curation.report_html import page
from bot.curation.report_tables import Table, shown, tables
from bot.curation.report_wish import NotThere, wish_of
from bot.curation.report_words import CHANNELS, LANGUAGE_NAMES, named, word
from bot.errors import FaqError
from bot.knowledge.loader import load
from bot.language import LANGUAGES, Lang
from bot.records.report import Used, read_used
from bot.settings import Settings, settings

MOST_ROWS: Final = 10  # of entries and gaps in the terminal
LEFT_OUT: Final = ("times", "counts")  # for the workbook
WIDEST: Final = 48  # columns of a terminal for a text


class CannotReport(FaqError):
    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file.name}: {why}")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", nargs="?", type=Path, help="out.xlsx or out.html / 输出到 .xlsx 或 .html")
    parser.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="from this day on; else 13 weeks / 从此日起，默认 13 周")
    parser.add_argument("--until", type=day, metavar="YYYY-MM-DD", help="up to this day; else today / 到此日为止，默认今天")
    parser.add_argument("--department", metavar="ID", default="", help="only of this department / 只看此部门")
    parser.add_argument("--category", metavar="ID", default="", help="only of this category / 只看此类别")
    parser.add_argument("--channel", metavar="NAME", default="", help="only of this channel, such as web / 只看此渠道，如 web")
    parser.add_argument("--asked", choices=LANGUAGES, default="", help="only questions in this language / 只看此语言的提问")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the report / 报表语言")


def main(options: argparse.Namespace) -> int:
    """0; CannotReport if the file's kind is not known or it cannot be written, NotRecorded if the records cannot be read."""
    from bot.curation.__main__ import interface_language

    lang: Lang = options.lang or interface_language()
    file: Path | None = options.file
    if file and file.suffix.lower() not in (".xlsx", ".html"):
        raise CannotReport(file, "only .xlsx and .html can be made; change the name. 只能输出 .xlsx 或 .html，请改文件名。")
    names, used = look(settings(), options)
    about = describe(used, names, lang, options.department, options.category)
    if file:
        write(file, used, names, lang, about)
        print(file)
        return 0
    print(about)
    print("\n".join(_terminal(used, names, lang)))
    return 0


def look(own: Settings, options: argparse.Namespace) -> tuple[Names, Used]:
    """NotThere, WrongPeriod or NotRecorded if there is nothing to look at."""
    names = names_of(load(own.knowledge_dir).require())
    wish = wish_of(names, date.today(), options.since, options.until, options.department, options.category, options.channel, options.asked)
    used = read_used(own, wish)
    if wish.channel and used.channels and wish.channel not in {*used.channels, *CHANNELS}:
        raise NotThere(("channel", "渠道"), wish.channel, used.channels)
    return names, used


def describe(used: Used, names: Names, lang: Lang, department: str = "", category: str = "") -> str:
    """Period and filters in words."""
    wish = used.wish
    said = [word("period", lang, since=wish.since, until=wish.until)]
    for key, id_, known in (
        ("department", department, names.departments), ("category", category, names.categories), ("channel", wish.channel, CHANNELS),
        ("language", wish.asked, LANGUAGE_NAMES),
    ):  # fmt: skip
        if id_:
            said.append(f"{word(key, lang)}{'：' if lang == 'zh' else ': '}{named(dict(known), id_, lang)}")
    return ("；" if lang == "zh" else "; ").join(said)


def write(file: Path, used: Used, names: Names, lang: Lang, about: str) -> None:
    """As the file's name ends. CannotReport if it cannot be written; the file before is then left as it was."""
    if file.suffix.lower() == ".html":
        raw = page(used, names, lang, about).encode("utf-8")
    else:
        from bot.curation.report_xlsx import workbook

        raw = workbook(tables(used, names, lang), about, lang)
    try:
        write_whole(file, raw)
    except OSError as err:
        if not file.parent.is_dir():
            why = "there is no such folder; make it, or choose another place. 无法写入：没有这个文件夹，请先新建或换个位置。"
        else:
            why = "it cannot be written; close it, or choose another place. 无法写入，请先关闭该文件或换个位置。"
        raise CannotReport(file, why) from err


def _terminal(used: Used, names: Names, lang: Lang) -> Iterator[str]:
    if not used.counts and not used.levels:
        yield word("nothing", lang)
        return
    for table in tables(used, names, lang):
        if table.key not in LEFT_OUT:
            yield from ("", table.title, *([table.note] if table.note else []), *_lines(table))


def _lines(table: Table) -> Iterator[str]:
    """The main columns, texts on the left and numbers on the right."""
    places = [place for place, column in enumerate(table.columns) if column.main]
    most = MOST_ROWS if table.key in ("top", "gaps") else None
    rows = [[_short(shown(row[place])) for place in places] for row in table.rows[:most]]
    heads = [table.columns[place].head for place in places]
    widths = [max(map(width, column)) for column in zip(heads, *rows)]
    for cells in [heads, *rows] if rows else []:
        yield "  ".join(
            cell + " " * (wide - width(cell)) if table.columns[place].text else " " * (wide - width(cell)) + cell
            for cell, wide, place in zip(cells, widths, places)
        ).rstrip()


def _short(text: str) -> str:
    line = " ".join(text.split())
    while width(line) > WIDEST:
        line = line[:-2] + "…"
    return line

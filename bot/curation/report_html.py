"""The report as HTML: what stands in the console's page, and a page of its own that fetches nothing."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from bot.curation.report_figures import Names
from bot.curation.report_plots import plots
from bot.curation.report_tables import Table, shown, tables
from bot.curation.report_words import word
from bot.language import Lang
from bot.records.report import Used

MOST_ROWS = 20  # of entries and gaps; the workbook has more
SHORT = 14  # characters
LEFT_OUT = ("counts", "times")  # for the workbook
STYLE = """
body { font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif; max-width: 76rem; margin: 2rem auto;
  padding: 0 1rem; color: #1d2733; background: #fff; }
h1, h2 { line-height: 1.25; } h2 { margin-top: 2.2rem; font-size: 1.15rem; } .soft { color: #52606d; }
.plots { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 34rem), 1fr)); gap: 1rem; }
figure { margin: 0; border: 1px solid #c9d2dc; border-radius: 8px; padding: 12px 14px; }
figure svg { max-width: 100%; min-width: 480px; height: auto; display: block; margin: 8px auto 0; }
figcaption { font-weight: 700; } figcaption span { display: block; font-weight: 400; color: #52606d; font-size: .9rem; }
.scroll { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th, td { padding: .25rem .6rem; border-bottom: 1px solid #c9d2dc; text-align: left; vertical-align: top; }
td.number, th.number { text-align: right; } td.number, td.day { white-space: nowrap; }
td.name { min-width: 7rem; max-width: 26rem; } th { background: #e9eef3; font-size: .88rem; word-break: keep-all; }
"""


def body(used: Used, names: Names, lang: Lang) -> str:
    """Pictures and tables; everything from the records and the knowledge is escaped."""
    if not used.counts and not used.levels:
        return f"<p>{escape(word('nothing', lang))}</p>"
    return "\n".join(_body(used, names, lang))


def page(used: Used, names: Names, lang: Lang, about: str) -> str:
    """The whole page. about: period and filters in words."""
    title = escape(word("report", lang))
    return (
        f'<!doctype html>\n<html lang="{"zh-Hans" if lang == "zh" else "en"}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n<title>{title}</title>\n<style>{STYLE}</style>\n</head>\n'
        f"<body>\n<h1>{title}</h1>\n<p>{escape(about)}</p>\n{body(used, names, lang)}\n</body>\n</html>\n"
    )


def _body(used: Used, names: Names, lang: Lang) -> Iterator[str]:
    yield '<div class="plots">'
    for plot in plots(used, names, lang):
        note = f"<span>{escape(plot.note)}</span>" if plot.note else ""
        yield f'<figure><figcaption>{escape(plot.title)}{note}</figcaption>\n<div class="scroll" tabindex="0">{plot.svg}</div></figure>'
    yield "</div>"
    for one in tables(used, names, lang):
        if one.key not in LEFT_OUT:
            yield _table(one)


def _table(table: Table) -> str:
    name = f"report-{table.key}"
    said = f'<h2 id="{name}">{escape(table.title)}</h2>' + (f'\n<p class="soft">{escape(table.note)}</p>' if table.note else "")
    if not table.rows:
        return said + ("" if table.note else "\n<p>–</p>")
    kinds = [_kind(table, place) for place in range(len(table.columns))]
    head = "".join(f'<th scope="col"{kind}>{escape(column.head)}</th>' for column, kind in zip(table.columns, kinds))
    most = MOST_ROWS if table.key in ("top", "gaps") else None
    rows = "\n".join(
        "<tr>" + "".join(f"<td{kind}>{escape(shown(cell))}</td>" for cell, kind in zip(row, kinds)) + "</tr>" for row in table.rows[:most]
    )
    return (
        f'{said}\n<div class="scroll" role="region" aria-labelledby="{name}" tabindex="0"><table class="figures">\n'
        f"<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table></div>"
    )


def _kind(table: Table, place: int) -> str:
    """The class of a column: numbers on the right; days and short names in one line."""
    if not table.columns[place].text:
        return ' class="number"'
    return ' class="day"' if all(len(str(row[place])) <= SHORT for row in table.rows) else ' class="name"'

"""One self-contained page: Chinese and English side by side, tables, pictures; it fetches nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Union

from bot.measuring.intervals import Figure

Cell = Union[str, int, float, Figure, None]


@dataclass(frozen=True)
class Both:
    """The same in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class Table:
    """rows: the first cell of each is its name. Texts stand on the left, numbers on the right."""

    head: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


@dataclass(frozen=True)
class Picture:
    """svg: from `plots`; caption: what it shows."""

    svg: str
    caption: Both


Block = Union[Both, Table, Picture]


@dataclass(frozen=True)
class Section:
    title: Both
    blocks: tuple[Block, ...] = ()
    level: int = 2


@dataclass(frozen=True)
class Report:
    """facts: what was measured and how, by name: date, knowledge, encoder, learned, command."""

    title: Both
    facts: Mapping[str, str]
    sections: Sequence[Section] = field(default_factory=list)


STYLE = """
body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #222; background: #fff; }
h1, h2, h3 { line-height: 1.25; } h2 { margin-top: 2.5rem; border-bottom: 1px solid #ddd; }
.both { display: grid; grid-template-columns: 1fr 1fr; gap: 1.5rem; } .both > * { margin: .4rem 0; }
table { border-collapse: collapse; margin: .8rem 0; font-variant-numeric: tabular-nums; display: block; overflow-x: auto; }
th, td { padding: .2rem .7rem; border-bottom: 1px solid #e3e3e3; text-align: right; white-space: nowrap; }
th:first-child, td:first-child, .text { text-align: left; } td.text { white-space: normal; overflow-wrap: anywhere; }
td:first-child { white-space: nowrap; } td small { color: #777; }
figure { margin: 1rem 0; } figure svg { max-width: 100%; height: auto; } figcaption { color: #444; font-size: .9rem; }
@media (max-width: 45rem) { .both { grid-template-columns: 1fr; gap: 0; } }
"""


def page(report: Report) -> str:
    """The whole page as HTML."""
    return "\n".join(_page(report)) + "\n"


def _page(report: Report) -> Iterator[str]:
    yield '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">'
    yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
    yield f"<title>{escape(report.title.zh)} · {escape(report.title.en)}</title>\n<style>{STYLE}</style>\n</head>\n<body>"
    yield _both(report.title, "h1")
    yield _table(Table(("", ""), tuple((name, value) for name, value in report.facts.items())))
    for section in report.sections:
        yield f"<section>\n{_both(section.title, f'h{section.level}')}"
        for block in section.blocks:
            yield _block(block)
        yield "</section>"
    yield "</body>\n</html>"


def _block(block: Block) -> str:
    if isinstance(block, Table):
        return _table(block)
    if isinstance(block, Picture):
        return f"<figure>\n{block.svg}\n<figcaption>{_both(block.caption, 'p')}</figcaption>\n</figure>"
    return _both(block, "p")


def _both(text: Both, tag: str) -> str:
    return f'<div class="both"><{tag} lang="zh">{escape(text.zh)}</{tag}><{tag} lang="en">{escape(text.en)}</{tag}></div>'


def _table(table: Table) -> str:
    texts = [isinstance(value, str) for value in table.rows[0]] if table.rows else [False] * len(table.head)
    head = "".join(f'<th class="text">{escape(name)}</th>' if text else f"<th>{escape(name)}</th>" for name, text in zip(table.head, texts))
    rows = "\n".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in table.rows)
    return f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _cell(value: Cell) -> str:
    """A figure comes with its interval and the number of rows that it is over."""
    if isinstance(value, str):
        return f'<td class="text">{escape(value)}</td>'
    if isinstance(value, Figure):
        return f"<td>{value.value:.3f} <small>({value.low:.3f}–{value.high:.3f}, n={value.count})</small></td>"
    if value is None:
        return "<td>–</td>"
    return f"<td>{value:.3f}</td>" if isinstance(value, float) else f"<td>{value}</td>"

"""`faq eval-retrieval --index I.jsonl --queries Q.jsonl`: words, the plain encoder and our ranking on lines of your own."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from bot.knowledge.loader import load
from bot.language.segment import Segmenter
from bot.measuring import plain
from bot.measuring.compare import FIGURES, Compared, Figures, compare, make_rankers
from bot.measuring.rankers import Ranker
from bot.measuring.sets import RetrievalSet, read_set
from bot.settings import settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--index", type=Path, required=True, help="rows {id, text}: what can be found / 被检索的文本")
    parser.add_argument("--queries", type=Path, required=True, help="rows {text, ids}: what is asked, and what is right / 问题及正确的 id")
    parser.add_argument("--json", action="store_true", help="one JSON object / 以 JSON 输出")


def main(options: argparse.Namespace) -> int:
    measured = read_set(options.index, options.queries)
    compared = compare(measured, rankers_for(measured))
    if options.json:
        print(json.dumps({"sets": described(measured, options.index, options.queries), **compared.to_json()}, ensure_ascii=False))
    else:
        print("\n".join(table(measured, compared)))
    return 0


def rankers_for(measured: RetrievalSet) -> Mapping[str, Ranker]:
    """The knowledge lends its words to the segmenter; its entries are not indexed. Vectors are kept for the next time."""
    segmenter = Segmenter(load(settings().knowledge_dir).require().domain_words())
    encoder, shipped = plain.plain_encoder(), plain.shipped_encoder()
    if shipped.name == encoder.name:
        shipped = encoder
    rankers = make_rankers(measured.index, encoder, shipped, segmenter)
    for one in (encoder, shipped):
        one.encode([query.text for query in measured.queries], "query")
        one.save()
    return rankers


def described(measured: RetrievalSet, index: Path, queries: Path) -> dict[str, Any]:
    return {
        "index": str(index),
        "queries": str(queries),
        "lines": len(measured.index),
        "ids": len({line.id for line in measured.index}),
        "asked": len(measured.queries),
        "index_lang": measured.index_lang,
        "query_lang": measured.query_lang,
    }


def table(measured: RetrievalSet, compared: Compared) -> Iterator[str]:
    """For a person: a line a ranker, with 95 % intervals."""
    ids = len({line.id for line in measured.index})
    yield f"{len(measured.index)} lines with {ids} ids, {compared.queries} queries; in brackets the 95 % interval"
    yield "".ljust(9) + "".join(name.rjust(22) for name in FIGURES)
    yield from _rows(compared.rankers)
    for lang, rankers in compared.languages.items():
        count = next(iter(next(iter(rankers.values())).values())).count
        yield f"\n{lang}: {count} queries"
        yield from _rows(rankers)


def _rows(rankers: Mapping[str, Figures]) -> Iterator[str]:
    for name, figures in rankers.items():
        cells = (f"{figures[key].value:.3f} ({figures[key].low:.3f}-{figures[key].high:.3f})" for key in FIGURES)
        yield name.ljust(9) + "".join(cell.rjust(22) for cell in cells)

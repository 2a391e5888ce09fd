"""`faq eval FILE.jsonl`: measure a file of questions, through the whole assistant or the pipeline alone."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from bot.curation import asking, evaluate, rows
from bot.settings import settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="+", help="rows {id, text, lang?, expect} / 问题文件")
    parser.add_argument(
        "--through", choices=("rasa", "retrieval"), default="rasa", help="the whole assistant, or the pipeline alone / 整个系统或仅检索"
    )
    parser.add_argument("--json", action="store_true", help="one JSON line a row, then the summary / 每行一个 JSON，最后是汇总")


def main(options: argparse.Namespace) -> int:
    asked = [row for file in options.file for row in rows.read(file)]
    through = asking.through_retrieval if options.through == "retrieval" else asking.through_rasa
    results = through(asked, settings())
    summary = evaluate.summarise(asked, results)
    if options.json:
        for result in results:
            print(json.dumps(result.to_json(), ensure_ascii=False))
        print(json.dumps({"summary": summary}, ensure_ascii=False))
    else:
        print(evaluate.table(summary))
    return 0

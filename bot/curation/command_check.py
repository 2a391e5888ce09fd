"""`faq check`: every problem of the knowledge files, with file, line, code, and what to do."""

from __future__ import annotations

import argparse
import json
from dataclasses import asdict
from pathlib import Path

from bot.knowledge.loader import load
from bot.language import LANGUAGES
from bot.settings import settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", type=Path, help="knowledge folder / 知识文件夹")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the messages / 提示语言")
    parser.add_argument("--json", action="store_true", help="one JSON object a problem / 每个问题一行 JSON")


def main(options: argparse.Namespace) -> int:
    """1 if there is any problem, else 0."""
    from bot.curation.__main__ import interface_language

    loaded = load(options.folder or settings().knowledge_dir)
    lang = options.lang or interface_language()
    for problem in loaded.problems:
        print(json.dumps(asdict(problem), ensure_ascii=False) if options.json else problem.text(lang))
    if not options.json:
        print(_summary(lang, len(loaded.problems), len(loaded.knowledge.entries) if loaded.knowledge else None))
    return 1 if loaded.problems else 0


def _summary(lang: str, problems: int, entries: int | None) -> str:
    if entries is None:
        return (
            f"{problems} 个问题；改正前不能使用这一版。"
            if lang == "zh"
            else f"{problems} problem(s); this version cannot be served until they are mended."
        )
    if problems:
        return f"{entries} 个条目，{problems} 个问题。" if lang == "zh" else f"{entries} entries, {problems} problem(s)."
    return f"{entries} 个条目，没有问题。" if lang == "zh" else f"{entries} entries, no problem."

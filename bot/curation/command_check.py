"""`faq check`: every problem of the knowledge files, with file, line, code, and what to do."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bot.curation.annotations import FORMATS, Format, show, summary
from bot.curation.history import stale_translations
from bot.knowledge.check import advice, with_problems
from bot.knowledge.loader import Loaded, load
from bot.knowledge.problems import Problem
from bot.language import LANGUAGES
from bot.settings import settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", nargs="?", type=Path, help="knowledge folder / 知识文件夹")
    parser.add_argument("--meaning", action="store_true", help="also by meaning, with the encoder; a minute / 加上按意思的检查，约一分钟")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the messages / 提示语言")
    parser.add_argument("--format", choices=FORMATS, default="text", help="text, JSON, or annotations for a code review / 输出格式")
    parser.add_argument("--json", action="store_true", help="the same as --format json: one object a problem / 每个问题一行 JSON")


def main(options: argparse.Namespace) -> int:
    """1 if there is an error, else 0; a warning keeps nothing from being served."""
    from bot.curation.__main__ import interface_language

    root: Path = options.folder or settings().knowledge_dir
    lang = options.lang or interface_language()
    form: Format = "json" if options.json else options.format
    found = checked(root, options.meaning)
    for problem in found.problems:
        print(show(problem, form, lang, root))
    if form == "text":
        print(summary(found.problems, len(found.knowledge.entries) if found.knowledge else None, lang))
    return 1 if found.knowledge is None else 0


def checked(root: Path, meaning: bool = False) -> Loaded:
    """The files of a folder with every problem. meaning: those too that need the encoder; not looked for in files with errors."""
    loaded = load(root)
    more = [*advice(loaded.found), *stale_translations(root, loaded.found)]
    return with_problems(loaded, [*more, *(by_meaning(root, loaded) if meaning else ())])


def by_meaning(root: Path, loaded: Loaded, only: Iterable[str] | None = None) -> list[Problem]:
    """What the rules with the encoder find; nothing if the files have errors. only: ids of the entries to be looked at; None: all."""
    if loaded.knowledge is None:
        return []
    from bot.answering.room import build_room, make_encoders
    from bot.curation.meaning_rules import meaning_problems

    own = replace(settings(), knowledge_dir=root)
    encoder = make_encoders(own)["e5"]
    problems = meaning_problems(loaded.found, build_room(own), encoder, only)
    encoder.save()
    return problems

"""`faq check`: every problem of the knowledge files, with file, line, code, and what to do."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from bot.curation.annotations import FORMATS, Format, show, summary, summary_of_part
from bot.curation.gap_duties import read_duties
from bot.curation.history import stale_translations
from bot.errors import FaqError
from bot.knowledge.check import advice, with_problems
from bot.knowledge.loader import Loaded, load
from bot.knowledge.problems import BrokenKnowledge, Problem
from bot.knowledge.snapshot import OURS, TOP
from bot.language import LANGUAGES, Lang
from bot.settings import settings


class NothingToCheck(FaqError):
    """The path is no knowledge folder, and nothing in one."""


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "folder",
        nargs="?",
        type=Path,
        metavar="folder-or-file",
        help="knowledge folder, or a file in it / 知识文件夹或其中的文件",
    )
    parser.add_argument("--meaning", action="store_true", help="also by meaning, with the encoder; a minute / 加上按意思的检查，约一分钟")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the messages / 提示语言")
    parser.add_argument("--format", choices=FORMATS, default="text", help="text, JSON, or annotations for a code review / 输出格式")
    parser.add_argument("--json", action="store_true", help="the same as --format json: one object a problem / 每个问题一行 JSON")


def main(options: argparse.Namespace) -> int:
    """1 if there is an error in what is shown, else 0; a warning keeps nothing from being served."""
    from bot.curation.__main__ import interface_language

    lang = options.lang or interface_language()
    root, part = place_of(options.folder or settings().knowledge_dir, lang)
    form: Format = "json" if options.json else options.format
    found = checked(root, options.meaning)
    shown = [problem for problem in found.problems if not part or problem.file == part or problem.file.startswith(f"{part}/")]
    for problem in shown:
        print(show(problem, form, lang, root))
    if form == "text" and not part:
        print(summary(shown, len(found.knowledge.entries) if found.knowledge else None, lang))
    elif form == "text":
        print(summary_of_part(part, shown, len(found.problems) - len(shown), lang))
    return int(any(problem.level == "error" for problem in shown))


def place_of(path: Path, lang: Lang) -> tuple[Path, str]:
    """The knowledge folder, and what to show of it: a file or folder in it, or "" for everything. NothingToCheck if it is neither."""
    if any((path / name).exists() for name in TOP):
        return path, ""
    whole = path.resolve()
    root = next((folder for folder in whole.parents if (folder / "categories.yml").exists()), None)
    if root and (whole.is_dir() or OURS.search(whole.name)) and whole.exists():
        return root, whole.relative_to(root).as_posix()
    zh, en = ("里没有知识文件", "holds no knowledge files") if path.is_dir() else ("不是知识文件", "is no file of the knowledge")
    if not path.exists():
        zh, en = "不存在", "does not exist"
    raise NothingToCheck(
        f"{path} {zh}；请给出知识文件夹，或其中的一个条目文件（.yml）。" if lang == "zh"
        else f"{path} {en}; name the knowledge folder, or the file of an entry in it (.yml)."
    )  # fmt: skip


def checked(root: Path, meaning: bool = False) -> Loaded:
    """The files of a folder with every problem. meaning: those too that need the encoder; not looked for in files with errors."""
    loaded = load(root)
    more = [*advice(loaded.found), *stale_translations(root, loaded.found), *_of_duties(root, loaded)]
    return with_problems(loaded, [*more, *(by_meaning(root, loaded) if meaning else ())])


def _of_duties(root: Path, loaded: Loaded) -> list[Problem]:
    """What is wrong in duties.yml: warnings, as no answer depends on it."""
    try:
        if loaded.knowledge:
            read_duties(root, loaded.knowledge)
    except BrokenKnowledge as err:
        return [replace(problem, level="warning") for problem in err.problems]
    return []


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

"""`faq import`: what a sheet would change, row by row, and the change of the files; and the way back."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bot.curation import import_report as report
from bot.curation.import_backup import version_of
from bot.curation.import_progress import Progress
from bot.curation.import_read import read
from bot.curation.import_refused import write_refused
from bot.curation.import_rows import Step, steps
from bot.curation.import_settle import settle
from bot.curation.import_undo import undo
from bot.curation.import_write import paths_of, replace
from bot.curation.sheets_errors import WhichFile
from bot.knowledge.loader import load
from bot.knowledge.schema import Both
from bot.language import LANGUAGES, Lang
from bot.settings import settings

OPENING: Both = {"zh": "读取文件", "en": "Reading the file"}
READING: Both = {"zh": "核对", "en": "Comparing"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, nargs="?", help="an .xlsx or .csv file of faq export / 导出后改过的 .xlsx 或 .csv")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change / 只看会改什么，不写文件")
    parser.add_argument(
        "--skip-refused", action="store_true",
        help="import the good rows, put the others into a file to mend / 导入其余的行，被拒绝的另存一个文件待改",
    )  # fmt: skip
    parser.add_argument("--undo", action="store_true", help="take the last import back / 撤回上一次导入")
    parser.add_argument("--all", action="store_true", help="list unchanged rows too / 未变的行也列出")
    parser.add_argument("--knowledge", type=Path, help="knowledge folder / 知识文件夹")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the messages / 提示语言")
    parser.add_argument("--json", action="store_true", help="one JSON object a row / 每行一个 JSON")


def main(options: argparse.Namespace) -> int:
    """0 if all is well, or what was refused was to be left out; 1 if a row or the file is refused: then nothing is written."""
    from bot.curation.__main__ import interface_language

    lang: Lang = options.lang or interface_language()
    root = (options.knowledge or settings().knowledge_dir).resolve()
    if options.undo:
        return _undo(options, root, lang)
    if options.file is None:
        raise WhichFile("请写出要导入的文件名。", "Say which file is to be imported.")
    return _import(options, root, lang)


def _undo(options: argparse.Namespace, root: Path, lang: Lang) -> int:
    if options.file is not None:
        raise WhichFile("--undo 撤回上一次导入，不要写文件名。", "--undo takes back the last import; leave the file out.")
    for line in report.undone(undo(root, settings().state_dir / "backups", options.dry_run), options.dry_run, lang):
        print(line)
    return 0


def _import(options: argparse.Namespace, root: Path, lang: Lang) -> int:
    progress = Progress(lang)
    progress.note(OPENING)
    table = read(options.file)
    paths = paths_of(root)
    raws = {id_: path.read_bytes() for id_, path in paths.items()}
    knowledge = load(root).require()
    found = steps(progress.through(READING, table.rows), knowledge, {id_: version_of(raw) for id_, raw in raws.items()})
    skip = options.skip_refused and not table.faults  # what is wrong with the file itself leaves nothing to trust
    made = settle(found, knowledge, paths, raws, progress, root, skip)
    for line in report.json_lines(table, found) if options.json else report.lines(table, found, lang, options.all):
        print(line)
    refused = bool(table.faults) or any(step.faults for step in found)
    stop = refused and not skip
    before = {paths[id_]: raw for id_, raw in raws.items()}
    folder, left = (None, None) if stop or options.dry_run else _write(options.file, found, made, before, root, lang)
    if not options.json:
        print(report.end(found, report.became(folder, left, refused, options.dry_run, skip), lang))
    return 1 if stop else 0


def _write(
    file: Path, found: Sequence[Step], made: Mapping[Path, bytes], before: Mapping[Path, bytes], root: Path, lang: Lang
) -> tuple[Path | None, Path | None]:
    """The folder with what was replaced, and the file of what was refused. The latter goes again if the former fails."""
    left = write_refused(found, file, lang) if any(step.faults for step in found) else None
    try:
        return (replace(made, before, root, settings().state_dir / "backups", datetime.now()) if made else None), left
    except BaseException:
        if left:
            left.unlink(missing_ok=True)
        raise

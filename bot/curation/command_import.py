"""`faq import`: what a sheet would change, row by row, and the change of the files."""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bot.curation.import_progress import Progress
from bot.curation.import_read import Table, read
from bot.curation.import_rows import Outcome, Step, steps
from bot.curation.import_write import check, paths_of, prepared, replace, version_of
from bot.curation.sheets_columns import BY_KEY
from bot.curation.sheets_errors import place
from bot.knowledge.loader import load
from bot.knowledge.schema import Both
from bot.language import LANGUAGES, Lang
from bot.settings import settings

OUTCOMES: Mapping[Outcome, Both] = {"added": {"zh": "新增", "en": "added"}, "changed": {"zh": "修改", "en": "changed"},
            "unchanged": {"zh": "未变", "en": "unchanged"}, "refused": {"zh": "拒绝", "en": "refused"}}  # fmt: skip
READING: Both = {"zh": "核对", "en": "Comparing"}


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", type=Path, help="an .xlsx or .csv file of faq export / 由 faq export 导出并修改过的 .xlsx 或 .csv")
    parser.add_argument("--dry-run", action="store_true", help="only say what would change / 只看会改什么，不写文件")
    parser.add_argument("--all", action="store_true", help="list unchanged rows too / 未变的行也列出")
    parser.add_argument("--knowledge", type=Path, help="knowledge folder / 知识文件夹")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the messages / 提示语言")
    parser.add_argument("--json", action="store_true", help="one JSON object a row / 每行一个 JSON")


def main(options: argparse.Namespace) -> int:
    """0 if all is well, 1 if a row or the file is refused: then nothing is written."""
    from bot.curation.__main__ import interface_language

    lang: Lang = options.lang or interface_language()
    root = (options.knowledge or settings().knowledge_dir).resolve()
    progress = Progress(lang)
    table = read(options.file)
    paths = paths_of(root)
    raws = {id_: path.read_bytes() for id_, path in paths.items()}
    knowledge = load(root).require()
    found = steps(progress.through(READING, table.rows), knowledge, {id_: version_of(raw) for id_, raw in raws.items()})
    made = prepared(found, paths, raws, root, progress)
    if made:
        check(found, made, root)
    for line in _json(table, found) if options.json else _lines(table, found, lang, options.all):
        print(line)
    refused = bool(table.faults) or any(step.outcome == "refused" for step in found)
    folder = None
    if made and not refused and not options.dry_run:
        before = {paths[id_]: raw for id_, raw in raws.items()}
        folder = replace(made, before, root, settings().state_dir / "backups", datetime.now())
    if not options.json:
        print(_end(found, refused, options.dry_run, folder, lang))
    return 1 if refused else 0


def _lines(table: Table, found: Sequence[Step], lang: Lang, whole: bool) -> Iterator[str]:
    if table.ignored:
        names = ", ".join(dict.fromkeys(name.split("\n")[0] for name in table.ignored))
        yield f"不认识的列，未读取：{names}" if lang == "zh" else f"Columns that are not known and were not read: {names}"
    for wrong in table.faults:
        yield wrong.text(lang)
    for step in found:
        if step.outcome == "unchanged" and not whole:
            continue
        names = (
            "、".join(BY_KEY[key].name["zh"] for key in step.keys)
            if lang == "zh"
            else ", ".join(BY_KEY[key].name["en"] for key in step.keys)
        )
        what = OUTCOMES[step.outcome][lang]
        colon = "：" if lang == "zh" else ": "
        more = f"{colon}{names}" if step.outcome == "changed" else ""
        yield f"{place(step.row.sheet, step.row.number, '', lang)}{colon}{step.row.id or '?'} {what}{more}"
        for wrong in step.faults:
            yield "  " + wrong.text(lang).replace("\n", "\n  ")


def _json(table: Table, found: Sequence[Step]) -> Iterator[str]:
    for wrong in table.faults:
        yield json.dumps({"sheet": wrong.sheet, "outcome": "refused", "what": wrong.what, "fix": wrong.fix}, ensure_ascii=False)
    for step in found:
        faults = [{"column": wrong.column, "what": wrong.what, "fix": wrong.fix} for wrong in step.faults]
        row = {"sheet": step.row.sheet, "row": step.row.number, "id": step.row.id, "outcome": step.outcome}
        yield json.dumps({**row, "columns": step.keys, "faults": faults}, ensure_ascii=False)


def _end(found: Sequence[Step], refused: bool, dry: bool, folder: Path | None, lang: Lang) -> str:
    counts = Counter(step.outcome for step in found)
    said = [
        f"{counts[outcome]} {names[lang]}" if lang == "en" else f"{names[lang]} {counts[outcome]}" for outcome, names in OUTCOMES.items()
    ]
    sums = (", " if lang == "en" else "，").join(said)
    if refused:
        return f"{sums}。有拒绝的内容，什么都没有写入。" if lang == "zh" else f"{sums}. Because of what is refused nothing was written."
    if dry:
        return f"{sums}。这是试运行，没有写入。" if lang == "zh" else f"{sums}. This was a dry run: nothing was written."
    if folder is None:
        return f"{sums}。没有要写入的内容。" if lang == "zh" else f"{sums}. There was nothing to write."
    if lang == "zh":
        return f"{sums}。已写入；原来的文件在 {folder}。要再改，请重新导出。"
    return f"{sums}. Written; what was there before is in {folder}. Export again before further changes."

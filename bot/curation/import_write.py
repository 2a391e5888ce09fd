"""Write what the rows wish: made beside the knowledge and checked there, then put in place together, with a copy of what was before."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

from bot.curation.import_backup import RECORD, backup
from bot.curation.import_changes import advise
from bot.curation.import_progress import Progress
from bot.curation.import_rows import Step
from bot.curation.import_scalars import CannotEdit
from bot.curation.import_yaml import edited, written
from bot.curation.sheets_columns import cells_of, content_of
from bot.curation.sheets_errors import CannotWrite
from bot.knowledge.loader import files, load
from bot.knowledge.schema import Both

WRITING: Both = {"zh": "准备", "en": "Preparing"}


def paths_of(root: Path) -> dict[str, Path]:
    """The entries' files by id."""
    return {path.relative_to(root).with_suffix("").as_posix(): path for path in reversed(files(root))}


def prepared(
    steps: Sequence[Step], paths: Mapping[str, Path], raws: Mapping[str, bytes], root: Path, progress: Progress
) -> dict[Path, bytes]:
    """The new bytes of each file that a step wishes to add or change. A step whose file cannot be made is refused."""
    made: dict[Path, bytes] = {}
    wished = [step for step in steps if step.wished]
    for step in progress.through(WRITING, wished):
        id_ = step.row.id
        try:
            if step.before:
                made[paths[id_]] = edited(raws[id_], content_of(step.before), content_of(step.cells))
            else:
                made[root / f"{id_}.yml"] = written(content_of(step.cells))
        except CannotEdit:
            step.refuse("", "这个文件的写法特殊，不能从表格修改。", "This file is written in a way that a sheet cannot change.",
                        f"请直接修改 knowledge/{id_}.yml。", f"Edit knowledge/{id_}.yml itself.")  # fmt: skip
    return made


def check(steps: Sequence[Step], made: Mapping[Path, bytes], root: Path) -> None:
    """Read the knowledge as it would be; a step with an error in its file, or whose entry reads otherwise than wished, is refused."""
    with tempfile.TemporaryDirectory(prefix="faq-import-") as folder:
        stage = Path(folder)
        for path in (*root.glob("*.yml"), *files(root)):
            if path not in made:
                _in(stage, path.relative_to(root)).symlink_to(path.resolve())
        for path, raw in made.items():
            _in(stage, path.relative_to(root)).write_bytes(raw)
        loaded = load(stage)
    by_file = {f"{step.row.id}{suffix}": step for step in steps for suffix in (".yml", ".yaml") if step.wished}
    advise(by_file, loaded)
    already = {step.row.id for step in steps if step.wished and step.faults}  # said with more words than K203 has
    for problem in loaded.problems:
        step = by_file.get(problem.file)
        if problem.level == "error" and step and not (problem.code == "K203" and already):
            step.refuse(
                "", f"{problem.code} {problem.what['zh']}", f"{problem.code} {problem.what['en']}", problem.fix["zh"], problem.fix["en"]
            )
    strange = [problem for problem in loaded.problems if problem.level == "error" and problem.file not in by_file]
    if strange and not already:
        raise CannotWrite(strange[0].text("en"))
    if loaded.knowledge:
        for step in by_file.values():
            if cells_of(loaded.knowledge.entries[step.row.id]) != step.cells:
                step.refuse("", "写入后读回的内容不一致。", "It would read otherwise than in the sheet.",
                            "请检查这一行里的特殊字符。", "Look for unusual characters in this row.")  # fmt: skip


def _in(stage: Path, inner: Path) -> Path:
    (stage / inner).parent.mkdir(parents=True, exist_ok=True)
    return stage / inner


def replace(made: Mapping[Path, bytes], raws: Mapping[Path, bytes], root: Path, backups: Path, now: datetime) -> Path:
    """Put the files in place, all or none. raws: what stood there when it was read. Returns the folder with the copies of before."""
    folder = backup(made, root, backups, now)
    try:
        put_in_place(made, raws)
    except BaseException:
        (folder / RECORD).unlink(missing_ok=True)  # there is no import to take back
        raise
    return folder


def put_in_place(wished: Mapping[Path, bytes | None], raws: Mapping[Path, bytes]) -> None:
    """All files or none; None takes a file away. CannotWrite if one does not hold what is in raws, or cannot be written."""
    waiting: dict[Path, Path] = {}
    placed: list[Path] = []
    try:
        for path, raw in wished.items():
            if raw is None:
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            waiting[path] = path.with_name(f".{path.name}.import")
            waiting[path].write_bytes(raw)
            if path.exists():
                shutil.copymode(path, waiting[path])
        os.sync()  # once for all: thousands of single ones take longer than everything else
        for path in wished:
            if (path.read_bytes() if path.exists() else None) != raws.get(path):
                raise OSError(f"{path.name} was changed meanwhile")
        for path in wished:
            if path in waiting:
                os.replace(waiting[path], path)
            else:
                path.unlink()
            placed.append(path)
    except BaseException as err:  # Ctrl-C too: nothing may stay half done
        _restore(placed, raws)
        for left in waiting.values():
            left.unlink(missing_ok=True)
        if isinstance(err, OSError):
            raise CannotWrite(str(err)) from err
        raise


def _restore(placed: Sequence[Path], raws: Mapping[Path, bytes]) -> None:
    for path in placed:
        if path not in raws:
            path.unlink(missing_ok=True)
            continue
        spare = path.with_name(f".{path.name}.import")
        spare.write_bytes(raws[path])
        os.replace(spare, path)

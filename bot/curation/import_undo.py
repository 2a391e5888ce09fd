"""`faq import --undo`: put back what the last import replaced, unless somebody has changed it since."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from pathlib import Path

from bot.curation.import_backup import Backup, latest, version_of
from bot.curation.import_write import put_in_place
from bot.curation.sheets_errors import CannotUndo

NAMED = 10  # of the files in a message


@dataclass(frozen=True)
class Undone:
    """What was, or in a dry run would be, taken back. back, removed: paths below the knowledge folder."""

    folder: Path
    back: tuple[str, ...]
    removed: tuple[str, ...]


def undo(root: Path, backups: Path, dry: bool = False) -> Undone:
    """Take back the last import into `root`, all of it or nothing. CannotUndo if there is none, or a file was changed since."""
    last = latest(root, backups)
    if last is None:
        raise CannotUndo("没有可以撤回的导入。", "There is no import to take back.")
    wished: dict[Path, bytes | None] = {}
    raws: dict[Path, bytes] = {}
    for name, path in _files(root, last).items():
        if path.is_file():
            raws[path] = path.read_bytes()
        copy = last.folder / name
        wished[path] = copy.read_bytes() if copy.is_file() else None
    _refuse_changed(root, last, raws)
    if not dry:
        put_in_place(wished, raws)
        for path in (path for path, raw in wished.items() if raw is None):
            with contextlib.suppress(OSError):  # a folder that the import made goes with its last file
                path.parent.rmdir()
        last.folder.rename(last.folder.with_name(last.folder.name.replace("import-", "undone-", 1)))
    names = {path.relative_to(root).as_posix(): raw for path, raw in wished.items()}
    return Undone(
        last.folder,
        tuple(name for name, raw in names.items() if raw is not None),
        tuple(name for name, raw in names.items() if raw is None),
    )


def _files(root: Path, last: Backup) -> dict[str, Path]:
    return {name: root / name for name in last.written if (root / name).resolve().is_relative_to(root)}


def _refuse_changed(root: Path, last: Backup, raws: dict[Path, bytes]) -> None:
    changed = [name for name, path in _files(root, last).items() if path not in raws or version_of(raws[path]) != last.written[name]]
    if changed:
        names = ", ".join(changed[:NAMED]) + (" …" if len(changed) > NAMED else "")
        raise CannotUndo(
            f"导入之后又有 {len(changed)} 个文件被改过或删去：{names}。没有撤回任何内容；要撤回，请从 {last.folder} 逐个复制回去。",
            f"Since the import {len(changed)} files were changed or removed: {names}. Nothing was taken back; "
            f"copy single files back from {last.folder}.",
        )

"""What an import leaves behind, so that it can be taken back: the files of before, and what it put in their place."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from bot.curation.sheets_errors import CannotWrite

RECORD, ADDED = "import.json", "added.txt"


def version_of(raw: bytes) -> str:
    """A short hash of an entry's file. Without the letter before it, 4281e9073542 would become a number in a spreadsheet."""
    return f"v{hashlib.sha256(raw).hexdigest()[:12]}"


@dataclass(frozen=True)
class Backup:
    """An import that was done. written: by path below the knowledge folder, the version that it wrote."""

    folder: Path
    written: Mapping[str, str]


def backup(made: Mapping[Path, bytes], root: Path, backups: Path, now: datetime) -> Path:
    """Copy what will be replaced into a folder of its own. CannotWrite if that fails: then nothing may be replaced."""
    folder = backups / f"import-{now:%Y%m%d-%H%M%S-%f}"
    try:
        folder.mkdir(parents=True)
        for path in made:
            if path.exists():
                copy = folder / path.relative_to(root)
                copy.parent.mkdir(parents=True, exist_ok=True)
                shutil.copy2(path, copy)
        added = [path.relative_to(root).as_posix() for path in made if not path.exists()]
        (folder / ADDED).write_text("".join(f"{name}\n" for name in added), encoding="utf-8")
        written = {path.relative_to(root).as_posix(): version_of(raw) for path, raw in made.items()}
        record = {"knowledge": str(root), "written": written}
        (folder / RECORD).write_text(json.dumps(record, ensure_ascii=False, indent=1), encoding="utf-8")
    except OSError as err:
        with contextlib.suppress(OSError):
            shutil.rmtree(folder)
        raise CannotWrite(str(err)) from err
    return folder


def latest(root: Path, backups: Path) -> Backup | None:
    """The last import into this knowledge folder that was not taken back."""
    for folder in sorted(backups.glob("import-*"), reverse=True):
        try:
            record = json.loads((folder / RECORD).read_text(encoding="utf-8"))
            if record["knowledge"] == str(root):
                return Backup(folder, record["written"])
        except (OSError, ValueError, KeyError, TypeError):
            continue  # from before there were records, or not made by an import
    return None

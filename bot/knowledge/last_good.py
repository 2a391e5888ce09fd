"""A copy of the last version of the knowledge that was served, for a start while the files have errors."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

from bot.knowledge.snapshot import Snapshot, take

GOOD: Final = "knowledge-good"  # in the build folder


def keep(snapshot: Snapshot, build_dir: Path) -> None:
    """Replace the copy. OSError if it cannot be written."""
    target = build_dir / GOOD
    temporary = target.with_name(f".{target.name}.new")
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    snapshot.write(temporary)
    shutil.rmtree(target, ignore_errors=True)
    temporary.rename(target)


def last_good(build_dir: Path) -> Snapshot | None:
    """The copy, or None if there is none."""
    folder = build_dir / GOOD
    return take(folder) if folder.exists() else None

"""The bytes of all knowledge files at one moment: what is read, checked and served is one and the same version."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from bot.knowledge.read_emergencies import FILE

TOP = ("departments.yml", "categories.yml", "glossary.yml", FILE)
SUFFIXES = (".yml", ".yaml")

Look = frozenset[tuple[str, int, int, int]]  # of each knowledge file: path, times of content and of inode in ns, size


@dataclass(frozen=True)
class Snapshot:
    """files: content by path under the knowledge folder; first those of TOP that are there, then the entries by id."""

    files: Mapping[str, bytes]

    @cached_property
    def version(self) -> str:
        """A short hash of all files: equal files, equal version."""
        digest = hashlib.sha256()
        for name, content in self.files.items():
            digest.update(name.encode() + b"\0" + content + b"\0")
        return digest.hexdigest()[:12]

    def write(self, folder: Path) -> None:
        """Write the files into a folder that is not there yet."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


def entry_files(root: Path) -> list[Path]:
    """The entry files, in order of their ids."""
    return sorted(path for path in root.glob("*/*") if path.suffix in SUFFIXES and not path.name.startswith("."))


def look_at(folder: Path) -> Look:
    """Path, size and times in ns of every knowledge file; what goes away meanwhile is not there."""
    found = set()
    folders = [str(folder)]
    for place in folders:  # grows by the folders of the first one
        try:
            inside = list(os.scandir(place))
        except OSError:
            continue
        for one in inside:
            try:
                if one.name.endswith(SUFFIXES):
                    stat = one.stat()
                    found.add((one.path, stat.st_mtime_ns, stat.st_ctime_ns, stat.st_size))
                elif place == folders[0] and one.is_dir():
                    folders.append(one.path)
            except OSError:
                continue
    return frozenset(found)


def take(root: Path) -> Snapshot:
    """The files as they are now. OSError if one goes away meanwhile: then it is worth another try."""
    top = [path for name in TOP if (path := root / name).exists()]
    return Snapshot({path.relative_to(root).as_posix(): path.read_bytes() for path in [*top, *entry_files(root)]})

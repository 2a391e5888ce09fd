"""The bytes of all knowledge files at one moment: what is read, checked and served is one and the same version."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from bot.knowledge.read_emergencies import FILE

TOP = ("departments.yml", "categories.yml", "glossary.yml", FILE)
ELSEWHERE = ("duties.yml",)  # read by those who look for the department of a gap
SUFFIXES = (".yml", ".yaml")
OURS = re.compile(r"\.ya?ml(?:\.txt)?$", re.IGNORECASE)  # Notepad adds .txt

Look = frozenset[tuple[str, int, int, int]]  # of each knowledge file: path, times of content and of inode in ns, size


@dataclass(frozen=True)
class Snapshot:
    """files: content by path under the knowledge folder; first those of TOP that are there, then the entries by id. unread: files and
    folders that the system does not let us read. stray: files of our kind where none is read, and what has such a name and is no file."""

    files: Mapping[str, bytes]
    unread: tuple[str, ...] = ()
    stray: tuple[str, ...] = ()

    @cached_property
    def version(self) -> str:
        """A short hash of all files: equal files, equal version."""
        digest = hashlib.sha256()
        for name, content in self.files.items():
            digest.update(name.encode() + b"\0" + content + b"\0")
        for name in self.unread:
            digest.update(name.encode() + b"\0\0")
        return digest.hexdigest()[:12]

    def write(self, folder: Path) -> None:
        """Write the files into a folder that is not there yet."""
        for name, content in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)


@dataclass
class Found:
    """What lies in a knowledge folder, but for TOP. entries: in order of their files' names; the others as in Snapshot."""

    entries: list[Path] = field(default_factory=list)
    unread: list[str] = field(default_factory=list)
    stray: list[str] = field(default_factory=list)


def entry_files(root: Path) -> list[Path]:
    """The entry files, in order of their ids."""
    return search(root).entries


def search(root: Path) -> Found:
    """Entries are the files one folder down; what is hidden is nobody's business."""
    found = Found()
    for one in _inside(root, root, found):
        if OURS.search(one.name) and not (one.name in (*TOP, *ELSEWHERE) and one.is_file()):
            found.stray.append(one.name)
        elif one.is_dir():
            _search_category(root, Path(one), found)
    found.entries.sort()
    return found


def _search_category(root: Path, folder: Path, found: Found) -> None:
    for one in _inside(root, folder, found):
        if one.name.endswith(SUFFIXES) and one.is_file():
            found.entries.append(folder / one.name)
        elif OURS.search(one.name):
            found.stray.append(f"{folder.name}/{one.name}")
        elif one.is_dir(follow_symlinks=False):
            deeper = (path for path in Path(one).rglob("*") if OURS.search(path.name) and not path.name.startswith("."))
            found.stray += [path.relative_to(root).as_posix() for path in deeper]


def _inside(root: Path, folder: Path, found: Found) -> list[os.DirEntry[str]]:
    try:
        return [one for one in os.scandir(folder) if not one.name.startswith(".")]
    except FileNotFoundError:
        return []
    except OSError:
        found.unread.append(folder.relative_to(root).as_posix())
        return []


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
    """The files as they are now. FileNotFoundError if one goes away meanwhile: then it is worth another try."""
    found = search(root)
    files: dict[str, bytes] = {}
    for path in [*(path for name in TOP if (path := root / name).is_file()), *found.entries]:
        name = path.relative_to(root).as_posix()
        try:
            files[name] = path.read_bytes()
        except FileNotFoundError:
            raise
        except OSError:
            found.unread.append(name)
    return Snapshot(files, tuple(found.unread), tuple(sorted(found.stray)))

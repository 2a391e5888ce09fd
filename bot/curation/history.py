"""K406: one language edited after the other, as git remembers it; nothing is said where there is no git."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.knowledge.agreement import Part, parts
from bot.knowledge.collection import Collection
from bot.knowledge.documents import Document, read_document
from bot.knowledge.problems import Problem
from bot.knowledge.schema import Entry
from bot.language import LANGUAGES, Lang

_HEAD = re.compile(r"^([0-9a-f]{40}) \d+ (\d+)")
_TIMEOUT = 60.0  # seconds for one git command; a folder on a slow share must not hold up an editor


@dataclass(frozen=True)
class Edited:
    """When a line was last written. at: seconds since 1970; commit: all noughts if it is not committed yet."""

    at: int
    commit: str


def stale_translations(root: Path, all_: Collection) -> Iterator[Problem]:
    """K406: whoever edits one language edits the other. Settled by editing it, or by setting `reviewed` in a later commit."""
    changed = _changed_since_written(root)
    for entry in all_.entries.values():
        document = all_.documents[entry.id]
        if document.file in changed:
            lines = _blame(root, document.file)
            yield from _stale(all_, entry, read_document(root / document.file, root), lines) if lines else ()


def _stale(all_: Collection, entry: Entry, document: Document, lines: Mapping[int, Edited]) -> Iterator[Problem]:
    reviewed = lines.get(document.line("reviewed"))
    for part in parts(entry):
        last: dict[Lang, Edited | None] = {lang: _last(document, (*part.path, lang), lines) for lang in LANGUAGES}
        zh, en = last["zh"], last["en"]
        if zh is None or en is None or zh.commit == en.commit or zh.at == en.at:
            continue
        later = max(zh, en, key=lambda edit: edit.at)
        if reviewed is None or reviewed.commit == later.commit or reviewed.at <= later.at:
            yield _problem(all_, entry, part, "en" if later is zh else "zh")


def _last(document: Document, path: tuple[object, ...], lines: Mapping[int, Edited]) -> Edited | None:
    """The newest edit of the lines of a value. A value ends where the next one begins."""
    if path not in document.lines:
        return None
    own = [line for place, line in document.lines.items() if place[: len(path)] == path]
    after = [line for place, line in document.lines.items() if place[: len(path)] != path and line > max(own)]
    end = min(after, default=max(lines) + 1)
    found = [lines[line] for line in range(min(own), max(end, max(own) + 1)) if line in lines]
    return max(found, key=lambda edit: edit.at, default=None)


def _problem(all_: Collection, entry: Entry, part: Part, behind: Lang) -> Problem:
    zh, en = ("中文", "Chinese") if behind == "zh" else ("英文", "English")
    new_zh, new_en = ("英文", "English") if behind == "zh" else ("中文", "Chinese")
    return all_.problem(entry, (*part.path, behind), "K406", (
        f"“{part.name}”的{new_zh}改过以后，{zh}没有跟着改。", f"The {new_en} of '{part.name}' was edited after the {en}.",
        f"请核对并改写{zh}；不用改的，核对后在另一次提交里更新 reviewed。",
        f"Compare and edit the {en}; if nothing needs to change, set reviewed in a later commit.",
    ), "warning")  # fmt: skip


def _changed_since_written(root: Path) -> set[str]:
    """Files that were edited after the commit that brought them, or are not committed as they are; empty without git."""
    log = _git(root, "log", "--format=", "--name-only", "--no-renames", "--relative", "--diff-filter=M", "--", ".")
    dirty = _git(root, "diff", "HEAD", "--name-only", "--relative", "--diff-filter=M", "--", ".")
    return {line for line in f"{log}\n{dirty}".splitlines() if line}


def _blame(root: Path, file: str) -> dict[int, Edited]:
    """When each line of a file was last written, by its number; changes of blanks alone do not count."""
    lines: dict[int, Edited] = {}
    times: dict[str, int] = {}
    commit, number = "", 0
    for line in _git(root, "blame", "-w", "--line-porcelain", "--", file).splitlines():
        head = _HEAD.match(line)
        if head:
            commit, number = head[1], int(head[2])
        elif line.startswith("committer-time "):
            times[commit] = int(line.split()[1])
        elif line.startswith("\t"):
            lines[number] = Edited(times.get(commit, 0), commit)
    return lines


def _git(root: Path, *arguments: str) -> str:
    """What git says; empty if there is no git, no repository or no commit."""
    try:
        done = subprocess.run(
            ["git", "-c", "core.quotepath=off", "-C", str(root), *arguments],
            capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=_TIMEOUT, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout

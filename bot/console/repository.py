"""The knowledge folder as a git repository: what changed, by whom, and a commit for each save."""

from __future__ import annotations

import os
import re
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.console.errors import NotCommitted

TIMEOUT: Final = 30.0  # seconds for one git command
MOST: Final = 100  # commits that are shown
FORMAT: Final = "--format=%H%x1f%aI%x1f%an%x1f%s"
OUTSIDE: Final = "outside"  # who changed a file is not known: an import, or a hand in the folder
COMMIT: Final = re.compile(r"[0-9a-f]{40}")


@dataclass(frozen=True)
class Revision:
    """One version of an entry's file. id: a commit, or a version of the copies; at: ISO; what: the first line of the message."""

    id: str
    at: str
    who: str
    what: str


class Repository:
    """Only the given paths are ever committed; what else is changed or staged stays as it is."""

    def __init__(self, root: Path) -> None:
        self._root = root

    @classmethod
    def of(cls, root: Path) -> Repository | None:
        """None if the folder is not tracked by git, or there is no git."""
        found = cls(root)
        try:
            return found if found._git("ls-files", "--", ".").strip() else None
        except (OSError, subprocess.SubprocessError):
            return None

    def revisions(self, path: Path) -> list[Revision]:
        """The commits of a file, newest first; none if git cannot say."""
        try:
            out = self._git("log", f"-{MOST}", FORMAT, "--", self._inner(path)).decode("utf-8", "replace")
        except (OSError, subprocess.SubprocessError):
            return []
        return [Revision(*line.split("\x1f")) for line in out.splitlines() if line.count("\x1f") == 3]

    def content(self, commit: str, path: Path) -> bytes | None:
        """The file in a commit; None if it is not there."""
        if not COMMIT.fullmatch(commit):
            return None
        try:
            return self._git("show", f"{commit}:./{self._inner(path)}")
        except (OSError, subprocess.SubprocessError):
            return None

    def commit(self, path: Path, user: str, message: str) -> None:
        """NotCommitted if git refuses."""
        who = {"NAME": user, "EMAIL": f"{user}@console.invalid"}
        names = {f"GIT_{role}_{key}": value for role in ("AUTHOR", "COMMITTER") for key, value in who.items()}
        inner = self._inner(path)
        try:
            self._git("add", "--", inner)
            if self._git("status", "--porcelain", "--", inner).strip():
                self._git("-c", "commit.gpgsign=false", "commit", "-q", "-m", message, "--", inner, **names)
        except subprocess.CalledProcessError as err:
            said = (err.stderr or b"").decode("utf-8", "replace").strip().splitlines()
            raise NotCommitted(said[-1][:200] if said else "git") from err
        except (OSError, subprocess.SubprocessError) as err:
            raise NotCommitted(type(err).__name__) from err

    def _inner(self, path: Path) -> str:
        return path.relative_to(self._root).as_posix()

    def _git(self, *arguments: str, **environment: str) -> bytes:
        """Paths are taken as they are written: no character in a file's name is a pattern."""
        command = ["git", "--literal-pathspecs", "-C", str(self._root), *arguments]
        variables = {**os.environ, **environment, "GIT_TERMINAL_PROMPT": "0"}
        return subprocess.run(command, check=True, capture_output=True, timeout=TIMEOUT, env=variables, stdin=subprocess.DEVNULL).stdout

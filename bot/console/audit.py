"""Who did what and when, one JSON line each, and copies of every version of a file that passed through the console."""

from __future__ import annotations

import hashlib
import json
import os
import re
from dataclasses import asdict, dataclass
from datetime import datetime, timezone
from pathlib import Path
from typing import Final

FILE: Final = "console-audit.jsonl"
COPIES: Final = "console-copies"
VERSION: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class Event:
    """at: ISO, UTC; action: a key of the words; before, after: versions of the file, "" where there was none."""

    at: str
    user: str
    action: str
    entry: str = ""
    before: str = ""
    after: str = ""


def version_of(raw: bytes) -> str:
    """The version of a file: a hash of its bytes."""
    return hashlib.sha256(raw).hexdigest()


class Audit:
    """Lines are only ever added."""

    def __init__(self, state_dir: Path) -> None:
        self.file, self._copies = state_dir / FILE, state_dir / COPIES

    def note(self, user: str, action: str, entry: str = "", before: bytes | None = None, after: bytes | None = None) -> None:
        """before, after: what the entry's file held; copies of them are kept."""
        at = datetime.now(timezone.utc).isoformat(timespec="seconds")
        event = Event(at, user, action, entry, self.keep(before), self.keep(after))
        self.file.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(self.file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        with os.fdopen(handle, "a", encoding="utf-8") as out:
            out.write(json.dumps(asdict(event), ensure_ascii=False) + "\n")

    def events(self, entry: str | None = None, most: int = 500) -> list[Event]:
        """Newest first. entry: only of this one. A line that cannot be read is left out."""
        if not self.file.exists():
            return []
        found = []
        for line in self.file.read_text(encoding="utf-8").splitlines():
            try:
                event = Event(**json.loads(line))
            except (ValueError, TypeError):
                continue
            if entry is None or event.entry == entry:
                found.append(event)
        return found[::-1][:most]

    def keep(self, raw: bytes | None) -> str:
        """Keep a copy under its version; "" for None."""
        if raw is None:
            return ""
        version = version_of(raw)
        path = self._copies / version
        if not path.exists():
            self._copies.mkdir(parents=True, exist_ok=True)
            draft = path.with_name(f".{version}.{os.getpid()}")
            draft.write_bytes(raw)
            draft.replace(path)
        return version

    def copy(self, version: str) -> bytes | None:
        """What was kept under a version."""
        path = self._copies / version
        return path.read_bytes() if VERSION.fullmatch(version) and path.exists() else None

"""Signed sessions in a cookie, tokens for forms, and a limit on wrong passwords."""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
import secrets
import time
from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SECRET: Final = "console.secret"
SIGNED_OUT: Final = "console-signed-out.txt"
TRIES: Final = 5  # wrong passwords for one name from one address
NAME_TRIES: Final = 50  # for one name from anywhere
WINDOW: Final = 900.0  # seconds


@dataclass(frozen=True)
class Session:
    """name: "" before the sign-in; ends: in seconds since 1970; id: random."""

    name: str
    ends: int
    id: str
    cookie: str


class Sessions:
    """Sessions live in the cookie; only those that were signed out are kept here, until they would have ended."""

    def __init__(self, state_dir: Path, seconds: float, clock: Callable[[], float] = time.time) -> None:
        self._secret = _secret(state_dir)
        self._seconds, self._clock = seconds, clock
        self._out_file = state_dir / SIGNED_OUT
        self._out = self._read_out()

    def open(self, name: str = "", mark: str = "") -> Session:
        """A new session. mark: of the user, see User.mark."""
        ends, id_ = int(self._clock() + self._seconds), secrets.token_urlsafe(16)
        body = f"{base64.urlsafe_b64encode(name.encode()).decode().rstrip('=')}.{ends}.{id_}"
        return Session(name, ends, id_, f"{body}.{self._mac(body, mark)}")

    def read(self, cookie: str, mark_of: Callable[[str], str | None]) -> Session | None:
        """The session of a cookie; None if it is forged, over, signed out, or its user has changed. mark_of: None for no such user."""
        try:
            body, mac = cookie.rsplit(".", 1)
            name64, ends, id_ = body.split(".")
            name = base64.urlsafe_b64decode(name64 + "=" * (-len(name64) % 4)).decode()
            session = Session(name, int(ends), id_, cookie)
        except (ValueError, UnicodeDecodeError):
            return None
        mark = mark_of(name) if name else ""
        right = mark is not None and hmac.compare_digest(mac.encode(), self._mac(body, mark).encode())
        return session if right and self._clock() < session.ends and id_ not in self._out else None

    def close(self, session: Session) -> None:
        """Sign out: the cookie is worth nothing any more, also after a restart."""
        now = self._clock()
        self._out = {id_: ends for id_, ends in {**self._out, session.id: session.ends}.items() if ends > now}
        draft = self._out_file.with_name(f".{SIGNED_OUT}.{os.getpid()}")
        draft.write_text("".join(f"{id_} {ends}\n" for id_, ends in self._out.items()), encoding="ascii")
        draft.replace(self._out_file)

    def token(self, session: Session) -> str:
        """What a form of this session must carry."""
        return self._mac(f"form {session.id}", "")

    def _mac(self, body: str, mark: str) -> str:
        return hmac.new(self._secret, f"{body}|{mark}".encode(), hashlib.sha256).hexdigest()

    def _read_out(self) -> dict[str, int]:
        lines = self._out_file.read_text(encoding="ascii").split("\n") if self._out_file.exists() else []
        return {id_: int(ends) for id_, _, ends in (line.partition(" ") for line in lines) if ends.isdigit()}


def _secret(state_dir: Path) -> bytes:
    """Made once and kept, readable only by its owner."""
    file = state_dir / SECRET
    state_dir.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        kept = file.read_bytes().strip()
        if len(kept) >= 32:
            return kept
        file.unlink()
        return _secret(state_dir)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(secrets.token_hex(32))
    return file.read_bytes()


class Tries:
    """Counts wrong passwords; who guesses too often waits."""

    def __init__(self, clock: Callable[[], float] = time.time) -> None:
        self._clock = clock
        self._wrong: dict[tuple[str, str], deque[float]] = defaultdict(deque)

    def too_many(self, name: str, address: str) -> bool:
        return self._count((name, address)) >= TRIES or self._count((name, "")) >= NAME_TRIES

    def wrong(self, name: str, address: str) -> None:
        if len(self._wrong) > 10_000:
            self._wrong.clear()
        for key in ((name, address), (name, "")):
            self._wrong[key].append(self._clock())

    def _count(self, key: tuple[str, str]) -> int:
        times = self._wrong.get(key, deque())
        while times and times[0] < self._clock() - WINDOW:
            times.popleft()
        return len(times)

"""The secret that signs sessions: from the settings, or made once and kept, readable only by its owner."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from bot.errors import FaqError

FILE = "session.secret"
SHORTEST = 32


class WeakSecret(FaqError):
    def __init__(self, where: str) -> None:
        super().__init__(
            f"{where} holds a secret of fewer than {SHORTEST} characters. Put a longer random one there, "
            "or remove it and a good one is made at the next start."
        )


class SecretNotKept(FaqError):
    def __init__(self, path: Path, why: str) -> None:
        super().__init__(f"The session secret cannot be kept in {path} ({why}). Make the folder writable, or set FAQ_SESSION_SECRET.")


def session_secret(configured: str, state_dir: Path) -> bytes:
    """The secret that was configured, else the one kept in the folder, else a new one that is kept there."""
    if configured:
        return _checked(configured, "FAQ_SESSION_SECRET")
    path = state_dir / FILE
    try:
        state_dir.mkdir(parents=True, exist_ok=True)
        _make(path)
        return _checked(path.read_text(encoding="ascii").strip(), str(path))
    except (OSError, UnicodeDecodeError) as err:
        raise SecretNotKept(path, type(err).__name__) from err


def _make(path: Path) -> None:
    """A new secret, unless there is one: of two processes that start together, the first one's stays."""
    if path.exists():
        return
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(48) + "\n")
    try:
        os.link(draft, path)  # unlike a rename, never replaces a file that came first
    except FileExistsError:
        pass
    finally:
        draft.unlink()


def _checked(secret: str, where: str) -> bytes:
    if len(secret) < SHORTEST:
        raise WeakSecret(where)
    return secret.encode()

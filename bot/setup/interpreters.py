"""Find the two Python interpreters by path."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path

from bot.errors import FaqError


class Missing(FaqError):
    """Something that a person must install first; the text says what and how."""


HOW = {
    "3.10": "Rasa 3.6 needs Python 3.10. Install it with 'uv python install 3.10' or 'pyenv install 3.10', then run the command again.",
    "3.11": "The action server needs Python 3.11. Install it with 'apt-get install python3.11 python3.11-venv' (Debian 12), "
    "'uv python install 3.11' or 'pyenv install 3.11', then run the command again.",
}


def find(version: str) -> Path:
    """The interpreter of that version, such as "3.10". Each candidate is asked: a pyenv shim may be there and not work."""
    for candidate in _candidates(version):
        if candidate.exists() and says_version(candidate, version):
            return candidate
    raise Missing(f"Python {version} was not found. {HOW[version]}")


def _candidates(version: str) -> Iterator[Path]:
    named = os.environ.get(f"FAQ_PYTHON{version.replace('.', '')}")
    if named:
        yield Path(named)
    root = os.environ.get("PYENV_ROOT") or str(Path.home() / ".pyenv")
    newest_first = sorted(Path(root, "versions").glob(f"{version}.*"), key=lambda path: _numbers(path.name), reverse=True)
    yield from (path / "bin" / f"python{version}" for path in newest_first)
    on_path = shutil.which(f"python{version}")
    if on_path:
        yield Path(on_path)
    if shutil.which("uv"):
        found = _output(["uv", "python", "find", version])
        if found:
            yield Path(found)


def _numbers(name: str) -> list[int]:
    return [int(part) for part in name.split(".") if part.isdigit()]


def says_version(python: Path, version: str) -> bool:
    return _output([str(python), "-c", "import sys; print('%d.%d' % sys.version_info[:2])"]) == version


def _output(command: Sequence[str]) -> str:
    try:
        return subprocess.run(command, capture_output=True, text=True, timeout=30, check=True).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""

"""A repository of its own for each test: an empty folder with requirements."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.setup import progress

Script = Callable[[Path, str], Path]


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "requirements").mkdir()
    for name in ("rasa", "actions", "dev-rasa", "dev-actions", "weights"):
        (tmp_path / "requirements" / f"{name}.txt").write_text(f"# {name}\n", encoding="utf-8")
    return tmp_path


@pytest.fixture
def commands(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What set-up would run; nothing is run, folders of environments and packages are made."""
    ran: list[list[str]] = []

    def note(what: str, command: list[str], log: str, extra: object = None) -> None:
        ran.append(list(command))
        if "venv" in command:
            (Path(command[-1]) / "bin").mkdir(parents=True)
            (Path(command[-1]) / "bin" / "python").touch()
        if "--target" in command:
            Path(command[command.index("--target") + 1]).mkdir(parents=True)

    monkeypatch.setattr(progress, "run", note)
    return ran


@pytest.fixture
def script() -> Script:
    """Write an executable shell script."""

    def write(path: Path, body: str) -> Path:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"#!/bin/sh\n{body}\n", encoding="utf-8")
        path.chmod(0o755)
        return path

    return write

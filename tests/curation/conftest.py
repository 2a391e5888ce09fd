"""Command lines without Rasa and without models; the day is always the same."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from bot.curation import __main__ as faq
from bot.curation import asking, command_ask, command_check, command_import, command_serve
from bot.knowledge.loader import load, load_snapshot
from bot.settings import Settings
from tests import small_knowledge
from tests.answering.conftest import FakeRetriever, repair, retriever, room, small  # noqa: F401  (fixtures)
from tests.small_knowledge import EXPIRED, TODAY

GOOD = {id_: content for id_, content in small_knowledge.ENTRIES.items() if id_ != EXPIRED}

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def same_day(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command_check, "load", lambda root: load(root, TODAY))
    monkeypatch.setattr(command_serve, "load_snapshot", lambda snapshot: load_snapshot(snapshot, TODAY))
    monkeypatch.delenv("FAQ_LANG", raising=False)
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, room) -> Run:  # noqa: F811
    """Run the command line: (exit code, output, errors)."""
    for module in (command_ask, asking):
        monkeypatch.setattr(module, "build_room", lambda settings: room)

    def go(*arguments: str) -> tuple[int, str, str]:
        code = faq.main(list(map(str, arguments)))
        captured = capsys.readouterr()
        return code, captured.out, captured.err

    return go


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return small_knowledge.write(tmp_path / "knowledge", GOOD)


@pytest.fixture
def sheet(run: Run, good: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The small knowledge as a workbook; backups go beside it."""
    monkeypatch.setattr(command_import, "settings", lambda: Settings(state_dir=tmp_path / "var"))
    assert run("export", tmp_path / "out.xlsx", "--knowledge", good)[0] == 0
    return tmp_path / "out.xlsx"

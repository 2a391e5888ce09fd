"""What `faq serve` does that needs no server: the last good knowledge, and looking after two processes."""

from __future__ import annotations

import os
import signal
import socket
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.curation import supervisor
from bot.curation.asking import free_port
from bot.curation.command_serve import check_knowledge
from bot.curation.supervisor import NotStarted, PortInUse, Supervisor
from bot.knowledge.last_good import GOOD, keep, last_good
from bot.knowledge.loader import version
from bot.knowledge.problems import BrokenKnowledge
from bot.knowledge.snapshot import take
from bot.settings import Settings
from tests import small_knowledge


@pytest.fixture
def wanted(good: Path, tmp_path: Path) -> Settings:
    (tmp_path / "build").mkdir()
    return Settings(
        knowledge_dir=good, build_dir=tmp_path / "build", state_dir=tmp_path / "state", port=free_port(), action_port=free_port()
    )


def test_good_knowledge_is_served_and_a_copy_of_it_kept(wanted: Settings) -> None:
    check_knowledge(wanted)
    assert version(wanted.build_dir / GOOD) == version(wanted.knowledge_dir)


def test_broken_knowledge_leaves_the_last_good_copy_and_its_problems_are_printed(
    wanted: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    check_knowledge(wanted)
    before = version(wanted.knowledge_dir)
    small_knowledge.break_it(wanted.knowledge_dir)
    check_knowledge(wanted)
    copy = last_good(wanted.build_dir)
    assert copy and copy.version == before
    errors = capsys.readouterr().err
    assert "K101 “answer”没有英文。" in errors and "K101 'answer' has no English." in errors
    assert "上一个正确的版本" in errors and "last good version" in errors


def test_broken_knowledge_without_a_copy_is_an_error_with_all_problems(wanted: Settings) -> None:
    small_knowledge.break_it(wanted.knowledge_dir)
    with pytest.raises(BrokenKnowledge, match="faq check") as caught:
        check_knowledge(wanted)
    assert [problem.code for problem in caught.value.problems] == ["K101"]


def test_mended_knowledge_is_the_next_good_copy(wanted: Settings) -> None:
    check_knowledge(wanted)
    small_knowledge.break_it(wanted.knowledge_dir)
    check_knowledge(wanted)
    small_knowledge.write(wanted.knowledge_dir, {small_knowledge.INVOICE: small_knowledge.entry("电子发票怎么开？", "How do I issue one?")})
    check_knowledge(wanted)
    assert version(wanted.build_dir / GOOD) == version(wanted.knowledge_dir)


def test_the_copy_is_whole_and_forgets_what_was_deleted(wanted: Settings) -> None:
    keep(take(wanted.knowledge_dir), wanted.build_dir)
    (wanted.knowledge_dir / "tax" / "invoice.yml").unlink()
    keep(take(wanted.knowledge_dir), wanted.build_dir)
    assert not (wanted.build_dir / GOOD / "tax" / "invoice.yml").exists()
    assert version(wanted.build_dir / GOOD) == version(wanted.knowledge_dir)
    assert [path.name for path in wanted.build_dir.glob(".*")] == []


def fake_python(root: Path, name: str, script: str) -> None:
    path = root / ".venv" / name / "bin" / "python"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose two interpreters only wait until they are told to end."""
    for name in supervisor.MODULES:
        fake_python(tmp_path, name, f'echo "{name} $2 port $FAQ_PORT"; trap "echo {name} ends; exit 0" TERM; while :; do sleep 0.05; done')
    monkeypatch.setattr(supervisor, "ROOT", tmp_path)
    return tmp_path


@pytest.fixture
def keeper(house: Path, wanted: Settings) -> Iterator[Supervisor]:
    made = Supervisor(wanted, {"EXTRA": "1"})
    yield made
    made.stop()


def test_it_is_ready_when_the_health_route_is_green_and_leaves_no_process_behind(
    keeper: Supervisor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "healthy", lambda url: True)
    with keeper:
        children = dict(keeper.children)
        assert set(children) == {"actions", "rasa"}
        assert all(child.poll() is None for child in children.values())
    assert all(child.poll() is not None for child in children.values())
    assert keeper.children == {}


def test_what_fell_is_started_again_and_nothing_else(keeper: Supervisor) -> None:
    keeper.start("actions")
    keeper.start("rasa")
    assert keeper.restart_fallen() == []
    fallen, other = keeper.children["actions"], keeper.children["rasa"]
    os.kill(fallen.pid, signal.SIGKILL)
    fallen.wait(timeout=10)
    assert keeper.restart_fallen() == ["actions"]
    assert keeper.children["actions"].pid != fallen.pid and keeper.children["rasa"] is other


def test_a_server_that_ends_at_once_is_named_with_the_end_of_its_log(house: Path, keeper: Supervisor) -> None:
    fake_python(house, "actions", "echo 'There is no embedding model.' >&2; exit 1")
    with pytest.raises(NotStarted, match="The actions server did not start") as caught:
        keeper.__enter__()
    assert "There is no embedding model." in str(caught.value) and str(keeper.log("actions")) in str(caught.value)
    assert keeper.children == {}


@pytest.mark.parametrize(
    ("field", "server", "setting"), [("port", "the chat page", "FAQ_PORT"), ("action_port", "the action server", "FAQ_ACTION_PORT")]
)
def test_a_port_in_use_is_named_with_its_setting_and_nothing_is_started(
    house: Path, wanted: Settings, field: str, server: str, setting: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        busy = Supervisor(replace(wanted, **{field: taken.getsockname()[1]}))
        with pytest.raises(PortInUse, match=f"{server}, is in use.*{setting}"):
            busy.__enter__()
        assert busy.children == {}


def test_the_servers_are_told_where_everything_is(keeper: Supervisor, wanted: Settings) -> None:
    told = keeper._environment
    assert (told["FAQ_PORT"], told["FAQ_ACTION_PORT"]) == (str(wanted.port), str(wanted.action_port))
    assert (told["FAQ_KNOWLEDGE_DIR"], told["FAQ_STATE_DIR"], told["EXTRA"]) == (str(wanted.knowledge_dir), str(wanted.state_dir), "1")
    assert keeper.url == f"http://127.0.0.1:{wanted.port}"

"""Set-up: what is missing is said in one sentence, and nothing is done twice."""

from __future__ import annotations

import importlib
import socket
import sys
from collections import namedtuple
from dataclasses import replace
from pathlib import Path

import pytest

import bot.settings
from bot.curation.asking import free_port
from bot.setup import browser, databases, interpreters, progress
from bot.setup.interpreters import Missing

setup = importlib.import_module("bot.setup.__main__")
Usage = namedtuple("Usage", "total used free")


@pytest.fixture(autouse=True)
def interpreters_are_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(interpreters, "find", lambda version: Path(f"/usr/bin/python{version}"))


@pytest.fixture
def roomy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(setup.shutil, "disk_usage", lambda path: Usage(100e9, 0, 50e9))


@pytest.fixture
def ports(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    chosen = [free_port(), free_port()]
    wanted = replace(bot.settings.Settings(), port=chosen[0], action_port=chosen[1])
    monkeypatch.setattr(bot.settings, "settings", lambda: wanted)
    return chosen


@pytest.mark.parametrize(("place", "server"), [(0, "the chat page"), (1, "the action server")])
def test_a_port_in_use_is_named_with_the_server_and_the_settings(
    house: Path, commands: list, ports: list[int], capsys, place: int, server: str
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", ports[place]))
        taken.listen()
        assert setup.main(["run"]) == 1
    said = capsys.readouterr().err
    assert f"Port {ports[place]}, for {server}, is in use." in said and "FAQ_PORT" in said
    assert said.count("\n") == 1 and commands == []


def test_only_running_needs_the_ports(house: Path, commands: list, ports: list[int], roomy: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "ensure", lambda: None)
    monkeypatch.setattr(databases, "ensure", lambda: None)
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", ports[0]))
        taken.listen()
        assert setup.main(["test"]) == 0


def test_a_wrong_setting_is_one_sentence(house: Path, commands: list, capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bot.settings, "settings", lambda: bot.settings.read_settings({"FAQ_PORT": "abc"}))
    assert setup.main(["run"]) == 1
    said = capsys.readouterr().err
    assert "FAQ_PORT='abc' is not a whole number" in said and said.count("\n") == 1 and commands == []


def test_too_little_disk_is_said_before_anything_is_installed(
    house: Path, commands: list, ports: list[int], capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(setup.shutil, "disk_usage", lambda path: Usage(100e9, 97e9, 3e9))
    assert setup.main(["run"]) == 1
    assert f"need {setup.NEEDED_GB} GB of disk, and only 3.0 GB are free" in capsys.readouterr().err
    assert commands == []


def test_a_missing_interpreter_is_said_before_anything_is_installed(
    house: Path, commands: list, ports: list[int], roomy: None, capsys, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nowhere(version: str) -> Path:
        raise Missing(f"Python {version} was not found. {interpreters.HOW[version]}")

    monkeypatch.setattr(interpreters, "find", nowhere)
    assert setup.main(["run"]) == 1
    assert "pyenv install 3.10" in capsys.readouterr().err
    assert commands == []


def installs(commands: list[list[str]]) -> list[str]:
    """Which requirements were installed, in order."""
    return [
        " ".join(Path(word).stem for word in command if word.startswith("requirements")) for command in commands if "install" in command
    ]


def test_the_first_time_everything_is_installed_and_built(house: Path, commands: list, ports: list[int], roomy: None) -> None:
    assert setup.main(["run"]) == 0
    assert installs(commands) == ["rasa", "actions", "weights"]
    assert [command[-1] for command in commands if "venv" in command] == [".venv/rasa", ".venv/actions"]
    modules = [command[2] for command in commands if command[1:2] == ["-m"] and command[2].startswith("bot.")]
    assert modules == ["bot.retrieval.encoder_build", "bot.nlu.train"]


def test_nothing_is_done_twice(house: Path, commands: list, ports: list[int], roomy: None) -> None:
    setup.main(["run"])
    commands.clear()
    assert setup.main(["run"]) == 0
    assert installs(commands) == []
    assert not [command for command in commands if "venv" in command]


def test_the_tests_tools_are_added_once_and_running_does_not_take_them_away(
    house: Path, commands: list, ports: list[int], roomy: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(browser, "ensure", lambda: None)
    monkeypatch.setattr(databases, "ensure", lambda: None)
    setup.main(["run"])
    commands.clear()
    setup.main(["test"])
    assert installs(commands) == ["rasa dev-rasa", "actions dev-actions"]
    for purpose in ("run", "test"):
        commands.clear()
        setup.main([purpose])
        assert installs(commands) == []


@pytest.mark.parametrize(("changed", "again"), [("rasa", ["rasa"]), ("actions", ["actions"]), ("weights", ["weights"])])
def test_changed_requirements_are_installed_again_and_nothing_else(
    house: Path, commands: list, ports: list[int], roomy: None, changed: str, again: list[str]
) -> None:
    setup.main(["run"])
    (house / "requirements" / f"{changed}.txt").write_text("other==2\n", encoding="utf-8")
    commands.clear()
    setup.main(["run"])
    assert installs(commands) == again
    assert not [command for command in commands if "venv" in command]


def test_an_installation_that_failed_is_tried_again(
    house: Path, commands: list, ports: list[int], roomy: None, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    working = progress.run

    def failing(what: str, command: list[str], log: str, extra: object = None) -> None:
        if "install" in command:
            raise progress.Failed("No matching distribution")
        working(what, command, log)

    monkeypatch.setattr(progress, "run", failing)
    assert setup.main(["run"]) == 1
    assert "No matching distribution" in capsys.readouterr().err
    monkeypatch.setattr(progress, "run", working)
    commands.clear()
    assert setup.main(["run"]) == 0
    assert installs(commands) == ["rasa", "actions", "weights"]


def test_a_missing_venv_module_is_named_with_its_package(
    house: Path, ports: list[int], roomy: None, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    def failing(*_: object) -> None:
        raise progress.Failed("No module named venv")

    monkeypatch.setattr(progress, "run", failing)
    assert setup.main(["run"]) == 1
    assert "apt-get install python3-venv" in capsys.readouterr().err


def test_a_failing_command_shows_the_end_of_its_log(house: Path, capsys) -> None:
    code = "import sys; [print('line', n) for n in range(40)]; print('Could not find a version', file=sys.stderr); sys.exit(3)"
    with pytest.raises(progress.Failed) as caught:
        progress.run("Installing", [sys.executable, "-c", code], "install")
    said = str(caught.value)
    assert "Could not find a version" in said and "line 39" in said and "line 20\n" not in said
    assert said.endswith("Installing failed; the whole output is in var/log/install.log.")
    log = (house / "var" / "log" / "install.log").read_text(encoding="utf-8")
    assert "line 0\n" in log
    assert "Installing … FAILED" in capsys.readouterr().out


def test_a_command_that_works_says_so_and_gets_its_variables(house: Path, capsys) -> None:
    progress.run(
        "Making it", [sys.executable, "-c", "import os; print(os.environ['EXTRA'], os.environ['PYTHONPATH'])"], "make", {"EXTRA": "yes"}
    )
    assert "Making it … done" in capsys.readouterr().out
    assert (house / "var" / "log" / "make.log").read_text(encoding="utf-8") == f"yes {house}\n"


def test_without_a_browser_and_without_the_right_to_install_one_it_says_how(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(browser, "find", lambda: None)
    monkeypatch.setattr(browser.os, "geteuid", lambda: 1000)
    with pytest.raises(Missing, match="apt-get install chromium"):
        browser.ensure()


def test_a_browser_and_a_font_that_are_there_are_not_installed_again(
    commands: list, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(browser, "find", lambda: "/usr/bin/chromium")
    monkeypatch.setattr(browser, "FONT", str(tmp_path))
    browser.ensure()
    assert commands == []


def test_databases_that_are_missing_are_installed_where_we_may(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    commands: list[str] = []
    monkeypatch.setattr(databases, "PACKAGES", {"postgresql": str(tmp_path / "initdb"), "redis-server": str(tmp_path / "redis")})
    monkeypatch.setattr(databases.progress, "run", lambda said, command, *_: commands.append(command[-1]))
    monkeypatch.setattr(databases.shutil, "which", lambda name: "/usr/bin/apt-get")
    monkeypatch.setattr(databases.os, "geteuid", lambda: 1000)
    databases.ensure()
    assert commands == []
    monkeypatch.setattr(databases.os, "geteuid", lambda: 0)
    (tmp_path / "redis").touch()
    databases.ensure()
    assert len(commands) == 1 and commands[0].endswith(" postgresql")
    (tmp_path / "initdb").touch()
    databases.ensure()
    assert len(commands) == 1

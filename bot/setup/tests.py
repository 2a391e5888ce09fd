"""`python3 -m bot.setup.tests`: all tests, in the two environments, one after the other; exit code 1 if any failed."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

ENVIRONMENTS = ("actions", "rasa")  # tests/conftest.py knows which test belongs where


def main(arguments: Sequence[str]) -> int:
    """arguments: passed on to pytest in both environments."""
    environment = {**os.environ, "PYTHONPATH": os.getcwd()}
    print("ruff, mypy", flush=True)
    failed = []
    for name, command in (("ruff", ["ruff", "check", "."]), ("mypy", ["mypy"])):
        if subprocess.run([f".venv/actions/bin/{command[0]}", *command[1:]], env=environment).returncode:
            failed.append(name)
    for name in ENVIRONMENTS:
        print(f"Tests in the {name} environment", flush=True)
        command = [f".venv/{name}/bin/python", "-m", "pytest", *arguments]
        if subprocess.run(command, env=environment).returncode:
            failed.append(f"tests in {name}")
    print("All tests passed." if not failed else f"Failed: {', '.join(failed)}.", flush=True)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

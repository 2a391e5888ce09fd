"""The databases that a larger city runs, for the tests that need a real one."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

from bot.setup import progress

# Debian's package -> a file of it.
PACKAGES = {"postgresql": "/usr/lib/postgresql/*/bin/initdb", "redis-server": "/usr/bin/redis-server"}


def missing() -> list[str]:
    return [name for name, file in PACKAGES.items() if not any(Path("/").glob(file.lstrip("/")))]


def ensure() -> None:
    """Install them where we may (root on Debian or Ubuntu); elsewhere their tests are skipped, and say so."""
    wanted = missing()
    if not wanted or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    command = ["sh", "-c", f"apt-get update -qq && apt-get install -y -qq --no-install-recommends {' '.join(wanted)}"]
    # The packages would start servers of their own; tests start theirs, on ports of their own.
    environment = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    progress.run(f"Installing {' and '.join(wanted)} for the tests (a minute)", command, "databases", environment)

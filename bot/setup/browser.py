"""The browser that the page's tests need."""

from __future__ import annotations

import os
import shutil

from bot.setup import progress
from bot.setup.interpreters import Missing

NAMES = ("chromium", "chromium-browser", "google-chrome")
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


def find() -> str | None:
    return next((path for path in map(shutil.which, NAMES) if path), None)


def ensure() -> None:
    """Install Chromium and a Chinese font where we may (root on Debian or Ubuntu); else say how."""
    if find() and os.path.exists(FONT):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        if find():
            return
        raise Missing("The browser tests need Chromium: 'sudo apt-get install chromium fonts-noto-cjk', then run the command again.")
    command = ["sh", "-c", "apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk"]
    progress.run("Installing Chromium for the browser tests (a minute)", command, "chromium", {"DEBIAN_FRONTEND": "noninteractive"})

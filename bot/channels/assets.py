"""The page and the files that it loads: named files only, read once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.channels.refusals import Refused
from bot.errors import FaqError

WIDGET = Path(__file__).resolve().parent.parent / "widget"
PAGE = "index.html"

_SCRIPT = "text/javascript; charset=utf-8"
NAMES: Mapping[str, str] = {
    "api.js": _SCRIPT,
    "app.js": _SCRIPT,
    "browse.js": _SCRIPT,
    "composer.js": _SCRIPT,
    "dom.js": _SCRIPT,
    "markdown.js": _SCRIPT,
    "notices.js": _SCRIPT,
    "reply-view.js": _SCRIPT,
    "state.js": _SCRIPT,
    "strings.js": _SCRIPT,
    "view.js": _SCRIPT,
    "style.css": "text/css; charset=utf-8",
    "icon.svg": "image/svg+xml",
}


class AssetMissing(FaqError):
    def __init__(self, path: Path) -> None:
        super().__init__(f"The chat page's file {path} is missing. Restore bot/widget from the repository.")


@dataclass(frozen=True)
class Asset:
    body: bytes
    mime: str
    etag: str


class Assets:
    """Every file of the page in memory; a name that is not in the table does not exist."""

    def __init__(self, folder: Path = WIDGET) -> None:
        self._files = {name: _read(folder / name, mime) for name, mime in NAMES.items()}
        page = _read(folder / PAGE, "text/html; charset=utf-8")
        # The page is served at /chat and at /chat/, so that what is relative to it differs.
        without_slash = page.body.replace(b'="assets/', b'="chat/assets/')
        self._pages = {True: page, False: _asset(without_slash, page.mime)}

    def page(self, path: str) -> Asset:
        """The page for a request path that ends in a slash or not."""
        return self._pages[path.endswith("/")]

    def file(self, name: str) -> Asset:
        if name not in self._files:
            raise Refused("not_found")
        return self._files[name]


def _read(path: Path, mime: str) -> Asset:
    try:
        return _asset(path.read_bytes(), mime)
    except OSError as err:
        raise AssetMissing(path) from err


def _asset(body: bytes, mime: str) -> Asset:
    return Asset(body, mime, f'"{hashlib.sha256(body).hexdigest()[:20]}"')

"""The page and the files that it loads: named files only, read once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from bot.channels.bridges import with_bridges
from bot.channels.refusals import Refused
from bot.errors import FaqError

WIDGET = Path(__file__).resolve().parent.parent / "widget"
PAGE = "index.html"

_SCRIPT = "text/javascript; charset=utf-8"
_STYLE = "text/css; charset=utf-8"
EMBED = "embed.js"  # the one script that a portal names; it stands beside the page, all others in assets/
DEMO_PAGE = "demo.html"
DEMO: Mapping[str, str] = {"demo.js": _SCRIPT, "demo.css": _STYLE}  # served only where the setting `web_demo` is on
NAMES: Mapping[str, str] = {
    **{f"{name}.js": _SCRIPT for name in (
        "api", "app", "bridges", "browse", "composer", "courier", "dom", "elder", "element", "feedback", "floating", "markdown", "memory",
        "notices", "reply-view", "room", "shell", "state", "strings", "styles", "theme",
        "view",
    )},
    "style.css": _STYLE,
    "messages.css": _STYLE,
    "plain.css": _STYLE,
    "icon.svg": "image/svg+xml",
}  # fmt: skip


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

    def __init__(self, folder: Path = WIDGET, demo: bool = False) -> None:
        names = {**NAMES, **DEMO} if demo else NAMES
        self._files = {name: _read(folder / name, mime) for name, mime in names.items()}
        page = _read(folder / PAGE, "text/html; charset=utf-8")
        # The page is served at /chat and at /chat/, so that what is relative to it differs.
        without_slash = page.body.replace(b'="assets/', b'="chat/assets/').replace(b'="ask"', b'="chat/ask"')
        self._pages = {True: page, False: _asset(without_slash, page.mime)}
        self.embed = _read(folder / EMBED, _SCRIPT)
        self._demo = _read(folder / DEMO_PAGE, page.mime) if demo else None

    def page(self, path: str, bridges: Sequence[str] = ()) -> Asset:
        """The page for a request path that ends in a slash or not. bridges: scripts of the app around it."""
        page = self._pages[path.endswith("/")]
        return _asset(with_bridges(page.body, bridges), page.mime) if bridges else page

    def file(self, name: str) -> Asset:
        if name not in self._files:
            raise Refused("not_found")
        return self._files[name]

    def demo(self) -> Asset:
        """The demonstration page, where it is switched on."""
        if self._demo is None:
            raise Refused("not_found")
        return self._demo


def _read(path: Path, mime: str) -> Asset:
    try:
        return _asset(path.read_bytes(), mime)
    except OSError as err:
        raise AssetMissing(path) from err


def _asset(body: bytes, mime: str) -> Asset:
    return Asset(body, mime, f'"{hashlib.sha256(body).hexdigest()[:20]}"')

"""Keeps the catalogue as fresh as the knowledge files. A broken file changes nothing: the last good catalogue stays."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from bot.channels.catalogue import Catalogue, make_catalogue, read_catalogue
from bot.channels.refusals import Refused
from bot.knowledge.last_good import last_good
from bot.knowledge.loader import Loaded, load_snapshot
from bot.knowledge.snapshot import take

logger = logging.getLogger(__name__)

FRESH_FOR = 1.0  # seconds between two looks at the files


class Browse:
    """Answers from memory; looks whether the files have changed at most once a second, off the event loop."""

    def __init__(self, knowledge_dir: Path, saved: Path, clock: Callable[[], float], today: Callable[[], date] = date.today) -> None:
        self._folder = knowledge_dir
        self._saved = saved
        self._clock = clock
        self._today = today
        self._catalogue: Catalogue | None = None
        self._seen = ""  # the version last looked at, good or not
        self._loaded: Loaded | None = None  # of it
        self._looked = float("-inf")
        self._looking: asyncio.Lock | None = None

    def open(self) -> None:
        """The first look, at start."""
        self._look()
        if self._catalogue is None:
            self._catalogue = _read(self._saved) or _of_last_good(self._saved.parent)

    @property
    def version(self) -> str | None:
        return self._catalogue.version if self._catalogue else None

    def category_ids(self) -> tuple[str, ...]:
        return tuple(shelf.id for shelf in self._catalogue.shelves) if self._catalogue else ()

    async def categories(self) -> list[dict[str, Any]]:
        return (await self._fresh()).categories()

    async def entries(self, category: str) -> dict[str, Any]:
        found = (await self._fresh()).entries(category, self._today())
        if found is None:
            raise Refused("not_found")
        return found

    async def check_choice(self, entry_id: str) -> None:
        """Refused unless it is the id of an entry. An entry that staff saved a moment ago is one."""
        today = self._today()
        if self._catalogue and self._catalogue.has_entry(entry_id, today):
            return
        if not (await self._fresh()).has_entry(entry_id, today):
            raise Refused("unknown_choice")

    async def _fresh(self) -> Catalogue:
        self._looking = self._looking or asyncio.Lock()
        async with self._looking:
            if self._clock() - self._looked >= FRESH_FOR:
                await asyncio.get_running_loop().run_in_executor(None, self._look)
        if self._catalogue is None:
            raise Refused("not_ready")
        return self._catalogue

    def _look(self) -> None:
        self._looked = self._clock()
        try:
            snapshot = take(self._folder)
        except OSError as err:  # a file that vanished while it was read; the next look will do
            logger.warning("The knowledge folder could not be read (%s); it is tried again.", type(err).__name__)
            self._seen = ""
            return
        if snapshot.version == self._seen:
            return
        self._seen = snapshot.version
        self._loaded = loaded = load_snapshot(snapshot, self._today(), self._loaded)
        served = loaded.knowledge and any(entry.served(self._today()) for entry in loaded.knowledge.entries.values())
        if loaded.knowledge is None or (self._catalogue and not served):  # what the room refuses is not to be browsed either
            logger.warning("Knowledge %s cannot be served; browsing keeps the last good one. See './faq status'.", self._seen)
            return
        self._catalogue = make_catalogue(loaded.knowledge)
        _write(self._saved, self._catalogue)


def _read(path: Path) -> Catalogue | None:
    try:
        return read_catalogue(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _of_last_good(build_dir: Path) -> Catalogue | None:
    copy = last_good(build_dir)
    knowledge = load_snapshot(copy).knowledge if copy else None
    return make_catalogue(knowledge) if knowledge else None


def _write(path: Path, catalogue: Catalogue) -> None:
    """Keep the catalogue for a start with broken knowledge; doing without is no reason to stop."""
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(catalogue.to_json(), encoding="utf-8")
        draft.replace(path)
    except OSError as err:
        logger.warning("The catalogue could not be kept in %s (%s).", path, type(err).__name__)

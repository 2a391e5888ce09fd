"""Whether what was saved is served: what keeps the whole knowledge back, with file and line."""

from __future__ import annotations

from bot.answering.live_status import read_status
from bot.console.shelf import Shelf
from bot.language import Lang
from bot.settings import Settings

SHOWN = 5


def unserved(shelf: Shelf, settings: Settings, lang: Lang) -> list[str]:
    """Why a new version is not served, one sentence each; none if nothing is known to be in its way."""
    errors = [problem for problem in shelf.problems if problem.level == "error"]
    if errors:
        said = [f"{one.file}:{one.line}: {one.code} {one.what[lang]}" for one in errors]
    else:  # of the files it may speak of a version before the last save
        said = [one.text(lang) for one in read_status(settings).problems if not one.file]
    return [*said[:SHOWN], *(["…"] if len(said) > SHOWN else [])]

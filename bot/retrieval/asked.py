"""Questions that people asked and that a person gave to their entry: evidence beside staff's own questions, never a text that is shown.

They are the rows in scope of `data/calibration`. An entry without any is found by its similar questions.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from bot.language import LANGUAGES, Lang
from bot.language.courtesies import said_once
from bot.language.normalise import simplify, tidy

Asked = Mapping[Lang, Mapping[str, tuple[str, ...]]]  # lines by language and entry


def asked_line(text: str) -> str:
    """How a question is kept: as it is searched, but with its slips, which others make too."""
    return said_once(simplify(tidy(text)))


def read_asked(folder: Path) -> Asked:
    """What the JSONL files of a folder hold; nothing, where there are none."""
    found: dict[Lang, dict[str, dict[str, None]]] = {lang: {} for lang in LANGUAGES}
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            for entry in targets_of(row["expect"]):
                found[row["lang"]].setdefault(entry, {})[asked_line(row["text"])] = None
    return {lang: {entry: tuple(lines) for entry, lines in found[lang].items()} for lang in LANGUAGES}


def targets_of(expect: Mapping[str, object]) -> tuple[str, ...]:
    """The ids of the entries that are right for a row, none if it is out of scope."""
    entries = expect.get("entries") or ([expect["entry"]] if "entry" in expect else [])
    return tuple(map(str, entries)) if isinstance(entries, list) else ()

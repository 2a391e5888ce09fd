"""What a router was taught, kept beside its model: is that still what the knowledge says, and may this program serve it? Pure: no rasa."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES
from bot.nlu.encoder_onnx import encoder_id
from bot.nlu.sources import RASA, content_hash, source_hash
from bot.settings import ROOT, Settings

SHARE = 0.02  # of the questions: with more of them changed the router is trained anew (docs/adr/0017)
PROGRAM = ("config.yml", "domain.yml", "data/rules/**/*.yml")
_DIGITS = 10  # of a question's hash


@dataclass(frozen=True)
class Taught:
    """made_by: hash of what a model needs in the program that serves it; entries: for each served entry the hashes of its questions."""

    made_by: str
    entries: Mapping[str, frozenset[str]]


def taught(known: Knowledge, today: date, made_by: str) -> Taught:
    """What a router trained on this knowledge today would be taught."""
    served = [entry for entry in known.entries.values() if entry.served(today)]
    return Taught(made_by, {entry.id: frozenset(_hash(text) for lang in LANGUAGES for text in entry.questions(lang)) for entry in served})


def made_by(chosen: Settings) -> str:
    """A hash of this program as a model sees it: components, their configuration, domain, rules, encoder, version of Rasa.

    Small talk's examples are not among it: a router that was taught more of them can be served by the same program.
    """
    files = content_hash(path for pattern in PROGRAM for path in ROOT.glob(pattern))
    return hashlib.sha256(" ".join((files, source_hash(), encoder_id(chosen.encoder_dir), RASA)).encode()).hexdigest()[:12]


def enough_changed(trained: Taught, now: Taught) -> bool:
    """Whether a router is worth training anew: an entry is new, gone or renamed, or more than SHARE of the questions are others."""
    return set(trained.entries) != set(now.entries) or changed_share(trained, now) > SHARE


def changed_share(trained: Taught, now: Taught) -> float:
    """Changed questions among all. One written anew is one, though it is gone in one wording and new in another."""
    before, after = _questions(trained), _questions(now)
    return max(len(before - after), len(after - before)) / max(len(before), len(after), 1)


def file_of(model: Path) -> Path:
    """`HASH.json` beside `HASH.tar.gz`."""
    return model.with_name(model.name.split(".")[0] + ".json")


def keep(model: Path, known: Taught) -> None:
    """Write it beside the model, whole or not at all."""
    entries = {entry: sorted(questions) for entry, questions in sorted(known.entries.items())}
    path = file_of(model)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    temporary.write_text(json.dumps({"made_by": known.made_by, "entries": entries}), encoding="utf-8")
    temporary.replace(path)


def kept(model: Path) -> Taught | None:
    """What `keep` wrote; None if it is not there or damaged: then nobody knows what the model was taught."""
    try:
        found = json.loads(file_of(model).read_text(encoding="utf-8"))
        return Taught(str(found["made_by"]), {str(entry): frozenset(questions) for entry, questions in found["entries"].items()})
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None


def _questions(known: Taught) -> set[tuple[str, str]]:
    return {(entry, question) for entry, questions in known.entries.items() for question in questions}


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:_DIGITS]

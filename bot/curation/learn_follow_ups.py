"""Learn which messages lean on the answer before them, from `data/follow_ups.jsonl` and questions that do not (`data/calibration`).

The last part of `./faq learn`, since the signs come from what is learnt there.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from bot.answering.leaning import ALONE, BESIDE, ELEMENT, KINDS, Leaning, after
from bot.answering.pipeline import Room
from bot.answering.room import build_room
from bot.answering.steps.retrieve import search_text
from bot.curation.rows import Row, read
from bot.errors import FaqError
from bot.language import Lang
from bot.language.normalise import tidy
from bot.retrieval.learned import family
from bot.settings import ROOT, settings

ROWS: Final = ROOT / "data" / "follow_ups.jsonl"
STRANGERS: Final = ROOT / "data" / "calibration"
SEED: Final = 20261122
OF_A_FILE: Final = 140  # rows that do not lean, from each file
WEIGHT: Final = 0.3  # of such a row: there are four times as many of them
STRENGTH: Final = 0.05  # of the fit; the inverse of how much it is held back


class Sample(NamedTuple):
    """signs: by name; kind: what it is; weight: how much it counts."""

    signs: dict[str, float]
    kind: str
    weight: float


def main() -> int:
    try:
        room = replace(build_room(settings()), leaning=None)  # what was learnt before may be for other signs
        leaning = learn([*leaning_samples(room, read(ROWS)), *alone_samples(room, STRANGERS)], made(room))
    except FaqError as err:
        print(err, file=sys.stderr)
        return 1
    leaning.save()
    print(json.dumps(leaning.made, ensure_ascii=False))
    return 0


def made(room: Room) -> dict[str, Any]:
    return {
        "command": "./faq learn",
        "date": date.today().isoformat(),
        "seed": SEED,
        "knowledge": room.knowledge.version,
        "encoder": family(room.retriever.index.encoder_name),
    }


def leaning_samples(room: Room, rows: Sequence[Row]) -> Iterator[Sample]:
    """Rows with `before`: those with an element, and those with an entry, which is beside the last one."""
    for row in rows:
        if row.before:
            yield Sample(signs_of(row.text, row.lang, row.before, room), ELEMENT if row.element else BESIDE, 1.0)


def alone_samples(room: Room, folder: Path) -> Iterator[Sample]:
    """Questions and texts out of scope, each after an entry of another category that has nothing to do with it."""
    chance = random.Random(SEED)
    entries = room.retriever.index.entries
    for path in sorted(folder.glob("*.jsonl")):
        rows = read(path)
        for row in chance.sample(rows, min(OF_A_FILE, len(rows))):
            strangers = [entry for entry in entries if entry.category != row.category and not set(row.entries) & set(entry.related)]
            yield Sample(signs_of(row.text, row.lang, chance.choice(strangers).id, room), ALONE, WEIGHT)


def signs_of(text: str, lang: str, before: str, room: Room) -> dict[str, float]:
    """The signs of a message after an answer, without the router's word."""
    said, spoken = tidy(text), _lang(lang)
    reading = search_text(said, room.repair)
    retrieval = room.retriever.retrieve(reading.meant, spoken, {}, reading.words)
    found = after(said, spoken, retrieval, room.retriever.index.by_id[before], room)
    assert found is not None, "the room has what `after` needs"
    return dict(found.signs)


def learn(samples: Sequence[Sample], made: dict[str, Any]) -> Leaning:
    """Fit the regression; the same samples give the same numbers."""
    from sklearn.linear_model import LogisticRegression

    names = tuple(samples[0].signs)
    values = np.array([list(sample.signs.values()) for sample in samples])
    mean, spread = values.mean(axis=0), values.std(axis=0) + 1e-6
    fit = LogisticRegression(C=STRENGTH, max_iter=2000)
    kinds = [KINDS.index(sample.kind) for sample in samples]
    fit.fit((values - mean) / spread, kinds, sample_weight=[sample.weight for sample in samples])
    weights = np.vstack([fit.coef_.T, fit.intercept_])
    return Leaning(names, mean.round(5), spread.round(5), weights.round(5), made)


def _lang(lang: str) -> Lang:
    return "en" if lang == "en" else "zh"

"""`python -m tests.bench.repair_compare`: what putting typed text right is worth, and in which way it enters the search.

Right entry at 1 on data/calibration, whole entries left out, weights learnt anew for each way; and what it costs in time and
memory. The figures in docs/adr/0010-repair.md come from here.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import numpy as np

from bot.answering.room import make_encoders, served_entries
from bot.answering.steps.retrieve import search_text
from bot.curation import learn
from bot.curation.command_learn import DATA, routes
from bot.knowledge.loader import load
from bot.knowledge.repair_words import repair_for
from bot.language.normalise import simplify, tidy
from bot.language.repair import Reading, Repair
from bot.language.segment import Segmenter
from bot.retrieval.evidence import EvidenceIndex
from bot.settings import settings
from tests.bench.retrieval_compare import learnt

Way = Callable[[str, Reading], Reading]

# From the text as typed and the one put right.
WAYS: dict[str, Way] = {
    "as typed": lambda typed, read: Reading(typed, typed),
    "both put right": lambda typed, read: Reading(read.meant, read.meant),
    "encoder as typed, words of both": lambda typed, read: Reading(typed, read.words),
    "encoder put right, words of both": lambda typed, read: read,
}


def main() -> int:
    knowledge = load(settings().knowledge_dir).require()
    segmenter = Segmenter(knowledge.domain_words())
    segmenter.words("你好")
    before, began = resident(), time.perf_counter()
    repair = repair_for(knowledge, segmenter)
    print(f"made in {time.perf_counter() - began:.2f} s, {resident() - before:.1f} MB")
    rows = [row for row in learn.read_rows(DATA, routes(DATA)) if row.targets]
    index = EvidenceIndex(served_entries(knowledge, date.today()), make_encoders(settings()), segmenter)
    rows = [row for row in rows if all(target in index.by_id for target in row.targets)]
    print(speed(repair, [simplify(tidy(row.text)) for row in rows]))
    found = {row.id: search_text(tidy(row.text), repair) for row in rows}
    first: list[bool] = []
    for name, way in WAYS.items():
        readings = {id_: way(read.words.split("\n")[0], read) for id_, read in found.items()}
        right = outcome(learn.Lesson(index, rows, readings))
        first = first or right
        print(f"{name:34} {table(rows, right, first)}", flush=True)
    return 0


def outcome(lesson: learn.Lesson) -> list[bool]:
    scores = learnt(lesson, with_route=True)
    return [lesson.index.entries[int(one.argmax())].id in row.targets for one, row in zip(scores, lesson.rows)]


def table(rows: list[learn.Row], right: list[bool], first: list[bool]) -> str:
    """Shares by language, of noisy rows and of all; in brackets the rows won and lost against the first way."""
    kinds, cells = kinds_of(), []
    for lang in ("zh", "en"):
        for title, wanted in (("noise", ("noise",)), ("all", ())):
            at = [place for place, row in enumerate(rows) if row.lang == lang and (not wanted or kinds[row.id] in wanted)]
            won, lost = sum(right[place] > first[place] for place in at), sum(right[place] < first[place] for place in at)
            cells.append(f"{lang} {title} {np.mean([right[place] for place in at]):.3f} of {len(at)} (+{won} -{lost})")
    return "  ".join(cells)


def kinds_of() -> dict[str, str]:
    lines = (line for path in DATA.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines())
    return {row["id"]: row.get("kind", "") for row in map(json.loads, lines)}


def speed(repair: Repair, texts: list[str]) -> str:
    """The best of three for each text."""
    best = []
    for text in texts:
        runs = []
        for _ in range(3):
            began = time.perf_counter()
            repair.read(text)
            runs.append((time.perf_counter() - began) * 1000)
        best.append(min(runs))
    return f"{len(texts)} texts: mean {np.mean(best):.2f} ms, 95 % below {np.quantile(best, 0.95):.2f} ms, longest {max(best):.2f} ms"


def resident() -> float:
    """MB of memory in use (Linux)."""
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6


if __name__ == "__main__":
    sys.exit(main())

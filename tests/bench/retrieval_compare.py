"""`python -m tests.bench.retrieval_compare`: what each kind of evidence is worth, on data/calibration, whole entries left out.

Right entry at 1 by language; weights are learnt on four fifths of the entries and measured on the rest. The figures in
docs/adr/0004-evidence.md come from here.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from datetime import date

import numpy as np

from bot.answering.room import make_encoders, served_entries
from bot.answering.steps.retrieve import search_text
from bot.curation import learn
from bot.curation.command_learn import DATA, routes
from bot.knowledge.loader import load
from bot.knowledge.repair_words import repair_for
from bot.language.normalise import tidy
from bot.language.segment import Segmenter
from bot.retrieval.encoder import CachedEncoder, Encoder
from bot.retrieval.evidence import EvidenceIndex, Floats
from bot.settings import settings
from tests.bench.encoder_use import UniversalSentenceEncoder

Pick = Callable[[str], bool]


def main() -> int:
    knowledge = load(settings().knowledge_dir).require()
    served = served_entries(knowledge, date.today())
    segmenter = Segmenter(knowledge.domain_words())
    first = make_encoders(settings())
    second = CachedEncoder(UniversalSentenceEncoder(), settings().build_dir / "embeddings")
    rows, repair = learn.read_rows(DATA, routes(DATA)), repair_for(knowledge, segmenter)
    texts = {row.id: search_text(tidy(row.text), repair) for row in rows}
    for name, encoders in (("e5", first), ("e5 + USE", {**first, "use": second})):
        index = EvidenceIndex(served, dict[str, Encoder](encoders), segmenter)
        lesson = learn.Lesson(index, rows, texts)
        began = time.perf_counter()
        for row in rows[:100]:
            index.search(texts[row.id].meant, words=texts[row.id].words)
        print(f"{name}: {(time.perf_counter() - began) * 10:.1f} ms a search with known vectors", flush=True)
        show(name, lesson)
    return 0


def show(name: str, lesson: learn.Lesson) -> None:
    for title, pick in PICKS.items():
        print(f"  {title:44} {at_one(lesson, fixed(lesson, pick))}", flush=True)
    print(f"  {'nearest line of all, both languages':44} {at_one(lesson, nearest(lesson))}")
    print(f"  {'all, weights learnt':44} {at_one(lesson, learnt(lesson, with_route=False))}")
    print(f"  {'all, weights learnt, with the route':44} {at_one(lesson, learnt(lesson, with_route=True))}", flush=True)


PICKS: dict[str, Pick] = {
    "words alone (BM25)": lambda name: name.startswith("words"),
    "sum over questions only": lambda name: not name.startswith("words") and name.endswith(("question", "similar")),
    "sum over all fields and languages": lambda name: not name.startswith("words"),
    "the same and words, equal weights": lambda name: True,
}


def fixed(lesson: learn.Lesson, pick: Pick) -> list[Floats]:
    kept = [place for place, name in enumerate(lesson.index.names) if pick(name)]
    return [evidence.values[:, kept].sum(axis=1) for evidence in lesson.evidence]


def nearest(lesson: learn.Lesson) -> list[Floats]:
    kept = [place for place, name in enumerate(lesson.index.names) if name.startswith("e5") and name.endswith(("question", "similar"))]
    return [evidence.raw[:, kept].max(axis=1) for evidence in lesson.evidence]


def learnt(lesson: learn.Lesson, with_route: bool) -> list[Floats]:
    scores: list[Floats] = [np.zeros(0, dtype=np.float32)] * len(lesson.rows)
    for fold in range(learn.FOLDS):
        kept, held = np.flatnonzero(lesson.folds != fold), np.flatnonzero(lesson.folds == fold)
        weights = {lang: lesson.weights(kept, lang) for lang in ("zh", "en")}
        for at in held:
            columns, route = weights[lesson.rows[at].lang]
            table = lesson.columns(at)
            scores[at] = table[:, :-1] @ columns + (route * table[:, -1] if with_route else 0)
    return scores


def at_one(lesson: learn.Lesson, scores: Sequence[Floats]) -> str:
    shares = []
    for lang in ("zh", "en"):
        rows = [at for at, row in enumerate(lesson.rows) if row.lang == lang and row.targets]
        right = [lesson.index.entries[int(scores[at].argmax())].id in lesson.rows[at].targets for at in rows]
        shares.append(f"{lang} {np.mean(right):.3f}")
    return "  ".join(shares)


if __name__ == "__main__":
    sys.exit(main())

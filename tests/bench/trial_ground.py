"""What the trials of `tests/bench/retrieval_trials.py` stand on: tables of evidence, ways to learn weights, and how a ranking is judged."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from bot.answering.room import build_index, make_encoders
from bot.answering.steps.retrieve import search_text
from bot.curation import learn
from bot.curation.command_learn import DATA, routes
from bot.curation.learn_weights import fit_weights
from bot.knowledge.loader import load
from bot.knowledge.repair_words import repair_for
from bot.knowledge.schema import Entry, Knowledge
from bot.language import LANGUAGES, Lang
from bot.language.normalise import tidy
from bot.retrieval.encoder import CachedEncoder
from bot.retrieval.evidence import z_scores
from bot.settings import settings
from tests.bench.repair_compare import kinds_of

Numbers = npt.NDArray[Any]
Fit = Callable[[Numbers, Numbers], Numbers]  # tables (questions, entries, columns), wanted (questions, entries) -> (columns,)
SUM = 6.0  # of the equal weights to which weights are held, as in `make learn`
SHORT: dict[Lang, int] = {"zh": 6, "en": 3}  # characters or words at most


class Trial(NamedTuple):
    """tables: (questions, entries, columns) by language; fit: how weights are learnt; lesson: tables to learn them from, if others."""

    name: str
    tables: Mapping[Lang, Numbers]
    fit: Fit
    lesson: Mapping[Lang, Numbers] | None = None


@dataclass(frozen=True)
class Ground:
    """What all trials stand on. rows: places in lesson.rows of the questions in scope; base: tables of the ranking that is served."""

    knowledge: Knowledge
    lesson: learn.Lesson
    encoder: CachedEncoder
    keep: Path | None
    rows: Mapping[Lang, list[int]]
    wanted: Mapping[Lang, Numbers]
    base: Mapping[Lang, Numbers]

    @property
    def names(self) -> list[str]:
        return [*self.lesson.index.names, "route"]

    @property
    def entries(self) -> tuple[Entry, ...]:
        return self.lesson.index.entries

    def length(self, at: int, lang: Lang) -> int:
        text = self.lesson.readings[self.lesson.rows[at].id].meant
        return len(text) if lang == "zh" else len(text.split())

    def words(self, lang: Lang) -> list[str]:
        """What is looked up word by word, for each question."""
        return [self.lesson.readings[self.lesson.rows[at].id].words for at in self.rows[lang]]

    def picked(self, keep: Callable[[str], bool]) -> dict[Lang, Numbers]:
        places = [at for at, name in enumerate(self.names) if keep(name)]
        return {lang: self.base[lang][:, :, places] for lang in LANGUAGES}

    def added(self, columns: Callable[[Lang], Numbers], without: str = "-") -> dict[Lang, Numbers]:
        """The tables with raw columns, (questions, entries, more) by language, in front; without: beginning of names that they replace."""
        rest = self.picked(lambda name: not name.startswith(without))
        z = {lang: np.stack([z_scores(raw.astype(np.float32)) for raw in columns(lang)]) for lang in LANGUAGES}
        return {lang: np.concatenate([z[lang].astype(np.float64), rest[lang]], axis=2) for lang in LANGUAGES}


def ground(keep: Path | None, draw: int = 0) -> Ground:
    """draw: another split into folds, whole entries together as always; 0 is the one of `make learn`."""
    knowledge = load(settings().knowledge_dir).require()
    encoders = make_encoders(settings())
    index = build_index(settings(), knowledge, encoders=encoders)
    rows = learn.read_rows(DATA, kept_routes(keep))
    repair = repair_for(knowledge, index.segmenter)
    lesson = learn.Lesson(index, rows, {row.id: search_text(tidy(row.text), repair) for row in rows})
    if draw:
        groups = np.unique([row.group for row in rows], return_inverse=True)[1]
        lesson.folds = np.random.default_rng(draw).permutation(groups.max() + 1)[groups] % learn.FOLDS
    scope: dict[Lang, list[int]] = {lang: [at for at, row in enumerate(rows) if row.lang == lang and row.targets] for lang in LANGUAGES}
    wanted = {lang: np.array([[e.id in rows[at].targets for e in index.entries] for at in scope[lang]], float) for lang in LANGUAGES}
    base = {lang: np.stack([lesson.columns(at) for at in scope[lang]]).astype(np.float64) for lang in LANGUAGES}
    print(f"data {learn.data_hash(DATA)}, knowledge {knowledge.version}, {index.encoder_name}")
    return Ground(knowledge, lesson, encoders["e5"], keep, scope, wanted, base)


def kept_routes(keep: Path | None) -> dict[str, dict[str, float]]:
    path = keep / "routes.json" if keep else None
    if path and path.exists():
        return dict(json.loads(path.read_text(encoding="utf-8")))
    found = routes(DATA)
    if path:
        path.write_text(json.dumps(found), encoding="utf-8")
    return found


def usual(tables: Numbers, wanted: Numbers) -> Numbers:
    """As `make learn` does it."""
    count = tables.shape[2]
    return fit_weights(tables, wanted, np.full(count, SUM / count), learn.PULL)


def apart(tables: Numbers, wanted: Numbers) -> Numbers:
    """Two sets of weights, for the two halves of the columns, that know nothing of each other."""
    count = tables.shape[2] // 2
    return fit_weights(tables, wanted, np.full(2 * count, SUM / count), learn.PULL)


def tied(pull: float) -> Fit:
    """Two sets of weights, for the two halves of the columns, both held to what is learnt for their sum."""

    def fit(tables: Numbers, wanted: Numbers) -> Numbers:
        half = tables.shape[2] // 2
        together = usual(tables[:, :, :half] + tables[:, :, half:], wanted)
        return fit_weights(tables, wanted, np.concatenate([together, together]), pull)

    return fit


class Judged(NamedTuple):
    """Of each question: place of the first right entry in the ranking, 0 being the first; log-probability of the right ones together."""

    rank: npt.NDArray[np.intp]
    log: Numbers


def judge(on: Ground, trial: Trial, lang: Lang) -> Judged:
    """Every question ranked with weights learnt without its entry."""
    tables, wanted, lesson = trial.tables[lang], on.wanted[lang], (trial.lesson or trial.tables)[lang]
    folds = on.lesson.folds[on.rows[lang]]
    scores = np.zeros(wanted.shape)
    for fold in range(learn.FOLDS):
        kept, held = folds != fold, folds == fold
        scores[held] = tables[held] @ trial.fit(lesson[kept], wanted[kept])
    shares = np.exp(scores - scores.max(axis=1, keepdims=True))
    right = (shares * wanted).sum(axis=1) / shares.sum(axis=1)
    # Equal scores go by id, as the entries do.
    order = np.argsort(-scores, axis=1, kind="stable")
    return Judged(np.take_along_axis(wanted, order, axis=1).argmax(axis=1), np.log(np.maximum(right, 1e-12)))


def sets_of(on: Ground, lang: Lang) -> dict[str, npt.NDArray[np.bool_]]:
    """Which questions belong to each set."""
    kinds = kinds_of()
    kind = np.array([kinds[on.lesson.rows[at].id] for at in on.rows[lang]])
    short = np.array([on.length(at, lang) <= SHORT[lang] for at in on.rows[lang]])
    return {"all": kind != "-", "noise": kind == "noise", "story": kind == "story", "short": short}


def gain(on: Ground, lang: Lang, now: Judged, before: Judged) -> tuple[float, float]:
    """The mean gain of the right entry's log-probability, and its standard error over whole entries."""
    change = now.log - before.log
    groups = np.unique([on.lesson.rows[at].group for at in on.rows[lang]], return_inverse=True)[1]
    sums = np.bincount(groups, change - change.mean())
    return float(change.mean()), float(np.sqrt((sums**2).sum()) / len(change))

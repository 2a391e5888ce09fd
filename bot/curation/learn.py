"""Learn weights and calibration from `data/calibration/`, by cross-validation with whole entries left out.

Nothing that the benches in `tests/bench/` measure on is read here. The rows were written blind: from the list of entry
titles alone, by someone who saw neither the entries' similar questions nor the benches.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.curation.learn_lines import learn_lines
from bot.curation.learn_scope import fit_scope
from bot.curation.learn_trees import SEED, fit_boosted
from bot.curation.learn_weights import fit_weights
from bot.language import LANGUAGES, Lang
from bot.language.repair import Reading
from bot.retrieval.asked import targets_of
from bot.retrieval.boosted import Boosted
from bot.retrieval.calibration import Signs
from bot.retrieval.encoder import Encoder
from bot.retrieval.evidence import Evidence, EvidenceIndex, Floats
from bot.retrieval.learned import Learned, starting_point
from bot.retrieval.retriever import Retriever, route_prior
from bot.retrieval.scope import Scope

FOLDS = 5
PULL = 3.0  # strength with which weights are held to equal ones; chosen among 0.3, 1, 3, 10 by left-out log-likelihood


@dataclass(frozen=True)
class Row:
    """A question with what is right for it. targets: ids of right entries, none for a question out of scope."""

    id: str
    text: str
    lang: Lang
    targets: tuple[str, ...]
    group: str  # rows of one group are left out together
    route: Mapping[str, float]


def read_rows(folder: Path, routes: Mapping[str, Mapping[str, float]]) -> list[Row]:
    """All rows of the JSONL files in a folder. routes: the router's probabilities by row id."""
    rows = []
    for path in sorted(folder.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            content = json.loads(line)
            targets = targets_of(content["expect"])
            group = targets[0] if targets else content["id"]
            rows.append(Row(content["id"], content["text"], content["lang"], targets, group, routes.get(content["id"], {})))
    return rows


def data_hash(folder: Path) -> str:
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.jsonl")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


@dataclass(frozen=True)
class Seen:
    """A row (its place), the signs of its retrieval, whether the first entry is right and whether one of the first three is."""

    at: int
    signs: Signs
    is_right: bool
    in_three: bool


class Lesson:
    """The rows with their evidence, and the fits on parts of them. readings: what is searched, by row id."""

    def __init__(self, index: EvidenceIndex, rows: Sequence[Row], readings: Mapping[str, Reading]) -> None:
        self.index, self.rows, self.readings = index, list(rows), readings
        self.evidence: list[Evidence] = [_search(index, row, readings[row.id]) for row in rows]
        self.place = {entry.id: at for at, entry in enumerate(index.entries)}
        self.categories = [entry.category for entry in index.entries]
        self.folds = self._folds()

    def _folds(self) -> npt.NDArray[np.intp]:
        groups = sorted({row.group for row in self.rows})
        order = np.random.default_rng(SEED).permutation(len(groups))
        fold = {groups[at]: number % FOLDS for number, at in enumerate(order)}
        return np.array([fold[row.group] for row in self.rows])

    def weights(self, kept: Sequence[int], lang: Lang) -> tuple[Floats, float]:
        """Weights of the columns and of the route that make the right entry most likely (softmax over all entries)."""
        rows = [at for at in kept if self.rows[at].lang == lang and self.rows[at].targets]
        tables = np.stack([self.columns(at) for at in rows])
        wanted = np.zeros(tables.shape[:2], dtype=np.float32)
        for number, at in enumerate(rows):
            wanted[number, [self.place[target] for target in self.rows[at].targets]] = 1
        equal = np.full(tables.shape[2], 6.0 / tables.shape[2])

        found = fit_weights(tables, wanted, equal, PULL)
        return np.asarray(found[:-1], dtype=np.float32), float(found[-1])

    def columns(self, at: int) -> Floats:
        route = self.rows[at].route
        prior = route_prior(self.categories, route) if route else np.zeros(len(self.categories))
        return np.column_stack([self.evidence[at].values, prior]).astype(np.float32)

    def weigh(self, kept: Sequence[int], learned: Learned) -> Learned:
        found = {lang: self.weights(kept, lang) for lang in LANGUAGES}
        return replace(
            learned,
            weights={lang: weights for lang, (weights, _) in found.items()},
            route_weight={lang: route for lang, (_, route) in found.items()},
        )

    def scope(self, kept: Sequence[int]) -> Scope:
        known = [(vector, bool(self.rows[at].targets)) for at in kept if (vector := self.evidence[at].vector) is not None]
        return fit_scope([vector for vector, _ in known], [inside for _, inside in known])

    def asked(self) -> dict[Lang, list[tuple[str, Sequence[str]]]]:
        """What is searched for the questions in scope, with the ids of their entries, by language."""
        found = [(row.lang, (self.readings[row.id].meant, row.targets)) for row in self.rows if row.targets]
        return {lang: [question for of, question in found if of == lang] for lang in LANGUAGES}

    def outcomes(self, at_rows: Iterable[int], learned: Learned, routed: bool = True) -> list[Seen]:
        """What each row's retrieval shows.

        routed: with the router's word, or as `faq ask` does it, without.
        """
        retriever = Retriever(self.index, learned)
        found = []
        for at in at_rows:
            row = self.rows[at]
            retrieval = retriever.judge(self.evidence[at], self.readings[row.id].meant, row.lang, row.route if routed else {})
            ids = [match.entry.id for match in retrieval.matches[:3]]
            found.append(Seen(int(at), retrieval.signs, ids[0] in row.targets, any(id_ in row.targets for id_ in ids)))
        return found


def _search(index: EvidenceIndex, row: Row, reading: Reading) -> Evidence:
    return index.search(reading.meant, words=reading.words, besides=row.text)


@dataclass(frozen=True)
class Judged:
    """A left-out row: its probabilities and the truth."""

    row: Row
    right: float
    offer: float
    is_right: bool
    in_three: bool


def learn(lesson: Lesson, made: Mapping[str, Any], encoder: Encoder) -> tuple[Learned, list[Judged]]:
    """What is learnt from all rows, and every row judged by what was learnt without it. encoder: for lines that are not entries."""
    start = starting_point(lesson.index.names)
    routed: list[Seen] = []
    blind: list[Seen] = []
    for fold in range(FOLDS):
        kept, held = np.flatnonzero(lesson.folds != fold), np.flatnonzero(lesson.folds == fold)
        weighed = replace(lesson.weigh(kept.tolist(), start), scope=lesson.scope(kept.tolist()))
        routed += lesson.outcomes(held.tolist(), weighed)
        blind += lesson.outcomes(held.tolist(), weighed, routed=False)
    judged = _judge(lesson, routed, blind)
    everything = range(len(lesson.rows))
    learned = replace(lesson.weigh(everything, start), scope=lesson.scope(everything))
    right, among = _calibrate([*routed, *blind])
    lines = learn_lines(lesson.index.entries, lesson.asked(), encoder, lesson.index.segmenter)
    return replace(learned, lines=lines, right=right, among_three=among, made=dict(made)), judged


def _calibrate(seen: Sequence[Seen]) -> tuple[Boosted, Boosted]:
    """That the first entry is right, and that one of the first three is."""
    signs = [one.signs for one in seen]
    return fit_boosted(signs, [one.is_right for one in seen]), fit_boosted(signs, [one.in_three for one in seen])


def _judge(lesson: Lesson, routed: Sequence[Seen], blind: Sequence[Seen]) -> list[Judged]:
    """Calibrate on the other folds' rows and judge each fold's, as they come with the router's word."""
    judged = []
    for fold in range(FOLDS):
        right, among = _calibrate([one for one in (*routed, *blind) if lesson.folds[one.at] != fold])
        for one in routed:
            if lesson.folds[one.at] == fold:
                first = right.probability(one.signs)
                judged.append(Judged(lesson.rows[one.at], first, max(first, among.probability(one.signs)), one.is_right, one.in_three))
    return judged


def today() -> str:
    return date.today().isoformat()

"""Learn weights, calibration and thresholds from `data/calibration/`, by cross-validation with whole entries left out.

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

from bot.language import LANGUAGES, Lang
from bot.retrieval.boosted import Boosted, Tree
from bot.retrieval.calibration import Signs
from bot.retrieval.evidence import Evidence, EvidenceIndex, Floats
from bot.retrieval.learned import Learned, starting_point
from bot.retrieval.retriever import Retriever, route_prior

SEED = 20261122
FOLDS = 5
PULL = 3.0  # strength with which weights are held to equal ones; chosen among 0.3, 1, 3, 10 by left-out log-likelihood
TREES, RATE = 250, 0.06
# Which way each sign points; the rest may go either way.
DIRECTIONS = {
    **dict.fromkeys(
        ("cosine", "share", "share3", "covered", "agreement", "words", "margin", "known_share", "route", "inside", "same_category"), 1
    ),
    **dict.fromkeys(("outside", "own_route", "own_case", "elsewhere", "abroad", "best_cosine_gap"), -1),
}
# a logistic regression on the same signs answered 5 to 6 points fewer questions at 2 % false answers
RIGHT_AT_LEAST = 0.97  # of the answers given, on left-out rows; above the 95 % that we promise
FALSE_AT_MOST = 0.025  # of the out-of-scope rows may get an answer; below the 5 % that we promise
OFFERED_AT_MOST = 0.30  # of the out-of-scope rows may get a list of choices


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
            expect = content["expect"]
            targets = tuple(expect.get("entries") or ([expect["entry"]] if "entry" in expect else []))
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
    """The rows with their evidence, and the fits on parts of them."""

    def __init__(self, index: EvidenceIndex, rows: Sequence[Row], texts: Mapping[str, str]) -> None:
        self.index, self.rows = index, list(rows)
        self.texts = texts
        self.evidence: list[Evidence] = [index.search(texts[row.id]) for row in rows]
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
        from scipy.optimize import minimize

        rows = [at for at in kept if self.rows[at].lang == lang and self.rows[at].targets]
        tables = np.stack([self.columns(at) for at in rows])
        wanted = np.zeros(tables.shape[:2], dtype=np.float32)
        for number, at in enumerate(rows):
            wanted[number, [self.place[target] for target in self.rows[at].targets]] = 1
        equal = np.full(tables.shape[2], 6.0 / tables.shape[2])

        def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
            scores = tables @ weights
            powers = np.exp(scores - scores.max(axis=1, keepdims=True))
            shares = powers / powers.sum(axis=1, keepdims=True)
            hit = (shares * wanted).sum(axis=1)
            pull = shares * wanted / hit[:, None] - shares
            gradient = -np.einsum("re,rec->c", pull, tables) + 2 * PULL * (weights - equal)
            return float(-np.log(hit).sum() + PULL * ((weights - equal) ** 2).sum()), gradient

        found = minimize(loss, equal, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(equal)).x
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

    def outcomes(self, at_rows: Iterable[int], learned: Learned, routed: bool = True) -> list[Seen]:
        """What each row's retrieval shows.

        routed: with the router's word, or as `faq ask` does it, without.
        """
        retriever = Retriever(self.index, learned)
        found = []
        for at in at_rows:
            row = self.rows[at]
            retrieval = retriever.judge(self.evidence[at], self.texts[row.id], row.lang, row.route if routed else {})
            ids = [match.entry.id for match in retrieval.matches[:3]]
            found.append(Seen(int(at), retrieval.signs, ids[0] in row.targets, any(id_ in row.targets for id_ in ids)))
        return found


def fit_boosted(signs: Sequence[Signs], truth: Sequence[bool]) -> Boosted:
    """Trees that tell from the signs how likely it is that the truth is True.

    Monotone: a better sign never makes an answer less likely. So a question that is better in every respect than all that were
    learnt from, such as an entry's own title, gets the highest confidence, and not whatever the nearest row had.
    """
    from sklearn.ensemble import HistGradientBoostingClassifier

    names = sorted(signs[0])
    table = np.array([[sign[name] for name in names] for sign in signs])
    model = HistGradientBoostingClassifier(
        max_iter=TREES, learning_rate=RATE, max_depth=3, min_samples_leaf=10, l2_regularization=2.0, max_features=0.5,
        monotonic_cst=[DIRECTIONS.get(name, 0) for name in names], early_stopping=False, random_state=SEED,
    ).fit(table, np.array(truth))  # fmt: skip
    # scikit-learn has no public way to its trees; a test compares ours with its own probabilities.
    trees = tuple(_nodes(predictors[0].nodes) for predictors in model._predictors)
    return Boosted(tuple(names), round(float(model._baseline_prediction.ravel()[0]), 5), trees)


def _nodes(nodes: Any) -> Tree:
    """A tree of scikit-learn as plain nodes."""
    return tuple(
        (
            -1 if node["is_leaf"] else int(node["feature_idx"]),
            round(float(node["num_threshold"]), 6),
            int(node["left"]),
            int(node["right"]),
            round(float(node["value"]), 5),
        )
        for node in nodes
    )


@dataclass(frozen=True)
class Judged:
    """A left-out row: its probabilities and the truth."""

    row: Row
    right: float
    offer: float
    is_right: bool
    in_three: bool


def learn(lesson: Lesson, made: Mapping[str, Any]) -> tuple[Learned, list[Judged]]:
    """What is learnt from all rows, and every row judged by what was learnt without it."""
    start = starting_point(lesson.index.names)
    routed: list[Seen] = []
    blind: list[Seen] = []
    for fold in range(FOLDS):
        kept, held = np.flatnonzero(lesson.folds != fold), np.flatnonzero(lesson.folds == fold)
        weighed = lesson.weigh(kept.tolist(), start)
        routed += lesson.outcomes(held.tolist(), weighed)
        blind += lesson.outcomes(held.tolist(), weighed, routed=False)
    judged = _judge(lesson, routed, blind)
    learned = lesson.weigh(range(len(lesson.rows)), start)
    right, among = _calibrate([*routed, *blind])
    answer_from = lowest_answer(judged)
    offer_from = lowest_offer(judged, answer_from)
    return replace(learned, right=right, among_three=among, answer_from=answer_from, offer_from=offer_from, made=dict(made)), judged


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


def lowest_answer(judged: Sequence[Judged]) -> float:
    """The lowest threshold at which, in each language, answers are right often enough and out-of-scope rows seldom get one."""
    for step in range(5, 100):
        threshold = step / 100
        if all(_keeps_promise([row for row in judged if row.row.lang == lang], threshold) for lang in LANGUAGES):
            return threshold
    return 0.99


def _keeps_promise(judged: Sequence[Judged], threshold: float) -> bool:
    inside = [row for row in judged if row.row.targets]
    outside = [row for row in judged if not row.row.targets]
    answered = [row for row in inside if row.right >= threshold]
    false = sum(row.right >= threshold for row in outside)
    return sum(row.is_right for row in answered) >= RIGHT_AT_LEAST * len(answered) and false <= FALSE_AT_MOST * len(outside)


def lowest_offer(judged: Sequence[Judged], answer_from: float) -> float:
    """The lowest threshold at which out-of-scope rows seldom get a list of choices."""
    outside = [row for row in judged if not row.row.targets]
    for step in range(2, 100):
        threshold = step / 100
        offered = sum(row.offer >= threshold and row.right < answer_from for row in outside)
        if offered <= OFFERED_AT_MOST * len(outside):
            return threshold
    return 0.99


def summary(judged: Sequence[Judged], learned: Learned) -> list[str]:
    """Lines for a person: what the left-out rows say, by language."""
    lines = []
    for lang in LANGUAGES:
        inside = [row for row in judged if row.row.lang == lang and row.row.targets]
        outside = [row for row in judged if row.row.lang == lang and not row.row.targets]
        answered = [row for row in inside if row.right >= learned.answer_from]
        offered = [row for row in inside if row.right < learned.answer_from and row.offer >= learned.offer_from]
        false = sum(row.right >= learned.answer_from for row in outside)
        lists = sum(row.right < learned.answer_from and row.offer >= learned.offer_from for row in outside)
        lines.append(
            f"{lang}: right at 1 {_share(sum(r.is_right for r in inside), inside)}, "
            f"at 3 {_share(sum(r.in_three for r in inside), inside)}, "
            f"answered {_share(len(answered), inside)}, right when answered {_share(sum(r.is_right for r in answered), answered)}, "
            f"asked which {_share(len(offered), inside)} (right one among them {_share(sum(r.in_three for r in offered), offered)}), "
            f"out of scope answered {_share(false, outside)}, asked which {_share(lists, outside)}"
        )
    return lines


def _share(count: int, of: Sequence[object]) -> str:
    return f"{count / len(of):.3f}" if of else "-"


def today() -> str:
    return date.today().isoformat()

"""From a question to a ranking with a calibrated confidence."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from bot.knowledge.schema import Entry
from bot.language import LANGUAGES, Lang
from bot.retrieval.calibration import Signs, signs_of
from bot.retrieval.evidence import Evidence, EvidenceIndex, Floats
from bot.retrieval.learned import Learned

KEPT = 10


@dataclass(frozen=True)
class Match:
    """An entry and how well it fits. score: summed evidence, higher is better; share: its softmax among all entries, 0..1."""

    entry: Entry
    score: float
    share: float


@dataclass(frozen=True)
class Retrieval:
    """matches: best first; confidence: probability that the first is right; offer: that one of the first three is; evidence: what it
    was judged by."""

    matches: tuple[Match, ...]
    confidence: float
    offer: float
    signs: Signs
    evidence: Evidence | None = None


class Retriever:
    """Sums the evidence with learnt weights and says how sure it is."""

    def __init__(self, index: EvidenceIndex, learned: Learned) -> None:
        learned.check(index.names, index.encoder_name)
        self.index, self.learned = index, learned
        self._ids = [entry.id for entry in index.entries]
        self._categories = [entry.category for entry in index.entries]
        self._columns = {of: [at for at, name in enumerate(index.names) if f".{of}" in name] for of in LANGUAGES}

    def retrieve(self, text: str, lang: Lang, route: Mapping[str, float], words: str = "") -> Retrieval:
        """The best entries for a question. route: probability by intent; may be empty. words: see EvidenceIndex.search."""
        return self.judge(self.index.search(text, words=words), text, lang, route)

    def judge(self, evidence: Evidence, text: str, lang: Lang, route: Mapping[str, float]) -> Retrieval:
        """The same from evidence that is there already."""
        scores = self.scores(evidence, lang, route)
        shares = softmax(scores)
        order = rank(scores, self._ids, KEPT)
        matches = tuple(Match(self.index.entries[at], float(scores[at]), float(shares[at])) for at in order)
        alike = self._languages_agree(evidence, lang, order[0])
        covered = self.index.covered(evidence, order[0])
        scope = self.learned.scope.log_odds(evidence.vector)
        signs = signs_of(evidence, scores, shares, order, text, lang, route, self._categories, covered, alike, scope)
        confidence, offer = self.learned.probabilities(signs)
        return Retrieval(matches, confidence, offer, signs, evidence)

    def _languages_agree(self, evidence: Evidence, lang: Lang, first: int) -> float:
        """For which part of the languages the entry at `first` is the best by that language's evidence alone: 0, 0.5 or 1."""
        weights = self.learned.weights[lang]
        best = [int((evidence.values[:, columns] @ weights[columns]).argmax()) for columns in self._columns.values()]
        return best.count(first) / len(best)

    def scores(self, evidence: Evidence, lang: Lang, route: Mapping[str, float]) -> Floats:
        """(entries,): the weighted sum of the evidence and of the route, a prior that can be outweighed."""
        scores = evidence.values @ self.learned.weights[lang]
        if route:
            scores = scores + self.learned.route_weight[lang] * route_prior(self._categories, route)
        return np.asarray(scores, dtype=np.float32)


def route_prior(categories: Sequence[str], route: Mapping[str, float]) -> Floats:
    """(entries,): the log-probability of each entry's category, with a floor, so that no route excludes an entry."""
    return np.asarray(np.log(np.array([route.get(category, 0.0) for category in categories], dtype=np.float32) + 0.01), dtype=np.float32)


def softmax(scores: Floats) -> Floats:
    powers = np.exp(scores - scores.max())
    return np.asarray(powers / powers.sum(), dtype=np.float32)


def rank(scores: Floats, ids: Sequence[str], count: int) -> list[int]:
    """Places of the `count` best entries, best first; ties by id, so that the order of files never shows."""
    if count < len(scores):
        border = np.partition(scores, -count)[-count]
        places = np.flatnonzero(scores >= border).tolist()
    else:
        places = list(range(len(scores)))
    return sorted(places, key=lambda at: (-float(scores[at]), ids[at]))[:count]

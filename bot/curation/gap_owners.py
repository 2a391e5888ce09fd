"""Which category, and so which department, a question belongs to that no entry answers: what the entries near by cannot say.

Three voices count alike: a logistic regression on the points of `gap_space.py`, taught by all questions of the knowledge, all that people
asked and the duties of the categories; the nearest duties; and the runs of letters (`gap_lexical.py`). They are fitted anew each time, in
a few seconds, so a category that was added or changed counts at once. The questions of a gap speak together: their logarithms are added.
How good that is: `tests/bench/gaps.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from bot.curation.gap_duties import Duty
from bot.curation.gap_lexical import Lexical
from bot.curation.gap_space import Space, means_of
from bot.knowledge.schema import Entry, Knowledge
from bot.language import LANGUAGES, Lang
from bot.retrieval.asked import Asked
from bot.retrieval.encoder import Encoder, Vectors
from bot.retrieval.evidence import Floats

STRENGTH: Final = 1.0  # scikit-learn's C; 0.3 to 4 did no better
DUTY_COUNTS: Final = 5.0  # times as much as a question for the regression
DUTY_RUNS_COUNT: Final = 2.0  # the same for the runs of letters
NEAREST: Final = 3  # duties of a category that are looked at
TRUSTED: Final = 0.6  # part of the chance of entries near by: it was learnt where each question has its entry
SHARPEN: Final = {"near": 20.0, "runs": 6.0}  # from a cosine, and from a ridge classifier's value, to a logarithm


class Owners:
    """space, lexical: of the known questions, for whoever compares questions."""

    def __init__(self, knowledge: Knowledge, entries: Sequence[Entry], asked: Asked, encoder: Encoder, duties: Sequence[Duty]) -> None:
        """entries: those that are served; encoder: one that knows the vectors of their questions; duties: of `read_duties`."""
        from sklearn.linear_model import LogisticRegression

        self.categories = sorted(knowledge.categories)
        self._departments = [knowledge.categories[id_].department for id_ in self.categories]
        lines = [
            (entry, lang, text)
            for lang in LANGUAGES
            for entry in entries
            for text in (*entry.questions(lang), *asked[lang].get(entry.id, ()))
        ]
        langs, duty_langs = [lang for _, lang, _ in lines], [duty.lang for duty in duties]
        vectors = encoder.encode([text for *_, text in lines], "query")
        self.space = Space(vectors, langs, [entry.id for entry, *_ in lines])
        duty_vectors = encoder.encode([duty.text for duty in duties], "query")
        self._duties = self.space.place(duty_vectors, duty_langs, means_of(duty_vectors, duty_langs))
        self._of_duty = np.array([self.categories.index(duty.category) for duty in duties])
        labels = [*(self.categories.index(entry.category) for entry, *_ in lines), *map(int, self._of_duty)]
        texts = [*(text for *_, text in lines), *(duty.text for duty in duties)]
        runs = [1.0] * len(lines) + [DUTY_RUNS_COUNT] * len(duties)
        self.lexical = Lexical(texts, [*langs, *duty_langs], labels, runs, len(self.categories))
        rows = np.concatenate([self.space.place(vectors, langs), self._duties])
        self._model: Any = None
        if len(set(labels)) > 1:
            weights = [1.0] * len(lines) + [DUTY_COUNTS] * len(duties)
            self._model = LogisticRegression(C=STRENGTH, max_iter=300, class_weight="balanced").fit(rows, labels, sample_weight=weights)

    def chances(self, points: Vectors, texts: Sequence[str], langs: Sequence[Lang]) -> Floats:
        """(questions, categories): logarithms, the larger the likelier; `categories` says in which order. points: of `space`."""
        if self._model is None:
            return np.zeros((len(texts), len(self.categories)), dtype=np.float32)
        first = np.full((len(texts), len(self.categories)), 1e-6)
        first[:, self._model.classes_] = np.maximum(self._model.predict_proba(points), 1e-6)
        runs = SHARPEN["runs"] * self.lexical.scores(texts, langs)
        return np.asarray(np.log(first) + _log_softmax(SHARPEN["near"] * self._nearness(points)) + _log_softmax(runs), dtype=np.float32)

    def _nearness(self, points: Vectors) -> Floats:
        """(questions, categories): the mean cosine of the nearest duties."""
        cosines = points @ self._duties.T
        best = [np.sort(cosines[:, self._of_duty == at], axis=1)[:, -NEAREST:].mean(axis=1) for at in range(len(self.categories))]
        return np.stack(best, axis=1)

    def of(self, chances: Floats, near: Mapping[str, float]) -> tuple[str, str]:
        """The department and, of its categories, the likeliest one for a group of questions. chances: their rows of `chances`; near: by
        category, with which chance an entry near by is the right one; the rest is shared out as the three voices say."""
        known = TRUSTED * np.array([near.get(id_, 0.0) for id_ in self.categories])
        voices = np.exp(_log_softmax(chances.mean(axis=0, keepdims=True))[0])
        together = known + max(0.0, 1 - float(known.sum())) * voices
        by_department: dict[str, float] = {}
        for owner, chance in zip(self._departments, map(float, together)):
            by_department[owner] = by_department.get(owner, 0.0) + chance
        department = max(by_department, key=lambda id_: (by_department[id_], id_))
        own = [at for at, owner in enumerate(self._departments) if owner == department]
        return department, self.categories[max(own, key=lambda at: (float(together[at]), self.categories[at]))]


def _log_softmax(scores: Floats) -> Floats:
    less = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(less - np.log(np.exp(less).sum(axis=1, keepdims=True)), dtype=np.float32)

"""Which category, and so which department, a question belongs to that no entry answers: what the entries near by cannot say.

A logistic regression on the encoder's vectors (less the mean of their language) tells the categories apart by all questions of the
knowledge and all that people asked; it is fitted anew each time, in about two seconds. On questions whose entry was taken away it named
more of 100 departments (78) than the nearest entries did (60); on entries that nothing was chosen on see `tests/bench/gaps.py`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from bot.curation.gap_clusters import unit
from bot.knowledge.schema import Entry, Knowledge
from bot.language import LANGUAGES, Lang
from bot.retrieval.asked import Asked
from bot.retrieval.encoder import Encoder, Vectors
from bot.retrieval.evidence import Floats

STRENGTH: Final = 1.0  # scikit-learn's C; 0.3 to 3 did no better


class Owners:
    """means: the mean vector of the knowledge's questions in a language."""

    def __init__(self, knowledge: Knowledge, entries: Sequence[Entry], asked: Asked, encoder: Encoder) -> None:
        """entries: those that are served; encoder: one that knows the vectors of their questions."""
        from sklearn.linear_model import LogisticRegression

        vectors: dict[Lang, Vectors] = {}
        categories: list[str] = []
        for lang in LANGUAGES:
            lines = [(entry.category, text) for entry in entries for text in (*entry.questions(lang), *asked[lang].get(entry.id, ()))]
            vectors[lang] = encoder.encode([text for _, text in lines], "query")
            categories += [category for category, _ in lines]
        self.means: Mapping[Lang, Vectors] = {lang: found.mean(axis=0) for lang, found in vectors.items()}
        self._departments = {id_: category.department for id_, category in knowledge.categories.items()}
        rows = np.concatenate([unit(vectors[lang] - self.means[lang]) for lang in LANGUAGES])
        self._only = categories[0] if len(set(categories)) == 1 else None
        self._model: Any = LogisticRegression(C=STRENGTH, max_iter=300, class_weight="balanced")
        if self._only is None:
            self._model.fit(rows, categories)

    def of(self, vectors: Vectors, langs: Sequence[Lang]) -> tuple[str, str]:
        """The department and, of its categories, the likeliest one for a group of questions. vectors: (questions, dimensions)."""
        if self._only is not None:
            return self._departments[self._only], self._only
        rows = unit(vectors - np.stack([self.means[lang] for lang in langs]))
        chances: Floats = self._model.predict_proba(rows).sum(axis=0)
        by_category = dict(zip(map(str, self._model.classes_), map(float, chances)))
        by_department: dict[str, float] = {}
        for category, chance in by_category.items():
            owner = self._departments[category]
            by_department[owner] = by_department.get(owner, 0.0) + chance
        department = max(by_department, key=lambda id_: (by_department[id_], id_))
        own = {id_: chance for id_, chance in by_category.items() if self._departments[id_] == department}
        return department, max(own, key=lambda id_: (own[id_], id_))

"""Questions as runs of letters: which category's runs they have, and which they share with one another."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import numpy as np

from bot.language import LANGUAGES, Lang
from bot.retrieval.evidence import Floats

RUNS: Final[dict[Lang, tuple[int, int]]] = {"zh": (1, 3), "en": (3, 5)}  # characters in a run


class Lexical:
    """A ridge classifier over weighted runs for each language; a language without texts, or with one category, says nothing."""

    def __init__(self, texts: Sequence[str], langs: Sequence[Lang], labels: Sequence[int], weights: Sequence[float], kinds: int) -> None:
        """labels: 0 to `kinds` - 1, of each text; weights: how much each text counts."""
        self._kinds = kinds
        self._models: dict[Lang, tuple[Any, Any]] = {}
        for lang in LANGUAGES:
            at = [place for place, one in enumerate(langs) if one == lang]
            if at:
                self._models[lang] = _fit(
                    lang, [texts[place] for place in at], [labels[place] for place in at], [weights[place] for place in at]
                )

    def scores(self, texts: Sequence[str], langs: Sequence[Lang]) -> Floats:
        """(texts, kinds): about -1 to 1, 1 for the runs of that kind."""
        found = np.zeros((len(texts), self._kinds), dtype=np.float32)
        for lang, (runs, model) in self._models.items():
            at = [place for place, one in enumerate(langs) if one == lang]
            if not at or model is None:
                continue
            values = np.asarray(model.decision_function(runs.transform([texts[place] for place in at])))
            table = np.stack([-values, values], axis=1) if values.ndim == 1 else values  # of two kinds it tells one value
            found[np.ix_(at, list(model.classes_))] = table
        return found

    def alike(self, texts: Sequence[str], langs: Sequence[Lang]) -> Floats:
        """(texts, texts): the cosine of their runs; 0 across languages."""
        found = np.zeros((len(texts), len(texts)), dtype=np.float32)
        for lang, (runs, _) in self._models.items():
            at = [place for place, one in enumerate(langs) if one == lang]
            if at:
                rows = runs.transform([texts[place] for place in at])
                found[np.ix_(at, at)] = (rows @ rows.T).toarray()
        return found


def _fit(lang: Lang, texts: Sequence[str], labels: Sequence[int], weights: Sequence[float]) -> tuple[Any, Any]:
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import RidgeClassifier

    runs = TfidfVectorizer(analyzer="char_wb", ngram_range=RUNS[lang], sublinear_tf=True)
    rows = runs.fit_transform(texts)
    if len(set(labels)) < 2:
        return runs, None
    return runs, RidgeClassifier(alpha=1.0, class_weight="balanced", solver="sparse_cg").fit(rows, labels, sample_weight=weights)

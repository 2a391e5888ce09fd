"""A linear layer that tells questions in scope from the rest by their vectors."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.retrieval.encoder import Vectors
from bot.retrieval.scope import Scope

SCALE = 4.0  # unit vectors are too short for the usual strength of the fit; 1, 3 and 10 times as free did no better


def fit_scope(vectors: Sequence[Vectors], inside: Sequence[bool]) -> Scope:
    """Logistic regression. vectors: (dimensions,) each. Without vectors, or with one kind of row only, it says nothing."""
    from sklearn.linear_model import LogisticRegression

    if len(set(inside)) < 2 or not len(vectors):
        return Scope()
    fit = LogisticRegression(C=1.0, max_iter=1000).fit(np.stack(vectors) * SCALE, np.array(inside))
    return Scope(tuple(round(float(weight) * SCALE, 4) for weight in fit.coef_[0]), round(float(fit.intercept_[0]), 4))

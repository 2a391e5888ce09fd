"""Weights that make the right one most likely: a softmax over candidates, fitted by maximum likelihood (a conditional logit)."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from bot.retrieval.evidence import Floats


def fit_weights(tables: Floats, wanted: Floats, start: npt.NDArray[np.float64], pull: float) -> npt.NDArray[np.float64]:
    """(features,), none below nought. tables: (questions, candidates, features); wanted: (questions, candidates), 1 where right;
    pull: strength with which the weights are held to `start`."""
    from scipy.optimize import minimize

    def loss(weights: npt.NDArray[np.float64]) -> tuple[float, npt.NDArray[np.float64]]:
        scores = tables @ weights
        powers = np.exp(scores - scores.max(axis=1, keepdims=True))
        shares = powers / powers.sum(axis=1, keepdims=True)
        hit = np.maximum((shares * wanted).sum(axis=1), 1e-12)
        lift = shares * wanted / hit[:, None] - shares
        gradient = -np.einsum("re,rec->c", lift, tables) + 2 * pull * (weights - start)
        return float(-np.log(hit).sum() + pull * ((weights - start) ** 2).sum()), gradient

    found = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=[(0, None)] * len(start)).x
    return np.asarray(found, dtype=np.float64)

"""Whether a question is one of ours at all, from its vector alone: one linear layer, learnt by `make learn`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from bot.retrieval.encoder import Vectors


@dataclass(frozen=True)
class Scope:
    """weights: one a dimension of the encoder; none at all say nothing."""

    weights: Sequence[float] = ()
    start: float = 0.0

    def log_odds(self, vector: Vectors | None) -> float:
        """Above 0 for what is more likely ours than not. vector: (dimensions,), of length 1."""
        return self.start + float(vector @ np.asarray(self.weights, dtype=np.float32)) if vector is not None and len(self.weights) else 0.0

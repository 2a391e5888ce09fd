"""An encoder without weights: each text becomes a direction of its own, drawn from its SHA-256."""

from __future__ import annotations

import hashlib
import unicodedata
from collections.abc import Sequence

import numpy as np

from bot.retrieval.encoder import Role, Vectors


class HashEncoder:
    """Equal texts are equal, different ones almost at right angles. calls: the texts of every call, in order."""

    def __init__(self, dimensions: int = 64) -> None:
        self.name = f"hash-{dimensions}"
        self.dimensions = dimensions
        self.calls: list[list[str]] = []

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        self.calls.append(list(texts))
        table = np.stack([np.random.default_rng(_seed(text)).standard_normal(self.dimensions) for text in texts])
        return np.asarray(table / np.linalg.norm(table, axis=1, keepdims=True), dtype=np.float32)


def _seed(text: str) -> list[int]:
    """Width does not count, as with the tokenizers of real encoders."""
    return list(hashlib.sha256(unicodedata.normalize("NFKC", text).encode()).digest())

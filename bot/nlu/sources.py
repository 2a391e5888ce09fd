"""Hashes of source files, and the version of Rasa.

Rasa knows only the source of a component's class; the modules under it are signed for with these.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from bot.settings import ROOT

RASA = "3.6.21"  # the one version that models and corrections are for

# What makes a difference to a trained model; the launcher or the tracker store may change without a new training.
MODEL_SOURCES = (
    "bot/knowledge/repair_words.py",
    *(f"bot/language/{name}.py" for name in ("normalise", "repair", "segment")),
    *(f"bot/nlu/{name}.py" for name in (
        "classifier", "embedding_cache", "encoder_onnx", "examples", "featurizer", "importer", "near", "reading",
        "tokenizer", "words",
    )),
)  # fmt: skip


@lru_cache(maxsize=1)
def source_hash() -> str:
    """A short hash of all code that a trained model depends on."""
    return content_hash(path for pattern in MODEL_SOURCES for path in ROOT.glob(pattern))


def content_hash(paths: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(set(paths)):
        digest.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:12]

"""Stand-ins for the router's tests: an encoder without weights, a knowledge folder, settings that point to both."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from bot.nlu import encoder_onnx, examples
from bot.settings import Settings, read_settings, settings
from tests import small_knowledge


class HashEncoder:
    """Unit vectors from a hash of the text: equal texts, equal vectors, in every process. Counts what it encodes."""

    id, dimensions = "hash-encoder", 16

    def __init__(self) -> None:
        self.asked: list[str] = []

    def vector(self, text: str) -> encoder_onnx.Vectors:
        return self.encode([text])

    def encode(self, texts: Sequence[str]) -> encoder_onnx.Vectors:
        self.asked += texts
        rows = [np.frombuffer(hashlib.sha512(text.encode()).digest(), dtype=np.int32) / 2**31 for text in texts]
        return np.array([row / np.linalg.norm(row) for row in rows], dtype=np.float32)


@pytest.fixture
def encoder(monkeypatch: pytest.MonkeyPatch) -> HashEncoder:
    """A HashEncoder in the place of the process's own."""
    from bot.nlu import featurizer

    made = HashEncoder()
    monkeypatch.setattr(featurizer, "shared_encoder", lambda folder: made)
    monkeypatch.setattr(featurizer, "encoder_id", lambda folder: made.id)
    return made


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Settings]:
    """Settings with a small knowledge folder and empty state and build folders."""
    small_knowledge.write(tmp_path / "knowledge")
    for name in ("knowledge", "build", "state"):
        monkeypatch.setenv(f"FAQ_{name.upper()}_DIR", str(tmp_path / name))
    settings.cache_clear()
    examples.knowledge.cache_clear()
    yield settings()
    settings.cache_clear()
    examples.knowledge.cache_clear()


@pytest.fixture(scope="session")
def encoder_folder() -> Path:
    """The packaged model; these tests are left out where set-up has not made it."""
    folder = read_settings(os.environ).encoder_dir.resolve()
    if not (folder / encoder_onnx.MADE).exists():
        pytest.skip(f"no embedding model in {folder}; run 'make setup'")
    return folder


@pytest.fixture(scope="session")
def real_encoder(encoder_folder: Path) -> encoder_onnx.QueryEncoder:
    return encoder_onnx.shared_encoder(encoder_folder)

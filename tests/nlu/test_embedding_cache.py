"""Training again encodes only what is new."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.nlu.embedding_cache import EmbeddingCache
from tests.nlu.conftest import HashEncoder


def test_known_texts_are_not_encoded_again_by_a_later_process(tmp_path: Path) -> None:
    EmbeddingCache(HashEncoder(), tmp_path).encode(["身份证丢了", "lost my ID card"])
    later = HashEncoder()
    EmbeddingCache(later, tmp_path).encode(["身份证丢了", "lost my ID card", "户口本丢了"])
    assert later.asked == ["户口本丢了"]


def test_vectors_come_in_the_order_of_the_texts_and_equal_texts_are_encoded_once(tmp_path: Path) -> None:
    encoder = HashEncoder()
    vectors = EmbeddingCache(encoder, tmp_path).encode(["a", "b", "a"])
    assert encoder.asked == ["a", "b"]
    assert np.array_equal(vectors[0], vectors[2])
    assert np.array_equal(vectors[1], HashEncoder().encode(["b"])[0])


def test_another_encoder_has_another_file(tmp_path: Path) -> None:
    other = HashEncoder()
    other.id = "another"
    EmbeddingCache(HashEncoder(), tmp_path).encode(["a"])
    EmbeddingCache(other, tmp_path).encode(["a"])
    assert other.asked == ["a"]
    assert len(list(tmp_path.iterdir())) == 2


def test_a_damaged_file_is_an_empty_cache(tmp_path: Path) -> None:
    EmbeddingCache(HashEncoder(), tmp_path).encode(["a"])
    (file,) = tmp_path.iterdir()
    file.write_bytes(file.read_bytes()[:40])
    encoder = HashEncoder()
    EmbeddingCache(encoder, tmp_path).encode(["a"])
    assert encoder.asked == ["a"]


def test_no_texts_give_no_vectors(tmp_path: Path) -> None:
    assert EmbeddingCache(HashEncoder(), tmp_path).encode([]).shape == (0, 16)

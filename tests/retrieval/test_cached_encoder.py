"""Unchanged texts are never encoded again."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from bot.language.segment import Segmenter
from bot.retrieval.encoder import CachedEncoder
from bot.retrieval.evidence import EvidenceIndex
from tests import small_knowledge
from tests.contract.hash_encoder import HashEncoder


def test_the_second_time_nothing_is_encoded(tmp_path: Path) -> None:
    plain = HashEncoder()
    cached = CachedEncoder(plain, tmp_path)
    first = cached.encode(["身份证", "ID card"], "query")
    second = cached.encode(["ID card", "身份证"], "query")
    assert plain.calls == [["身份证", "ID card"]]
    assert cached.encoded == 2
    assert np.array_equal(first, second[::-1])


def test_only_new_texts_are_encoded(tmp_path: Path) -> None:
    plain = HashEncoder()
    cached = CachedEncoder(plain, tmp_path)
    cached.encode(["身份证"], "query")
    vectors = cached.encode(["居住证", "身份证", "户口"], "query")
    assert plain.calls[1] == ["居住证", "户口"]
    assert np.array_equal(vectors, HashEncoder().encode(["居住证", "身份证", "户口"], "query"))


def test_a_query_and_a_passage_are_two_texts(tmp_path: Path) -> None:
    plain = HashEncoder()
    cached = CachedEncoder(plain, tmp_path)
    cached.encode(["身份证"], "query")
    cached.encode(["身份证"], "passage")
    assert len(plain.calls) == 2


def test_it_survives_a_restart(tmp_path: Path) -> None:
    before = CachedEncoder(HashEncoder(), tmp_path)
    vectors = before.encode(["身份证", "ID card"], "query")
    before.save()
    plain = HashEncoder()
    after = CachedEncoder(plain, tmp_path)
    assert np.array_equal(after.encode(["ID card", "身份证"], "query"), vectors[::-1])
    assert plain.calls == []
    assert after.encoded == 0


def test_nothing_new_writes_nothing_and_no_temporary_file_stays(tmp_path: Path) -> None:
    cached = CachedEncoder(HashEncoder(), tmp_path)
    cached.save()
    assert list(tmp_path.iterdir()) == []
    cached.encode(["户口"], "query")
    cached.save()
    assert [path.name for path in tmp_path.iterdir()] == ["hash-64.npz"]


def test_another_encoder_has_a_file_of_its_own(tmp_path: Path) -> None:
    for width in (32, 64):
        cached = CachedEncoder(HashEncoder(width), tmp_path)
        assert cached.encode(["户口"], "query").shape == (1, width)
        cached.save()
    assert {path.name for path in tmp_path.iterdir()} == {"hash-32.npz", "hash-64.npz"}


def test_a_restart_with_unchanged_knowledge_encodes_nothing(tmp_path: Path) -> None:
    entries = list(small_knowledge.knowledge(tmp_path / "knowledge").entries.values())
    first = CachedEncoder(HashEncoder(), tmp_path / "built")
    EvidenceIndex(entries, {"hash": first}, Segmenter())
    first.save()
    plain = HashEncoder()
    EvidenceIndex(entries, {"hash": CachedEncoder(plain, tmp_path / "built")}, Segmenter())
    assert plain.calls == []

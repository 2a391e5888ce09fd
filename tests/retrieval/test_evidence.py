"""Sums over lines and entries, against tables made by hand; and the evidence of a small knowledge."""

from __future__ import annotations

import numpy as np
import pytest

from bot.language.segment import Segmenter
from bot.retrieval.evidence import EvidenceIndex, mean_of_best, z_scores
from bot.retrieval.index_faiss import spans
from tests import small_knowledge
from tests.contract.hash_encoder import HashEncoder
from tests.small_knowledge import ID_LOST, SERVED


def floats(*values: object) -> np.ndarray:
    return np.array(values, dtype=np.float32)


@pytest.mark.parametrize(("owners", "starts"), [([0, 0, 1, 2, 2, 2], [0, 2, 3]), ([0], [0]), ([0, 1, 2], [0, 1, 2]), ([0, 0, 0], [0])])
def test_spans_are_where_an_owner_begins(owners: list[int], starts: list[int]) -> None:
    assert spans(owners).tolist() == starts


def test_mean_of_best_takes_the_best_of_each_entry() -> None:
    # Entry 0: .9 .1 .5 .3 -> mean of .9 .5 .3; entry 1: only two lines; entry 2: one line.
    values, starts = floats(0.9, 0.1, 0.5, 0.3, 0.2, 0.4, -0.6), np.array([0, 4, 6])
    assert mean_of_best(values, starts, 3) == pytest.approx([(0.9 + 0.5 + 0.3) / 3, 0.3, -0.6])
    assert mean_of_best(values, starts, 1) == pytest.approx([0.9, 0.4, -0.6])


def test_z_scores_have_mean_nought_and_spread_one() -> None:
    # Column 0: mean 2, standard deviation sqrt(2/3); column 1 has no difference.
    found = z_scores(floats([1, 5], [2, 5], [3, 5]))
    assert found[:, 0] == pytest.approx([-(1.5**0.5), 0, 1.5**0.5])
    assert found[:, 1].tolist() == [0, 0, 0]


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> EvidenceIndex:
    knowledge = small_knowledge.knowledge(tmp_path_factory.mktemp("knowledge"))
    return EvidenceIndex([knowledge.entries[id_] for id_ in SERVED], {"hash": HashEncoder()}, Segmenter(knowledge.domain_words()))


def test_a_column_for_each_encoder_language_and_field_and_the_words_last(index: EvidenceIndex) -> None:
    assert index.names == (
        "hash.zh.question", "hash.zh.similar", "hash.zh.similar-mean", "hash.zh.asked", "hash.zh.asked-mean",
        "hash.zh.answer", "hash.zh.guide",
        "hash.en.question", "hash.en.similar", "hash.en.similar-mean", "hash.en.asked", "hash.en.asked-mean",
        "hash.en.answer", "hash.en.guide",
        "words.zh", "words.en",
    )  # fmt: skip


@pytest.mark.parametrize(("lang", "words"), [("zh", "words.zh"), ("en", "words.en")])
def test_an_entrys_own_question_is_its_best_evidence(index: EvidenceIndex, lang, words: str) -> None:
    place = SERVED.index(ID_LOST)
    evidence = index.search(index.entries[place].question[lang])
    assert evidence.values.shape == (4, len(index.names))
    for name in (f"hash.{lang}.question", words):
        assert evidence.raw[:, index.names.index(name)].argmax() == place
    assert evidence.raw[place, index.names.index(f"hash.{lang}.question")] == pytest.approx(1, abs=1e-5)
    assert evidence.cosine[place] == pytest.approx(1, abs=1e-5)
    assert evidence.known_share == 1
    assert index.covered(evidence, place) == pytest.approx(1)


def test_given_vectors_are_used_and_nothing_is_encoded(index: EvidenceIndex) -> None:
    encoder = HashEncoder()
    other = index.with_encoders({"hash": encoder})
    vectors = index.encode("居住证")
    assert np.array_equal(other.search("居住证", vectors).values, index.search("居住证").values)
    assert encoder.calls == []
    assert index.with_encoders({"hash": encoder}).entries is index.entries

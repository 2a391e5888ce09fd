"""The encoders keep their contract."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.retrieval.encoder import CachedEncoder, Encoder
from bot.retrieval.encoder_st import NoEncoder, SentenceTransformerEncoder
from bot.settings import settings
from tests.contract.encoder_contract import EncoderContract, MeaningContract
from tests.contract.hash_encoder import HashEncoder


class TestHashEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self) -> Encoder:
        return HashEncoder()


class TestCachedEncoder(EncoderContract):
    @pytest.fixture
    def encoder(self, tmp_path: Path) -> Encoder:
        return CachedEncoder(HashEncoder(), tmp_path)


class TestSentenceTransformerEncoder(EncoderContract, MeaningContract):
    @pytest.fixture(scope="class")
    def encoder(self) -> Encoder:
        return SentenceTransformerEncoder(settings().encoder_dir)

    def test_a_question_and_a_passage_are_read_differently(self, encoder: Encoder) -> None:
        question, passage = encoder.encode(["居住证"], "query")[0], encoder.encode(["居住证"], "passage")[0]
        assert question @ passage < 0.9999


def test_a_missing_model_is_an_error_that_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(NoEncoder, match="make setup") as caught:
        SentenceTransformerEncoder(tmp_path)
    assert str(tmp_path) in str(caught.value)

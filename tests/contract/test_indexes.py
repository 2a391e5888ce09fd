"""The indexes keep their contract."""

from __future__ import annotations

import pytest

from bot.language.segment import Segmenter
from bot.retrieval.index_faiss import FaissIndex
from bot.retrieval.lexical import LexicalIndex
from tests.contract.index_contract import IndexContract, LexicalContract


class TestExactIndex(IndexContract):
    @pytest.fixture
    def make(self):
        return FaissIndex


class TestGraphIndex(IndexContract):
    error = 1e-3  # half precision

    @pytest.fixture
    def make(self):
        return lambda vectors: FaissIndex(vectors, flat_up_to=0)


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(("身份证", "居住证"))


class TestLexicalIndex(LexicalContract):
    @pytest.fixture
    def make(self, segmenter: Segmenter):
        return lambda documents: LexicalIndex(documents, segmenter)

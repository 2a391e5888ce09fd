"""What every index must keep: of vectors, and of words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt
import pytest

from bot.retrieval.encoder import Vectors
from tests.contract.hash_encoder import HashEncoder


class Index(Protocol):
    def __len__(self) -> int: ...
    def similarities(self, vector: Vectors, nearest: int) -> npt.NDArray[np.float32]: ...


class Lexical(Protocol):
    def scores(self, query: Sequence[str]) -> npt.NDArray[np.float32]: ...
    def covered(self, query: Sequence[str], place: int) -> float: ...
    def known_share(self, query: Sequence[str]) -> float: ...


class IndexContract:
    """An adapter's test class gives the fixture `make`. error: by how much a cosine may be wrong."""

    error = 1e-6

    def test_it_is_exact_against_brute_force(self, make: Callable[[Vectors], Index]) -> None:
        vectors = HashEncoder(16).encode([f"line {number}" for number in range(200)], "query")
        query = HashEncoder(16).encode(["问题"], "query")[0]
        assert make(vectors).similarities(query, 200) == pytest.approx(vectors @ query, abs=self.error)

    def test_it_knows_how_many_lines_it_has(self, make: Callable[[Vectors], Index]) -> None:
        assert len(make(np.eye(3, dtype=np.float32))) == 3

    def test_lines_that_are_not_among_the_nearest_get_the_lowest_of_these(self, make: Callable[[Vectors], Index]) -> None:
        lines = np.array([[1, 0], [0.8, 0.6], [0.6, 0.8], [0, 1], [-1, 0]], dtype=np.float32)
        found = make(lines).similarities(np.array([1, 0], dtype=np.float32), 2)
        assert found == pytest.approx([1, 0.8, 0.8, 0.8, 0.8], abs=self.error)

    def test_asking_for_more_lines_than_there_are_is_asking_for_all(self, make: Callable[[Vectors], Index]) -> None:
        found = make(np.eye(2, dtype=np.float32)).similarities(np.array([0, 1], dtype=np.float32), 2048)
        assert found == pytest.approx([0, 1], abs=self.error)

    def test_equal_lines_get_equal_values(self, make: Callable[[Vectors], Index]) -> None:
        lines = np.array([[0, 1], [1, 0], [0, 1], [1, 0]], dtype=np.float32)
        assert make(lines).similarities(np.array([1, 0], dtype=np.float32), 4).tolist() == [0, 1, 0, 1]

    def test_a_tie_at_the_border_of_the_nearest_changes_nothing(self, make: Callable[[Vectors], Index]) -> None:
        lines = np.array([[1, 0], [0.6, 0.8], [0.6, 0.8], [0.6, 0.8]], dtype=np.float32)
        assert make(lines).similarities(np.array([1, 0], dtype=np.float32), 2) == pytest.approx([1, 0.6, 0.6, 0.6], abs=self.error)


class LexicalContract:
    """An adapter's test class gives the fixture `make`, which takes lists of documents' texts."""

    DOCUMENTS = ("身份证 补办 身份证", "居住证 办证", "lost card police", "发票 invoice")

    def test_a_document_with_the_term_scores_and_one_without_does_not(self, make: Callable[[Sequence[str]], Lexical]) -> None:
        scores = make(self.DOCUMENTS).scores(["居住证"])
        assert scores.shape == (4,)
        assert scores[1] > 0 and scores[[0, 2, 3]].tolist() == [0, 0, 0]

    @pytest.mark.parametrize("query", [[], ["龙门石窟"], ["zebra"]])
    def test_unknown_terms_score_nothing(self, make: Callable[[Sequence[str]], Lexical], query: list[str]) -> None:
        index = make(self.DOCUMENTS)
        assert index.scores(query).tolist() == [0, 0, 0, 0]
        assert index.known_share(query) == 0
        assert index.covered(query, 0) == 0

    def test_an_empty_document_is_no_error(self, make: Callable[[Sequence[str]], Lexical]) -> None:
        assert make(("", "居住证")).scores(["居住证"]).argmax() == 1

    def test_known_share_counts_terms(self, make: Callable[[Sequence[str]], Lexical]) -> None:
        assert make(self.DOCUMENTS).known_share(["card", "zebra", "居住证", "龙门"]) == 0.5

    def test_covered_is_one_when_all_terms_are_there(self, make: Callable[[Sequence[str]], Lexical]) -> None:
        index = make(self.DOCUMENTS)
        assert index.covered(["lost", "card"], 2) == pytest.approx(1)
        # Both terms weigh ln(1 + 4/1): one is in one of four documents, the other in none.
        assert index.covered(["lost", "zebra"], 2) == pytest.approx(0.5)

    def test_covered_counts_a_rare_term_more(self, make: Callable[[Sequence[str]], Lexical]) -> None:
        index = make(("card lost", "card", "card", "card"))
        # "card" is in four of four documents, "zebra" in none: ln 2 / (ln 2 + ln 5).
        assert index.covered(["card", "zebra"], 1) == pytest.approx(0.6931472 / (0.6931472 + 1.6094379))

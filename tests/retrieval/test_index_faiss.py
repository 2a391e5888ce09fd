"""The kind of index is chosen by the number of lines; the graph finds what exact search finds."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from bot.retrieval import index_faiss
from bot.retrieval.encoder import Vectors
from bot.retrieval.index_faiss import FLAT_UP_TO, FaissIndex
from tests.bench.copies import Copies, local_dimensions

LINES, WIDTH = 20_000, 64
NEAREST = 200


def real(seed: int) -> Vectors:
    """(1000, WIDTH): unit vectors in one broad direction, as an encoder's are."""
    vectors = np.random.default_rng(seed).standard_normal((1000, WIDTH), dtype=np.float32)
    vectors[:, 0] += 12
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)


@pytest.fixture(scope="module")
def copies() -> Copies:
    return Copies(real(1))


@pytest.fixture(scope="module")
def lines(copies: Copies) -> Vectors:
    return copies.make(LINES, 2)


@pytest.fixture(scope="module")
def walked(lines: Vectors) -> FaissIndex:
    return FaissIndex(lines, flat_up_to=0)


def found(index: FaissIndex, question: Vectors, depth: int) -> set[int]:
    cosines: npt.NDArray[np.float32] = index.similarities(question, NEAREST)
    return set(np.argsort(-cosines, kind="stable")[:depth].tolist())


def test_the_graph_finds_what_is_nearest(copies: Copies, lines: Vectors, walked: FaissIndex) -> None:
    questions = copies.make(200, 3)
    cosines = questions @ lines.T
    order = np.argsort(-cosines, axis=1)
    assert local_dimensions(np.take_along_axis(cosines, order, axis=1)) > 10  # or finding them would be no feat
    for depth in (1, 10):
        shares = [len(found(walked, question, depth) & set(true[:depth])) / depth for question, true in zip(questions, order.tolist())]
        assert np.mean(shares) >= 0.98


def test_it_looks_at_a_part_of_the_lines_only(copies: Copies, walked: FaissIndex) -> None:
    import faiss

    faiss.cvar.hnsw_stats.reset()
    walked.similarities(copies.make(1, 5)[0], NEAREST)
    assert 0 < faiss.cvar.hnsw_stats.ndis < LINES / 3


def test_the_same_vectors_give_the_same_ranking(copies: Copies, lines: Vectors, walked: FaissIndex) -> None:
    again = FaissIndex(lines.copy(), flat_up_to=0)
    for question in copies.make(20, 4):
        assert np.array_equal(again.similarities(question, NEAREST), walked.similarities(question, NEAREST))


@pytest.mark.parametrize(("lines", "kind"), [(5, "flat"), (6, "graph")])
def test_the_number_of_lines_chooses(monkeypatch: pytest.MonkeyPatch, lines: int, kind: str) -> None:
    for name in ("flat", "graph"):
        monkeypatch.setattr(index_faiss, name, lambda vectors, name=name: name)
    assert FaissIndex(np.eye(lines, dtype=np.float32), flat_up_to=5)._index == kind


def test_the_shipped_knowledge_is_searched_exactly(knowledge) -> None:
    questions = sum(len(entry.questions(lang)) for entry in knowledge.entries.values() for lang in ("zh", "en"))
    assert 1000 < questions <= FLAT_UP_TO


def test_equal_lines_of_which_the_graph_loses_sight_are_no_error() -> None:
    """From many equal lines the graph leads to few others, so that less is found than was asked for."""
    one = np.eye(1, 8, dtype=np.float32)
    index = FaissIndex(np.tile(one, (3000, 1)), flat_up_to=0)
    assert (index._index.search(one, NEAREST)[1] < 0).any()
    assert index.similarities(one[0], NEAREST).tolist() == [1] * 3000


def test_the_graph_leaves_the_number_of_threads_alone(lines: Vectors) -> None:
    import faiss

    before = faiss.omp_get_max_threads()
    try:
        faiss.omp_set_num_threads(3)
        FaissIndex(lines[:100], flat_up_to=0)
        assert faiss.omp_get_max_threads() == 3
    finally:
        faiss.omp_set_num_threads(before)

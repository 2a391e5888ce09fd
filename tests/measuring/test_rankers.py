"""The rankers on lines whose order is known."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import pytest

from bot.language.segment import Segmenter
from bot.measuring.compare import compare, figures, make_rankers
from bot.measuring.intervals import Figure
from bot.measuring.rankers import Bm25, Owners, PlainEncoder, Ranker, Weights
from bot.measuring.sets import Line, Query, RetrievalSet
from bot.retrieval.encoder import Role, Vectors
from bot.retrieval.learned import LineWeights
from bot.retrieval.lines import role_of

LINES = [
    Line("tax", "怎么开发票"),
    Line("tax", "how do I issue an invoice"),
    Line("id", "身份证丢了怎么补办"),
    Line("id", "replace a lost identity card"),
    Line("passport", "护照过期了怎么换"),
    Line("passport", "renew an expired passport"),
]


class Corners:
    """An encoder whose vectors are given by hand. roles: as which texts were encoded."""

    name = "corners"

    def __init__(self, vectors: Mapping[str, Sequence[float]]) -> None:
        self.vectors = vectors
        self.roles: list[Role] = []

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        self.roles.append(role)
        return np.array([self.vectors[text] for text in texts], dtype=np.float32)


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter()


@pytest.mark.parametrize(
    ("query", "first"),
    [
        ("我的身份证丢了", "id"),
        ("换护照", "passport"),
        ("lost identity card", "id"),
        ("my passport expired", "passport"),
        ("開發票", "tax"),
    ],
)
def test_words_find_the_line_that_shares_them(segmenter: Segmenter, query: str, first: str) -> None:
    assert Bm25(LINES, segmenter).rank([query])[0][0] == first


@pytest.mark.parametrize("query", ["番茄炒蛋", "tomato soup", "?!", ""])
def test_words_find_nothing_where_none_is_shared(segmenter: Segmenter, query: str) -> None:
    assert Bm25(LINES, segmenter).rank([query]) == [[]]


def test_equal_lines_come_out_by_id_and_each_id_once(segmenter: Segmenter) -> None:
    lines = [Line(id_, "办理护照") for id_ in "cbacb"] + [Line("d", "renew a passport")]
    assert Bm25(lines, segmenter).rank(["护照", "passport"]) == [["a", "b", "c"], ["d"]]


def test_the_plain_encoder_takes_the_nearest_line_of_each_id() -> None:
    lines = [Line("b", "近"), Line("a", "远"), Line("a", "near"), Line("c", "far")]
    encoder = Corners({"近": (0.6, 0.8), "远": (-1, 0), "near": (0.6, 0.8), "far": (0, 1), "问": (1, 0), "ask": (0, 1)})
    assert PlainEncoder(lines, encoder).rank(["问", "ask"]) == [["a", "b", "c"], ["c", "a", "b"]]
    assert encoder.roles == ["query", "query"]


def test_at_most_ten_ids_come_back() -> None:
    lines = [Line(f"{number:02}", f"行 {number}") for number in range(40)]
    encoder = Corners({line.text: (np.cos(place / 50), np.sin(place / 50)) for place, line in enumerate(lines)} | {"q": (1.0, 0.0)})
    assert PlainEncoder(lines, encoder).rank(["q"]) == [[f"{number:02}" for number in range(10)]]


def test_ties_at_the_tenth_place_go_to_the_smaller_ids() -> None:
    owners = Owners([Line(f"{number:02}", "") for number in reversed(range(30))])
    scores = np.zeros(30, dtype=np.float32)
    scores[29] = 1
    assert owners.best(scores) == ["29", *(f"{number:02}" for number in range(9))]


def test_a_single_line_is_enough(segmenter: Segmenter) -> None:
    lines = [Line("x", "居住证")]
    encoder = Corners({"居住证": (1, 0), "permit": (0, 1)})
    assert Bm25(lines, segmenter).rank(["居住证", "permit"]) == [["x"], []]
    assert PlainEncoder(lines, encoder).rank(["permit"]) == [["x"]]


@pytest.mark.parametrize(
    ("texts", "role"),
    [
        (["字" * 79, "字" * 79, "字" * 500], "query"),
        (["字" * 80, "字" * 80, "字" * 3], "passage"),
        (["word " * 39] * 3, "query"),
        (["word " * 40] * 3, "passage"),
        (["字" * 100, "word " * 50, "short"], "passage"),
    ],
)
def test_long_lines_are_passages_and_short_ones_questions(texts: list[str], role: Role) -> None:
    assert role_of(texts) == role


class Fixed:
    def __init__(self, rankings: Mapping[str, list[str]]) -> None:
        self.rankings = rankings

    def rank(self, queries: Sequence[str]) -> list[list[str]]:
        return [self.rankings[query] for query in queries]


QUERIES = (Query("护照", ("a",)), Query("passport", ("b",)), Query("签证", ("a", "b")))
BOTH = RetrievalSet("s", "-", "-", "2026-11-22", "zh", "zh", "-", "human", (Line("a", "甲"), Line("b", "乙")), QUERIES)


def test_figures_are_over_all_queries_and_by_language() -> None:
    ranker: Ranker = Fixed({"护照": ["a", "b"], "passport": ["a", "b"], "签证": ["b", "a"]})
    found = compare(BOTH, {"bm25": ranker})
    assert (found.rankers["bm25"]["recall_at_1"].value, found.rankers["bm25"]["mrr_at_10"].value) == pytest.approx((2 / 3, 2.5 / 3))
    assert found.languages["zh"]["bm25"]["recall_at_1"] == Figure(1.0, 1.0, 1.0, 2)
    assert found.languages["en"]["bm25"] == {
        "recall_at_1": Figure(0.0, 0.0, 0.0, 1),
        "recall_at_5": Figure(1.0, 1.0, 1.0, 1),
        "mrr_at_10": Figure(0.5, 0.5, 0.5, 1),
    }
    assert set(found.to_json()) == {"rankers", "languages"}


def test_one_language_alone_is_not_shown_twice() -> None:
    zh = RetrievalSet("s", "-", "-", "2026-11-22", "zh", "zh", "-", "human", BOTH.index, QUERIES[:1])
    assert compare(zh, {"bm25": Fixed({"护照": []})}).to_json() == {
        "rankers": {"bm25": {name: Figure(0.0, 0.0, 0.0, 1).to_json() for name in ("recall_at_1", "recall_at_5", "mrr_at_10")}}
    }


def test_a_right_one_behind_the_fifth_place_counts_for_the_rank_only() -> None:
    found = figures([list("abcdefg")], [Query("?", ("g",))])
    assert [found[name].value for name in ("recall_at_1", "recall_at_5", "mrr_at_10")] == pytest.approx([0, 0, 1 / 7])


def test_all_three_rankers_rank(segmenter: Segmenter) -> None:
    weights: Weights = {"zh": LineWeights(1, 0, 1), "en": LineWeights(1, 0, 1)}
    texts = {line.text for line in LINES} | {"身份证丢了", "passport"}
    vectors = {text: np.eye(len(texts), dtype=np.float32)[place] for place, text in enumerate(sorted(texts))}
    found = make_rankers(LINES, Corners(vectors), Corners(vectors), segmenter, weights)
    assert list(found) == ["bm25", "encoder", "ours"]
    for ranker in found.values():
        rankings = ranker.rank(["身份证丢了", "passport"])
        assert len(rankings) == 2 and all(len(set(ids)) == len(ids) and set(ids) <= {"id", "tax", "passport"} for ids in rankings)

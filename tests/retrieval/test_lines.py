"""Finding lines of any kind."""

from __future__ import annotations

import numpy as np
import pytest

from bot.language import Lang
from bot.language.segment import Segmenter
from bot.retrieval.learned import LineWeights
from bot.retrieval.lines import LineRetriever, crowding, role_of
from tests.contract.hash_encoder import HashEncoder

IDS = ["b", "a", "b", "c"]
TEXTS = ["身份证丢了怎么补办", "怎么办居住证", "lost my ID card", "how do I pay the water bill"]


def made(words: float = 0.5, mean: float = 0.0) -> LineRetriever:
    weights: dict[Lang, LineWeights] = {"zh": LineWeights(1, mean, words), "en": LineWeights(1, mean, words)}
    return LineRetriever(IDS, TEXTS, HashEncoder(), Segmenter(), weights)


@pytest.mark.parametrize(("query", "best"), [("身份证丢了怎么补办", "b"), ("怎么办居住证", "a"), ("lost my ID card", "b")])
def test_the_same_text_comes_first_and_every_id_once(query: str, best: str) -> None:
    (ranking,) = made().rank([query])
    assert ranking[0] == best and sorted(ranking) == ["a", "b", "c"]


@pytest.mark.parametrize(("query", "best"), [("居住证在哪里办", "a"), ("water bill please", "c")])
def test_words_count_where_the_meaning_says_nothing(query: str, best: str) -> None:
    assert made(words=100.0).rank([query])[0][0] == best


def test_the_signs_of_a_line_by_hand() -> None:
    retriever = made()
    vector = HashEncoder().encode([TEXTS[1]], "query")[0]
    signs = retriever.features(TEXTS[1], vector)
    assert signs.shape == (3, 3) and retriever.ids == ["a", "b", "c"]
    assert signs[0, 0] == signs[0, 1] == pytest.approx(1.0, abs=1e-4)  # a has one line, so best and mean are the same
    cosines = HashEncoder().encode([TEXTS[0], TEXTS[2]], "query") @ vector
    assert signs[1, :2] == pytest.approx([cosines.max(), cosines.mean()], abs=1e-4)
    assert signs[:, 2].argmax() == 0 and 0 < signs[0, 2] <= 1 and signs[2, 2] == 0


MISTYPED = ["营业执照丢了怎么办", "how do I pay the water bill", "怎么交水费"]


def mistyped(texts: list[str]) -> LineRetriever:
    weights: dict[Lang, LineWeights] = {"zh": LineWeights(1, 0, 100), "en": LineWeights(1, 0, 100)}
    return LineRetriever([str(number) for number in range(len(texts))], texts, HashEncoder(), Segmenter(), weights)


@pytest.mark.parametrize(
    ("query", "meant", "best"),
    [("营业职照", "营业执照", "0"), ("watter", "water", "1"), ("营业执照", "营业执照", "0"), ("bill", "bill", "1")],
)
def test_a_query_is_put_right_by_the_words_of_the_lines_and_found_by_them(query: str, meant: str, best: str) -> None:
    retriever = mistyped(MISTYPED)
    reading = retriever.read(query)
    assert reading.meant == meant and reading.words.split("\n") == list(dict.fromkeys([query, meant]))
    assert retriever.rank([query])[0][0] == best


@pytest.mark.parametrize(
    ("texts", "query"),
    [
        (MISTYPED, "營業職照"),  # repair writes simplified characters
        (MISTYPED[1:2], "营业职照"),
        (MISTYPED[::2], "how 2 renew my yingyezhizhao here"),
    ],
)
def test_what_the_lines_cannot_judge_stays_as_it_was_typed(texts: list[str], query: str) -> None:
    assert mistyped(texts).read(query) == (query, query)
    assert mistyped(MISTYPED).read("营业职照 2") != ("营业职照 2", "营业职照 2")


def test_ties_come_by_id_whatever_the_order_of_the_lines() -> None:
    weights: dict[Lang, LineWeights] = {"zh": LineWeights(1, 0, 0), "en": LineWeights(1, 0, 0)}
    for ids in (["x", "w", "y"], ["y", "x", "w"]):
        assert LineRetriever(ids, ["同一句话"] * 3, HashEncoder(), Segmenter(), weights).rank(["另一句"]) == [["w", "x", "y"]]


def test_at_most_ten_are_given() -> None:
    weights: dict[Lang, LineWeights] = {"zh": LineWeights(1, 0, 0), "en": LineWeights(1, 0, 0)}
    ids = [f"{number:02}" for number in range(30)]
    retriever = LineRetriever(ids, [f"line {id_}" for id_ in ids], HashEncoder(), Segmenter(), weights)
    assert [len(ranking) for ranking in retriever.rank(["line", "行"])] == [10, 10]


@pytest.mark.parametrize(
    ("texts", "role"),
    [
        (["身份证丢了怎么补办"], "query"),
        (["how do I get a card", "x"], "query"),
        (["字" * 80], "passage"),
        (["word " * 40] * 2 + ["short"], "passage"),
    ],
)
def test_long_lines_are_passages(texts: list[str], role: str) -> None:
    assert role_of(texts) == role


def test_the_share_of_words_is_never_above_what_a_query_can_get() -> None:
    shares = made()._words.shares(["身份证", "nobody has this"])
    assert shares.shape == (4,) and float(shares.max()) < 0.7 and np.count_nonzero(shares) == 1


def test_crowding_is_half_the_mean_likeness_to_the_lines_around() -> None:
    # Lines 0 and 1 are alike, line 2 is far from both.
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1]], dtype=np.float32)
    assert crowding(vectors) == pytest.approx([(0.8 + 0) / 4, (0.8 + 0.6) / 4, (0 + 0.6) / 4])
    assert crowding(vectors[:1]).tolist() == [0]

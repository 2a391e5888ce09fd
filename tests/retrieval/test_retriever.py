"""From evidence to a ranking."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.knowledge.schema import Knowledge
from bot.language.segment import Segmenter
from bot.retrieval.evidence import EvidenceIndex
from bot.retrieval.learned import LearnedElsewhere, starting_point
from bot.retrieval.retriever import Retriever, rank, route_prior, softmax
from tests import small_knowledge
from tests.contract.hash_encoder import HashEncoder
from tests.small_knowledge import ID_LOST, INVOICE, RESIDENCE, SERVED


def floats(*values: float) -> np.ndarray:
    return np.array(values, dtype=np.float32)


def test_equal_scores_are_ranked_by_id() -> None:
    assert rank(floats(1, 2, 2, 1), ["d", "c", "b", "a"], 4) == [2, 1, 3, 0]


@pytest.mark.parametrize("count", [1, 2, 10, 59, 60, 61])
def test_the_best_are_those_of_a_full_sort_with_ties_at_the_border_too(count: int) -> None:
    draw = np.random.default_rng(20261122)
    for _ in range(20):
        scores = draw.integers(0, 12, 60).astype(np.float32)
        ids = [f"tax/{number:02}" for number in draw.permutation(60)]
        assert rank(scores, ids, count) == sorted(range(60), key=lambda at: (-scores[at], ids[at]))[:count]


def test_the_order_of_the_files_never_shows() -> None:
    scores, ids = [1.0, 1.0, 3.0, 1.0], ["tax/b", "tax/a", "tax/d", "tax/c"]
    forward = [ids[at] for at in rank(floats(*scores), ids, 4)]
    backward = [ids[::-1][at] for at in rank(floats(*scores[::-1]), ids[::-1], 4)]
    assert forward == backward == ["tax/d", "tax/a", "tax/b", "tax/c"]


@pytest.mark.parametrize("scores", [(0, 0, 0), (1000, 0, -1000), (-5000, -5000.5, -4999)])
def test_softmax_sums_to_one_and_keeps_the_order(scores: tuple[float, ...]) -> None:
    shares = softmax(floats(*scores))
    assert shares.sum() == pytest.approx(1)
    assert np.isfinite(shares).all()
    assert all(shares[at] >= shares[other] for at in range(3) for other in range(3) if scores[at] >= scores[other])


def test_softmax_against_hand_computed_values() -> None:
    # exp(0), exp(ln 3): a quarter and three quarters.
    assert softmax(floats(0, np.log(3))) == pytest.approx([0.25, 0.75])


def test_the_route_prior_has_a_floor_so_that_no_route_excludes_an_entry() -> None:
    prior = route_prior(["tax", "traffic", "tax"], {"tax": 0.99, "greeting": 0.01})
    assert prior == pytest.approx([0.0, np.log(0.01), 0.0], abs=1e-6)
    assert np.isfinite(route_prior(["tax"], {"elsewhere": 1.0})).all()


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return small_knowledge.knowledge(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture(scope="module")
def retriever(knowledge: Knowledge) -> Retriever:
    index = EvidenceIndex([knowledge.entries[id_] for id_ in SERVED], {"hash": HashEncoder()}, Segmenter(knowledge.domain_words()))
    return Retriever(index, replace(starting_point(index.names), route_weight={"zh": 0.1, "en": 0.1}))


@pytest.mark.parametrize(("text", "lang"), [("身份证丢了怎么补办？", "zh"), ("How do I replace a lost ID card?", "en")])
def test_a_wrong_route_does_not_hide_the_right_entry(retriever: Retriever, text: str, lang) -> None:
    for route in ({}, {"tax": 1.0}, {"out_of_scope": 1.0}, {"greeting": 0.7, "tax": 0.3}):
        found = retriever.retrieve(text, lang, route)
        assert found.matches[0].entry.id == ID_LOST
        assert {match.entry.id for match in found.matches} == set(SERVED)


def test_the_route_tips_the_scales_between_equals(retriever: Retriever) -> None:
    evidence = retriever.index.search("hello")
    even = replace(evidence, values=np.zeros_like(evidence.values))
    assert [match.entry.id for match in retriever.judge(even, "hello", "en", {}).matches] == sorted(SERVED)
    assert retriever.judge(even, "hello", "en", {"tax": 0.9}).matches[0].entry.id == INVOICE


@pytest.mark.parametrize(("text", "lang"), [("居住证怎么办理", "zh"), ("residence permit", "en"), ("zzz", "en")])
def test_shares_of_all_entries_sum_to_one(retriever: Retriever, text: str, lang) -> None:
    matches = retriever.retrieve(text, lang, {}).matches
    assert sum(match.share for match in matches) == pytest.approx(1)
    assert [match.score for match in matches] == sorted((match.score for match in matches), reverse=True)


def test_what_was_learnt_for_other_evidence_is_refused(retriever: Retriever) -> None:
    with pytest.raises(LearnedElsewhere, match=r"words\.fr"):
        Retriever(retriever.index, starting_point((*retriever.index.names, "words.fr")))


def test_the_signs_of_a_sure_case_and_of_a_hopeless_one(retriever: Retriever) -> None:
    sure = retriever.retrieve("居住证怎么办理？", "zh", {"id-residence": 0.9, "out_of_scope": 0.1}).signs
    hopeless = retriever.retrieve("今天天气", "zh", {"id-residence": 0.1, "out_of_scope": 0.9}).signs
    assert sure["cosine"] == pytest.approx(1, abs=1e-4)
    assert sure["known_share"] == 1 and sure["covered"] == pytest.approx(1)
    assert sure["best_cosine_gap"] == pytest.approx(0, abs=1e-5)
    assert sure["english"] == 0 and sure["elsewhere"] == 0 and sure["own_case"] == 0
    assert sure["inside"] == pytest.approx(np.log(9)) and sure["outside"] == pytest.approx(-np.log(9))
    assert sure["length"] == pytest.approx(np.log(9))  # eight characters
    for name in ("words", "known_share", "covered", "inside"):
        assert sure[name] > hopeless[name], name
    assert all(np.isfinite(list(signs.values())).all() for signs in (sure, hopeless))


def test_without_a_router_its_signs_say_nothing(retriever: Retriever) -> None:
    signs = retriever.retrieve("residence permit in Shanghai", "en", {}).signs
    assert (signs["routed"], signs["inside"], signs["outside"], signs["own_route"], signs["route"]) == (0, 2, -2, -2, 2)
    assert signs["english"] == 1 and signs["elsewhere"] == 1
    assert signs["length"] == pytest.approx(np.log(5))  # four words


def test_one_entry_alone_can_be_ranked(knowledge: Knowledge) -> None:
    index = EvidenceIndex([knowledge.entries[RESIDENCE]], {"hash": HashEncoder()}, Segmenter())
    found = Retriever(index, starting_point(index.names)).retrieve("居住证", "zh", {})
    assert [match.share for match in found.matches] == [1]

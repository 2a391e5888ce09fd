"""What the first entries have for them: groups that add up to the score, and the question that is nearest."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from bot.knowledge.schema import Knowledge
from bot.language.segment import Segmenter
from bot.retrieval.evidence import EvidenceIndex
from bot.retrieval.explain import GROUPS, SHOWN, candidates, group_of
from bot.retrieval.index_faiss import FaissIndex
from bot.retrieval.learned import starting_point
from bot.retrieval.retriever import Retriever
from tests import small_knowledge
from tests.contract.hash_encoder import HashEncoder
from tests.small_knowledge import ID_LOST, RESIDENCE, SERVED

ROUTE = {"id-residence": 0.6, "tax": 0.3, "greeting": 0.1}
ASKED = [("身份证丢了怎么补办，求助", "zh"), ("hi, how do i replace a lost id card?", "en")]


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return small_knowledge.knowledge(tmp_path_factory.mktemp("knowledge"))


@pytest.fixture(scope="module")
def retriever(knowledge: Knowledge) -> Retriever:
    index = EvidenceIndex([knowledge.entries[id_] for id_ in SERVED], {"hash": HashEncoder()}, Segmenter(knowledge.domain_words()))
    learned = starting_point(index.names)
    uneven = {lang: np.linspace(0.1, 1.2, len(index.names), dtype=np.float32) * (1 + at) for at, lang in enumerate(learned.weights)}
    return Retriever(index, replace(learned, weights=uneven, route_weight={"zh": 0.5, "en": 0.9}))


@pytest.mark.parametrize("route", [ROUTE, {}], ids=["routed", "unrouted"])
@pytest.mark.parametrize(("text", "lang"), ASKED)
def test_the_groups_add_up_to_the_score(retriever: Retriever, text: str, lang, route) -> None:
    retrieval = retriever.retrieve(text, lang, route)
    found = candidates(retriever, retrieval, lang, route)
    assert [one.entry.id for one in found] == [match.entry.id for match in retrieval.matches[:SHOWN]]
    for one, match in zip(found, retrieval.matches):
        assert tuple(one.parts) == GROUPS
        assert sum(one.parts.values()) == pytest.approx(match.score, abs=1e-4)
        assert (one.parts["route"] == 0) == (not route)
        assert one.routed == (route.get(one.entry.category, 0.0) if route else None)


@pytest.mark.parametrize(("text", "lang"), ASKED)
def test_a_group_is_weight_times_value_of_its_columns(retriever: Retriever, text: str, lang) -> None:
    retrieval = retriever.retrieve(text, lang, ROUTE)
    first = candidates(retriever, retrieval, lang, ROUTE)[0]
    place = SERVED.index(first.entry.id)
    names, weights = retriever.index.names, retriever.learned.weights[lang]
    words = sum(float(weights[at] * retrieval.evidence.values[place, at]) for at, name in enumerate(names) if name.startswith("words"))
    assert first.parts["words"] == pytest.approx(words, abs=1e-5)
    # log(0.6 + 0.01), as the retriever has it
    assert first.parts["route"] == pytest.approx({"zh": 0.5, "en": 0.9}[lang] * np.log(0.61), abs=1e-4)


@pytest.mark.parametrize(
    ("column", "group"),
    [
        ("e5.zh.question", "questions"), ("e5.en.similar", "questions"), ("e5.en.similar-mean", "questions"),
        ("e5.zh.answer", "answer"), ("e5.en.guide", "guide"), ("words.zh", "words"), ("words.en", "words"),
    ],
)  # fmt: skip
def test_every_column_has_a_group(column: str, group: str) -> None:
    assert group_of(column) == group


@pytest.mark.parametrize(
    ("text", "lang", "entry"),
    [
        ("身份证丢了怎么补办？", "zh", ID_LOST), ("居住证怎么办理，在线等", "zh", RESIDENCE),
        ("How do I replace a lost ID card?", "en", ID_LOST), ("asking again: how do i get a residence permit?", "en", RESIDENCE),
    ],
)  # fmt: skip
def test_of_its_own_questions_the_one_that_was_typed_is_nearest(retriever: Retriever, text: str, lang, entry: str) -> None:
    found = {one.entry.id: one for one in candidates(retriever, retriever.retrieve(text, lang, {}), lang, {})}
    assert (found[entry].nearest.text, found[entry].nearest.lang) == (text, lang)
    assert found[entry].nearest.cosine == pytest.approx(1, abs=1e-4)


@pytest.mark.parametrize(("text", "lang"), ASKED)
def test_the_cosine_is_the_one_that_the_evidence_has(retriever: Retriever, text: str, lang) -> None:
    retrieval = retriever.retrieve(text, lang, {})
    for one in candidates(retriever, retrieval, lang, {}):
        assert one.nearest.text in one.entry.questions(one.nearest.lang)
        assert one.nearest.cosine == pytest.approx(float(retrieval.evidence.cosine[SERVED.index(one.entry.id)]), abs=1e-5)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_evidence_there_is_still_score_share_and_route(retriever: Retriever, lang) -> None:
    retrieval = replace(retriever.retrieve("居住证", lang, ROUTE), evidence=None)
    for one, match in zip(candidates(retriever, retrieval, lang, ROUTE), retrieval.matches):
        assert (one.score, one.share, one.nearest, one.parts) == (match.score, match.share, None, {})


@pytest.mark.parametrize(("flat_up_to", "error"), [(1000, 1e-6), (0, 0.01)], ids=["flat", "graph"])
def test_lines_far_from_the_query_have_their_own_cosine(flat_up_to: int, error: float) -> None:
    vectors = HashEncoder(16).encode([f"line {number}" for number in range(60)], "query")
    query = HashEncoder(16).encode(["问题"], "query")[0]
    index = FaissIndex(vectors, flat_up_to)
    assert index.cosines(query, 7, 5) == pytest.approx(vectors[7:12] @ query, abs=error)
    assert index.cosines(query, 59, 1) == pytest.approx(vectors[59:] @ query, abs=error)

"""The table that is kept from one version of the knowledge to the next scores as bm25s does from the texts themselves."""

from __future__ import annotations

import bm25s
import numpy as np
import pytest

from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES, Lang
from bot.language.segment import Segmenter
from bot.retrieval.fields import whole_text
from bot.retrieval.lexical import LexicalIndex, terms
from bot.retrieval.term_counts import TermCounts

QUESTIONS: dict[Lang, tuple[str, ...]] = {
    "zh": ("身份证丢了怎么补办", "身份证 身份证 居住证", "上户口要哪些材料", "完全无关的话题"),
    "en": ("how to replace a lost ID card", "card card permit", "documents for a newborn", "zebra xylophone"),
}


@pytest.fixture(scope="module")
def segmenter(knowledge: Knowledge) -> Segmenter:
    return Segmenter(knowledge.domain_words())


def some_texts(knowledge: Knowledge, lang: Lang) -> list[str]:
    return [whole_text(entry, lang) for entry in list(knowledge.entries.values())[:40]]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_scores_are_those_of_bm25s(knowledge: Knowledge, segmenter: Segmenter, lang: Lang) -> None:
    texts = [*some_texts(knowledge, lang), ""]
    index, theirs = LexicalIndex(texts, segmenter), bm25s.BM25(method="lucene")
    theirs.index([terms(text, segmenter) or ["-"] for text in texts], show_progress=False)
    for question in QUESTIONS[lang]:
        known = [term for term in terms(question, segmenter) if term in theirs.vocab_dict]
        expected = theirs.get_scores(known) if known else np.zeros(len(texts))
        assert np.array_equal(index.scores(terms(question, segmenter)), expected.astype(np.float32)), question


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_index_after_others_is_one_from_scratch(knowledge: Knowledge, segmenter: Segmenter, lang: Lang) -> None:
    texts = some_texts(knowledge, lang)
    index = LexicalIndex(texts, segmenter)
    for changed in ([*texts[:7], texts[7] + " " + QUESTIONS[lang][2], *texts[8:]], texts[5:], texts[::-1], [*texts, QUESTIONS[lang][3]]):
        index, scratch = LexicalIndex(changed, segmenter, index), LexicalIndex(changed, segmenter)
        for question in QUESTIONS[lang]:
            query = terms(question, segmenter)
            assert np.array_equal(index.scores(query), scratch.scores(query))
            assert np.array_equal(index.shares(query), scratch.shares(query))
            assert index.known_share(query) == scratch.known_share(query)
            assert [index.covered(query, place) for place in (0, 3)] == [scratch.covered(query, place) for place in (0, 3)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_index_before_does_not_see_new_terms(segmenter: Segmenter, lang: Lang) -> None:
    first, second = {"zh": ("身份证", "驾驶证换证"), "en": ("identity card", "driving licence")}[lang]
    before = LexicalIndex([first], segmenter)
    after = LexicalIndex([first, second], segmenter, before)
    query = terms(second, segmenter)
    assert before.known_share(query) == 0 and not before.scores(query).any()
    assert after.known_share(query) == 1 and after.scores(query).argmax() == 1


def test_a_text_is_split_once_and_numbers_of_gone_terms_are_given_up(segmenter: Segmenter) -> None:
    split: list[str] = []

    def words(text: str, _: Segmenter) -> list[str]:
        split.append(text)
        return text.split()

    counts = TermCounts(words, segmenter)
    counts.of(["身份 证件", "lost card"])
    again = TermCounts(words, segmenter, counts)
    again.of(["lost card", "新 的"])
    assert split == ["身份 证件", "lost card", "新 的"]
    assert again.size == 6
    again.of(["新"])
    assert TermCounts(words, segmenter, again).size == 0  # six numbers for one term: begin anew

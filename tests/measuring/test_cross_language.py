"""Questions against an index of one language: which lines and columns that is, and what the gap is. The texts are written for this test."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.curation import learn
from bot.curation.rows import Row
from bot.knowledge.repair_words import repair_for
from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES, Lang
from bot.language.segment import Segmenter
from bot.measuring.sets import Line
from bot.retrieval.evidence import EvidenceIndex
from tests import small_knowledge
from tests.bench import cross_language, report, report_pages
from tests.contract.hash_encoder import HashEncoder
from tests.small_knowledge import ID_LOST, INVOICE, SERVED

ASKED: dict[Lang, str] = {"zh": "身份证丢了怎么补办？", "en": "How do I replace a lost ID card?"}
INVOICES: dict[Lang, str] = {"zh": "怎么开发票？", "en": "How do I issue an invoice?"}


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return small_knowledge.knowledge(tmp_path_factory.mktemp("knowledge"))


def row(lang: Lang, text: str, entry: str) -> Row:
    return Row(f"{lang}{text}", text, lang, (entry,), entry.split("/")[0], None)


QUESTIONS = {lang: [row(lang, ASKED[lang], ID_LOST), row(lang, INVOICES[lang], INVOICE)] for lang in LANGUAGES}


def hits() -> cross_language.Hits:
    return {("zh", "zh"): [True] * 4, ("zh", "en"): [True, False, False, True], ("en", "zh"): [True, False], ("en", "en"): [False, True]}


def test_only_questions_that_stand_alone_and_have_an_entry_are_asked() -> None:
    rows = [
        Row("1", "发票", "zh", ("tax/a",), "tax", None),
        Row("2", "菜谱", "zh", (), None, "unanswerable"),
        Row("3", "多少钱", "zh", ("tax/a",), "tax", None, before="tax/a"),
        Row("4", "invoice", "en", ("tax/a",), "tax", None),
    ]
    assert {lang: [one.id for one in found] for lang, found in cross_language.in_scope(rows).items()} == {"zh": ["1"], "en": ["4"]}


def test_the_gap_is_of_the_same_questions_and_counts_against_the_other_language() -> None:
    found = cross_language.judged("lines", hits())
    assert found.figures["zh", "en"].value == 0.5 and found.figures["zh", "en"].count == 4
    assert (found.gaps["zh"].value, found.gaps["en"].value) == (0.5, 0.0)
    # English: one question won, one lost, so nothing is sure although the mean is nought.
    assert (found.gaps["en"].low, found.gaps["en"].high) == (-1.0, 1.0) and found.gaps["zh"].low >= 0


@pytest.mark.parametrize(("lang", "columns"), [("zh", [0, 1, 4]), ("en", [2, 3, 5])])
def test_columns_are_those_of_the_lines_of_one_language(lang: Lang, columns: list[int]) -> None:
    names = ("e5.zh.question", "e5.zh.similar-mean", "e5.en.question", "e5.en.similar-mean", "words.zh", "words.en")
    assert cross_language.columns_of(names, lang) == columns


def test_lines_are_title_similar_questions_and_answer_of_one_language(knowledge: Knowledge) -> None:
    entry = knowledge.entries[INVOICE]
    for lang in LANGUAGES:
        texts = [entry.question[lang], *entry.similar[lang], entry.answer[lang]]
        assert cross_language.lines_of([entry], lang) == [Line(INVOICE, text) for text in texts]


def test_questions_find_their_entry_in_their_own_language(knowledge: Knowledge, monkeypatch: pytest.MonkeyPatch) -> None:
    entries, encoder, segmenter = [knowledge.entries[id_] for id_ in SERVED], HashEncoder(), Segmenter(knowledge.domain_words())
    by_lines = dict(cross_language.by_lines(entries, QUESTIONS, encoder, segmenter))
    taught = [learn.Row(one.id, one.text, lang, one.entries, one.id, {}) for lang in LANGUAGES for one in QUESTIONS[lang]]
    monkeypatch.setattr(learn, "read_rows", lambda folder, routes: taught)
    index = EvidenceIndex(entries, {"hash": encoder}, segmenter)
    by_evidence = dict(cross_language.by_evidence(index, QUESTIONS, repair_for(knowledge, segmenter)))
    for found in (by_lines, by_evidence):
        assert set(found) == {(asked, indexed) for asked in LANGUAGES for indexed in LANGUAGES}
        assert found["zh", "zh"] == found["en", "en"] == [True, True]
    # No word is shared and hashes mean nothing, so at least one question misses in the other language.
    assert not all([*by_lines["zh", "en"], *by_lines["en", "zh"]])


def test_it_stands_in_the_page_and_in_the_json(tmp_path: Path) -> None:
    measured = report_pages.Measured(across=[cross_language.judged("lines", hits())])
    html = report.write({}, measured, tmp_path).read_text(encoding="utf-8")
    assert report_pages.ACROSS.zh in html and report_pages.ACROSS.en in html and "<th>gap</th>" in html
    found = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))["across_languages"]["lines"]
    assert found["recall_at_1"]["zh -> en"]["value"] == 0.5 and found["gap"]["zh"]["value"] == 0.5

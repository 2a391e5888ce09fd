"""Questions that people asked: read from rows, evidence for their entry, and left out where they are learnt from."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.language.segment import Segmenter
from bot.retrieval.asked import Asked, asked_line, read_asked, targets_of
from bot.retrieval.evidence import EvidenceIndex
from tests import small_knowledge
from tests.contract.hash_encoder import HashEncoder
from tests.small_knowledge import ID_LOST, INVOICE, SERVED

ASKED: Asked = {"zh": {ID_LOST: ("卡不见了咋整", "证件掉河里了")}, "en": {ID_LOST: ("my card fell in the river",)}}


@pytest.fixture(scope="module")
def indexes(tmp_path_factory: pytest.TempPathFactory) -> tuple[EvidenceIndex, EvidenceIndex]:
    """With what was asked, and without."""
    knowledge = small_knowledge.knowledge(tmp_path_factory.mktemp("knowledge"))
    entries, segmenter = [knowledge.entries[id_] for id_ in SERVED], Segmenter(knowledge.domain_words())
    return EvidenceIndex(entries, {"hash": HashEncoder()}, segmenter, ASKED), EvidenceIndex(entries, {"hash": HashEncoder()}, segmenter)


def value(index: EvidenceIndex, text: str, column: str, entry: str, besides: str | None = None) -> float:
    return float(index.search(text, besides=besides).raw[SERVED.index(entry), index.names.index(column)])


def test_rows_in_scope_are_read_by_language_and_entry_and_the_others_are_not(tmp_path: Path) -> None:
    rows = [
        {"lang": "zh", "text": "請問，身分證丟了怎麼辦", "expect": {"entry": "a/b"}},
        {"lang": "en", "text": "Hello,  lost my ID", "expect": {"entries": ["a/b", "a/c"]}},
        {"lang": "zh", "text": "今天下雨吗", "expect": {"outcome": "unanswerable"}},
        {"lang": "en", "text": "lost my ID", "expect": {"entry": "a/b"}},
    ]
    (tmp_path / "rows.jsonl").write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows), encoding="utf-8")
    assert read_asked(tmp_path) == {"zh": {"a/b": ("身分证丢了怎么办",)}, "en": {"a/b": ("lost my ID",), "a/c": ("lost my ID",)}}
    assert read_asked(tmp_path / "nowhere") == {"zh": {}, "en": {}}


@pytest.mark.parametrize(("expect", "ids"), [({"entry": "a/b"}, ("a/b",)), ({"entries": ["a/b"]}, ("a/b",)), ({"outcome": "x"}, ())])
def test_the_right_entries_of_a_row(expect: dict[str, object], ids: tuple[str, ...]) -> None:
    assert targets_of(expect) == ids


@pytest.mark.parametrize(("lang", "text"), [("zh", "证件掉河里了"), ("en", "my card fell in the river")])
def test_what_was_asked_is_evidence_for_its_entry(indexes: tuple[EvidenceIndex, EvidenceIndex], lang: str, text: str) -> None:
    with_asked, without = indexes
    column = f"hash.{lang}.asked"
    assert value(with_asked, text, column, ID_LOST) == pytest.approx(1, abs=1e-5)
    assert value(without, text, column, ID_LOST) < 0.99
    assert with_asked.search(text).cosine[SERVED.index(ID_LOST)] == pytest.approx(1, abs=1e-5)


@pytest.mark.parametrize(("lang", "text"), [("zh", "证件掉河里了"), ("en", "my card fell in the river")])
def test_a_question_is_not_learnt_from_itself(indexes: tuple[EvidenceIndex, EvidenceIndex], lang: str, text: str) -> None:
    assert value(indexes[0], asked_line(text), f"hash.{lang}.asked", ID_LOST, besides=text) < 0.99


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_entry_about_which_nobody_asked_has_its_similar_questions_there(indexes: tuple[EvidenceIndex, EvidenceIndex], lang: str) -> None:
    index = indexes[0]
    similar = index.entries[SERVED.index(INVOICE)].similar[lang][0]
    assert value(index, similar, f"hash.{lang}.asked", INVOICE) == value(index, similar, f"hash.{lang}.similar", INVOICE)
    assert value(index, similar, f"hash.{lang}.asked-mean", INVOICE) == value(index, similar, f"hash.{lang}.similar-mean", INVOICE)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_nearest_question_that_is_shown_is_one_of_staff(indexes: tuple[EvidenceIndex, EvidenceIndex], lang: str) -> None:
    index, place = indexes[0], SERVED.index(ID_LOST)
    near = index.nearest_question(index.encode(ASKED[lang][ID_LOST][0]), place)  # type: ignore[index]
    assert near.text in index.entries[place].questions(near.lang)

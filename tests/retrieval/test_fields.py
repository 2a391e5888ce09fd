"""The lines of an entry, by field and language."""

from __future__ import annotations

import pytest

from bot.knowledge.schema import Knowledge
from bot.retrieval.fields import FIELDS, lines, whole_text
from tests import small_knowledge
from tests.small_knowledge import ID_LOST, INVOICE


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    return small_knowledge.knowledge(tmp_path_factory.mktemp("knowledge"))


@pytest.mark.parametrize(
    ("lang", "expected"),
    [
        ("zh", ["身份证丢了怎么补办？\n户口簿\n照片", "身份证丢了怎么补办？\n三十天以内", "身份证丢了怎么补办？\n补领每证四十元"]),
        (
            "en",
            [
                "How do I replace a lost ID card?\nHukou booklet\nPhoto",
                "How do I replace a lost ID card?\nWithin 30 days",
                "How do I replace a lost ID card?\n40 yuan a card",
            ],
        ),
    ],
)
def test_the_title_goes_with_each_guide_element_and_the_phone_is_no_evidence(knowledge: Knowledge, lang, expected: list[str]) -> None:
    assert list(lines(knowledge.entries[ID_LOST], "guide", lang)) == expected


@pytest.mark.parametrize(("lang", "title"), [("zh", "怎么开发票？"), ("en", "How do I issue an invoice?")])
def test_an_entry_without_guide_has_its_title_there(knowledge: Knowledge, lang, title: str) -> None:
    assert list(lines(knowledge.entries[INVOICE], "guide", lang)) == [title]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_field_has_a_line_in_each_language(knowledge: Knowledge, lang) -> None:
    for entry in knowledge.entries.values():
        assert all(list(lines(entry, field, lang)) for field in FIELDS)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_similar_questions_are_lines_of_their_own_and_the_answer_has_its_title(knowledge: Knowledge, lang) -> None:
    entry = knowledge.entries[INVOICE]
    assert list(lines(entry, "question", lang)) == [entry.question[lang]]
    assert list(lines(entry, "similar", lang)) == list(entry.similar[lang])
    assert list(lines(entry, "answer", lang)) == [f"{entry.question[lang]}\n{entry.answer[lang]}"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_in_the_words_of_an_entry_its_similar_questions_count_twice(knowledge: Knowledge, lang) -> None:
    entry = knowledge.entries[ID_LOST]
    text = whole_text(entry, lang)
    assert all(text.count(question) >= 2 for question in entry.similar[lang])
    assert entry.answer[lang] in text
    assert entry.question["en" if lang == "zh" else "zh"] not in text

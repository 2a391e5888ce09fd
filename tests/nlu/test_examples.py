"""What the knowledge teaches the router."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.language import LANGUAGES
from bot.nlu.examples import CategoryWithoutQuestions, examples, examples_hash, knowledge
from bot.settings import Settings
from tests.small_knowledge import DRAFT, EXPIRED, SERVED, TODAY


def test_title_and_similar_questions_of_both_languages_are_examples_of_their_category(small: Settings) -> None:
    known = knowledge(small.knowledge_dir)
    found = set(examples(known, TODAY))
    for entry_id in SERVED:
        entry = known.entries[entry_id]
        for lang in LANGUAGES:
            assert {(text, entry.category) for text in (entry.question[lang], *entry.similar[lang])} <= found


@pytest.mark.parametrize("entry_id", [DRAFT, EXPIRED])
def test_what_is_not_served_is_not_taught(small: Settings, entry_id: str) -> None:
    known = knowledge(small.knowledge_dir)
    taught = {example.text for example in examples(known, TODAY)}
    assert not taught & {text for lang in LANGUAGES for text in known.entries[entry_id].questions(lang)}


def test_a_category_without_served_entries_is_an_error_that_names_it(small: Settings) -> None:
    known = knowledge(small.knowledge_dir)
    poorer = replace(known, entries={key: entry for key, entry in known.entries.items() if entry.category != "tax"})
    with pytest.raises(CategoryWithoutQuestions, match="tax"):
        examples(poorer, TODAY)


def test_a_new_answer_leaves_the_router_as_it_is_and_a_new_question_does_not(small: Settings) -> None:
    before = examples_hash(small.knowledge_dir, TODAY)
    file = small.knowledge_dir / f"{SERVED[0]}.yml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace("Bring your **papers**", "Bring your papers"), encoding="utf-8")
    knowledge.cache_clear()
    assert examples_hash(small.knowledge_dir, TODAY) == before
    question = knowledge(small.knowledge_dir).entries[SERVED[0]].question["en"]
    file.write_text(text.replace(question, f"{question} Really?"), encoding="utf-8")
    knowledge.cache_clear()
    assert examples_hash(small.knowledge_dir, TODAY) != before


@pytest.mark.parametrize(("word", "other"), [("sfz", "sfzh"), ("resident identity card", "identity card of residents")])
def test_another_word_in_the_glossary_is_something_to_learn(small: Settings, word: str, other: str) -> None:
    before = examples_hash(small.knowledge_dir, TODAY)
    file = small.knowledge_dir / "glossary.yml"
    file.write_text(file.read_text(encoding="utf-8").replace(word, other), encoding="utf-8")
    knowledge.cache_clear()
    assert examples_hash(small.knowledge_dir, TODAY) != before

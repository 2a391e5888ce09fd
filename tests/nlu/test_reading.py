"""What is encoded of a message: mistyped text as it was meant."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from bot.language.segment import Segmenter
from bot.nlu import reading
from bot.nlu.examples import knowledge
from bot.nlu.reading import Reader, asked_text, reading_words, use
from bot.settings import Settings
from tests.small_knowledge import DRAFT, SERVED


@pytest.fixture
def reader(small: Settings) -> Reader:
    words = json.loads(json.dumps(reading_words(knowledge(small.knowledge_dir))))  # as it lies in a model
    return Reader(words, Segmenter(words["names"]))


@pytest.fixture(autouse=True)
def _nothing_loaded() -> Iterator[None]:
    before = list(reading._in_use)
    reading._in_use.clear()
    yield
    reading._in_use[:] = before


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("sfz丢了", "居民身份证丢了"),
        ("居民身份正丢了？", "居民身份证丢了"),
        ("居民身份證丟了", "居民身份证丢了"),
        ("I lost my resident identty card", "i lost my resident identity card"),
        ("How do I get an invoice??", "how do i get an invoice"),
        ("？？", "??"),
        ("", ""),
    ],
)
def test_a_message_is_read_as_it_was_meant(reader: Reader, typed: str, read: str) -> None:
    assert reader.text(typed) == read


def test_without_a_loaded_router_nothing_is_put_right(reader: Reader) -> None:
    assert asked_text("Sfz丢了？") == "sfz丢了"
    use(reader)
    assert asked_text("Sfz丢了？") == "居民身份证丢了"
    assert asked_text("My resident identty card?") == "my resident identity card"


def test_the_words_are_those_of_questions_and_glossary_not_of_answers(small: Settings) -> None:
    known = knowledge(small.knowledge_dir)
    words = reading_words(known)
    assert {"居民身份证", "sfz", "公安局", "户籍"} <= set(words["names"])
    assert {known.entries[id_].question["zh"] for id_ in (*SERVED, DRAFT)} <= set(words["chinese"])
    assert {known.entries[id_].question["en"] for id_ in SERVED} <= set(words["english"])
    assert words["correct"] == []

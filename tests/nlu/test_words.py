"""The words that the router's sparse features see."""

from __future__ import annotations

import pytest

from bot.nlu.words import NO_WORD, WordSplitter, question_text


@pytest.fixture(scope="module")
def splitter() -> WordSplitter:
    return WordSplitter(["跨省通办", "灵活就业", "社保卡"])


def texts(splitter: WordSplitter, text: str) -> list[str]:
    return [word.text for word in splitter.words(text)]


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("我想办理社保卡", "社保卡"),
        ("老家的事能跨省通办吗", "跨省通办"),
        ("How do I renew my Passport?", "passport"),
        ("打12345可以吗", "12345"),
    ],
)
def test_a_word_is_found_where_no_blank_stands_around_it(splitter: WordSplitter, text: str, word: str) -> None:
    assert word in texts(splitter, text)


def test_social_insurance_is_found_inside_a_chinese_sentence() -> None:
    assert "社保" in [word.text for word in WordSplitter().words("我想办理社保卡")]


@pytest.mark.parametrize("text", ["灵活 就业  养老", "ID card\tlost", "  前后有空格  ", "a\u3000b　中 文"])
def test_no_word_is_blank_and_blanks_end_words(splitter: WordSplitter, text: str) -> None:
    for word in texts(splitter, text):
        assert word.strip() == word != ""
        assert " " not in word


@pytest.mark.parametrize("text", ["我的ID card丢了怎么补", "Where is the 居住证 office?", "老家 12345  OK"])
def test_offsets_are_places_in_the_text_as_typed(splitter: WordSplitter, text: str) -> None:
    for word in splitter.words(text):
        assert text[word.start : word.start + len(word.text)].lower() == word.text


def test_traditional_characters_give_the_same_words_as_simplified(splitter: WordSplitter) -> None:
    assert texts(splitter, "靈活就業怎麼交養老保險") == texts(splitter, "灵活就业怎么交养老保险")


@pytest.mark.parametrize("text", ["", "   ", "？？？", "…!", "，。"])
def test_a_text_without_words_still_gives_one(splitter: WordSplitter, text: str) -> None:
    assert texts(splitter, text) == [NO_WORD]


@pytest.mark.parametrize(
    ("typed", "same"), [("HOW DO I GET A PASSPORT??", "how do i get a passport"), ("護照怎麼辦？", "护照怎么办"), ("　社保卡 ", "社保卡")]
)
def test_capitals_width_script_and_marks_make_no_other_question(typed: str, same: str) -> None:
    assert question_text(typed) == question_text(same)


def test_a_text_of_signs_alone_is_encoded_as_it_is() -> None:
    assert question_text("？？") == "？？"

"""Texts split into words with their places."""

from __future__ import annotations

import pytest

from bot.language.segment import Segmenter


@pytest.fixture(scope="module")
def plain() -> Segmenter:
    return Segmenter()


@pytest.fixture(scope="module")
def domain() -> Segmenter:
    return Segmenter(["不动产权证书", "房本", "办不成事窗口"])


def texts(segmenter: Segmenter, text: str) -> list[str]:
    return [word.text for word in segmenter.words(text)]


def test_chinese_is_split_into_words(plain: Segmenter) -> None:
    assert texts(plain, "身份证丢了怎么办") == ["身份证", "丢", "了", "怎么办"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("I lost my driver's licence!", ["I", "lost", "my", "driver's", "licence"]),
        ("e-bike, 12345; 12.5%", ["e-bike", "12345", "12.5"]),
        ("driver’s C1", ["driver’s", "C1"]),
    ],
)
def test_english_is_split_at_blanks_and_signs(plain: Segmenter, text: str, words: list[str]) -> None:
    assert texts(plain, text) == words


def test_mixed_text_is_split_at_the_border_of_scripts(plain: Segmenter) -> None:
    assert texts(plain, "ETC怎么办，要visa吗？") == ["ETC", "怎么办", "要", "visa", "吗"]


def test_domain_words_stay_whole_and_only_in_their_own_segmenter(plain: Segmenter, domain: Segmenter) -> None:
    assert "不动产权证书" in texts(domain, "我的不动产权证书丢了") and "不动产权证书" not in texts(plain, "我的不动产权证书丢了")
    assert "办不成事窗口" in texts(domain, "去办不成事窗口") and "房本" in texts(domain, "房本丢了")


@pytest.mark.parametrize("text", ["身份证丢了怎么办", "I lost my 身份证, what now?", "  ETC，怎么办 12345 ", "房本和不动产权证书"])
def test_every_word_stands_where_it_says(domain: Segmenter, text: str) -> None:
    words = domain.words(text)
    assert words and all(text[word.start : word.start + len(word.text)] == word.text for word in words)
    assert [word.start for word in words] == sorted(word.start for word in words)


@pytest.mark.parametrize("text", ["", "？！…", "  ", "😀"])
def test_a_text_without_words_has_none(plain: Segmenter, text: str) -> None:
    assert plain.words(text) == []

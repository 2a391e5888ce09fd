"""The terms of a text."""

from __future__ import annotations

import pytest

from bot.language.segment import Segmenter
from bot.retrieval.lexical import terms


@pytest.fixture(scope="module")
def segmenter() -> Segmenter:
    return Segmenter(("身份证", "居住证", "营业执照"))


def test_chinese_gives_words_and_bigrams_over_their_borders(segmenter: Segmenter) -> None:
    found = terms("身份证补办", segmenter)
    assert [term for term in found if not term.startswith("2:")] == ["身份证", "补办"]
    assert [term for term in found if term.startswith("2:")] == ["2:身份", "2:份证", "2:证补", "2:补办"]


def test_bigrams_do_not_run_over_a_sign_or_a_latin_word(segmenter: Segmenter) -> None:
    found = terms("身份证，居住证 hukou 户口", segmenter)
    assert "2:证居" not in found and "2:证户" not in found
    assert {"2:身份", "2:居住", "2:户口", "hukou"} <= set(found)


def test_words_that_everybody_uses_are_no_terms_but_stay_in_bigrams(segmenter: Segmenter) -> None:
    found = terms("我的身份证", segmenter)
    assert "我" not in found and "的" not in found
    assert "2:的身" in found


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("renewing my residence permits", ["renew", "residence", "permit"]),
        ("registered companies", ["register", "compan"]),
        ("company", ["company"]),  # no ending is cut that would leave another word
        ("fees", ["fees"]),  # four letters stay
        ("How do I get the ID?", ["id"]),
        ("12345", ["12345"]),
    ],
)
def test_english_words_lose_their_endings_and_stop_words_fall(segmenter: Segmenter, text: str, expected: list[str]) -> None:
    assert terms(text, segmenter) == expected


@pytest.mark.parametrize(("one", "other"), [("身份證補辦", "身份证补办"), ("營業執照", "营业执照"), ("ID Card", "id card")])
def test_traditional_characters_and_case_do_not_count(segmenter: Segmenter, one: str, other: str) -> None:
    assert terms(one, segmenter) == terms(other, segmenter)


@pytest.mark.parametrize("text", ["", "？？", "的", "the of"])
def test_a_text_of_nothing_has_no_terms(segmenter: Segmenter, text: str) -> None:
    assert terms(text, segmenter) == []


@pytest.mark.parametrize("asked", ["身份证丢了咋整", "身份证丢了怎么弄", "身份证丢了咋弄啊", "身分證丟了怎麼搞"])
def test_ways_of_asking_are_no_terms(segmenter: Segmenter, asked: str) -> None:
    assert not {term for term in terms(asked, segmenter) if set(term) & set("咋整弄怎搞")}


def test_a_matter_that_is_asked_for_stays(segmenter: Segmenter) -> None:
    assert {"办证", "2:办证"} & set(terms("怎么办证", segmenter))

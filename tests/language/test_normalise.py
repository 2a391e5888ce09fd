"""Texts made comparable."""

from __future__ import annotations

import pytest

from bot.language.normalise import fold, simplify, tidy


@pytest.mark.parametrize(
    ("typed", "tidied"),
    [
        ("  身份证\n\n丢了\t怎么办  ", "身份证 丢了 怎么办"),
        ("lost\u00a0 my \r\n card", "lost my card"),
        ("ＡＢＣ　１２３", "ABC 123"),
        ("身份证\u200b丢\ufeff了\u202e", "身份证丢了"),
        ("ID\x00 card\x07", "ID card"),
        ("身份证丢了😭😭怎么办🙏", "身份证丢了怎么办"),
        ("👨‍👩‍👧 ⭐⏰ hukou ☎️", "hukou"),
        ("第1️⃣步", "第1步"),
        ("①号窗口", "1号窗口"),
        ("", ""),
        ("🙏\u200b", ""),
    ],
)
def test_a_typed_text_becomes_one_clean_line(typed: str, tidied: str) -> None:
    assert tidy(typed) == tidied


@pytest.mark.parametrize("text", ["身份证丢了,怎么办?", "How do I renew my driver's licence?", "𠮷先生 100%", "《条例》第七条"])
def test_a_clean_text_stays_and_tidying_twice_changes_nothing(text: str) -> None:
    assert tidy(text) == text
    assert tidy(tidy("　" + text)) == text


@pytest.mark.parametrize(
    ("typed", "simple"), [("身份證丟了怎麼辦", "身份证丢了怎么办"), ("戶口", "户口"), ("hukou", "hukou"), ("户口", "户口")]
)
def test_traditional_characters_become_simplified(typed: str, simple: str) -> None:
    assert simplify(typed) == simple


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("身份证丢了怎么办", "身份證丟了怎麼辦？？"),
        ("“身份证”", "身份证。"),
        ("ETC怎么办", "ｅｔｃ怎么办!"),
        ("Lost ID card", " lost  id CARD?"),
        ("lost ID card", "ＬＯＳＴ　ＩＤ　ＣＡＲＤ…"),
    ],
)
def test_width_case_script_and_edge_signs_do_not_count(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("身份证丢了", "身份证到期了"), ("lost card", "lost cards"), ("换证3年", "换证5年")])
def test_other_words_do_count(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_a_text_of_signs_alone_folds_to_nothing() -> None:
    assert fold("？？！") == fold("...") == ""

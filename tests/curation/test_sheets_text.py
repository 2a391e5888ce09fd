"""Cells and texts."""

from __future__ import annotations

from datetime import date

import pytest

from bot.curation.sheets_text import clean, day, escape, has_control, scalar_text, unescape


@pytest.mark.parametrize(
    "text",
    ["", "身份证", "ID card", "=1+1", "+86 579", "-带证件", "- Bring papers", "@faq", "'=1", "''-x", "'引号", "'quoted'", "＝求和", "a=b"],
)
def test_what_is_escaped_comes_back_and_never_begins_like_a_formula(text: str) -> None:
    assert unescape(escape(text)) == text
    assert not escape(text).startswith(("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t"))


@pytest.mark.parametrize("text", ["身份证丢了", "lost card", "it's"])
def test_harmless_texts_are_left_alone(text: str) -> None:
    assert escape(text) == text


@pytest.mark.parametrize("text", ["2026-11-20", "2026/11/20", "2026.11.20", "2026年11月20日", " 2026-11-20 00:00:00"])
def test_a_day_is_read_as_people_and_programs_write_it(text: str) -> None:
    assert day(text) == date(2026, 11, 20)


@pytest.mark.parametrize("text", ["2026-13-40", "明天", "tomorrow", "20/11/2026", "46346"])
def test_what_is_no_day_is_none(text: str) -> None:
    assert day(text) is None


@pytest.mark.parametrize(("text", "wished"), [("带证件 \r\n 交费\r\n\r\n", "带证件\n 交费"), ("papers_x000D_\nfee  \n", "papers\nfee")])
def test_line_ends_and_trailing_blanks_of_programs_do_not_count(text: str, wished: str) -> None:
    assert clean(text) == wished


@pytest.mark.parametrize(
    ("value", "text"), [(12345, "12345"), (12345.0, "12345"), (None, ""), (True, "TRUE"), (date(2026, 1, 2), "2026-01-02")]
)
def test_values_of_cells_become_texts(value: object, text: str) -> None:
    assert scalar_text(value) == text


@pytest.mark.parametrize(("text", "found"), [("证\x07件", True), ("pa\x00per", True), ("证\n件\t", False), ("paper", False)])
def test_characters_that_no_file_may_hold_are_found(text: str, found: bool) -> None:
    assert has_control(text) is found

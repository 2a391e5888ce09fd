"""Whatever a client sends becomes a clean question or a clear refusal."""

from __future__ import annotations

import json

import pytest

from bot.channels.inbox import clean, is_json, read_letter, read_question
from bot.channels.refusals import Refused

GOOD = {"session": "s", "text": "身份证丢了怎么办", "lang": "zh"}


def question(text, **more):
    return read_question(read_letter(json.dumps({**GOOD, "text": text, **more}).encode()), 300)


def code_of(action, *values):
    with pytest.raises(Refused) as refused:
        action(*values)
    return refused.value.refusal.code


@pytest.mark.parametrize("text", ["身份证丢了怎么办", "I lost my ID card"])
def test_a_plain_question_stays_as_it_is(text):
    assert question(text).text == text


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe\x00", b"[" * 16_000, b'{"text": ' + b"9" * 5000 + b"}x", b"nope"])
def test_what_is_not_json_is_bad_json(raw):
    assert code_of(read_letter, raw) == "bad_json"


@pytest.mark.parametrize("raw", [b"[]", b"1", b'"text"', b"null", b"true"])
def test_json_that_is_no_object_is_a_bad_field(raw):
    assert code_of(read_letter, raw) == "bad_field"


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": 1}, {"text": None}, {"text": ["a"]}, {"session": 5}, {"session": None}, {"session": "s" * 1000}, {"lang": "fr"},
        {"lang": None}, {"lang": ["zh"]}, {"lang": {}}, {"choice": 3}, {"choice": []}, {"id": 7}, {"id": ""}, {"id": "a b"},
        {"id": "x" * 65}, {"id": "换行\n"},
    ],
)  # fmt: skip
def test_a_field_of_the_wrong_type_is_a_bad_field(wrong):
    assert code_of(read_letter, json.dumps({**GOOD, **wrong}).encode()) == "bad_field"


@pytest.mark.parametrize("missing", ["session", "text", "lang"])
def test_a_missing_field_is_a_bad_field(missing):
    fields = {name: value for name, value in GOOD.items() if name != missing}
    assert code_of(read_letter, json.dumps(fields).encode()) == "bad_field"


@pytest.mark.parametrize("text", ["", " ", "\n\t\r ", "\u3000\u3000", "\u2003\u00a0"])
def test_a_blank_text_is_empty(text):
    assert code_of(question, text) == "empty_text"


@pytest.mark.parametrize(("character", "most"), [("字", 300), ("𠮷", 300), ("a", 600), ("é", 600), ("7", 600)])
def test_three_hundred_chinese_characters_or_six_hundred_letters_are_allowed(character, most):
    assert len(question(character * most).text) == most
    assert code_of(question, character * (most + 1)) == "text_too_long"


def test_letters_between_chinese_characters_count_half():
    assert len(question("社保sb" * 100).text) == 400
    assert code_of(question, "社保sb" * 100 + "a") == "text_too_long"


def test_a_text_that_folding_makes_too_long_is_too_long():
    assert code_of(question, "ﷺ" * 200) == "text_too_long"


@pytest.mark.parametrize("text", ["😀😀", "👍🏽", "🇨🇳", "\x00\x01\x02", "\x1f", "\u200b\u200b", "❤️", "？？", "\ud800", "\U000e0041"])
def test_emoji_and_control_characters_alone_are_wordless(text):
    assert question(text).wordless


@pytest.mark.parametrize(("text", "kept"), [("1️⃣", "1"), ("2", "2"), ("好👍", "好"), ("ok🙂", "ok"), ("B超", "B超")])
def test_one_word_or_digit_is_enough(text, kept):
    assert question(text).text.startswith(kept)


@pytest.mark.parametrize(
    "text",
    ["/restart", "  /restart", "\u200b/restart", "／restart", "\x00/session_start", "😀/restart", '/intent{"a": "b"}', "/tax", "﹨／/tax"],
)
def test_a_typed_command_is_only_text(text):
    assert not question(text).text.lstrip().startswith("/")


def test_a_slash_elsewhere_stays():
    assert question("营业执照/许可证").text == "营业执照/许可证"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("我的身份证号是330722199001011234怎么补办", "330722199001011234"),
        ("my phone is 13812345678, call me", "13812345678"),
        ("卡号6222 0210 0100 1234 567能绑定吗", "0210"),
        ("写信到 someone@example.com", "example"),
    ],
)
def test_personal_numbers_never_leave_the_inbox(text, secret):
    assert secret not in question(text).text


def test_public_numbers_stay():
    assert "12345" in question("打12345有用吗").text


def test_markup_is_text_like_any_other():
    assert clean("<script>alert(1)</script>") == "<script>alert(1)</script>"


@pytest.mark.parametrize("choice", ["tax/../../etc", "tax", "tax/a/b", "Tax/A", "/restart", "x" * 200, "税/票", ""])
def test_a_choice_must_look_like_an_entry(choice):
    assert code_of(lambda: question("title", choice=choice)) == "unknown_choice"


def test_a_choice_and_an_id_come_through():
    letter = read_letter(json.dumps({**GOOD, "choice": "tax/invoice-issue", "id": "m-1_A"}).encode())
    assert (letter.id, read_question(letter, 300).choice) == ("m-1_A", "tax/invoice-issue")


@pytest.mark.parametrize(
    ("header", "good"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("text/plain", False),
        ("", False),
        ("application/jsonp", False),
    ],
)
def test_only_json_is_json(header, good):
    assert is_json(header) is good

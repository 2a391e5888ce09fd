"""Personal numbers go, everything else stays. All numbers here are made up."""

from __future__ import annotations

import pytest

from bot.language.masks import mask
from bot.language.normalise import tidy

ID, PHONE, BANK, EMAIL = "＊id＊", "＊phone＊", "＊bank＊", "＊email＊"


@pytest.mark.parametrize(
    "number",
    [
        "330722199001011234",
        "33072219900101123X",
        "33072219900101123x",
        "330722 19900101 1234",
        "330722 1990 0101 123X",
        "330722-19900101-1234",
        "330722900101123",
        "330722 900101 123",
        "３３０７２２１９９００１０１１２３４",
        "３３０７２２１９９００１０１１２３Ｘ",
        "330722\u300019900101\u30001234",
    ],
)
@pytest.mark.parametrize(("before", "after"), [("我的身份证是", "，丢了怎么办"), ("my ID ", " is lost"), ("sfz", ""), ("(", ")")])
def test_id_card_numbers_are_masked(number: str, before: str, after: str) -> None:
    assert mask(before + number + after) == before + ID + after


@pytest.mark.parametrize(
    "number",
    [
        "13812345678",
        "138 1234 5678",
        "138-1234-5678",
        "138–1234–5678",
        "+8613812345678",
        "+86 138 1234 5678",
        "+86-13812345678",
        "8613812345678",
        "１３８１２３４５６７８",
        "＋８６　１３８１２３４５６７８",
        "0579-87101234",
        "057987101234",
        "0579 8710 1234",
        "010-12345678",
        "+1 650 253 0000",
    ],
)
@pytest.mark.parametrize(("before", "after"), [("电话", "找我"), ("call me at ", ", please"), ("tel", ""), ("tel:", "。")])
def test_phone_numbers_are_masked(number: str, before: str, after: str) -> None:
    assert mask(before + number + after) == before + PHONE + after


@pytest.mark.parametrize(
    "number",
    [
        "6222021234567890",
        "6222021234567890123",
        "6222 0212 3456 7890",
        "6222 0212 3456 7890 123",
        "6222-0212-3456-7890",
        "６２２２　０２１２　３４５６　７８９０",
        "622202 1234567890123",
    ],
)
@pytest.mark.parametrize(("before", "after"), [("卡号", "的钱"), ("card no. ", " was refused"), ("工行", "")])
def test_bank_cards_are_masked(number: str, before: str, after: str) -> None:
    assert mask(before + number + after) == before + BANK + after


@pytest.mark.parametrize("address", ["wang.xm@qq.com", "li_si+a@mail.example.com.cn", "a@b.io", "wang＠qq．com"])
@pytest.mark.parametrize(("before", "after"), [("发到", "谢谢"), ("write to ", ", thanks")])
def test_mail_addresses_are_masked(address: str, before: str, after: str) -> None:
    assert mask(before + address + after) == before + EMAIL + after


def test_several_numbers_in_one_text_are_all_masked() -> None:
    text = "我叫王五，13812345678 或 13912345678，身份证330722199001011234，邮箱a@b.cn"
    assert mask(text) == f"我叫王五，{PHONE} 或 {PHONE}，身份证{ID}，邮箱{EMAIL}"
    assert mask("13812345678 330722199001011234") == f"{PHONE} {ID}"


@pytest.mark.parametrize(
    "text",
    [
        "打12345还是12333",
        "12345 12333 12366",
        "call 12345, 110 or 120",
        "2026-11-20到2027-11-20",
        "from 2026-11-20 to 2027-11-20",
        "2026-11-20 2027-11-20",
        "2026年11月20日",
        "20261120",
        "补贴3600元",
        "1,234,567.89 yuan",
        "房价1234567元，面积120.5平",
        "15个工作日，80天",
        "第1、2、3条",
        "浙G12345的车",
        "C1 licence, 12 points",
        "",
        "邮编321300",
        "a@b",
    ],
)
def test_public_numbers_dates_and_amounts_stay(text: str) -> None:
    assert mask(text) == text


def test_masking_twice_changes_nothing() -> None:
    once = mask("电话13812345678，卡6222 0212 3456 7890，a@b.cn")
    assert mask(once) == once


@pytest.mark.parametrize("typed", ["我的号码１３８\u200b１２３４\u200b５６７８", "my phone is 138\u00ad1234\u00ad5678"])
def test_a_number_hidden_with_invisible_characters_is_masked_after_tidying(typed: str) -> None:
    assert mask(tidy(typed)).endswith(PHONE)

"""Which language a citizen writes."""

from __future__ import annotations

import pytest

from bot.language import LANGUAGES, Lang
from bot.language.detect import detect


@pytest.mark.parametrize(
    "text",
    [
        "身份证丢了怎么办",
        "ETC怎么办",
        "我的 visa 到期了",
        "浙里办 app 打不开 login 失败怎么办",
        "我想 apply for a 工作许可 in 永康 怎么弄",
        "办 work permit visa extension 要多久",
        "身份證丟了",
        "yb 报销",
        "办?",
    ],
)
def test_chinese_with_or_without_latin_words_is_chinese(text: str) -> None:
    assert detect(text, default="en") == "zh"


@pytest.mark.parametrize(
    "text",
    [
        "I lost my ID card",
        "hukou",
        "how do I get the 居住证",
        "How do I apply for 浙江省居住证 in Yongkang",
        "how do I renew my 往来港澳通行证",
        "what is 居住证积分",
        "ID card",
        "why",
        "driver’s licence",
    ],
)
def test_english_with_or_without_a_chinese_name_is_english(text: str) -> None:
    assert detect(text, default="zh") == "en"


@pytest.mark.parametrize("default", LANGUAGES)
@pytest.mark.parametrize("text", ["2", "？", "", "12345", "😀", "sfz", "gjj", "yyzz", "JZZ sfz", "b"])
def test_what_has_no_language_gets_the_default(text: str, default: Lang) -> None:
    assert detect(text, default) == default

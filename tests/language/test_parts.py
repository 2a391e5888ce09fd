"""Splitting a message into its questions."""

from __future__ import annotations

import pytest

from bot.language.parts import questions_in


@pytest.mark.parametrize(
    ("said", "lang", "questions"),
    [
        ("护照怎么办？居住证怎么办？", "zh", ("护照怎么办", "居住证怎么办")),
        ("身份证丢了怎么补，另外社保卡也丢了", "zh", ("身份证丢了怎么补", "社保卡也丢了")),
        ("个税怎么退 顺便问下购置税怎么交", "zh", ("个税怎么退", "问下购置税怎么交")),
        ("老人摔了一跤，住院了，医保能报多少？户口怎么迁？", "zh", ("老人摔了一跤，住院了，医保能报多少", "户口怎么迁")),
        ("How do I renew my licence? Where do I pay a fine?", "en", ("How do I renew my licence", "Where do I pay a fine")),
        ("how do I get a plate, also my ID card is lost", "en", ("how do I get a plate", "my ID card is lost")),
        ("where do I register my dog and how do I throw away a sofa", "en", ("where do I register my dog", "how do I throw away a sofa")),
        (
            "My mother fell. She is in hospital. What does insurance pay? How do I move her hukou?",
            "en",
            ("My mother fell, She is in hospital, What does insurance pay", "How do I move her hukou"),
        ),
    ],
)
def test_each_question_keeps_the_story_before_it(said: str, lang, questions: tuple[str, ...]) -> None:
    assert questions_in(said, lang) == questions


@pytest.mark.parametrize(
    ("said", "lang"),
    [
        ("我是江西过来打工的，孩子今年六岁，能在这里上小学吗", "zh"),
        ("钱包在车上被偷了，身份证也在里面。这个怎么补办？", "zh"),
        ("多少钱？", "zh"),
        ("I came here from Jiangxi to work. My child is six. Can he go to school here?", "en"),
        ("my wallet was stolen, my ID card was in it, what now", "en"),
        ("how much?", "en"),
        ("", "zh"),
        ("？？？，，。", "zh"),
        ("...,,, ??", "en"),
    ],
)
def test_one_question_stays_as_it_was_typed(said: str, lang) -> None:
    assert questions_in(said, lang) == (said,)

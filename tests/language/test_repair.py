"""What was typed wrongly is read as it was meant, and what was typed rightly stays."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.knowledge.loader import load
from bot.knowledge.repair_words import repair_for
from bot.knowledge.schema import Knowledge
from bot.language.normalise import simplify, tidy
from bot.language.repair import Repair
from bot.language.segment import Segmenter
from bot.language.sounds import fold_sound, initials_of, sounds_of, syllables_of

KNOWLEDGE = Path(__file__).parents[2] / "knowledge"
LATIN = re.compile(r"[A-Za-z]")


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(KNOWLEDGE).require()


@pytest.fixture(scope="module")
def repair(knowledge: Knowledge) -> Repair:
    return repair_for(knowledge, Segmenter(knowledge.domain_words()))


def meant(repair: Repair, text: str) -> str:
    return repair.read(simplify(tidy(text))).meant


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("户口薄丢了", "户口簿丢了"),
        ("社包卡怎么办", "社保卡怎么办"),
        ("身份正掉了", "身份证掉了"),
        ("去哪里登计", "去哪里登记"),
        ("公鸡金提取", "公积金提取"),
        ("房产正加名字", "房产证加名字"),
        ("生育津帖", "生育津贴"),
        ("個稅申暴", "个税申报"),
    ],
)
def test_homophones_become_the_words_of_the_knowledge(repair: Repair, typed: str, read: str) -> None:
    assert meant(repair, typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("yingyezhizhao丢了", "营业执照丢了"),
        ("Gongjijin怎么提取", "公积金怎么提取"),
        ("上she bao要什么", "上社保要什么"),
        ("个税退shui", "个税退税"),
        ("sgxkz怎么办", "施工许可证怎么办"),
        ("renew juzhuzheng", "renew 居住证"),
        ("where to do zhong cai", "where to do 仲裁"),
        ("i need the shigong xukezheng", "i need the 施工许可证"),
    ],
)
def test_pinyin_and_initials_become_words_in_texts_of_both_languages(repair: Repair, typed: str, read: str) -> None:
    assert meant(repair, typed) == read


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("lost pasport", "lost passport"),
        ("how to regsiter a compny", "how to register a company"),
        ("enviromental permitt", "environmental permit"),
        ("hukuo book lost", "hukou book lost"),
        ("PASPORT LOST", "passport LOST"),
        ("how 2 apply 4 my son pls", "how to apply for my son please"),
        ("wot papers do u need, cant find ur list", "what papers do you need, can't find your list"),
        ("moved here w/ a baby b4 june", "moved here with a baby before june"),
        ("havent got it thx", "haven't got it thanks"),
    ],
)
def test_slips_and_short_spellings_of_english_are_put_right(repair: Repair, typed: str, read: str) -> None:
    assert meant(repair, typed) == read


@pytest.mark.parametrize(
    "text",
    [
        "没人管的孩子怎么办",
        "先在网上申请",
        "老家在安徽，孩子读书怎么办",
        "永康南站怎么走",
        "我想卖房，要交什么税",
        "办ETC要多少钱",
        "浙里办APP打不开",
        "www.gov.cn/jiuye 打不开",
        "I am from Anhui and live in Yongkang",
        "my son is 2 years old and has 4 cousins",
        "we waited 4 months for vitamin N",
        "R&D costs of our co-owner in Henan",
        "the change of address is open to all women",
        "mail me at wher@compny.com",
        "",
        "？？？",
    ],
)
def test_what_is_right_stays(repair: Repair, text: str) -> None:
    assert meant(repair, text) == simplify(tidy(text))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_title_of_the_knowledge_changes(repair: Repair, knowledge: Knowledge, lang) -> None:
    titles = [entry.question[lang] for entry in knowledge.entries.values()]
    assert {title: meant(repair, title) for title in titles if meant(repair, title) != simplify(tidy(title))} == {}


def test_chinese_similar_questions_change_only_where_they_hold_letters(repair: Repair, knowledge: Knowledge) -> None:
    """They are as citizens type them; some hold pinyin or initials on purpose."""
    said = [text for entry in knowledge.entries.values() for text in entry.similar["zh"] if not LATIN.search(text)]
    assert len(said) > 1000
    assert [text for text in said if meant(repair, text) != simplify(tidy(text))] == []


def test_english_similar_questions_seldom_change(repair: Repair, knowledge: Knowledge) -> None:
    """Some are misspelt on purpose: about one in thirty."""
    said = [text for entry in knowledge.entries.values() for text in entry.similar["en"]]
    changed = [text for text in said if meant(repair, text) != tidy(text)]
    assert 0 < len(changed) < 0.04 * len(said)


@pytest.mark.parametrize("text", ["身份正掉了", "lost pasport"])
def test_words_are_looked_up_in_both_texts(repair: Repair, text: str) -> None:
    reading = repair.read(text)
    assert reading.words.splitlines() == [text, reading.meant] and reading.meant != text


@pytest.mark.parametrize("text", ["身份证掉了", "lost passport"])
def test_words_of_a_right_text_are_looked_up_once(repair: Repair, text: str) -> None:
    assert repair.read(text) == (text, text)


@pytest.mark.parametrize("text", ["户口薄和社包卡丢了", "i lost my pasport n ID"])
def test_two_repairs_of_one_knowledge_read_alike(repair: Repair, knowledge: Knowledge, text: str) -> None:
    other = repair_for(knowledge, Segmenter(knowledge.domain_words()))
    assert other.read(text) == repair.read(text)


@pytest.mark.parametrize("text", ["xianan" * 50 + "q", "户口薄" * 100, "pasport " * 40, "a" * 600])
def test_the_longest_texts_are_read(repair: Repair, text: str) -> None:
    assert repair.read(text).meant


def test_sounds_that_are_mixed_up_here_are_one() -> None:
    assert [fold_sound(one) for one in ("zhang", "chi", "shi", "nan", "xing", "xiang")] == ["zan", "ci", "si", "lan", "xin", "xiang"]
    assert sounds_of("张")[0] == fold_sound("zan") and sounds_of("x") == ()
    assert initials_of("营业执照") == "yyzz"


@pytest.mark.parametrize(
    ("letters", "cut"), [("gongjijin", ["gong", "ji", "jin"]), ("lvse", ["lv", "se"]), ("passport", []), ("", []), ("anan" * 80 + "q", [])]
)
def test_letters_are_cut_into_syllables_or_are_no_pinyin(letters: str, cut: list[str]) -> None:
    assert syllables_of(letters) == cut

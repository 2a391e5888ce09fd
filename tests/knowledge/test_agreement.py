"""What both languages of an entry must share: facts, lengths, terms; and what no text may hold."""

from __future__ import annotations

import pytest

from bot.knowledge.check import check
from bot.knowledge.facts import missing
from bot.knowledge.personal import has_identity
from bot.knowledge.wording import broken_links, sound
from tests.knowledge.house import TODAY, House


def codes(house: House) -> list[str]:
    return [problem.code for problem in check(house.root, TODAY).problems]


def answer(zh: str, en: str) -> str:
    return "answer:\n  zh: |\n" + "".join(f"    {line}\n" for line in zh.split("\n")) + "  en: |\n" + "".join(
        f"    {line}\n" for line in en.split("\n")
    )  # fmt: skip


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("3个工作日内办好", "within three working days"),
        ("半年以上", "at least 6 months"),
        ("费用3万元", "It costs CNY 30,000"),
        ("罚5-10万元", "a fine of 50,000 to 100,000 yuan"),
        ("滞纳金每日万分之五", "0.05 % a day"),
        ("百分之八十", "80 %"),
        ("9:00到17:00", "from 9 am to 5 pm"),
        ("2025年5月8日起", "since 8 May 2025"),
        ("5月1日前", "before May 1"),
        ("每年1月至6月", "from January to June each year"),
        ("请拨12345", "Call 12345"),
        ("去4S店", "go to a dealer"),
        ("总质量4500千克", "4,500 kg in all"),
        ("两年内", "within 24 months"),
        ("说明见 https://www.gov.cn/2020/1.html", "See the notice"),
        ("二十四个月", "two years"),
        ("两个月内", "within two months"),
        ("二十五天后", "after twenty-five days"),
        ("一年一次", "once a year"),
        ("第三天", "on the third day"),
        ("一周一次，周一到周五", "once a week, Monday to Friday"),
        ("补证收三十五元", "A new one costs 35 yuan"),
        ("半个月内", "within 15 days"),
        ("两周内", "within a fortnight"),
        ("You may 是可以的", "You may come in person"),
        ("24小时接听", "answered around the clock"),
        ("3岁以下托班", "care for under-threes"),
        ("三分之二以上业主同意", "two thirds of the owners agree"),
        ("四分之一的费用", "a quarter of the cost"),
        ("一式三份", "in three copies"),
        ("两次违法", "after two offences"),
    ],
)
def test_the_same_fact_in_other_words_agrees(zh: str, en: str) -> None:
    assert list(missing(zh, en)) == []


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("3个工作日", "5 working days", ("number", ["3"], ["5"])),
        ("三十天", "20 days", ("number", ["三十天"], ["20"])),
        ("收费40元", "It costs 20 yuan", ("amount", ["40元"], ["20 yuan"])),
        ("收费2万元", "It costs CNY 2,000", ("amount", ["2万元"], ["CNY 2,000"])),
        ("3月1日起", "from 1 May", ("date", ["3月1日"], ["1 May"])),
        ("一个月内", "within two months", ("number", [], ["two months"])),
        ("两个月内", "within one month", ("number", ["两个月"], [])),
        ("2023年11月7日起", "since 11 July 2023", ("date", ["2023年11月7日"], ["11 July 2023"])),
        ("收三十五元", "It costs 45 yuan", ("amount", ["三十五元"], ["45 yuan"])),
        ("半个月内", "within 30 days", ("number", ["半个月"], [])),
        ("请拨12366", "Call 12356", ("phone", ["12366"], ["12356"])),
        ("费率2.6%", "a rate of 2.1 %", ("number", ["2.6"], ["2.1"])),
        ("四分之三以上业主同意", "two thirds of the owners agree", ("number", ["四分之三"], ["two thirds"])),
        ("一式三份", "in two copies", ("number", ["三份"], ["two copies"])),
    ],
)
def test_a_fact_of_one_language_is_named_with_its_kind(zh: str, en: str, found: object) -> None:
    assert list(missing(zh, en)) == [found]


LINES = ("请先到窗口取号，按号办理。\n" * 3, "Take a number at the counter first and wait for your turn.\n" * 3)


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("收费40元。", "It costs 20 yuan.", ["K404"]),
        ("要3天。", "It takes 4 days.", ["K401"]),
        ("5月1日起。", "From 1 June.", ["K402"]),
        ("拨12366。", "Call 12367.", ["K403"]),
        ("请来。\n- 带证", "Please come.", ["K405"]),
        (f"{LINES[0]}- 带身份证。没有的，先补办再来。", f"{LINES[1]}- Bring your ID card.", ["K405"]),
        (f"{LINES[0]}- 带身份证。", f"{LINES[1]}- Bring your ID card. Without one, get a new one first.", ["K405"]),
        (f"{LINES[0]}- 带身份证。没有的，先补办。", f"{LINES[1]}- Bring your ID card; without one, get one first.", []),
        ("请来。\n再来。", "Please come.\nCome again.", []),
        ("证号33072219900307451X", "no number", ["K501"]),
        ("没有号码", "his number: 330722 looks like nothing, 33072219900307451X does", ["K401", "K401", "K501"]),
        ("请联系13812345678", "Call 13812345678", ["K502", "K502"]),
        ("写信到 a.b@163.com", "Write to hall@yk.gov.cn", ["K502"]),
        ("加微信 lifang_yk", "Write to us", ["K502"]),
        ("微信小程序也可以办", "You can use the WeChat mini program too", []),
        ("拨0086 136 0589 4417", "Call us", ["K401", "K502"]),
        ("浙G6T518是他的车", "His car is 浙 G·6T518", ["K502"]),
        ("住3幢502室", "He lives in Flat 502, Building 3", ["K502"]),
        ("到3号窗口，2楼", "Counter 3, on the 2nd floor", []),
        ("找应丽华女士", "Ask Mrs Ying", ["K502"]),
        ("找王科长", "Ask at the counter", ["K502"]),
        ("到柜台问", "Ask Wang Jianping", ["K502"]),
        ("到王阳明路办事处、业主任意一方都可以", "At the office in Wang Yangming Road", []),
        ("拨0579-87101234", "Call 0579-87101234", []),
        ("见[网站](http:/a.cn)", "See [site](https://www.gov.cn)", ["K503"]),
        ("见[网站](https://www.gov.cn)", "See www.gov.cn or [site](www gov)", ["K503"]),
    ],
)
def test_an_answer_gets_the_code_of_its_fault(house: House, zh: str, en: str, found: list[str]) -> None:
    house.entry("cards/lost.yml", answer(zh, en))
    assert sorted(set(codes(house))) == sorted(set(found))


def test_problems_speak_both_languages_and_name_the_line(house: House) -> None:
    file = house.entry("cards/lost.yml", answer("收费40元。", "It costs 20 yuan."))
    (problem,) = check(house.root, TODAY).problems
    assert problem.level == "warning" and problem.line == house.line(file, "收费40元") - 1
    assert (
        "40元" in problem.text("zh") and "20 yuan" in problem.text("zh") and "40元" in problem.text("en") and "金额" in problem.text("zh")
    )


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("3个月内。", "Within 3 years.", ["K401"]),
        ("三个月内。", "Within three days.", ["K401"]),
        ("7个工作日内。", "Within 7 days.", ["K401"]),
        ("7天内。", "Within 7 working days.", ["K401"]),
        ("7日内。", "Within 7 calendar days.", []),
        ("年满16周岁。", "From 16 years of age.", []),
        ("5年，每年审1次，5月1日前。", "5 years, checked once a year by 1 May.", []),
    ],
)
def test_as_many_of_another_unit_is_reported(house: House, zh: str, en: str, found: list[str]) -> None:
    house.entry("cards/lost.yml", answer(zh, en))
    assert codes(house) == found


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("请带身份证到窗口办理，当场办结。", "请带身份证到窗口办理，当场办结。", ["K408"]),
        ("Bring your papers to the counter.", "Bring your papers to the counter.", ["K408"]),
        ("在浙里办App搜索。", "Search for 残疾人两项补贴 in the Zheliban app (浙里办).", []),
        ("见 www.gov.cn", "See www.gov.cn", []),
    ],
)
def test_a_text_in_the_other_language_is_reported(house: House, zh: str, en: str, found: list[str]) -> None:
    house.entry("cards/lost.yml", answer(zh, en))
    assert sorted(set(codes(house))) == found


def test_the_number_of_a_draft_is_no_fact(house: House) -> None:
    house.entry("cards/lost.yml", 'question:\n  zh: 怎么办呢？\n  en: "(title to be written, 310be2)"\nstatus: draft\n')
    assert codes(house) == []


def test_a_number_stands_in_its_own_line(house: House) -> None:
    """Elsewhere in the answer the number is another one."""
    house.entry("cards/lost.yml", answer("审批30日。\n提前30日申请。", "The decision takes 30 days.\nApply 60 days before."))
    assert codes(house) == ["K401"]
    house.entry("cards/lost.yml", answer("审批30日。\n提前60日申请。", "The decision takes 30 days.\nApply 60 days before."))
    assert codes(house) == []


GLOSSARY = """\
- term: {zh: 居民身份证, en: resident identity card}
  plain: {zh: [身份证], en: [ID card]}
- term: {zh: 浙江省居住证, en: Zhejiang residence permit}
  plain: {zh: [居住证], en: [residence permit]}
"""


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("请带居住证。", "Bring your ID card.", ["K407"]),
        ("请带身份证。", "Bring your residence permit.", ["K407"]),
        ("请带居住证。", "Bring your residence permit.", []),
        ("请带居住证和身份证。", "Bring your ID card and the other one.", []),
        ("请带居住证。", "Bring it.", []),
        ("请带居住证。", "Bring your residence permit. Never a resident identity card.", ["K407"]),
        ("请带居住证，身份证不行。", "Bring your residence permit. Never a resident identity card.", []),
        ("请带身份证。", "Bring your ID card or Zhejiang permit.", []),
        ("电话0579-87123456，带居住证。", "Telephone 0579-87123456, with an ID card and a residence permit.", []),
    ],
)
def test_a_term_that_became_another_is_reported(house: House, zh: str, en: str, found: list[str]) -> None:
    house.write("glossary.yml", GLOSSARY)
    house.entry("cards/lost.yml", answer(zh, en))
    assert codes(house) == found


@pytest.mark.parametrize(
    ("zh", "en", "found"),
    [
        ("请问 lost.yml 怎么办呢", "something else", 1),
        ("别的", "please, how about lost.yml", 1),
        ("别的", "could you tell me about lost.yml", 1),
        ("怎么办理 lost.yml", "something else", 1),
        ("lost.yml的话，请教怎么办呀", "something else", 1),
        ("lost.yml 办理", "about lost", 0),
        ("我想问下 lost.yml 需不需要，谢谢", "something else", 1),
        ("别的", "hi, I wonder if someone can help: about lost.yml", 1),
    ],
)
def test_a_similar_question_that_is_the_title_is_reported(house: House, zh: str, en: str, found: int) -> None:
    house.entry("cards/lost.yml", f'similar:\n  zh: [{zh}, b2, b3, b4, b5]\n  en: ["{en}", c2, c3, c4, c5]\n')
    assert codes(house) == ["K504"] * found


@pytest.mark.parametrize(
    ("number", "is_one"),
    [("33072219900307451X", True), ("330722199013074518", False), ("913307847909876543", False), ("１２３４５", False)],
)
def test_only_a_number_with_a_day_of_birth_is_an_identity(number: str, is_one: bool) -> None:
    assert has_identity(f"号码{number}。") is is_one


@pytest.mark.parametrize(
    ("url", "good"),
    [
        ("https://www.gov.cn/a?b=1", True), ("http://zjzwfw.gov.cn", True), ("tel:12345678", True), ("htp://a.cn", False),
        ("https:/a.cn", False), ("https://localhost", False), ("https://a .cn", False), ("www.gov.cn", False), ("https://a.cn，b", False),
    ],
)  # fmt: skip
def test_an_address_leads_somewhere_or_not(url: str, good: bool) -> None:
    assert sound(url) is good


@pytest.mark.parametrize("text", ["见[网站](https://www.gov.cn)。", "see [the list] below", "[详见](tel:057987101234)", "（见网站）"])
def test_sound_links_and_plain_brackets_pass(text: str) -> None:
    assert list(broken_links(text)) == []

"""Rules for single texts: in whatever field they stand, what citizens read holds nothing personal and nothing that is yet to be written."""

from __future__ import annotations

import pytest

from bot.knowledge.check import check
from bot.knowledge.placeholders import BLANK, is_placeholder
from bot.knowledge.problems import Problem, named
from tests.knowledge.house import TODAY, House


def basis(zh: str = "《身份证法》", en: str = "Law on ID Cards") -> str:
    return f'basis:\n  - title:\n      zh: "{zh}"\n      en: "{en}"\n'


def only(house: House, changes: str) -> Problem:
    """The one problem that the changes make."""
    house.entry("cards/lost.yml", changes)
    (problem,) = check(house.root, TODAY).problems
    return problem


@pytest.mark.parametrize(
    ("zh", "en"), [(f"《身份证法》{BLANK['basis']['zh']}", "Law"), ("法", BLANK["basis"]["en"]), ("（待补充）", "Law")]
)
def test_a_basis_that_is_yet_to_be_named_is_not_published(house: House, zh: str, en: str) -> None:
    problem = only(house, basis(zh, en))
    assert (problem.code, problem.level, problem.line) == ("K505", "error", house.line("cards/lost.yml", en if zh == "法" else zh))
    house.entry("cards/lost.yml", basis(zh, en) + "status: draft\n")
    assert check(house.root, TODAY).problems == ()


@pytest.mark.parametrize(("zh", "en"), [("居民身份证法 33072219900307451X", "Law"), ("法", "Law 33072219900307451X")])
def test_an_identity_number_in_a_basis_is_an_error(house: House, zh: str, en: str) -> None:
    problem = only(house, basis(zh, en))
    assert (problem.code, problem.level) == ("K501", "error") and "basis 第 1 项 title" in problem.what["zh"]


@pytest.mark.parametrize(
    ("zh", "en"), [("法，王先生", "Law"), ("法", "Law, Mr Wang"), ("法 13812345678", "Law"), ("法", "Law 13812345678")]
)
def test_what_is_personal_in_a_basis_gets_a_warning(house: House, zh: str, en: str) -> None:
    assert only(house, basis(zh, en)).code == "K502"


@pytest.mark.parametrize(("zh", "en"), [("见 https:/www.gov.cn", "Law"), ("法", "Law, see https:/www.gov.cn")])
def test_a_malformed_link_in_a_basis_gets_a_warning(house: House, zh: str, en: str) -> None:
    assert only(house, basis(zh, en)).code == "K503"


@pytest.mark.parametrize(("zh", "en"), [("问 33072219900307451X", "ask"), ("问", "ask 33072219900307451X")])
def test_a_note_for_staff_may_name_nobody_either_but_may_say_what_is_to_be_written(house: House, zh: str, en: str) -> None:
    assert only(house, f"confirm: {{zh: [{zh}], en: [{en}]}}\n").code == "K501"
    house.entry("cards/lost.yml", "confirm: {zh: [费用（待定）], en: [TBC]}\n")
    assert check(house.root, TODAY).problems == ()


@pytest.mark.parametrize(
    "text",
    [
        *("（待补充）", "待补充", "待定", "【待填写】", "尚待完善。", "费用（待定）", "暂缺", "xxx", "ＸＸＸ", "TODO：办理时间"),
        *("(to be written)", "To be confirmed.", "TODO", "to-do", "TBC", "Open from (TBC).", "[tbd]", "XXXX", "TODO: the opening hours"),
    ],
)
def test_what_people_write_for_a_text_to_come_is_known_as_such(house: House, text: str) -> None:
    assert is_placeholder(text)
    house.entry("cards/lost.yml", f'guide:\n  fee: {{zh: "{text}", en: "{text}"}}\n')
    assert house.codes() == ["K505", "K505"]


@pytest.mark.parametrize(
    "text",
    [
        *(
            "由待定点医院确认",
            "（待领取时）请带身份证",
            "每次 xxx 元以下",
            "状态为“待确认”的可以撤回",
            "待办事项",
            "资料待补充的，一次告知",
        ),
        *(
            "The papers to be written by hand",
            "(to be filled in by the hospital)",
            "what do I have to do",
            "Todo el mundo",
            "TBCs are cards",
        ),
    ],
)
def test_a_text_with_such_words_in_it_is_none(text: str) -> None:
    assert not is_placeholder(text)


@pytest.mark.parametrize(
    ("path", "zh", "en"),
    [
        (("answer", "zh"), "answer.zh", "answer.zh"),
        (("similar", "en", 0), "similar.en 第 1 项", "similar.en item 1"),
        (("basis", 1, "title", "zh"), "basis 第 2 项 title.zh", "basis item 2 title.zh"),
    ],
)
def test_a_place_is_named_as_people_count(path: tuple[object, ...], zh: str, en: str) -> None:
    assert named(path) == {"zh": zh, "en": en}


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "“similar.zh 第 2 项”还是待填内容"), ("en", "'similar.zh item 2' has yet to be written")]
)
def test_a_placeholder_among_the_questions_is_named_with_its_number(house: House, lang: str, said: str) -> None:
    house.entry("cards/lost.yml", "similar:\n  zh: [一, （待补充）, 三, 四, 五]\n  en: [one, two, three, four, five]\n")
    (problem,) = house.problems()
    assert said in problem.text("zh" if lang == "zh" else "en")

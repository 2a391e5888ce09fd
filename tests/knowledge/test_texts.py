"""Rules for single texts: in whatever field they stand, what citizens read holds nothing personal and nothing that is yet to be written."""

from __future__ import annotations

import pytest

from bot.knowledge.bounds import MOST_ANSWER, MOST_OTHER, MOST_QUESTION
from bot.knowledge.check import check
from bot.knowledge.documents import MOST_BYTES
from bot.knowledge.placeholders import BLANK, is_placeholder
from bot.knowledge.problems import Problem, named
from bot.settings import Settings
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


def similar(zh: str, en: str) -> str:
    return f'similar:\n  zh: ["{zh}", 二, 三, 四, 五]\n  en: ["{en}", two, three, four, five]\n'


@pytest.mark.parametrize("key", ["similar", "question"])
@pytest.mark.parametrize(("zh", "en"), [("长" * 301, "one"), ("一", "a" * 601)])
def test_a_question_that_nobody_could_ask_is_too_long(house: House, key: str, zh: str, en: str) -> None:
    problem = only(house, similar(zh, en) if key == "similar" else f'question: {{zh: "{zh}", en: "{en}"}}\n')
    assert (problem.code, problem.level) == ("K008", "error")
    assert str(max(len(zh), len(en))) in problem.text("zh") and str(max(len(zh), len(en))) in problem.text("en")


def test_a_question_may_be_as_long_as_what_a_citizen_may_ask(house: House) -> None:
    assert Settings().web_max_text == MOST_QUESTION
    house.entry("cards/lost.yml", similar("长" * MOST_QUESTION, "a" * (2 * MOST_QUESTION)))
    assert house.codes() == []


@pytest.mark.parametrize(("key", "most"), [("answer", MOST_ANSWER), ("fee", MOST_OTHER)])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_that_nobody_reads_is_too_long(house: House, key: str, most: int, lang: str) -> None:
    for more, codes in ((0, []), (1, ["K008"])):
        texts = {"zh": "免费", "en": "free", lang: "字" * (most + more)}
        fields = f"zh: {texts['zh']}, en: {texts['en']}"
        house.entry("cards/lost.yml", f"answer: {{{fields}}}\n" if key == "answer" else f"guide:\n  {key}: {{{fields}}}\n")
        assert house.codes() == codes


@pytest.mark.parametrize(("more", "codes"), [(0, []), (1, ["K008"])])
def test_a_file_has_a_most_size_and_is_not_read_beyond(house: House, more: int, codes: list[str]) -> None:
    house.entry("cards/lost.yml")
    text = (house.root / "cards/lost.yml").read_bytes()
    house.write("cards/lost.yml", text + b"#" * (MOST_BYTES - len(text) + more))
    assert house.codes() == codes
    assert all("256 KB" in problem.text("zh") and "256 KB" in problem.text("en") for problem in house.problems())


@pytest.mark.parametrize("char", ["\u200b", "\u200c", "\u2060", "\u00ad", "\ufeff", "\u200d", "\u200e"])
@pytest.mark.parametrize(("zh", "en"), [("请到\u4e00窗口*办理。", "Please come."), ("请来。", "Come to the *counter.")])
def test_a_character_that_nobody_sees_gets_a_warning_that_says_where(house: House, char: str, zh: str, en: str) -> None:
    problem = only(house, f'answer:\n  zh: "{zh}"\n  en: "{en}"\n'.replace("*", char))
    assert (problem.code, problem.level) == ("K506", "warning")
    before = (zh if "*" in zh else en).split("*")[0][-8:]
    assert f"U+{ord(char):04X}" in problem.text("zh") and f"“{before}”之后" in problem.text("zh")
    assert f"U+{ord(char):04X}" in problem.text("en") and f"after '{before}'" in problem.text("en")


@pytest.mark.parametrize("char", ["\u202e", "\u202d", "\u2066"])
@pytest.mark.parametrize(("zh", "en"), [("拨打*54321", "one"), ("一", "dial *54321")])
def test_a_character_that_turns_the_order_of_a_text_is_an_error(house: House, char: str, zh: str, en: str) -> None:
    problem = only(house, similar(zh, en).replace("*", char))
    assert (problem.code, problem.level) == ("K506", "error")


@pytest.mark.parametrize("text", ["👨\u200d👩\u200d👧 全家", "👩\ufe0f\u200d⚕\ufe0f nurse", "１２３　全角", "no\u00a0break"])
def test_emoji_and_wide_signs_are_seen(house: House, text: str) -> None:
    house.entry("cards/lost.yml", similar(text, text + " too"))
    assert house.codes() == []

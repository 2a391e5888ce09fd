"""Fields of an entry: what is missing or of the wrong kind, in either language."""

from __future__ import annotations

import pytest

from bot.knowledge.schema import Entry
from bot.language import Lang
from tests.knowledge.house import DEPARTMENTS, House

FIVE = "[a1, a2, a3, a4, a5]"


def only(house: House, changes: str, words: str) -> str:
    """The code of the one problem that the changes make, which must be reported at the line with these words."""
    file = house.entry("cards/lost.yml", changes)
    ((where, line, code),) = house.found()
    assert (where, line) == (file, house.line(file, words))
    return code


def entry(house: House, changes: str) -> Entry:
    house.entry("cards/lost.yml", changes)
    return house.load().require().entries["cards/lost"]


@pytest.mark.parametrize("changes", ["relatd: [x]\n", "Question: x\n", "fees: x\n"])
def test_an_unknown_key_is_reported(house: House, changes: str) -> None:
    assert only(house, changes, changes.split(":")[0] + ":") == "K003"


def test_an_unknown_key_deeper_down_is_reported_at_its_line(house: House) -> None:
    assert only(house, "guide:\n  fee: {zh: 免费, en: free}\n  price: {zh: 免费, en: free}\n", "price") == "K003"
    assert only(house, "basis:\n  - title: {zh: 法, en: Law}\n    link: x\n", "link") == "K003"
    assert only(house, "answer:\n  zh: 一\n  en: one\n  de: eins\n", "de:") == "K003"


@pytest.mark.parametrize("key", ["question", "similar", "answer", "basis", "reviewed", "status"])
def test_each_required_key_is_missed(house: House, key: str) -> None:
    file = house.entry("cards/lost.yml", without=key)
    assert house.found() == [(file, 1, "K004")]
    (problem,) = house.problems()
    assert key in problem.text("zh") and key in problem.text("en")


@pytest.mark.parametrize("key", ["valid_until", "guide"])
def test_the_other_keys_may_be_left_out(house: House, key: str) -> None:
    house.entry("cards/lost.yml", without=key)
    assert house.codes() == []


@pytest.mark.parametrize(("changes", "words"), [("status:\n", "status"), ("basis: []\n", "basis"), ("guide:\n  phone:\n", "phone")])
def test_a_key_without_a_value_is_missed(house: House, changes: str, words: str) -> None:
    assert only(house, changes, words) == "K004"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ("question: 身份证丢了\n", "question"),
        ("question:\n  zh: [办证]\n  en: x\n", "[办证]"),
        ("answer:\n  zh: 办证\n  en: {text: x}\n", "{text"),
        (f"similar:\n  zh: 办证\n  en: {FIVE}\n", "zh: 办证"),
        (f"similar:\n  zh: {FIVE}\n  en: b1, b2\n", "b1, b2"),
        ("guide: 见窗口\n", "guide"),
        ("guide:\n  steps: {zh: 一, en: [one]}\n", "steps"),
        ("basis: 法\n", "basis"),
        ("basis:\n  - 法\n", "- 法"),
    ],
)
def test_a_value_of_the_wrong_kind_is_reported(house: House, changes: str, words: str) -> None:
    assert only(house, changes, words) == "K005"


def test_an_empty_text_in_a_list_is_reported_at_its_line(house: House) -> None:
    assert only(house, "similar:\n  zh:\n    - a\n    - b\n    - ''\n    - c\n    - d\n    - e\n  en: [f, g, h, i, j]\n", "''") == "K005"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("key", ["question", "answer"])
def test_a_missing_language_is_reported_and_named(house: House, key: str, lang: str) -> None:
    other = "en" if lang == "zh" else "zh"
    assert only(house, f"{key}:\n  {other}: 办证 card\n", f"{key}:") == "K101"
    (problem,) = house.problems()
    assert ("中文" if lang == "zh" else "英文") in problem.what["zh"]
    assert ("Chinese" if lang == "zh" else "English") in problem.what["en"]


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    "changes", [f"similar:\n  LANG: {FIVE}\n", "guide:\n  where:\n    LANG: 窗口 counter\n", "basis:\n  - title:\n      LANG: 法 law\n"]
)
def test_a_missing_language_is_reported_everywhere(house: House, changes: str, lang: str) -> None:
    house.entry("cards/lost.yml", changes.replace("LANG", lang))
    assert house.codes() == ["K101"]


def test_both_languages_pass(house: House) -> None:
    found = entry(house, "question:\n  zh: 身份证丢了？\n  en: Lost ID card?\n")
    assert found.question == {"zh": "身份证丢了？", "en": "Lost ID card?"}


@pytest.mark.parametrize("element", ["materials", "steps"])
def test_lists_of_a_guide_must_match_item_by_item(house: House, element: str) -> None:
    assert only(house, f"guide:\n  {element}:\n    zh: [一, 二]\n    en: [one]\n", element) == "K102"
    found = entry(house, f"guide:\n  {element}:\n    zh: [一, 二]\n    en: [one, two]\n")
    assert found.guide_text(element, "zh") == "一\n二" and found.guide_text(element, "en") == "one\ntwo"


@pytest.mark.parametrize(("few", "many"), [("zh", "en"), ("en", "zh")])
def test_fewer_than_five_similar_questions_are_too_few(house: House, few: str, many: str) -> None:
    assert only(house, f"similar:\n  {many}: {FIVE}\n  {few}: [b1, b2, b3, b4]\n", "b1") == "K103"
    assert entry(house, f"similar:\n  {many}: {FIVE}\n  {few}: [b1, b2, b3, b4, b5]\n")


@pytest.mark.parametrize("phone", ["12345", "0571123", "12345.0"])
def test_a_phone_without_quotes_is_reported(house: House, phone: str) -> None:
    assert only(house, f"guide:\n  phone: {phone}\n", "phone") == "K205"


@pytest.mark.parametrize("phone", ["12345", "0571123", "0579-8710 1234", "12345/12333", "(0579) 87101234", "+86 579 87101234", "110"])
def test_a_phone_that_can_be_dialled_passes(house: House, phone: str) -> None:
    assert entry(house, f'guide:\n  phone: "{phone}"\n').guide_text("phone", "zh") == phone


@pytest.mark.parametrize("phone", ["“12345”", "１２３６６", "call Tom", "请问小王", "12345.0", "12", "0579－87101234", "12345 转 2", "-"])
@pytest.mark.parametrize(("lang", "said"), [("zh", "不能拨打"), ("en", "cannot be dialled")])
def test_what_cannot_be_dialled_is_no_phone(house: House, phone: str, lang: Lang, said: str) -> None:
    assert only(house, f'guide:\n  phone: "{phone}"\n', "phone") == "K211"
    assert said in house.problems()[0].text(lang)


def test_the_phone_of_a_department_must_be_one_that_can_be_dialled_too(house: House) -> None:
    house.write("departments.yml", DEPARTMENTS.replace("12366", "１２３６６"))
    assert house.found() == [("departments.yml", house.line("departments.yml", "１２３６６"), "K211")]


@pytest.mark.parametrize("value", ["2026-12-01", "2026", "3.5", "true"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_text_that_yaml_reads_as_something_else_is_reported(house: House, value: str, lang: str) -> None:
    other = "en" if lang == "zh" else "zh"
    assert only(house, f"guide:\n  time:\n    {other}: x\n    {lang}: {value}\n", f"{lang}: {value}") == "K206"
    assert entry(house, f'guide:\n  time:\n    {other}: x\n    {lang}: "{value}"\n').guide["time"] == {other: "x", lang: value}


@pytest.mark.parametrize("value", ["20/11/2026", "2026-13-40", "2026年11月20日", "20261120", "2026-11-20 09:00:00", "soon"])
@pytest.mark.parametrize("key", ["reviewed", "valid_until"])
def test_what_is_no_date_is_reported(house: House, key: str, value: str) -> None:
    assert only(house, f"{key}: {value}\n", key) == "K207"


@pytest.mark.parametrize("value", ["2026-11-20", '"2026-11-20"'])
def test_a_date_passes_with_or_without_quotes(house: House, value: str) -> None:
    assert entry(house, f"reviewed: {value}\n").reviewed.isoformat() == "2026-11-20"


@pytest.mark.parametrize("status", ["online", "Published", "yes", "[draft]"])
def test_an_unknown_status_is_reported(house: House, status: str) -> None:
    assert only(house, f"status: {status}\n", "status") == "K208"


@pytest.mark.parametrize("status", ["draft", "published", "retired"])
def test_the_three_statuses_pass(house: House, status: str) -> None:
    assert entry(house, f"status: {status}\n").status == status


def test_not_and_confirm_are_read_in_both_languages(house: House) -> None:
    found = entry(house, "not: {zh: [社保卡丢了], en: [lost bank card]}\nconfirm: {zh: [窗口], en: [counter]}\n")
    assert (found.not_["zh"], found.not_["en"]) == (("社保卡丢了",), ("lost bank card",))
    assert (found.confirm["zh"], found.confirm["en"]) == (("窗口",), ("counter",))

"""What is said of a slip: in both languages, at its line, with advice that is true and without a programmer's words."""

from __future__ import annotations

import re

import pytest

from bot.knowledge.problems import Problem
from bot.language import LANGUAGES, Lang
from tests.knowledge.house import ENTRY, House

LISTS = "similar:\n  zh: [a1, a2, a3, a4, a5]\n  en:\n    - b1\n    - b2\n    - b3\n    - b4\n    - b5\n    - {}\n"


def only(house: House, changes: str) -> Problem:
    """The one problem that the changes make."""
    house.entry("cards/lost.yml", changes)
    (problem,) = house.problems()
    return problem


def broken(house: House, old: str, new: str) -> Problem:
    """The one problem of the entry with one of its texts in another way."""
    assert old in ENTRY
    house.write("cards/lost.yml", ENTRY.replace(old, new, 1))
    (problem,) = house.problems()
    assert not re.search(r"[a-z]{4,} [a-z]{3,}", problem.text("zh")), "the reader's own words"
    assert not re.search(r"token|scalar|mapping|indicator|document start", problem.text("en"))
    return problem


@pytest.mark.parametrize(
    ("old", "new", "line", "zh", "en"),
    [
        ("  zh: NAME 怎么办", "\tzh: NAME 怎么办", 2, "制表符", "a tab"),
        ("    url:", "\t\turl:", 18, "制表符", "a tab"),
        ("status: published", "status：published", 21, "全角的（：）", "full-width one (：)"),
        ("  zh: NAME 怎么办", "  zh：NAME 怎么办", 2, "全角的（：）", "full-width one (：)"),
        ("  materials:\n    zh: [户口簿]", "  materials:\n　　zh: [户口簿]", 12, "全角空格", "full-width or a no-break blank"),
        ("  materials:\n    zh: [户口簿]", "  materials:\n\u00a0\u00a0zh: [户口簿]", 12, "全角空格", "full-width or a no-break blank"),
        ("status: published", "<<<<<<< HEAD\nstatus: published\n=======\nstatus: draft\n>>>>>>> b", 21, "冲突标记", "a conflict in git"),
        ("[户口簿]", "[户口簿", 13, "没有配对", "not closed"),
        ("zh: 请到", "zh: @请到", 8, "特殊符号", "special sign"),
        ("en: Please", "en: Please: now", 9, "冒号或缩进", "A colon or the indent"),
        ("en: Please come to the counter.", "en: 'Please come", 9, "没有结束", "never ends"),
        ("status: published", "status: published\n---\nx: 1", 22, "---", "---"),
    ],
)
def test_a_slip_is_named_at_its_line(house: House, old: str, new: str, line: int, zh: str, en: str) -> None:
    problem = broken(house, old, new)
    assert (problem.code, problem.line) == ("K001", line)
    assert zh in problem.what["zh"] and en in problem.what["en"]


def test_a_blank_of_two_widths_at_the_head_of_a_paragraph_is_no_slip(house: House) -> None:
    house.entry("cards/lost.yml", "answer:\n  zh: |\n    　　请到窗口办理。\n  en: Please come.\nreviewed: [2026-11-20\n")
    (problem,) = house.problems()
    assert "全角空格" not in problem.text("zh") and "blank" not in problem.what["en"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "“en:”后面写上内容"), ("en", "Write the text behind 'en:'.")])
@pytest.mark.parametrize("empty", ["", " ''", " []"])
def test_an_empty_language_is_told_at_its_own_line(house: House, lang: Lang, said: str, empty: str) -> None:
    problem = only(house, f"question:\n  zh: 身份证？\n  en:{empty}\n")
    assert (problem.code, problem.line) == ("K101", 3)
    assert said in problem.text(lang)


@pytest.mark.parametrize(
    ("written", "zh", "en"),
    [
        ("12:30", "数字", "a number"),
        ("007", "数字", "a number"),
        ("yes", "“是”或“否”", "yes or no"),
        ("2026-01-01", "日期", "a date"),
        ("2026-01-01 10:00:00", "日期", "a date"),
    ],
)
def test_what_is_read_as_something_else_is_shown_as_it_was_written(house: House, written: str, zh: str, en: str) -> None:
    problem = only(house, LISTS.format(written))
    assert problem.code == "K206" and problem.fix["zh"].endswith(f'"{written}"。') and problem.fix["en"].endswith(f'"{written}".')
    assert zh in problem.what["zh"] and en in problem.what["en"]
    house.entry("cards/lost.yml", LISTS.format(f'"{written}"'))
    assert house.codes() == []


def test_a_phone_without_quotes_is_shown_as_it_was_written(house: House) -> None:
    assert '"0571123"' in only(house, "guide:\n  phone: 0571123\n").fix["en"]


@pytest.mark.parametrize(("lang", "said"), [("zh", "“similar.en 第 6 项”是空的"), ("en", "'similar.en item 6' is empty")])
@pytest.mark.parametrize("empty", ["", "''"])
def test_an_empty_item_is_said_to_be_empty(house: House, lang: Lang, said: str, empty: str) -> None:
    problem = only(house, LISTS.format(empty))
    assert problem.code == "K005" and said in problem.text(lang)


@pytest.mark.parametrize(("lang", "said"), [("zh", "文件是空的"), ("en", "The file is empty")])
def test_an_empty_file_is_said_to_be_empty(house: House, lang: Lang, said: str) -> None:
    house.write("cards/lost.yml", "# nothing yet\n")
    (problem,) = house.problems()
    assert problem.code == "K005" and said in problem.text(lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    ("changes", "code", "shown"),
    [
        ("valid_until: 2027-11-20 10:00:00\n", "K207", "2027-11-20 10:00:00"),
        ("valid_until:\n", "K207", "valid_until"),
        ("status: yes\n", "K208", "yes"),
        ("status: [draft]\n", "K208", "draft"),
        ("related:\n  -\n", "K005", "related"),
        ("related:\n  - 5\n", "K206", '"5"'),
    ],
)
def test_no_type_of_the_program_is_shown(house: House, lang: Lang, changes: str, code: str, shown: str) -> None:
    problem = only(house, changes)
    assert problem.code == code and shown in problem.text(lang)
    assert not re.search(r"datetime|None|True|\['", problem.text(lang))

"""`faq check`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.curation.__main__ import interface_language
from tests import small_knowledge
from tests.curation.conftest import GOOD, Run
from tests.small_knowledge import INVOICE


@pytest.mark.parametrize(("lang", "said"), [("zh", "5 个条目，没有问题。\n"), ("en", "5 entries, no problem.\n")])
def test_good_files_are_counted_and_the_exit_code_is_nought(run: Run, good: Path, lang: str, said: str) -> None:
    assert run("check", good, "--lang", lang) == (0, said, "")


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["K101 “answer”没有英文。", "请在“answer:”下补上“en:”。", "1 个问题；改正前不能使用这一版。"]),
        (
            "en",
            [
                "K101 'answer' has no English.",
                "Add 'en:' under 'answer:'.",
                "1 problem(s); this version cannot be served until they are mended.",
            ],
        ),
    ],
)
def test_a_broken_file_is_named_with_line_code_and_what_to_do(run: Run, good: Path, lang: str, said: list[str]) -> None:
    small_knowledge.break_it(good)
    code, output, _ = run("check", good, "--lang", lang)
    lines = (good / f"{INVOICE}.yml").read_text(encoding="utf-8").splitlines()
    place = next(number for number, line in enumerate(lines, start=1) if line.startswith("answer:"))
    assert code == 1
    assert output.splitlines()[0].startswith(f"{INVOICE}.yml:{place}: K101") or output.startswith(f"{INVOICE}.yml:{place + 1}: K101")
    assert all(sentence in output for sentence in said)


def test_all_problems_come_in_one_run(run: Run, good: Path) -> None:
    small_knowledge.break_it(good)
    (good / "tax" / "worse.yml").write_text("question: [", encoding="utf-8")
    code, output, _ = run("check", good, "--lang", "en")
    assert code == 1
    assert "K101" in output and "K001" in output and "2 problem(s)" in output


@pytest.mark.parametrize(("lang", "said"), [("zh", "6 个条目，1 个问题。"), ("en", "6 entries, 1 problem(s).")])
def test_a_notice_is_shown_too_and_does_not_keep_the_version_from_being_served(run: Run, tmp_path: Path, lang: str, said: str) -> None:
    code, output, _ = run("check", small_knowledge.write(tmp_path / "k"), "--lang", lang)
    assert code == 1
    assert "K301" in output and said in output


def test_json_is_one_object_a_problem_and_nothing_else(run: Run, good: Path) -> None:
    assert run("check", good, "--json") == (0, "", "")
    small_knowledge.break_it(good)
    code, output, _ = run("check", good, "--json")
    (problem,) = map(json.loads, output.splitlines())
    assert code == 1
    assert (problem["file"], problem["code"], problem["level"]) == (f"{INVOICE}.yml", "K101", "error")
    assert set(problem["what"]) == set(problem["fix"]) == {"zh", "en"}


def test_a_folder_that_is_not_there_is_a_problem_and_no_crash(run: Run, tmp_path: Path) -> None:
    code, output, _ = run("check", tmp_path / "nowhere", "--lang", "en")
    assert code == 1 and "K006" in output


@pytest.mark.parametrize(
    ("variables", "lang"),
    [
        ({"FAQ_LANG": "zh"}, "zh"),
        ({"FAQ_LANG": "en", "LANG": "zh_CN.UTF-8"}, "en"),
        ({"LC_ALL": "zh_CN.UTF-8"}, "zh"),
        ({"LC_ALL": "C.UTF-8"}, "en"),
        ({}, "en"),
    ],
)
def test_without_a_wish_the_locale_decides_the_language(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], lang: str) -> None:
    for name in ("FAQ_LANG", "LC_ALL", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert interface_language() == lang


def test_the_checked_example_is_what_other_tests_rely_on() -> None:
    assert len(GOOD) == 5

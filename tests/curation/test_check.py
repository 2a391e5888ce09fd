"""`faq check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.curation.__main__ import interface_language
from tests import small_knowledge
from tests.curation.conftest import GOOD, Run
from tests.small_knowledge import INVOICE


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """The small knowledge with similar questions in words of their own."""
    return small_knowledge.write(tmp_path / "knowledge", {id_: in_own_words(id_, content) for id_, content in GOOD.items()})


def in_own_words(id_: str, content: dict[str, Any]) -> dict[str, Any]:
    zh, en = ([f"{id_} {word} {lang}" for word in "abcde"] for lang in ("中", "en"))
    return {**content, "similar": {"zh": zh, "en": en}}


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


@pytest.mark.parametrize(("lang", "said"), [("zh", "5 个条目，没有错误，1 个警告。"), ("en", "5 entries, no error, 1 warning(s).")])
def test_a_warning_is_shown_too_and_the_exit_code_stays_nought(run: Run, good: Path, lang: str, said: str) -> None:
    spoil(good)
    code, output, _ = run("check", good, "--lang", lang)
    assert code == 0
    assert "K401" in output and said in output


def spoil(root: Path) -> None:
    """A number in one language only: K401."""
    path = root / f"{INVOICE}.yml"
    path.write_text(path.read_text(encoding="utf-8").replace("请到窗口办理", "请在7天内到窗口办理"), encoding="utf-8")


@pytest.mark.parametrize(("lang", "words"), [("zh", "只有中文有 7"), ("en", "only Chinese has 7")])
def test_annotations_name_level_file_line_and_code(run: Run, good: Path, monkeypatch: pytest.MonkeyPatch, lang: str, words: str) -> None:
    spoil(good)
    monkeypatch.chdir(good.parent)
    code, output, _ = run("check", good, "--format", "github", "--lang", lang)
    assert code == 0
    assert output.startswith(f"::warning file=knowledge/{INVOICE}.yml,line=") and ",title=K401::" in output and words in output
    small_knowledge.break_it(good)
    code, output, _ = run("check", good, "--format", "github", "--lang", lang)
    assert code == 1 and output.startswith("::error ") and output.count("\n") == 1


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

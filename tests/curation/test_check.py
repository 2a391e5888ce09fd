"""`faq check`."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from bot.curation.__main__ import interface_language
from tests import small_knowledge
from tests.curation.conftest import GOOD, Run
from tests.small_knowledge import ID_LOST, INVOICE


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


@pytest.mark.parametrize(("lang", "words"), [("zh", "不存在；请给出知识文件夹"), ("en", "does not exist; name the knowledge folder")])
@pytest.mark.parametrize("inside", [False, True])
def test_a_path_that_is_not_there_is_said_to_be_so(run: Run, good: Path, lang: str, words: str, inside: bool) -> None:
    code, output, errors = run("check", (good if inside else good.parent) / "nowhere.yml", "--lang", lang)
    assert code == 1 and output == "" and "nowhere.yml" in errors and words in errors


@pytest.mark.parametrize(
    ("lang", "folder", "file"),
    [("zh", "里没有知识文件", "不是知识文件"), ("en", "holds no knowledge files", "is no file of the knowledge")],
)
def test_a_path_that_is_no_knowledge_is_said_to_be_so(run: Run, good: Path, lang: str, folder: str, file: str) -> None:
    other, readme, lone = good.parent / "other", good / "README.md", good.parent / "x.yml"
    other.mkdir()
    readme.write_text("x", encoding="utf-8")
    lone.write_text("x: 1\n", encoding="utf-8")
    for path, words in ((other, folder), (readme, file), (lone, file)):
        code, _, errors = run("check", path, "--lang", lang)
        assert code == 1 and words in errors and "K006" not in errors


@pytest.mark.parametrize(
    ("lang", "one", "other"),
    [
        ("zh", "没有问题。其他文件还有 1 个，用 ./faq check 查看。", "：1 个错误，0 个警告。"),
        ("en", ": no problem. 1 more in other files: see './faq check'.", ": 1 error(s), 0 warning(s)."),
    ],
)
def test_of_a_file_only_its_own_problems_are_shown(run: Run, good: Path, lang: str, one: str, other: str) -> None:
    small_knowledge.break_it(good)
    code, output, _ = run("check", good / f"{ID_LOST}.yml", "--lang", lang)
    assert code == 0 and "K101" not in output and output.rstrip().endswith(one) and output.startswith(f"{ID_LOST}.yml")
    code, output, _ = run("check", good / f"{INVOICE}.yml", "--lang", lang)
    assert code == 1 and "K101" in output and output.rstrip().endswith(f"{INVOICE}.yml{other}")
    code, output, _ = run("check", good / "tax", "--lang", lang)
    assert code == 1 and "K101" in output and output.rstrip().endswith(f"tax{other}")


def test_of_a_file_the_rules_between_files_hold_too(run: Run, good: Path) -> None:
    text = (good / f"{INVOICE}.yml").read_bytes()
    (good / "tax" / "invoice-2.yml").write_bytes(text)
    code, output, _ = run("check", good / "tax" / "invoice-2.yml", "--json")
    assert code == 1 and [json.loads(line)["code"] for line in output.splitlines()] == ["K203"]


@pytest.mark.parametrize(("lang", "words"), [("zh", "不认识的键“nonsense”"), ("en", "Unknown key 'nonsense'")])
def test_the_duties_are_looked_at_and_keep_nothing_from_being_served(run: Run, good: Path, lang: str, words: str) -> None:
    (good / "duties.yml").write_text("nonsense:\n  zh: [印花税]\n  en: [stamp duty]\n", encoding="utf-8")
    code, output, _ = run("check", good, "--lang", lang)
    assert code == 0 and "duties.yml:1: K003" in output and words in output


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

"""What a dry run shows of each change: from what to what, and what the rules advise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.curation.import_changes import MOST, differing
from bot.language import LANGUAGES, Lang
from tests.curation.conftest import Run
from tests.curation.sheet_files import put
from tests.curation.test_round_trip import bytes_of
from tests.small_knowledge import INVOICE


@pytest.mark.parametrize(
    ("old", "new", "shown"),
    [
        ("免费", "每证20元", ("免费", "每证20元")),
        ("", "12366", ("", "12366")),
        ("一行\n两行", "一行", ("一行 两行", "一行")),
        ("请到窗口办理。" * 9 + "费用20元。", "请到窗口办理。" * 9 + "费用40元。", ("…口办理。费用20元。", "…口办理。费用40元。")),
        ("Pay 20 yuan. " + "Come to the counter. " * 5, "Pay 40 yuan. " + "Come to the counter. " * 5, ("Pay 20 yuan…", "Pay 40 yuan…")),
    ],
)
def test_the_part_that_differs_is_shown(old: str, new: str, shown: tuple[str, str]) -> None:
    assert differing(old, new) == shown


@pytest.mark.parametrize("text", ["很长的答复。" * 50, "a very long answer. " * 50])
def test_a_text_written_anew_is_cut(text: str) -> None:
    assert all(len(part) <= MOST + 2 for part in differing(text, text[::-1]))


@pytest.mark.parametrize(
    ("lang", "said"),
    [
        ("zh", ["答案（中文）：", " → ", "注意：只改了“答案（中文）”，没有改“答案（英文）”", "注意：K401", "只有中文有 40"]),
        (
            "en",
            ["Answer (Chinese): ", " → ", "Look at this: Only 'Answer (Chinese)' was changed", "Look at this: K401", "only Chinese has 40"],
        ),
    ],
)
def test_a_change_of_one_language_and_what_the_rules_say_are_shown(
    run: Run,
    sheet: Path,
    good: Path,
    lang: Lang,
    said: list[str],
) -> None:
    put(sheet, INVOICE, {"answer.zh": "怎么开发票：请到窗口办理，40 天。\n- 带上**证件**"})
    before = bytes_of(good)
    code, output, _ = run("import", "--dry-run", sheet, "--knowledge", good, "--lang", lang)
    assert code == 0 and all(part in output for part in said), output
    assert bytes_of(good) == before
    row = next(
        json.loads(line) for line in run("import", "--dry-run", sheet, "--knowledge", good, "--json")[1].splitlines() if INVOICE in line
    )
    assert {language for warning in row["warnings"] for language in warning} == set(LANGUAGES)


def test_a_change_of_both_languages_has_nothing_to_look_at(run: Run, sheet: Path, good: Path) -> None:
    put(sheet, INVOICE, {"question.zh": "发票怎么开具？", "question.en": "How do I get an invoice issued?"})
    output = run("import", "--dry-run", sheet, "--knowledge", good, "--lang", "en")[1]
    assert "Title (English): " in output and "Only '" not in output

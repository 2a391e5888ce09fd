"""The editors' handbook is true: its example is a sound entry, it leads to every page, and both languages have the same parts."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from bot.knowledge.check import check
from bot.knowledge.rules import SOON
from bot.language import LANGUAGES, Lang
from tests.docs.test_rules_manual import BLOCK, ROOT, SHIPPED, sections
from tests.knowledge.house import TODAY

PAGES = {"en": ROOT / "docs/editors/README.md", "zh": ROOT / "docs/editors/README.zh.md"}
PLACE = re.compile(r"# knowledge/(\S+\.yml)\n")


def example(lang: Lang) -> str:
    found: list[str] = BLOCK.findall(PAGES[lang].read_text(encoding="utf-8"))
    return found[0]


def test_the_example_is_a_sound_entry_among_the_shipped_ones(tmp_path: Path) -> None:
    root = tmp_path / "knowledge"
    shutil.copytree(SHIPPED, root)
    place = PLACE.match(example("en"))
    assert place and not (root / place[1]).exists()
    (root / place[1]).write_text(example("en"), encoding="utf-8")
    loaded = check(root, TODAY)
    assert [problem.text("en") for problem in loaded.problems if problem.file == place[1]] == []
    assert loaded.knowledge and place[1].removesuffix(".yml") in loaded.knowledge.entries


def test_both_languages_show_the_same_example_and_the_same_codes() -> None:
    assert example("zh") == example("en")
    codes = [re.findall(r"K\d{3}", PAGES[lang].read_text(encoding="utf-8")) for lang in LANGUAGES]
    assert sorted(codes[0]) == sorted(codes[1]) and set(codes[0]) <= set(sections("en"))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_handbook_leads_to_every_page_for_editors(lang: Lang) -> None:
    targets = set(re.findall(r"\]\(([^)#]+)", PAGES[lang].read_text(encoding="utf-8")))
    assert all((PAGES[lang].parent / target).exists() for target in targets)
    ending = ".zh.md" if lang == "zh" else ".md"
    pages = {path.name for path in PAGES[lang].parent.glob("*.md") if path.name.endswith(".zh.md") is (lang == "zh")}
    assert pages - {f"README{ending}"} <= targets


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_days_of_warning_are_those_of_the_rule(lang: Lang) -> None:
    said = {"en": f"{SOON.days} days before", "zh": f"前 {SOON.days} 天"}[lang]
    assert said in PAGES[lang].read_text(encoding="utf-8")

"""The READMEs and the pages under docs/ are true: links lead somewhere, commands exist, both languages say as much."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from bot.curation.__main__ import COMMANDS

ROOT = Path(__file__).parents[2]
READMES = {"en": ROOT / "README.md", "zh": ROOT / "README.zh.md"}
PAGES = sorted([*READMES.values(), *(ROOT / "docs").rglob("*.md")])
CHINESE = [page for page in PAGES if page.name.endswith(".zh.md")]
# Records of decisions and the list of them are for developers, in English only.
ENGLISH_ONLY = {page for page in PAGES if page.parent.name == "adr"}

FENCE = re.compile(r"^```.*?^```", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"^```.*?^```|`[^`\n]+`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\(([^)\s]+)\)")
MAKE = re.compile(r"(?:^|`)make ([a-z-]+)", re.MULTILINE)  # not: apt-get install git make python3
FAQ = re.compile(r"\./faq ([a-z-]+)")
PLACEHOLDER = "<!-- figures -->"


def text(page: Path) -> str:
    return page.read_text(encoding="utf-8")


def name_of(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def english_of(page: Path) -> Path:
    return page.with_name(page.name.removesuffix(".zh.md") + ".md")


def commands(page: Path) -> set[str]:
    """The commands that a page names as code: prose may "make sure" of something."""
    code = "\n".join(CODE.findall(text(page)))
    return {f"make {name}" for name in MAKE.findall(code)} | {f"./faq {name}" for name in FAQ.findall(code)}


def make_targets() -> set[str]:
    return set(re.findall(r"^([a-z-]+):.*## ", text(ROOT / "Makefile"), re.MULTILINE))


def links(page: Path) -> list[str]:
    """What a page links to inside the repository, without anchors."""
    found = (target.split("#")[0] for target in LINK.findall(FENCE.sub("", text(page))))
    return [target for target in found if target and not re.match(r"[a-z]+:", target)]


def heading_levels(page: Path) -> list[int]:
    return [len(marks) for marks in re.findall(r"^(#+) ", FENCE.sub("", text(page)), re.MULTILINE)]


def test_both_readmes_are_there_with_a_screenshot_each() -> None:
    for page in READMES.values():
        assert re.search(r"!\[.+\]\(docs/images/\S+\.png\)", text(page)), page.name


def test_both_readmes_name_the_same_commands() -> None:
    assert commands(READMES["en"]) == commands(READMES["zh"])


@pytest.mark.parametrize("page", READMES.values(), ids=name_of)
def test_a_readme_explains_every_command_that_there_is(page: Path) -> None:
    assert {f"./faq {name}" for name in COMMANDS} <= commands(page)
    assert {f"make {name}" for name in make_targets()} <= commands(page)


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_command_that_a_page_names_exists(page: Path) -> None:
    known = {f"make {name}" for name in make_targets()} | {f"./faq {name}" for name in COMMANDS}
    assert commands(page) - known == set()


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    assert [target for target in links(page) if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_every_setting_that_a_page_names_is_documented(page: Path) -> None:
    documented = text(ROOT / "docs" / "settings.md")
    assert {name for name in re.findall(r"\bFAQ_[A-Z0-9_]+", text(page)) if name not in documented} == set()


@pytest.mark.parametrize("page", [page for page in PAGES if page not in ENGLISH_ONLY and page not in CHINESE], ids=name_of)
def test_every_page_has_a_chinese_twin(page: Path) -> None:
    assert page.with_name(page.stem + ".zh.md") in CHINESE


@pytest.mark.parametrize("page", CHINESE, ids=name_of)
class TestTwins:
    def test_the_two_link_to_each_other(self, page: Path) -> None:
        assert english_of(page).name in links(page)
        assert page.name in links(english_of(page))

    def test_the_two_have_the_same_headings_and_tables(self, page: Path) -> None:
        assert heading_levels(page) == heading_levels(english_of(page))
        rows = [len(re.findall(r"^\|", FENCE.sub("", text(one)), re.MULTILINE)) for one in (page, english_of(page))]
        assert rows[0] == rows[1]

    def test_the_two_name_the_same_commands(self, page: Path) -> None:
        assert commands(page) == commands(english_of(page))

    def test_the_two_leave_room_for_the_same_figures(self, page: Path) -> None:
        assert text(page).count(PLACEHOLDER) == text(english_of(page)).count(PLACEHOLDER)

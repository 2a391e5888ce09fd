"""K406: one language edited after the other."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.curation.history import stale_translations
from bot.knowledge.loader import load
from tests.curation.planted import WHEN, commit
from tests.knowledge.house import TODAY, House

LATER = "2026-06-01T09:00:00 +0800"
ENGLISH, CHINESE = "Please come to the counter.", "请到窗口办理。"


def codes(house: House) -> list[tuple[str, int]]:
    found = load(house.root, TODAY).found
    assert found
    return [(problem.code, problem.line) for problem in stale_translations(house.root, found)]


def change(house: House, file: str, old: str, new: str) -> None:
    path = house.root / file
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


@pytest.fixture
def house(tmp_path: Path) -> House:
    house = House(tmp_path / "knowledge")
    house.entry("cards/lost.yml")
    return house


@pytest.mark.parametrize(("old", "behind"), [(CHINESE, ENGLISH), (ENGLISH, CHINESE)])
def test_the_language_that_was_left_behind_is_named(house: House, old: str, behind: str) -> None:
    commit(house.root, WHEN[0])
    assert codes(house) == []
    change(house, "cards/lost.yml", old, "New 新")
    assert codes(house) == [("K406", house.line("cards/lost.yml", behind))], "also before it is committed"
    commit(house.root, WHEN[1])
    assert codes(house) == [("K406", house.line("cards/lost.yml", behind))]


def test_an_edit_of_both_passes_together_or_one_after_the_other(house: House) -> None:
    commit(house.root, WHEN[0])
    change(house, "cards/lost.yml", CHINESE, "新的。")
    change(house, "cards/lost.yml", ENGLISH, "New.")
    commit(house.root, WHEN[1])
    assert codes(house) == []


def test_a_later_review_settles_it_and_one_in_the_same_commit_does_not(house: House) -> None:
    commit(house.root, WHEN[0])
    change(house, "cards/lost.yml", CHINESE, "新的。")
    change(house, "cards/lost.yml", "reviewed: 2026-11-20", "reviewed: 2026-11-21")
    commit(house.root, WHEN[1])
    assert [code for code, _ in codes(house)] == ["K406"]
    change(house, "cards/lost.yml", "reviewed: 2026-11-21", "reviewed: 2026-11-22")
    commit(house.root, LATER)
    assert codes(house) == []


def test_without_git_nothing_is_said(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    assert codes(house) == []
    commit(house.root, WHEN[0])
    change(house, "cards/lost.yml", CHINESE, "新的。")
    monkeypatch.setenv("PATH", "/nowhere")
    assert codes(house) == []

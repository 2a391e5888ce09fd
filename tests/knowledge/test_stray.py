"""What is no file, what the system hides, and what lies where nobody reads: told by name, and the other files are served."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.knowledge.snapshot import take
from bot.language import Lang
from tests.knowledge.house import TODAY, House


@pytest.fixture
def house(house: House) -> House:
    house.entry("cards/lost.yml")
    assert house.problems() == ()
    return house


def served(house: House) -> set[str]:
    return {entry.id for entry in house.load().require().entries.values() if entry.served(TODAY)}


@pytest.mark.parametrize("name", ["tax/foo.yml", "tax/foo.yaml", "foo.yml"])
def test_a_folder_with_the_name_of_a_file_is_a_warning_and_the_others_are_served(house: House, name: str) -> None:
    (house.root / name).mkdir(parents=True)
    assert house.found() == [(name, 1, "K007")]
    assert served(house) == {"cards/lost"}


@pytest.mark.parametrize("name", ["tax/gone.yml", "gone.yml", "glossary.yml"])
def test_a_link_that_leads_nowhere_is_a_warning_and_the_others_are_served(house: House, name: str) -> None:
    (house.root / "tax").mkdir()
    (house.root / name).symlink_to(house.root / "nowhere.yml")
    assert house.found() == [(name, 1, "K007")]
    assert served(house) == {"cards/lost"}


def test_a_link_to_a_file_is_read_as_the_file(house: House, tmp_path: Path) -> None:
    (house.root / "cards/lost.yml").rename(tmp_path / "kept.yml")
    (house.root / "cards/lost.yml").symlink_to(tmp_path / "kept.yml")
    assert house.problems() == () and served(house) == {"cards/lost"}


@pytest.mark.parametrize(("lang", "said"), [("zh", "系统不允许读取"), ("en", "does not allow it to be read")])
@pytest.mark.parametrize("name", ["cards/lost.yml", "departments.yml", "categories.yml", "glossary.yml"])
def test_what_may_not_be_read_is_a_problem_and_no_crash(
    house: House, monkeypatch: pytest.MonkeyPatch, name: str, lang: Lang, said: str
) -> None:
    house.write("glossary.yml", "- term: {zh: 身份证, en: identity card}\n  plain: {zh: [sfz], en: [ID card]}\n")
    before = take(house.root).version
    read = Path.read_bytes

    def refuse(path: Path) -> bytes:
        if path == house.root / name:
            raise PermissionError(path)
        return read(path)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    (problem,) = house.problems()
    assert (problem.file, problem.line, problem.code, problem.level) == (name, 1, "K001", "error")
    assert said in problem.text(lang)
    assert take(house.root).version != before


def test_a_category_that_may_not_be_read_does_not_vanish_silently(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    look = os.scandir

    def refuse(path: Path) -> object:
        if Path(path) == house.root / "cards":
            raise PermissionError(path)
        return look(path)

    monkeypatch.setattr("bot.knowledge.snapshot.os.scandir", refuse)
    assert house.found() == [("cards", 1, "K001")]


@pytest.mark.parametrize(
    ("name", "zh", "en"),
    [
        ("new.yml", "knowledge/分类/new.yml", "knowledge/CATEGORY/new.yml"),
        ("new.yaml", "knowledge/分类/new.yml", "knowledge/CATEGORY/new.yml"),
        ("tax/new.yml.txt", "改名为 new.yml", "Rename it new.yml"),
        ("tax/new.yaml.TXT", "改名为 new.yml", "Rename it new.yml"),
        ("tax/new.YML", "改名为 new.yml", "Rename it new.yml"),
        ("tax/sub/new.yml", "knowledge/tax/new.yml", "knowledge/tax/new.yml"),
        ("tax/sub/deeper/new.yaml", "knowledge/tax/new.yml", "knowledge/tax/new.yml"),
        ("categories.yaml", "改名为 categories.yml", "Rename it categories.yml"),
    ],
)
def test_a_file_where_none_is_read_is_a_warning_that_says_where_it_belongs(house: House, name: str, zh: str, en: str) -> None:
    house.write(name, "status: draft\n")
    (problem,) = house.problems()
    assert (problem.file, problem.line, problem.code, problem.level) == (name, 1, "K007", "warning")
    assert zh in problem.text("zh") and en in problem.text("en")
    assert served(house) == {"cards/lost"}


def test_what_is_read_or_hidden_or_of_another_kind_is_none(house: House) -> None:
    for name in (
        "duties.yml",
        "cards/notes.txt",
        "notes.txt",
        ".x.yml",
        "cards/.x.yml",
        ".git/x.yml",
        "cards/.old/x.yml",
        "cards/old/x.md",
    ):
        house.write(name, "cards: {zh: [补证], en: [new card]}\n")
    house.entry("tax/bill.yaml")
    assert house.problems() == ()


def test_the_shipped_folder_has_no_stray_file() -> None:
    shipped = take(Path(__file__).parents[2] / "knowledge")
    assert (shipped.unread, shipped.stray) == ((), ())

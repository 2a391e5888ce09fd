"""Rules between entries: each with a case that fails and one that passes."""

from __future__ import annotations

import pytest

from bot.knowledge.rules import RULES
from tests.knowledge.house import TODAY, House

SIMILAR = "similar:\n  zh: [ZH, b2, b3, b4, b5]\n  en: [EN, c2, c3, c4, c5]\n"


def test_an_entry_in_an_unknown_category_is_reported(house: House) -> None:
    file = house.entry("card/lost.yml")
    assert house.found() == [(file, 1, "K201")]
    (problem,) = house.problems()
    assert "card" in problem.text("zh") and "card" in problem.text("en")
    (house.root / file).unlink()
    house.entry("cards/lost.yml")
    assert house.codes() == []


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("身份证丢了怎么办", "身份证丢了怎么办？"),
        ("身份证丢了怎么办", "身份證丟了怎麼辦"),
        ("ETC怎么办", "ｅｔｃ怎么办"),
        ("换证 2026", "  换证　２０２６!"),
        ("Lost ID card", "lost id card?"),
        ("lost ID card", "ｌｏｓｔ  ID card"),
    ],
)
def test_the_same_question_in_two_entries_is_reported_in_the_second(house: House, first: str, second: str) -> None:
    house.entry("cards/a.yml", f"question:\n  zh: {first}\n  en: question of a\n")
    file = house.entry("tax/b.yml", SIMILAR.replace("ZH", f'"{second}"').replace("EN", "c1"))
    assert house.found() == [(file, house.line(file, "b2"), "K203")]
    assert "cards/a" in house.problems()[0].text("en")


@pytest.mark.parametrize(("first", "second"), [("身份证丢了怎么办", "身份证丢了怎么补"), ("lost ID card", "lost ID cards")])
def test_questions_that_differ_in_a_word_pass(house: House, first: str, second: str) -> None:
    house.entry("cards/a.yml", f"question:\n  zh: {first}\n  en: question of a\n")
    house.entry("tax/b.yml", SIMILAR.replace("ZH", second).replace("EN", "c1"))
    assert house.codes() == []


def test_the_same_question_twice_in_one_entry_is_reported(house: House) -> None:
    file = house.entry("cards/a.yml", "similar:\n  zh: [b1, b2, b3, b4, b5]\n  en:\n    - c1\n    - c2\n    - c3\n    - c4\n    - C2.\n")
    assert house.found() == [(file, house.line(file, "C2."), "K203")]


@pytest.mark.parametrize("copy", ["lost - 副本", "Lost 2", "lost-2", "a_lost (conflicted copy)"])
def test_a_copied_file_is_told_once_and_at_the_copy(house: House, copy: str) -> None:
    house.entry("cards/lost.yml")
    (house.root / f"cards/{copy}.yml").write_bytes((house.root / "cards/lost.yml").read_bytes())
    told = [problem for problem in house.problems() if problem.code == "K203"]
    assert [(problem.file, problem.line) for problem in told] == [(f"cards/{copy}.yml", 1)]
    assert "cards/lost 里都已经有了" in told[0].text("zh") and "already in cards/lost:" in told[0].text("en")


def test_a_copy_with_a_question_of_its_own_is_told_question_by_question(house: House) -> None:
    house.entry("cards/lost.yml")
    text = (house.root / "cards/lost.yml").read_text(encoding="utf-8")
    house.write("cards/Lost 2.yml", text.replace("lost.yml 五", "别的事").replace("lost.yml five", "another matter"))
    told = [problem.file for problem in house.problems() if problem.code == "K203"]
    assert told == ["cards/Lost 2.yml"] * 10


@pytest.mark.parametrize(
    ("name", "better"),
    [
        ("ID Lost 2", "id-lost-2.yml"),
        ("id-lost - 副本", "id-lost-2.yml"),
        ("身份证", "new-name.yml"),
        ("Lost", "lost.yml"),
        ("a_b", "a-b.yml"),
    ],
)
def test_a_name_that_a_citizen_could_not_choose_is_an_error(house: House, name: str, better: str) -> None:
    house.entry("cards/id-lost.yml")
    file = house.entry(f"cards/{name}.yml")
    (problem,) = house.problems()
    assert (problem.file, problem.line, problem.code, problem.level) == (file, 1, "K210", "error")
    assert name in problem.text("zh") and name in problem.text("en")
    assert problem.text("zh").endswith(f"例如 {better}。") and problem.text("en").endswith(f"as in {better}.")


def test_a_name_has_64_signs_at_most(house: House) -> None:
    house.entry(f"cards/{'a' * 64}.yml")
    assert house.codes() == []
    house.entry(f"cards/{'b' * 65}.yml")
    assert house.codes() == ["K210"]


@pytest.mark.parametrize("related", ["cards/nowhere", "b", "cards/a", "cards/b.yml"])
def test_a_related_entry_that_does_not_exist_is_reported(house: House, related: str) -> None:
    file = house.entry("cards/a.yml", f"related:\n  - cards/b\n  - {related}\n")
    house.entry("cards/b.yml")
    assert house.found() == [(file, house.line(file, "related") + 2, "K204")]


def test_a_related_entry_that_exists_passes_also_while_it_is_broken(house: House) -> None:
    house.entry("cards/a.yml", "related: [cards/b]\n")
    house.entry("cards/b.yml")
    assert house.codes() == []
    house.entry("cards/b.yml", "status: online\n")
    assert house.codes() == ["K208"]


@pytest.mark.parametrize(("until", "codes"), [("2026-11-22", ["K301"]), ("2026-11-21", ["K301"]), ("2026-12-23", [])])
def test_an_expired_entry_gets_a_warning_and_is_not_served(house: House, until: str, codes: list[str]) -> None:
    house.entry("cards/lost.yml", f"reviewed: 2026-06-01\nvalid_until: {until}\n")
    assert house.codes() == codes
    assert [problem.level for problem in house.problems()] == ["warning"] * len(codes)
    assert house.load().require().entries["cards/lost"].served(TODAY) is not bool(codes)


@pytest.mark.parametrize(("until", "codes"), [("2026-11-23", ["K304"]), ("2026-12-22", ["K304"]), ("2026-12-23", [])])
def test_an_entry_that_expires_within_30_days_gets_a_warning_and_is_served(house: House, until: str, codes: list[str]) -> None:
    house.entry("cards/lost.yml", f"reviewed: 2026-06-01\nvalid_until: {until}\n")
    assert house.codes() == codes
    assert house.load().require().entries["cards/lost"].served(TODAY)


@pytest.mark.parametrize(
    ("reviewed", "codes"), [("2025-11-20", ["K302"]), ("2026-12-01", ["K302"]), ("2025-11-21", []), ("2026-11-22", [])]
)
def test_an_entry_not_reviewed_for_a_year_or_in_the_future_gets_a_warning(house: House, reviewed: str, codes: list[str]) -> None:
    house.entry("cards/lost.yml", f"reviewed: {reviewed}\n")
    assert house.codes() == codes
    assert house.load().require().entries["cards/lost"].served(TODAY)


@pytest.mark.parametrize("status", ["draft", "retired"])
def test_what_is_not_served_needs_no_review(house: House, status: str) -> None:
    house.entry("cards/lost.yml", f"status: {status}\nreviewed: 2020-01-01\nvalid_until: 2021-01-01\n")
    assert house.codes() == []
    assert not house.load().require().entries["cards/lost"].served(TODAY)


@pytest.mark.parametrize(("until", "codes"), [("2026-11-20", ["K303"]), ("2026-11-19", ["K303"]), ("2026-11-30", [])])
def test_an_entry_must_end_after_its_review(house: House, until: str, codes: list[str]) -> None:
    file = house.entry("cards/lost.yml", f"status: draft\nvalid_until: {until}\n")
    assert house.found() == [(file, house.line(file, "valid_until"), code) for code in codes]


def test_every_rule_says_its_code_and_what_it_asks_for() -> None:
    for rule in RULES:
        assert (rule.__doc__ or "").startswith("K"), rule.__name__

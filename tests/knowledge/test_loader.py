"""Reading the folder: every problem at once, with its file and line, and never a crash."""

from __future__ import annotations

import pytest

from bot.knowledge.loader import Loaded, version
from bot.knowledge.problems import BrokenKnowledge
from bot.knowledge.schema import GUIDE_ELEMENTS
from bot.language import LANGUAGES, Lang
from tests.knowledge.house import CATEGORIES, DEPARTMENTS, ENTRY, House


def test_a_sound_folder_has_no_problem(house: House) -> None:
    house.entry("cards/lost.yml")
    house.write("glossary.yml", "- term: {zh: 居民身份证, en: identity card}\n  plain: {zh: [sfz], en: [ID card]}\n")
    assert house.problems() == ()
    known = house.load().require()
    assert known.owner(known.entries["cards/lost"]).name == {"zh": "公安局", "en": "Police"}
    assert set(known.domain_words()) == {"居民身份证", "sfz", "身份证", "税费", "公安局", "税务局"}


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ("question:\n  zh: 办证：多久\n  en: Card: how long\n", "Card: how"),
        ("answer:\n  zh: x\n\ten: tab\n", "tab"),
        ("reviewed: [2026-11-20\n", "valid_until"),
        ("answer:\n  zh: {{办事}}\n  en: x\n", "{{"),
        ("guide:\n  fee: {zh: 免费\x07, en: free}\n", "\x07"),
    ],
)
def test_broken_yaml_is_reported_at_its_line(house: House, changes: str, words: str) -> None:
    file = house.entry("cards/lost.yml", changes)
    assert house.found() == [(file, house.line(file, words), "K001")]


def test_a_quotation_that_never_ends_is_reported_where_it_begins(house: House) -> None:
    file = house.write("cards/lost.yml", 'question:\n  zh: "身份证\n  en: ID card\nstatus: published\n')
    assert house.found() == [(file, 2, "K001")]


@pytest.mark.parametrize("encoding", ["gbk", "utf-16"])
def test_a_file_that_is_not_utf8_is_reported(house: House, encoding: str) -> None:
    file = house.write("cards/lost.yml", ENTRY.encode(encoding))
    (problem,) = house.problems()
    assert (problem.file, problem.line, problem.code) == (file, 1, "K001")
    assert "UTF-8" in problem.text("zh") and "UTF-8" in problem.text("en")


def test_a_byte_order_mark_does_no_harm(house: House) -> None:
    house.write("cards/lost.yml", b"\xef\xbb\xbf" + ENTRY.encode())
    house.write("departments.yml", b"\xef\xbb\xbf" + DEPARTMENTS.encode())
    assert house.problems() == ()


def test_windows_line_ends_do_no_harm(house: House) -> None:
    house.write("cards/lost.yml", ENTRY.replace("\n", "\r\n"))
    assert house.problems() == ()


@pytest.mark.parametrize(
    "text", ["a: &a [*a]\n", "? [a, b]\n: c\n", "a: " + "[" * 3000 + "]" * 3000, "a: !secret x\n", "a: 1\n---\nb: 2\n"]
)
def test_strange_yaml_is_a_problem_and_no_crash(house: House, text: str) -> None:
    house.write("cards/lost.yml", text)
    assert house.codes() == ["K001"]


def test_an_empty_file_is_a_problem_of_its_own(house: House) -> None:
    house.write("cards/lost.yml", "")
    assert house.found() == [("cards/lost.yml", 1, "K005")]


def test_a_key_written_twice_is_reported(house: House) -> None:
    file = house.write("cards/lost.yml", ENTRY + "status: draft\n")
    assert house.found() == [(file, len(ENTRY.splitlines()) + 1, "K002")]


@pytest.mark.parametrize("name", ["departments.yml", "categories.yml"])
@pytest.mark.parametrize("empty", [True, False])
def test_a_missing_or_empty_table_is_reported(house: House, name: str, empty: bool) -> None:
    house.entry("cards/lost.yml")
    house.write(name, "") if empty else (house.root / name).unlink()
    assert house.found() == [(name, 1, "K006")]


def test_no_glossary_is_fine_but_an_empty_one_is_not(house: House) -> None:
    assert house.codes() == []
    house.write("glossary.yml", "\n")
    assert house.found() == [("glossary.yml", 1, "K006")]


def test_a_glossary_must_be_a_list_of_terms_in_both_languages(house: House) -> None:
    house.write("glossary.yml", "term: x\n")
    assert house.codes() == ["K005"]
    house.write("glossary.yml", "- term: {zh: 公积金, en: housing fund}\n  plain: {zh: [gjj]}\n")
    assert house.found() == [("glossary.yml", 2, "K101")]


def test_a_category_of_an_unknown_department_is_reported(house: House) -> None:
    house.write("categories.yml", CATEGORIES.replace("tax-office", "taxes"))
    assert house.found() == [("categories.yml", house.line("categories.yml", "taxes"), "K209")]
    house.write("categories.yml", CATEGORIES)
    assert house.codes() == []


def test_one_mistake_in_a_table_is_reported_once(house: House) -> None:
    house.entry("cards/lost.yml")
    house.write("departments.yml", DEPARTMENTS.replace('"12345"', "12345"))
    house.write("categories.yml", CATEGORIES.replace(", en: ID cards", ""))
    assert house.codes() == ["K101", "K205"]


@pytest.mark.parametrize("changes", ["related: 5\n", "related: cards/lost\n"])
def test_related_must_be_a_list(house: House, changes: str) -> None:
    file = house.entry("cards/lost.yml", changes)
    assert house.found() == [(file, house.line(file, "related"), "K005")]


def test_two_files_with_one_id_are_reported(house: House) -> None:
    house.entry("cards/lost.yaml", "related: [cards/nowhere]\n")
    house.entry("cards/lost.yml")
    assert house.found() == [("cards/lost.yaml", house.line("cards/lost.yaml", "related"), "K204"), ("cards/lost.yml", 1, "K202")]


def test_all_problems_of_all_files_come_in_one_run_in_order(house: House) -> None:
    first = house.entry("cards/first.yml", "status: online\nreviewed: soon\n")
    second = house.write("cards/second.yml", "question:\n  zh: [办证\n")
    third = house.entry("tax/third.yml", "guide:\n  phone: 12366\nrelated: [tax/nowhere]\n", without="answer")
    fourth = house.entry("tax/fourth.yml", "related: [tax/nowhere, cards/first]\n")
    assert house.found() == [
        (first, house.line(first, "reviewed"), "K207"),
        (first, house.line(first, "status"), "K208"),
        (second, 3, "K001"),
        (fourth, house.line(fourth, "related"), "K204"),
        (third, 1, "K004"),
        (third, house.line(third, "phone"), "K205"),
    ]


def test_several_problems_on_one_line_do_not_get_in_each_others_way(house: House) -> None:
    house.write("cards/lost.yml", "question: {}\nstatus: published\n")
    assert house.codes() == ["K004"] * 4 + ["K101"] * 2


def test_with_an_error_there_is_no_knowledge_and_the_error_says_why(house: House) -> None:
    house.entry("cards/lost.yml", "status: online\n")
    assert house.load().knowledge is None
    with pytest.raises(BrokenKnowledge, match=r"1 problem.*faq check(.|\n)*cards/lost\.yml:.*K208"):
        house.load().require()


def test_every_problem_speaks_both_languages(house: House) -> None:
    house.entry("cards/lost.yml", "status: online\nrelatd: x\nreviewed: 5\n", without="basis")
    for problem in house.problems():
        assert problem.what["zh"] != problem.what["en"] and problem.fix["zh"] != problem.fix["en"]
        assert problem.text("zh").startswith(f"{problem.file}:{problem.line}: {problem.code} ")


def test_the_version_changes_with_any_file_and_only_then(house: House) -> None:
    house.entry("cards/lost.yml")
    before = version(house.root)
    assert version(house.root) == before
    house.entry("cards/lost.yml", "status: draft\n")
    assert version(house.root) != before


def test_other_files_in_the_folder_are_left_alone(house: House) -> None:
    house.entry("cards/lost.yml")
    for name in ("README.md", "cards/notes.txt", "cards/.lost.yml.swp", "cards/.hidden.yml"):
        house.write(name, "{not yaml")
    assert house.problems() == ()


def test_the_shipped_knowledge_loads_without_any_problem(shipped: Loaded) -> None:
    assert [problem.text("en") for problem in shipped.problems] == []


def test_the_shipped_knowledge_has_ten_entries_in_each_of_the_22_categories(shipped: Loaded) -> None:
    known = shipped.require()
    assert (len(known.categories), len(known.departments)) == (22, 17)
    assert {category: len(entries) for category, entries in known.by_category.items() if len(entries) < 10} == {}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_shipped_entry_has_six_similar_questions_and_an_answer(shipped: Loaded, lang: Lang) -> None:
    entries = shipped.require().entries.values()
    assert [entry.id for entry in entries if len(entry.similar[lang]) < 6] == []
    assert [entry.id for entry in entries if len(entry.answer[lang]) < 40] == []


def test_every_shipped_entry_has_a_basis_a_review_date_and_a_guide(shipped: Loaded) -> None:
    for entry in shipped.require().entries.values():
        assert entry.basis and entry.reviewed.year == 2026 and entry.valid_until, entry.id
        assert entry.guide and set(entry.guide) <= set(GUIDE_ELEMENTS), entry.id

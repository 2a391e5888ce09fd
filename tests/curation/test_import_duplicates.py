"""A question stands once: four levels, both languages, within the file and against the knowledge."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from bot.curation.import_duplicates import same
from tests.curation.conftest import Run
from tests.curation.sheet_files import FIELDS, NEW, outcome, put
from tests.small_knowledge import DRAFT, ENTRIES, ID_LOST, INVOICE

TITLE: dict[str, str] = ENTRIES[ID_LOST]["question"]
SIMILAR: dict[str, str] = {lang: texts[0] for lang, texts in ENTRIES[ID_LOST]["similar"].items()}
SAID = {"title and title": "标题与标题", "title and similar": "标题与相似问法", "similar question and similar": "相似问法与相似问法",
        "'not this entry'": "“不是这一条”与本条"}  # fmt: skip


def refused(run: Run, sheet: Path, good: Path, id_: str, column: str, level: str) -> None:
    code, rows = outcome(run, sheet, good)
    faults = [fault for fault in rows[id_]["faults"] if fault["column"] == column]
    assert code == 1 and len(faults) == 1
    assert level in faults[0]["what"]["en"] and SAID[level] in faults[0]["what"]["zh"]


def lines(key: str, text: str) -> str:
    return f"{FIELDS[key]}\n{text}"


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("key", "text", "level"), [
    ("question", TITLE, "title and title"), ("question", SIMILAR, "title and similar"),
    ("similar", TITLE, "title and similar"), ("similar", SIMILAR, "similar question and similar"),
])  # fmt: skip
def test_a_question_of_the_knowledge_is_refused(
    run: Run, sheet: Path, good: Path, lang: str, key: str, text: dict[str, str], level: str
) -> None:
    column = f"{key}.{lang}"
    put(sheet, NEW, {**FIELDS, column: lines(column, text[lang]) if key == "similar" else text[lang]})
    refused(run, sheet, good, NEW, column, level)


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("key", "other", "level"), [
    ("question", "question", "title and title"), ("question", "similar", "title and similar"),
    ("similar", "similar", "similar question and similar"),
])  # fmt: skip
def test_a_question_twice_in_the_file_is_refused_in_both_rows(
    run: Run, sheet: Path, good: Path, lang: str, key: str, other: str, level: str
) -> None:
    text = {"zh": "契税谁来交", "en": "who pays the deed tax"}[lang]
    for id_, kind in ((NEW, key), ("tax/deed-tax", other)):
        column = f"{kind}.{lang}"
        own: dict[str, Any] = dict(FIELDS)
        if id_ != NEW:
            own |= {name: str(value).replace("印花", "契").replace("贴花", "契约").replace("duty", "levy")
                    for name, value in FIELDS.items() if name.startswith(("question", "similar"))}  # fmt: skip
        put(sheet, id_, {**own, column: f"{own[column]}\n{text}" if kind == "similar" else text})
    refused(run, sheet, good, NEW, f"{key}.{lang}", level)
    refused(run, sheet, good, "tax/deed-tax", f"{other}.{lang}", level)


@pytest.mark.parametrize(("lang", "denied"), [
    ("zh", "怎么开发票"), ("en", "HOW DO I ISSUE AN INVOICE"), ("zh", "契税\n契 税。"), ("en", "deed tax\nDeed-tax!"),
])  # fmt: skip
def test_what_is_denied_is_asked_nowhere_else_in_the_entry(run: Run, sheet: Path, good: Path, lang: str, denied: str) -> None:
    put(sheet, INVOICE, {"not.zh": "房产税", "not.en": "property tax", f"not.{lang}": denied})
    refused(run, sheet, good, INVOICE, f"not.{lang}", "'not this entry'")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_denied_may_be_asked_by_another_entry(run: Run, sheet: Path, good: Path, lang: str) -> None:
    put(sheet, INVOICE, {"not.zh": TITLE["zh"], "not.en": TITLE["en"]})
    code, rows = outcome(run, sheet, good)
    assert code == 0 and f"not.{lang}" in rows[INVOICE]["columns"]


@pytest.mark.parametrize(("lang", "text"), [
    ("zh", "身份证丢了，怎么补办？！"), ("zh", "「身份证」丢了 怎么补办"), ("zh", "身份證丟了怎麼補辦"),
    ("en", "HOW DO I REPLACE A LOST ID CARD"), ("en", "Ｈｏｗ do I replace a lost ID-card?"), ("en", "“How do I replace a lost ID card”…"),
])  # fmt: skip
def test_width_case_script_and_punctuation_do_not_count(run: Run, sheet: Path, good: Path, lang: str, text: str) -> None:
    put(sheet, INVOICE, {f"question.{lang}": text})
    refused(run, sheet, good, INVOICE, f"question.{lang}", "title and title")


@pytest.mark.parametrize(("one", "other"), [("身份证丢了怎么办", "身份证怎么办"), ("re-cover fee", "recover fee"), ("a b", "ab")])
def test_other_words_are_another_question(one: str, other: str) -> None:
    assert same(one) != same(other)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_row_that_had_a_question_before_is_not_to_blame(run: Run, sheet: Path, good: Path, lang: str) -> None:
    put(sheet, ID_LOST, {"answer.zh": "请到窗口。", "answer.en": "Go to the counter."})
    put(sheet, DRAFT, {f"question.{lang}": TITLE[lang]})
    code, rows = outcome(run, sheet, good)
    assert (code, rows[ID_LOST]["outcome"], rows[DRAFT]["outcome"]) == (1, "changed", "refused")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_question_may_move_from_one_entry_to_another(run: Run, sheet: Path, good: Path, lang: str) -> None:
    texts = ENTRIES[ID_LOST]["similar"][lang]
    put(sheet, ID_LOST, {f"similar.{lang}": "\n".join([*texts[1:], {"zh": "证件掉了补一张", "en": "card gone, get another"}[lang]])})
    put(sheet, INVOICE, {f"similar.{lang}": "\n".join([*ENTRIES[INVOICE]["similar"][lang], texts[0]])})
    assert outcome(run, sheet, good)[0] == 0

"""The public sets are made by their protocols. The rows here are written for this test; none is from a public set."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from bot.measuring.sets import Line, Query
from tests.bench import shared_sets
from tests.bench.shared_sets import available, build, missing, said_of


def write(file: Path, rows: list[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def made(data: Path) -> dict[str, Any]:
    return {one.name: one for one in shared_sets.shared_sets(data)}


def test_a_folder_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    assert not available(tmp_path / "nowhere") and not available(tmp_path)
    assert made(tmp_path) == {}
    assert "zh_lcqmc/retrieval_index.jsonl" in missing(tmp_path)


def test_source_and_licence_are_those_of_the_readme(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("- repository `a/b` @ `0123456789abcdef`, path: `x`\n\nLicence as stated: MIT (LICENSE)\n")
    assert said_of(tmp_path) == ("a/b@0123456", "MIT (LICENSE)")
    assert said_of(tmp_path / "none") == ("none", "none stated")


def test_a_question_of_two_answers_accepts_both_and_so_do_two_equal_answers(tmp_path: Path) -> None:
    index = [("1", "去窗口"), ("2", "打电话"), ("3", "去窗口"), ("4", "online"), ("4", "by post")]
    asked = [("1", "怎么办"), ("2", "怎么办"), ("3", "在哪办"), ("4", "how"), ("5", "谁"), ("2", " ")]
    found = build(tmp_path, "s", ("zh", "zh"), "-", "human", index, asked)
    assert len(found.index) == 5
    assert found.queries == (Query("怎么办", ("1", "3", "2")), Query("在哪办", ("3", "1")), Query("how", ("4",)))


def test_empty_answers_are_left_out_and_simplified_text_is_called_synthetic(tmp_path: Path) -> None:
    rows = [{"id": "a", "question": "問一", "answer": "答一"}, {"id": "b", "question": "問二", "answer": " "}]
    for file in ("faq.jsonl", "faq_simplified_mechanical.jsonl"):
        write(tmp_path / "zht_taipei_faq" / file, rows)
    found = made(tmp_path)
    assert found["taipei-traditional"].index == (Line("a", "答一"),)
    assert found["taipei-traditional"].queries == (Query("問一", ("a",)),)
    assert (found["taipei-traditional"].kind, found["taipei-simplified"].kind) == ("human", "synthetic")


def test_five_rows_an_intent_are_drawn_and_always_the_same(tmp_path: Path) -> None:
    folder = tmp_path / "en_banking77"
    write(folder / "train.jsonl", [{"text": f"{intent} {n}", "intent": intent} for intent in ("lost", "fee") for n in range(9)])
    write(folder / "test.jsonl", [{"text": "gone", "intent": "lost"}])
    found = made(tmp_path)["banking77"]
    assert [line.id for line in found.index] == ["fee"] * 5 + ["lost"] * 5
    assert found.queries == (Query("gone", ("lost",)),)
    assert made(tmp_path)["banking77"] == found


def test_only_pairs_that_mean_the_same_are_asked(tmp_path: Path) -> None:
    rows = [
        {"q1": "what is a", "q2": "a?", "label": 1},
        {"q1": "what is b", "q2": "a?", "label": 0},
        {"q1": "what is b", "q2": "b?", "label": 1},
    ]
    write(tmp_path / "en_covid_faq" / "question_pairs.jsonl", rows)
    found = made(tmp_path)["covid"]
    assert [line.text for line in found.index] == ["what is a", "what is b"]
    assert found.queries == (Query("a?", ("what is a",)), Query("b?", ("what is b",)))


def test_translations_are_asked_both_ways(tmp_path: Path) -> None:
    write(tmp_path / "bi_xquad" / "questions.jsonl", [{"id": "x", "para": 0, "q_en": "where", "q_zh": "哪里"}])
    found = made(tmp_path)
    assert (found["xquad-en-zh"].index, found["xquad-en-zh"].queries) == ((Line("x", "哪里"),), (Query("where", ("x",)),))
    assert (found["xquad-zh-en"].index, found["xquad-zh-en"].queries) == ((Line("x", "where"),), (Query("哪里", ("x",)),))
    assert found["xquad-en-zh"].kind == "parallel" and "xquad-paragraphs-en-zh" not in found
    write(tmp_path / "bi_xquad" / "paragraphs.jsonl", [{"para": 0, "en": "long", "zh": "长文"}])
    assert made(tmp_path)["xquad-paragraphs-zh-en"].queries == (Query("哪里", ("0",)),)


def test_typing_mistakes_are_put_into_the_queries_and_nowhere_else(tmp_path: Path) -> None:
    write(tmp_path / "zh_csc_typos" / "ecspell_pairs.jsonl", [{"n_err": 1, "wrong": "身份正", "correct": "身份证", "split": "train"}])
    write(tmp_path / "zh_lcqmc" / "retrieval_index.jsonl", [{"faq_id": "a", "question": "补办身份证"}])
    write(tmp_path / "zh_lcqmc" / "retrieval_queries.jsonl", [{"faq_id": "a", "query": query} for query in ("身份证丢了", "lost ID card")])
    found = made(tmp_path)
    assert found["lcqmc-typos"].index == found["lcqmc"].index == (Line("a", "补办身份证"),)
    assert found["lcqmc-typos"].queries == (Query("身份正丢了", ("a",)), Query("lost ID card", ("a",)))
    assert (found["lcqmc"].kind, found["lcqmc-typos"].kind) == ("human", "synthetic")

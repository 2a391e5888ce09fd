"""The questions that we measure on, and those that we learn from, are what they are said to be."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from bot.knowledge.loader import load
from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES
from bot.language.normalise import fold
from bot.settings import ROOT

BENCH, LEARNING = ROOT / "tests" / "bench", ROOT / "data" / "calibration"


def rows_of(folder: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for file in sorted(folder.glob("*.jsonl")) for line in file.read_text(encoding="utf-8").splitlines()]


def named(row: dict[str, Any]) -> set[str]:
    """Every entry that a row names: expected, one of two, or answered before."""
    expect = row["expect"]
    alone = {expect.get("entry"), row.get("before")} - {None}
    return alone | set(expect.get("entries") or ()) | {id_ for group in expect.get("both") or () for id_ in group}


@pytest.fixture(scope="module")
def knowledge() -> Knowledge:
    return load(ROOT / "knowledge").require()


@pytest.mark.parametrize("folder", [BENCH, LEARNING], ids=["bench", "learning"])
def test_no_question_stands_in_an_entry(folder: Path, knowledge: Knowledge) -> None:
    entries = knowledge.entries.values()
    known = {fold(question): entry.id for entry in entries for lang in LANGUAGES for question in entry.questions(lang)}
    assert {row["id"]: known[fold(row["text"])] for row in rows_of(folder) if fold(row["text"]) in known} == {}


def test_nothing_that_is_measured_on_is_learnt_from() -> None:
    measured = {fold(row["text"]) for row in rows_of(BENCH)}
    assert [row["id"] for row in rows_of(LEARNING) if fold(row["text"]) in measured] == []


def test_no_follow_up_that_is_measured_on_is_learnt_from() -> None:
    learnt = [json.loads(line) for line in (ROOT / "data" / "follow_ups.jsonl").read_text(encoding="utf-8").splitlines()]
    measured = {(fold(row["text"]), row.get("before")) for row in rows_of(BENCH)}
    assert [row["text"] for row in learnt if (fold(row["text"]), row.get("before")) in measured] == []


@pytest.mark.parametrize("folder", [BENCH, LEARNING], ids=["bench", "learning"])
def test_every_expected_entry_exists_and_ids_are_unique(folder: Path, knowledge: Knowledge) -> None:
    rows = rows_of(folder)
    assert [id_ for id_, count in Counter(row["id"] for row in rows).items() if count > 1] == []
    assert {entry for row in rows for entry in named(row)} - set(knowledge.entries) == set()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_bench_is_large_enough_in_each_language(lang: str) -> None:
    rows = [row for row in rows_of(BENCH) if row["lang"] == lang]
    assert sum(bool({"entry", "entries"} & set(row["expect"])) for row in rows) >= 200
    assert sum("outcome" in row["expect"] for row in rows) >= 60

"""`./faq eval`: a file of questions goes in, one line a row and a summary come out."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.answering.outcomes import Outcome
from bot.curation.supervisor import in_use
from bot.knowledge.schema import Knowledge
from tests.dialogue.service import Service
from tests.dialogue.serving import House, build_house, faq

pytestmark = pytest.mark.dialogue

ROWS: list[dict[str, Any]] = [
    {"id": "zh-1", "text": "我的身份证丢了，要怎么补", "lang": "zh", "expect": {"entry": "id-residence/id-lost"}},
    {
        "id": "zh-2",
        "text": "护照马上要过期了，怎么换本新的",
        "expect": {"entries": ["exit-entry/passport-renewal", "exit-entry/urgent-passport"]},
    },
    {"id": "zh-3", "text": "番茄炒蛋怎么做", "lang": "zh", "expect": {"outcome": "unanswerable"}},
    {"id": "zh-4", "text": "你好", "lang": "zh", "expect": {"outcome": "smalltalk"}},
    {"id": "en-1", "text": "I lost my ID card, how do I get a new one?", "lang": "en", "expect": {"entry": "id-residence/id-lost"}},
    {"id": "en-2", "text": "my passport expires soon, how can I renew it?", "expect": {"category": "exit-entry", "outcome": "answered"}},
    {"id": "en-3", "text": "write me a poem about the sea", "lang": "en", "expect": {"outcome": "unanswerable"}},
    {"id": "en-4", "text": "I want to talk to a real person", "lang": "en", "expect": {"outcome": "handover"}},
]
RESULT = {"id", "outcome", "route", "confidence", "entries"}
FIGURES = {
    "rows", "in_scope", "out_of_scope", "route_right", "category_right", "entry_at_1", "entry_at_3", "answered", "right_when_answered",
    "asked_which", "false_answers", "expected_outcome",
}  # fmt: skip


@pytest.fixture
def questions(tmp_path: Path) -> Path:
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in ROWS), encoding="utf-8")
    return file


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build_house(tmp_path / "house")


def test_through_retrieval_ranks_without_a_server(questions: Path, house: House, knowledge: Knowledge) -> None:
    ended = faq("eval", str(questions), "--through", "retrieval", "--json", environment=house.environment())
    results, summary = _read(ended)
    _check(results, summary, knowledge)
    assert {result["route"] for result in results.values()} == {None}, "the router was not asked"
    assert not (house.state / "log").exists(), "no server was started"


def test_through_rasa_starts_both_servers_where_none_is_running_and_stops_them(questions: Path, house: House, knowledge: Knowledge) -> None:
    ended = faq("eval", str(questions), "--through", "rasa", "--json", environment=house.environment())
    results, summary = _read(ended)
    _check(results, summary, knowledge)
    _check_whole_assistant(results, summary, knowledge)
    assert (house.state / "log" / "rasa.log").exists()
    assert not in_use("127.0.0.1", house.port)


def test_through_rasa_asks_the_assistant_that_is_running(service: Service, questions: Path, house: House, knowledge: Knowledge) -> None:
    environment = house.environment(FAQ_PORT=str(service.supervisor.settings.port))
    results, summary = _read(faq("eval", str(questions), "--json", environment=environment))
    _check(results, summary, knowledge)
    _check_whole_assistant(results, summary, knowledge)
    assert not (house.state / "log").exists(), "no server was started"


def test_without_json_it_prints_a_table_by_language(service: Service, questions: Path, house: House) -> None:
    environment = house.environment(FAQ_PORT=str(service.supervisor.settings.port))
    ended = faq("eval", str(questions), environment=environment)
    head, *lines = ended.stdout.splitlines()
    assert ended.returncode == 0
    assert head.split() == ["zh", "en", "all"]
    assert {line.split()[0] for line in lines} == FIGURES


@pytest.mark.parametrize(
    "line", ["no JSON", "[]", '{"id": "1"}', '{"id": "1", "text": "护照"}', '{"id": 1, "text": 5, "lang": "zh", "expect": {}}']
)
def test_a_row_that_is_none_is_one_sentence_with_its_line(tmp_path: Path, house: House, line: str) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_text(f"{json.dumps(ROWS[0])}\n{line}\n", encoding="utf-8")
    ended = faq("eval", str(file), "--through", "retrieval", environment=house.environment())
    assert ended.returncode == 1
    assert ended.stderr.startswith(f"{file}:2:") and "Traceback" not in ended.stderr


@pytest.mark.parametrize("content", [None, "护照".encode("gb18030")])
def test_a_file_that_is_not_there_or_no_text_is_one_sentence(tmp_path: Path, house: House, content: bytes | None) -> None:
    file = tmp_path / "odd.jsonl"
    if content:
        file.write_bytes(content)
    ended = faq("eval", str(file), environment=house.environment())
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1 and str(file) in ended.stderr


def _read(ended: subprocess.CompletedProcess[str]) -> tuple[dict[str, Any], Mapping[str, Any]]:
    """The results by id, in the order of the file, and the summary, which is the last line."""
    assert ended.returncode == 0, ended.stderr
    *results, last = [json.loads(line) for line in ended.stdout.splitlines()]
    assert [result["id"] for result in results] == [row["id"] for row in ROWS]
    assert set(last) == {"summary"}
    return {result["id"]: result for result in results}, last["summary"]


def _check(results: Mapping[str, Any], summary: Mapping[str, Any], knowledge: Knowledge) -> None:
    for result in results.values():
        assert set(result) == RESULT
        assert result["outcome"] in {outcome.value for outcome in Outcome}
        assert result["confidence"] is None or 0 <= result["confidence"] <= 1
        assert set(result["entries"]) <= set(knowledge.entries)
    for name in ("zh-1", "en-1"):
        assert results[name]["entries"][0] == "id-residence/id-lost", "best first"
    assert set(summary) == {"zh", "en", "all"}
    for lang, rows in (("zh", 4), ("en", 4), ("all", 8)):
        figures = summary[lang]
        assert set(figures) == FIGURES
        assert figures["rows"] == rows
        assert all(value is None or 0 <= value <= 1 for name, value in figures.items() if name not in ("rows", "in_scope", "out_of_scope"))
    assert (summary["zh"]["in_scope"], summary["zh"]["out_of_scope"]) == (2, 2)
    assert (summary["en"]["in_scope"], summary["en"]["out_of_scope"]) == (1, 2), "a row without an entry is in no figure on entries"


def _check_whole_assistant(results: Mapping[str, Any], summary: Mapping[str, Any], knowledge: Knowledge) -> None:
    outcomes = {name: result["outcome"].split("_")[0] for name, result in results.items()}
    assert outcomes == {
        "zh-1": "answered", "zh-2": "answered", "zh-3": "unanswerable", "zh-4": "smalltalk",
        "en-1": "answered", "en-2": "answered", "en-3": "unanswerable", "en-4": "handover",
    }  # fmt: skip
    assert results["zh-1"]["route"] in knowledge.categories
    assert results["zh-4"]["route"] == "greeting" and results["en-4"]["route"] == "human"
    assert summary["all"]["entry_at_1"] == summary["all"]["answered"] == summary["all"]["right_when_answered"] == 1
    assert summary["all"]["false_answers"] == 0 and summary["all"]["expected_outcome"] == 1

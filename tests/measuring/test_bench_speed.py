"""`make bench-latency` and `make bench-encoders`: what is asked, which pass counts, what is right. No time is asserted."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest

from bot.answering.context import Message
from bot.language import LANGUAGES
from bot.measuring.sets import Line, Query, RetrievalSet
from bot.retrieval.index_faiss import spans
from tests.bench import encoders, latency
from tests.bench.encoders import Column, Lesson

CATEGORIES = ["tax", "traffic"]


@pytest.mark.parametrize("first", ["traffic", "out_of_scope"])
def test_a_route_is_a_distribution_with_the_named_intent_first(first: str) -> None:
    route = latency.route_to(first, CATEGORIES)
    assert set(route) == {"tax", "traffic", "out_of_scope"}
    assert sum(route.values()) == pytest.approx(1) and min(route.values()) > 0
    assert max(route, key=lambda intent: route[intent]) == first


@pytest.mark.parametrize(
    ("row", "first", "before"),
    [
        ({"text": "发票", "lang": "zh", "expect": {"entry": "tax/invoice"}}, "tax", None),
        ({"text": "invoice", "lang": "en", "expect": {"entries": ["tax/invoice", "traffic/fine"]}}, "tax", None),
        ({"text": "菜谱", "lang": "zh", "expect": {"outcome": "unanswerable"}}, "out_of_scope", None),
        ({"text": "how much?", "lang": "en", "expect": {"element": "fee"}, "before": "traffic/fine"}, "traffic", "traffic/fine"),
    ],
)
def test_a_message_has_the_route_and_the_entry_before_it(row: dict, first: str, before: str | None) -> None:
    message = latency.message_of(row, CATEGORIES)
    assert (message.text, message.lang_hint, message.last_entry) == (row["text"], row["lang"], before)
    assert max(message.route, key=lambda intent: message.route[intent]) == first


def test_the_order_of_the_messages_is_drawn_with_a_seed(tmp_path: Path) -> None:
    file = tmp_path / "rows.jsonl"
    rows = [{"text": f"{number}", "lang": lang, "expect": {}} for number in range(20) for lang in LANGUAGES]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    read = latency.read({"part": [file]}, CATEGORIES)
    assert read == latency.read({"part": [file]}, CATEGORIES)
    assert sorted(one.message.text for one in read) == sorted(row["text"] for row in rows)
    assert [one.message.text for one in read] != [row["text"] for row in rows]


def test_the_pass_with_the_lowest_median_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter([9, 1, 5, 2, 8, 3, 1, 7, 6])  # medians 5, 3, 6
    monkeypatch.setattr(latency, "times_of", lambda *_: {"whole": float(next(seconds))})
    messages = [latency.Asked("questions", "zh", Message("问"))] * 3
    assert [one["whole"] for one in latency.best_pass(messages, None, None, None)] == [2, 8, 3]  # type: ignore[arg-type]


def test_the_tables_keep_languages_and_parts_apart() -> None:
    messages = [latency.Asked(part, lang, Message("问")) for part in latency.FILES for lang in LANGUAGES]
    times = [{"whole": number / 1000, "encoding": number / 2000, "retrieve": number / 1000} for number in range(1, 7)]
    lines = list(latency.whole_table(messages, {"wall": times}))
    assert "| questions, zh: whole | 1 | 1.00 | 1.00 |" in lines
    assert "| two questions, en: whole | 1 | 6.00 | 6.00 |" in lines
    steps = list(latency.step_table(messages, {"CPU": times}))
    assert "| encoding | 0.50 (0.50) | 1.00 (1.00) | 50.0% |" in steps
    assert "| compose | - (-) | - (-) | 0.0% |" in steps


def lesson(public: RetrievalSet | None = None) -> Lesson:
    """Two entries; the first has two lines in the first column."""
    columns = (Column(("a1", "a2", "b1"), spans([0, 0, 1])), Column(("a", "b"), spans([0, 1])))
    return Lesson(("问甲", "ask b"), ("zh", "en"), (frozenset({0}), frozenset({1})), columns, public)


LINES = np.array([[0, 1], [1, 0], [0, 1], [1, 0], [0, 1]], dtype=np.float32)


def test_right_at_one_is_by_the_language_of_the_question() -> None:
    both = np.array([[1, 0], [0, 1]], dtype=np.float32)
    # "ask b" is as near to a line of each entry in the first column; the second tells them apart.
    assert encoders.right_at_one(lesson(), both, LINES) == {"zh": 1.0, "en": 1.0}
    assert encoders.right_at_one(lesson(), both[::-1], LINES) == {"zh": 0.0, "en": 0.0}


def test_the_public_set_is_judged_by_its_own_lines() -> None:
    lines = (Line("x", "一"), Line("y", "二"))
    public = RetrievalSet("p", "-", "-", "-", "zh", "en", "-", "parallel", lines, (Query("one", ("x",)), Query("two", ("x",))))
    queries = np.array([[1, 0], [0, 1], [1, 0], [0, 1]], dtype=np.float32)
    found = encoders.right_at_one(lesson(public), queries, np.concatenate([LINES, np.eye(2, dtype=np.float32)]))
    assert found == {"zh": 1.0, "en": 1.0, "xquad-en-zh": 0.5}
    texts = lesson(public).texts()
    assert texts.queries == ("问甲", "ask b", "one", "two") and texts.timed == 2
    assert texts.lines == ("a1", "a2", "b1", "a", "b", "一", "二")


def test_a_column_is_the_best_line_of_each_entry_z_scored_for_each_query() -> None:
    queries = np.array([[1, 0], [0, 1]], dtype=np.float32)
    lines = np.array([[1, 0], [0, 0.5], [0, 1]], dtype=np.float32)
    scores = encoders.column_scores(queries, lines, spans([0, 0, 1]))
    assert scores == pytest.approx(np.array([[1, -1], [-1, 1]]), abs=1e-5)

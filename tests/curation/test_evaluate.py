"""`faq eval`: reading rows, counting, the table."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from bot.curation import asking
from bot.curation.asking import Result, result_of
from bot.curation.evaluate import summarise, table
from bot.curation.rows import BadRow, Row, UnreadableFile, read
from bot.errors import FaqError
from tests.answering.conftest import FakeRetriever
from tests.curation.conftest import Run
from tests.small_knowledge import ID_LOST, INVOICE, RESIDENCE


def rows_file(path: Path, *lines: str) -> Path:
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_rows_are_read_with_what_is_expected_of_them(tmp_path: Path) -> None:
    found = read(
        rows_file(
            tmp_path / "q.jsonl",
            '{"id": "a", "text": "身份证丢了", "expect": {"entry": "id-residence/id-lost"}}',
            "",
            '{"id": 7, "text": "my card", "lang": "en", "expect": {"entries": ["tax/a", "tax/b"], "outcome": "answered"}}',
            '{"id": "c", "text": "下雨吗", "expect": {"outcome": "unanswerable"}}',
            '{"id": "d", "text": "tax?", "expect": {"category": "tax"}}',
        )
    )
    assert found == [
        Row("a", "身份证丢了", "zh", ("id-residence/id-lost",), "id-residence", None),
        Row("7", "my card", "en", ("tax/a", "tax/b"), "tax", "answered"),
        Row("c", "下雨吗", "zh", (), None, "unanswerable"),
        Row("d", "tax?", "en", (), "tax", None),
    ]


@pytest.mark.parametrize(
    ("outcome", "wants"),
    [
        (None, True),
        ("answered", True),
        ("answered_followup", True),
        ("clarification", False),
        ("unanswerable", False),
        ("guard_input", False),
    ],
)
def test_a_row_wants_an_answer_unless_it_expects_something_else(outcome: str | None, wants: bool) -> None:
    assert Row("a", "x", "zh", (), None, outcome).wants_answer is wants


@pytest.mark.parametrize(
    "line",
    [
        "{",
        "[]",
        "7",
        "null",
        '"x"',
        '{"id": 1}',
        '{"id": 1, "text": "x"}',
        '{"text": "x", "expect": {}}',
        '{"id": 1, "text": "x", "expect": []}',
        '{"id": 1, "text": 5, "expect": {}}',
    ],
)
def test_an_unreadable_row_is_named_by_file_and_line(tmp_path: Path, line: str) -> None:
    file = rows_file(tmp_path / "q.jsonl", '{"id": 1, "text": "x", "expect": {}}', line)
    with pytest.raises(BadRow) as caught:
        read(file)
    assert str(caught.value).startswith(f"{file}:2: unreadable (")
    assert '"expect"' in str(caught.value)


def test_a_file_that_cannot_be_read_is_one_sentence(run: Run, tmp_path: Path) -> None:
    code, output, errors = run("eval", tmp_path / "nowhere.jsonl", "--through", "retrieval")
    assert (code, output) == (1, "")
    assert "nowhere.jsonl" in errors and errors.count("\n") == 1
    (tmp_path / "gbk.jsonl").write_bytes("身份证".encode("gbk"))
    with pytest.raises(UnreadableFile, match="UTF-8"):
        read(tmp_path / "gbk.jsonl")


# Ten rows, counted by hand.
ROWS = [
    Row("z1", "", "zh", ("tax/a",), "tax", None),
    Row("z2", "", "zh", ("tax/b",), "tax", None),
    Row("z3", "", "zh", ("tax/a", "traffic/a"), "tax", "answered"),
    Row("z4", "", "zh", ("tax/c",), "tax", None),
    Row("z5", "", "zh", (), None, "unanswerable"),
    Row("z6", "", "zh", (), None, "unanswerable_out_of_scope"),
    Row("e1", "", "en", ("tax/a",), "tax", None),
    Row("e2", "", "en", (), "traffic", None),
    Row("e3", "", "en", (), None, "smalltalk"),
    Row("e4", "", "en", (), None, "handover"),
]
RESULTS = [
    Result("z1", "answered", "tax", 0.9, ("tax/a", "tax/b")),  # right
    Result("z2", "answered", "traffic", 0.8, ("tax/a", "tax/c", "tax/b")),  # wrong, the right one third; wrong route
    Result("z3", "clarification", "tax", 0.4, ("traffic/a", "tax/a")),  # asked which; the first is right, its category not the row's
    Result("z4", "unanswerable_no_match", None, 0.1, ("tax/a", "tax/b", "tax/d", "tax/c")),  # fourth: not among three
    Result("z5", "answered", "tax", 0.9, ("tax/a",)),  # a false answer
    Result("z6", "unanswerable_no_match", "out_of_scope", 0.0, ()),  # the family, but not the value
    Result("e1", "answered_followup", "tax", None, ("tax/a",)),
    Result("e2", "answered", "traffic", 0.9, ("traffic/x",)),
    Result("e3", "smalltalk", "greeting", None, ()),
    Result("e4", "clarification", "human", 0.5, ("tax/a",)),
]
ZH = {
    "rows": 6, "in_scope": 4, "out_of_scope": 2, "route_right": 0.5, "category_right": 0.75, "entry_at_1": 0.5, "entry_at_3": 0.75,
    "answered": 0.5, "right_when_answered": 0.5, "asked_which": 0.25, "false_answers": 0.5, "expected_outcome": 0.0,
}  # fmt: skip
EN = {
    "rows": 4, "in_scope": 1, "out_of_scope": 2, "route_right": 1.0, "category_right": 1.0, "entry_at_1": 1.0, "entry_at_3": 1.0,
    "answered": 1.0, "right_when_answered": 1.0, "asked_which": 0.0, "false_answers": 0.0, "expected_outcome": 0.5,
}  # fmt: skip
ALL = {
    "rows": 10, "in_scope": 5, "out_of_scope": 4, "route_right": 0.6667, "category_right": 0.8333, "entry_at_1": 0.6, "entry_at_3": 0.8,
    "answered": 0.6, "right_when_answered": 0.6667, "asked_which": 0.2, "false_answers": 0.25, "expected_outcome": 0.2,
}  # fmt: skip


@pytest.mark.parametrize(("group", "expected"), [("zh", ZH), ("en", EN), ("all", ALL)])
def test_the_figures_are_those_counted_by_hand(group: str, expected: dict) -> None:
    assert summarise(ROWS, RESULTS)[group] == expected


def test_what_nobody_asked_has_no_figure() -> None:
    found = summarise(ROWS[8:9], RESULTS[8:9])
    assert set(found) == {"en", "all"}
    assert found["en"]["entry_at_1"] is None and found["en"]["right_when_answered"] is None
    assert found["en"]["expected_outcome"] == 1.0


def test_a_wrong_order_of_ties_does_not_help(tmp_path: Path) -> None:
    pair = summarise([ROWS[0]], [Result("z1", "answered", "tax", 0.9, ("tax/b", "tax/a"))])
    assert (pair["zh"]["entry_at_1"], pair["zh"]["entry_at_3"], pair["zh"]["right_when_answered"]) == (0.0, 1.0, 0.0)


def test_the_table_has_a_line_a_figure_and_a_column_a_language() -> None:
    lines = table({"zh": {"rows": 6, "entry_at_1": 0.5}, "en": {"rows": 4, "entry_at_1": None}}).splitlines()
    assert lines == [
        "                   zh       en",
        "rows                6        4",
        "entry_at_1      0.500        -",
    ]


@pytest.mark.parametrize(
    ("reply", "entries"),
    [
        ({"outcome": "answered", "entry": {"id": "tax/a"}, "choices": [], "ranking": ["tax/a", "tax/b"]}, ("tax/a", "tax/b")),
        ({"outcome": "answered", "entry": {"id": "tax/a"}, "choices": []}, ("tax/a",)),
        ({"outcome": "clarification", "entry": None, "choices": [{"id": "tax/b"}, {"id": "tax/c"}], "ranking": []}, ("tax/b", "tax/c")),
        ({"outcome": "smalltalk", "entry": None, "choices": None}, ()),
    ],
)
def test_a_reply_as_a_result(reply: dict, entries: tuple[str, ...]) -> None:
    assert result_of("r", reply).entries == entries


def test_json_is_one_line_a_row_then_the_summary(run: Run, retriever: FakeRetriever, tmp_path: Path) -> None:
    file = rows_file(
        tmp_path / "q.jsonl",
        json.dumps({"id": "a", "text": "身份证丢了", "expect": {"entry": ID_LOST}}),
        json.dumps({"id": "b", "text": "residence permit", "expect": {"entry": RESIDENCE}}),
    )
    code, output, errors = run("eval", file, "--through", "retrieval", "--json")
    lines = [json.loads(line) for line in output.splitlines()]
    ranked = [ID_LOST, RESIDENCE, INVOICE]
    assert (code, errors) == (0, "")
    assert lines[:2] == [{"id": id_, "outcome": "answered", "route": None, "confidence": 0.9, "entries": ranked} for id_ in "ab"]
    assert lines[2]["summary"]["zh"]["entry_at_1"] == 1.0 and lines[2]["summary"]["en"]["entry_at_1"] == 0.0
    assert lines[2]["summary"]["all"]["rows"] == 2


def test_for_a_person_it_prints_the_table(run: Run, tmp_path: Path) -> None:
    file = rows_file(tmp_path / "q.jsonl", json.dumps({"id": "a", "text": "身份证丢了", "expect": {"entry": ID_LOST}}))
    code, output, _ = run("eval", file, "--through", "retrieval")
    assert code == 0 and "right_when_answered" in output and "zh" in output.splitlines()[0]


def test_a_bad_row_is_one_sentence_and_exit_code_one(run: Run, tmp_path: Path) -> None:
    code, output, errors = run("eval", rows_file(tmp_path / "q.jsonl", "{"), "--through", "retrieval")
    assert (code, output) == (1, "")
    assert f"{tmp_path / 'q.jsonl'}:1: unreadable" in errors and "Traceback" not in errors


class FakeService(BaseHTTPRequestHandler):
    """Says "too many" once, then answers; /broken always fails."""

    refusals = 1
    seen: list[tuple[str, dict]] = []

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/broken":
            return self._send(500, {"error": "oops"})
        if self.path == "/chat/session" and type(self).refusals:
            type(self).refusals -= 1
            return self._send(429, {}, {"Retry-After": "7"})
        type(self).seen.append((self.path, body))
        reply = {"outcome": "answered", "route": "tax", "confidence": 0.9, "entry": {"id": "tax/a"}, "choices": [], "ranking": ["tax/a"]}
        return self._send(200, {"session": "s1"} if self.path == "/chat/session" else {"replies": [reply]})

    def do_GET(self) -> None:
        other = [] if self.path.startswith("/list") else {}
        self._send(200, {"status": "ok"} if self.path == "/chat/health" else other)

    def _send(self, code: int, content: object, headers: dict[str, str] | None = None) -> None:
        data = json.dumps(content).encode()
        self.send_response(code)
        for name, value in {"Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def service() -> Iterator[str]:
    FakeService.refusals, FakeService.seen = 1, []
    server = HTTPServer(("127.0.0.1", 0), FakeService)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_row_is_asked_in_a_session_of_its_own_and_too_many_means_wait(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(asking, "sleep", waited.append)
    result = asking.ask(Row("r", "how much tax", "en", (), None, None), service)
    assert result == Result("r", "answered", "tax", 0.9, ("tax/a",), answers=("tax/a",))
    assert waited == [7.0]
    assert FakeService.seen == [
        ("/chat/session", {"lang": "en"}),
        ("/chat/messages", {"session": "s1", "text": "how much tax", "lang": "en"}),
    ]


def test_a_service_that_fails_is_one_sentence(service: str) -> None:
    with pytest.raises(FaqError, match=r"/broken answered 500: .*oops"):
        asking.post(f"{service}/broken", {})


def test_results_come_in_the_order_of_the_rows(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "sleep", lambda seconds: None)
    rows = [Row(str(number), "税", "zh", (), None, None) for number in range(12)]
    assert [result.id for result in asking.ask_all(rows, service)] == [row.id for row in rows]


def test_a_service_is_healthy_only_if_it_says_so(service: str) -> None:
    assert asking.healthy(service)
    assert not asking.healthy(f"{service}/elsewhere")  # another program's JSON
    assert not asking.healthy(f"{service}/list")
    assert not asking.healthy(f"http://127.0.0.1:{asking.free_port()}")

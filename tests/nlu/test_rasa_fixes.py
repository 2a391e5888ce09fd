"""The corrections do what they say, and nothing else than Rasa did."""

from __future__ import annotations

import asyncio
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import jsonschema
import pytest
import rasa
import rasa.core.policies.rule_policy
import rasa.core.processor
import rasa.core.run
from rasa.core.actions import action as action_module
from rasa.core.actions.action import RemoteAction
from rasa.core.channels.channel import UserMessage
from rasa.core.processor import MessageProcessor
from rasa.engine.runner.dask import DaskGraphRunner
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, BotUttered, SessionStarted, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.nlu import kept_connections, rasa_fixes
from bot.nlu.sources import RASA
from tests.nlu.conftest import HashEncoder

REPLY = {"outcome": "answered", "text": "好"}
SLOT = {"event": "slot", "timestamp": None, "name": "faq_entry", "value": "tax/invoice"}


@pytest.fixture(autouse=True)
def uncorrected_afterwards(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever a test corrects is put back."""
    for owner, name in (
        (RemoteAction, "_validate_action_result"), (RemoteAction, "_action_call_format"), (action_module, "DEFAULT_REQUEST_TIMEOUT"),
        (EndpointConfig, "session"), (rasa.core.run, "close_resources"), (DaskGraphRunner, "run"), (MessageProcessor, "parse_message"),
        (rasa.core.processor, "copy"), (rasa.core.policies.rule_policy, "copy"), (MessageProcessor, "_check_for_unseen_features"),
    ):  # fmt: skip
        monkeypatch.setattr(owner, name, getattr(owner, name))


def test_the_installed_rasa_is_the_one_that_the_corrections_were_written_for() -> None:
    assert rasa.__version__ == RASA, "read each function replaced in bot/nlu/rasa_fixes.py again, then raise RASA"


def test_another_rasa_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rasa, "__version__", "3.6.22")
    with pytest.raises(rasa_fixes.OtherRasa, match=r"3\.6\.22"):
        rasa_fixes.apply(5.0)


@pytest.mark.parametrize(
    "result",
    [
        {},
        {"events": [], "responses": []},
        {"events": [SLOT, {"event": "followup", "name": "action_listen"}], "responses": [{"custom": REPLY}]},
        {"events": [{"event": "no such event"}]},
        {"events": [{"event": "slot", "name": "a"}]},
        {"events": [{"event": "slot", "name": 1, "value": 2}]},
        {"events": [{"name": "a", "value": 2}]},
        {"events": [SLOT, {"event": "user", "text": 7}]},
        {"events": [{**SLOT, "timestamp": "now"}]},
        {"events": "none"},
        {"responses": ["text"]},
        [],
    ],
)
def test_an_action_result_is_judged_as_rasa_judges_it(result: Any) -> None:
    remote = RemoteAction("action_answer_faq", None)
    try:
        expected = remote._validate_action_result(result)
    except jsonschema.ValidationError:
        expected = False
    rasa_fixes.compile_action_validator()
    if expected:
        assert remote._validate_action_result(result)
    else:
        with pytest.raises(jsonschema.ValidationError):
            remote._validate_action_result(result)


def test_the_action_server_is_waited_for_no_longer_than_asked() -> None:
    rasa_fixes.shorten_action_timeout(5.0)
    assert action_module.DEFAULT_REQUEST_TIMEOUT == 5.0


def conversation(turns: int, sessions: int = 1) -> DialogueStateTracker:
    tracker = DialogueStateTracker("web-1", [])
    for _ in range(sessions):
        tracker.update(ActionExecuted("action_session_start"))
        tracker.update(SessionStarted())
        for turn in range(turns):
            tracker.update(UserUttered(f"问题{turn}"))
            tracker.update(ActionExecuted("action_answer_faq"))
            tracker.update(BotUttered("答"))
    return tracker


@pytest.mark.parametrize(("turns", "sessions", "expected"), [(2, 1, 7), (2, 3, 7), (50, 1, rasa_fixes.EVENTS_SENT)])
def test_only_recent_events_of_the_running_session_are_sent(turns: int, sessions: int, expected: int) -> None:
    tracker = conversation(turns, sessions)
    recent = rasa_fixes.recent_events(tracker)
    assert recent == list(tracker.events)[-expected:]


def test_the_action_call_has_every_key_that_rasa_sends() -> None:
    remote, tracker = RemoteAction("action_answer_faq", None), conversation(1)
    theirs = remote._action_call_format(tracker, Domain.empty())
    rasa_fixes.send_recent_events()
    ours = remote._action_call_format(tracker, Domain.empty())
    assert set(ours) == set(theirs)
    assert set(ours["tracker"]) == set(theirs["tracker"])
    assert ours["tracker"]["latest_message"] == theirs["tracker"]["latest_message"]
    json.dumps(ours)


@pytest.fixture
def action_server() -> Iterator[tuple[str, set[int]]]:
    """An address that answers every call, and the client ports that it has seen."""
    ports: set[int] = set()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            ports.add(self.client_address[1])
            self.rfile.read(int(self.headers["Content-Length"]))
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/webhook", ports
    server.shutdown()
    server.server_close()


def test_one_connection_serves_many_action_calls_and_is_closed_at_the_end(action_server: tuple[str, set[int]]) -> None:
    address, ports = action_server
    kept_connections.keep_action_connections()
    endpoint = EndpointConfig(address)

    async def calls() -> bool:
        for _ in range(5):
            assert await endpoint.request(json={}, timeout=5) == {}
        session = endpoint.session().session
        await rasa.core.run.close_resources(type("App", (), {"ctx": object()})(), None)
        return bool(session.closed)

    assert asyncio.run(calls())
    assert len(ports) == 1


def test_an_action_server_that_was_away_is_called_again_without_a_restart(action_server: tuple[str, set[int]]) -> None:
    address, _ = action_server
    kept_connections.keep_action_connections()

    async def calls() -> Any:
        endpoint = EndpointConfig("http://127.0.0.1:9/webhook")  # nobody listens there
        with pytest.raises(Exception, match="Cannot connect"):
            await endpoint.request(json={}, timeout=5)
        endpoint.url = address
        return await endpoint.request(json={}, timeout=5)

    assert asyncio.run(calls()) == {}


class Node:
    """A graph node that says what it was given."""

    def __init__(self, name: str) -> None:
        self.name, self.needs = name, {}

    def __call__(self, *inputs: Any) -> tuple[str, Any]:
        return self.name, f"{self.name}({', '.join(value for _, value in inputs)})"


def test_the_graph_gives_what_dask_gives() -> None:
    from rasa.engine.graph import GraphSchema, SchemaNode

    def node(**needs: str) -> SchemaNode:
        return SchemaNode(needs=needs, uses=Node, constructor_name="x", fn="x", config={})  # type: ignore[arg-type]

    runner = DaskGraphRunner.__new__(DaskGraphRunner)
    runner._graph_schema = GraphSchema(
        {"c": node(first="b", second="a"), "b": node(first="a"), "a": node(first="message"), "unneeded": node(first="c")}
    )
    runner._instantiated_nodes = {name: Node(name) for name in runner._graph_schema.nodes}  # type: ignore[misc]
    runner._execution_context = None  # type: ignore[assignment]
    expected = runner.run({"message": "hello"}, ["c"])
    rasa_fixes.run_graph_plainly()
    assert runner.run({"message": "hello"}, ["c"]) == expected == {"c": "c(b(a(hello)), a(hello))"}
    assert runner.run({"message": "again"}, ["c", "b"]) == {"c": "c(b(a(again)), a(again))", "b": "b(a(again))"}


def test_a_question_is_encoded_before_it_is_parsed_and_not_on_the_event_loop(monkeypatch: pytest.MonkeyPatch) -> None:
    encoder, order = HashEncoder(), []

    async def parse(self: Any, message: UserMessage) -> dict[str, Any]:
        order.append("parse")
        return {}

    def vector(text: str) -> None:
        order.append((text, threading.current_thread() is threading.main_thread()))

    monkeypatch.setattr(encoder, "vector", vector)
    monkeypatch.setattr(MessageProcessor, "parse_message", parse)
    rasa_fixes.encode_beside_the_loop(encoder)  # type: ignore[arg-type]
    asyncio.run(MessageProcessor.parse_message(object(), UserMessage("Lost ID card?")))  # type: ignore[arg-type]
    assert order == [("lost id card", False), "parse"]


def test_all_corrections_apply_together() -> None:
    rasa_fixes.apply(5.0, HashEncoder())  # type: ignore[arg-type]
    assert RemoteAction("a", None)._validate_action_result({"events": [SLOT]})

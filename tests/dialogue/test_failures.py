"""Something breaks: the citizen gets a sentence, the operator gets the reason, and what was mended works again by itself."""

from __future__ import annotations

import json
import signal
import socket
import sqlite3
import time
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.curation.asking import post
from bot.curation.supervisor import in_use
from bot.knowledge.loader import version
from bot.language import LANGUAGES, Lang
from bot.settings import settings
from tests.dialogue.service import Service, running
from tests.dialogue.serving import BROKEN_FILE, House, Serving, alive, build_house, children, faq, serving
from tests.dialogue.shapes import check_reply

pytestmark = pytest.mark.dialogue

PASSPORT = {"zh": "护照快到期了怎么换？", "en": "How do I renew a passport that is about to expire?"}
COST = {"zh": "要多少钱", "en": "how much is it?"}
MARKER = "zqxvmarker"
PROMISED = 6.0  # seconds


class TestTheActionServerFails:
    @pytest.fixture(scope="class")
    def own(self, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
        with running(tmp_path_factory.mktemp("failing")) as started:
            yield started

    @pytest.fixture(scope="class")
    def session(self, own: Service) -> str:
        """A conversation that began when all was well."""
        session = own.session()
        assert own.ask(PASSPORT["zh"], "zh", session)["outcome"] == "answered"
        return session

    def test_a_hanging_action_server_costs_a_sentence_and_then_all_is_well(self, own: Service, session: str) -> None:
        rasa, actions = (own.supervisor.children[name] for name in ("rasa", "actions"))
        actions.send_signal(signal.SIGSTOP)
        try:
            _sorry_in_time(own, "zh", session)
            _sorry_in_time(own, "en", own.session())
            _red(own)
        finally:
            actions.send_signal(signal.SIGCONT)
        _green(own)
        _answers_again(own, session)
        assert rasa.poll() is None and actions.poll() is None

    def test_a_stopped_action_server_costs_a_sentence_and_then_all_is_well(self, own: Service, session: str) -> None:
        rasa, actions = (own.supervisor.children[name] for name in ("rasa", "actions"))
        actions.send_signal(signal.SIGTERM)
        actions.wait(15)
        _sorry_in_time(own, "zh", own.session())
        _sorry_in_time(own, "en", session)
        _red(own)
        assert own.supervisor.restart_fallen() == ["actions"]
        own.supervisor.wait_until_ready()
        _answers_again(own, session)
        assert rasa.poll() is None and own.supervisor.children["rasa"] is rasa

    def test_a_failure_logs_nothing_that_was_typed(self, own: Service, session: str) -> None:
        # The failures of the tests above were asked with the marker.
        logs = own.kept("log")
        assert b"error_retrieval" in logs, "a failure is logged"
        assert MARKER.encode() not in logs
        assert "护照".encode() not in logs


def _sorry_in_time(service: Service, lang: Lang, session: str) -> None:
    """A sentence within the promised time, in the language of the question, whatever the page's is."""
    began = time.monotonic()
    reply = service.ask(f"{PASSPORT[lang]} {MARKER}", "en" if lang == "zh" else "zh", session)
    assert time.monotonic() - began < PROMISED
    check_reply(reply)
    assert (reply["outcome"], reply["lang"]) == ("error_retrieval", lang)
    assert "12345" in reply["text"]


def _red(service: Service) -> None:
    _wait_for(service, 503)
    assert "action server" in json.dumps(service.get("/chat/health").content["missing"])


def _green(service: Service) -> None:
    _wait_for(service, 200)


def _wait_for(service: Service, status: int) -> None:
    """Health is looked at once for all who ask within two seconds."""
    until = time.monotonic() + 10
    while service.get("/chat/health").status != status:
        assert time.monotonic() < until, f"health is not {status}"
        time.sleep(0.2)


def _answers_again(service: Service, session: str) -> None:
    for lang in LANGUAGES:
        assert service.ask(PASSPORT[lang], lang)["outcome"] == "answered"
        assert service.ask(COST[lang], lang, session)["outcome"] == "answered_followup", "the conversation is remembered"


class TestServeWithBrokenKnowledge:
    """One run from its start to its end; the last test stops it."""

    @pytest.fixture(scope="class")
    def files(self, tmp_path_factory: pytest.TempPathFactory) -> Path:
        broken = build_house(tmp_path_factory.mktemp("broken"))
        broken.break_knowledge()
        return broken.knowledge

    @pytest.fixture(scope="class")
    def served(self, tmp_path_factory: pytest.TempPathFactory, files: Path) -> Iterator[Serving]:
        house = build_house(tmp_path_factory.mktemp("house"))
        house.knowledge.rename(house.build / "knowledge-good")
        with serving(house, FAQ_KNOWLEDGE_DIR=str(files)) as started:
            yield started

    def test_the_problem_is_printed(self, served: Serving) -> None:
        printed = served.err.read_text(encoding="utf-8")
        assert f"{BROKEN_FILE}:" in printed
        assert "the last good version is served" in printed and "先使用上一个正确的版本" in printed

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_the_last_good_copy_answers(self, served: Serving, lang: Lang) -> None:
        session = post(f"{served.url}/chat/session", {})["session"]
        reply = post(f"{served.url}/chat/messages", {"session": session, "text": PASSPORT[lang], "lang": lang})["replies"][0]
        assert (reply["outcome"], reply["entry"]["id"]) == ("answered", "exit-entry/passport-renewal")

    @pytest.mark.parametrize(("lang", "said"), [("zh", "没有启用"), ("en", "is not served")])
    def test_the_status_names_the_problem(self, served: Serving, lang: Lang, said: str) -> None:
        found = faq("status", "--lang", lang, environment=served.house.environment())
        assert found.returncode == 1
        assert said in found.stdout and f"{BROKEN_FILE}:" in found.stdout
        with urllib.request.urlopen(f"{served.url}/chat/health") as response:
            refused = json.load(response)["refused"]
        assert any(problem[lang].startswith(f"{BROKEN_FILE}:") for problem in refused["problems"])

    @pytest.mark.parametrize("lang", LANGUAGES)
    def test_mended_files_answer_without_a_restart(self, served: Serving, files: Path, lang: Lang) -> None:
        mended = (settings().knowledge_dir / BROKEN_FILE).read_text(encoding="utf-8")
        (files / BROKEN_FILE).write_text(mended.replace("status: published", f"status: published  # {lang}"), encoding="utf-8")
        wanted, session = version(files), post(f"{served.url}/chat/session", {})["session"]
        message = {"session": session, "text": PASSPORT[lang], "lang": lang}
        until = time.monotonic() + 30
        while (reply := post(f"{served.url}/chat/messages", message)["replies"][0])["knowledge"] != wanted:
            assert time.monotonic() < until, reply["knowledge"]
            time.sleep(0.2)
        assert (reply["outcome"], reply["entry"]["id"]) == ("answered", "exit-entry/passport-renewal")
        assert faq("status", environment=served.house.environment()).returncode == 0

    def test_a_second_one_on_the_same_ports_says_so_and_leaves_the_first_alone(self, served: Serving) -> None:
        again = faq("serve", environment=served.house.environment(FAQ_KNOWLEDGE_DIR=str(served.house.build / "knowledge-good")))
        assert again.returncode == 1
        assert again.stderr.count("\n") == 1 and f"Port {served.house.port}" in again.stderr
        assert post(f"{served.url}/chat/session", {})["session"]

    def test_sigterm_stops_both_servers_and_loses_no_conversation(self, served: Serving) -> None:
        servers = children(served.process.pid)
        assert len(servers) == 2 and all(map(alive, servers))
        session = post(f"{served.url}/chat/session", {})["session"]
        said = f"{PASSPORT['en']} {MARKER}"
        assert post(f"{served.url}/chat/messages", {"session": session, "text": said, "lang": "en"})["replies"]
        assert served.stop() == 0
        assert not [pid for pid in servers if alive(pid)]
        assert not in_use("127.0.0.1", served.house.port) and not in_use("127.0.0.1", served.house.action_port)
        assert said in _stored_texts(served.house.state / "conversations.db")


def _stored_texts(database: Path) -> list[str]:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as connection:
        rows = connection.execute("select data from events where type_name = 'user'").fetchall()
    return [json.loads(data)["text"] for (data,) in rows]


@pytest.fixture
def house(tmp_path: Path) -> House:
    return build_house(tmp_path)


def test_broken_knowledge_without_a_good_copy_starts_nothing(house: House) -> None:
    house.break_knowledge()
    ended = faq("serve", environment=house.environment())
    assert ended.returncode == 1
    assert f"{BROKEN_FILE}:" in ended.stderr and "Traceback" not in ended.stderr
    assert not (house.state / "log").exists(), "no server was started"


@pytest.mark.parametrize(("taken", "setting"), [("port", "FAQ_PORT"), ("action_port", "FAQ_ACTION_PORT")])
def test_a_port_in_use_is_one_sentence(house: House, taken: str, setting: str) -> None:
    port = getattr(house, taken)
    with socket.create_server(("127.0.0.1", port)):
        ended = faq("serve", environment=house.environment())
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert f"Port {port}" in ended.stderr and setting in ended.stderr
    assert not (house.state / "log").exists(), "no server was started"


@pytest.mark.parametrize(
    ("setting", "value"),
    [("FAQ_PORT", "abc"), ("FAQ_PORT", "70000"), ("FAQ_ACTION_PORT", "-1"), ("FAQ_ACTION_TIMEOUT", "soon"), ("FAQ_WEB_MAX_TEXT", "many")],
)
def test_a_wrong_setting_is_one_sentence_that_names_it(house: House, setting: str, value: str) -> None:
    ended = faq("serve", environment=house.environment(**{setting: value}))
    assert ended.returncode == 1
    assert ended.stderr.count("\n") == 1
    assert setting in ended.stderr and value in ended.stderr
    assert not (house.state / "log").exists(), "no server was started"

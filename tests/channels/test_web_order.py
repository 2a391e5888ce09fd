"""One message at a time, polite when something is down, silent about what was typed."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = pytest.mark.rasa


def test_messages_of_a_session_go_to_rasa_one_at_a_time(server):
    session = server.session()
    began = time.monotonic()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda number: server.ask(f"问题{number}", session), range(4)))
    assert [answer.status for answer in answers] == [200] * 4
    assert server.rasa.most == 1
    assert time.monotonic() - began < 0.9  # Rasa's own lock would poll once a second


def test_sessions_do_not_wait_for_one_another(server):
    sessions = [server.session() for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda session: server.ask("你好", session), sessions))
    assert server.rasa.most > 1


def test_a_repeated_message_is_not_run_twice(server):
    session = server.session()
    first, again, other = (server.ask("你好", session, id=id_) for id_ in ("m1", "m1", "m2"))
    assert first.json == again.json != other.json
    assert len(server.rasa.messages) == 2


@pytest.mark.parametrize(("text", "lang"), [("身份证丢了怎么办", "zh"), ("I lost my ID card", "en")])
@pytest.mark.parametrize("fault", ["say_nothing", "fail", "hang"])
def test_no_answer_of_rasa_becomes_a_polite_sentence_in_the_language_of_the_question(make_server, quick, fault, text, lang):
    server = make_server()
    server.rasa.behave = getattr(server.rasa, fault)
    answer = server.ask(text)
    reply = answer.json["replies"][0]
    assert (answer.status, reply["outcome"], reply["lang"]) == (200, "error_retrieval", lang)
    assert "12345" in reply["text"]


def test_the_sentence_comes_within_six_seconds(server):
    server.rasa.behave = server.rasa.hang
    session = server.session()
    began = time.monotonic()
    assert server.ask("你好", session).json["replies"][0]["outcome"] == "error_retrieval"
    assert 5 < time.monotonic() - began < 6


def test_when_it_is_back_the_same_question_is_answered(make_server, quick):
    server = make_server()
    session = server.session()
    server.rasa.behave = server.rasa.hang
    server.ask("你好", session, id="m1")
    server.rasa.behave = server.rasa.answer
    assert server.ask("你好", session, id="m1").json["replies"][0]["outcome"] == "answered"


def test_what_came_in_time_is_kept(make_server, quick):
    server = make_server()

    async def answer_then_hang(message):
        await server.rasa.answer(message)
        await server.rasa.hang(message)

    server.rasa.behave = answer_then_hang
    assert server.ask("你好").json["replies"][0]["outcome"] == "answered"


def test_a_model_that_is_not_loaded_is_an_error_at_once(server):
    server.agent.ready = False
    began = time.monotonic()
    assert server.ask("你好").json["replies"][0]["outcome"] == "error_retrieval"
    assert time.monotonic() - began < 1
    assert server.rasa.messages == []


@pytest.mark.parametrize("fault", ["answer", "fail", "say_nothing", "hang"])
def test_nothing_typed_is_ever_logged(make_server, quick, caplog, capfd, fault):
    caplog.set_level("DEBUG")
    server = make_server()
    server.rasa.behave = getattr(server.rasa, fault)
    server.ask("秘密的问题zzyzx")
    server.send('{"session": "x", "text": "秘密的问题zzyzx'.encode())
    server.send({"session": "秘密的问题zzyzx", "text": "秘密的问题zzyzx", "lang": "zh"})
    seen = caplog.text + "".join(capfd.readouterr())
    assert "zzyzx" not in seen
    assert "秘密" not in seen
    if fault != "answer":
        assert "error_retrieval" in caplog.text


def test_an_unforeseen_error_is_a_500_in_json_and_logs_its_type_only(server, caplog, monkeypatch):
    def broken(raw):
        raise ValueError("秘密的问题zzyzx")

    monkeypatch.setattr("bot.channels.desk.read_letter", broken)
    answer = server.ask("你好")
    assert (answer.status, answer.code) == (500, "internal")
    assert "ValueError" in caplog.text
    assert "zzyzx" not in caplog.text


def test_no_address_reaches_the_tracker(server):
    server.ask("你好")
    assert "127.0.0.1" not in repr(vars(server.rasa.messages[0]))

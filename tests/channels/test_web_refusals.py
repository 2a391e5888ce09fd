"""What the chat channel turns away over real HTTP: bad input, too much of it, too often."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor

import pytest

pytestmark = pytest.mark.rasa


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "bad_json"), (b"{", 400, "bad_json"), (b"\xff\xfe\x00\x80", 400, "bad_json"), (b"[" * 9000, 400, "bad_json"),
        (b"[]", 400, "bad_field"), (b'"x"', 400, "bad_field"), (b"{}", 400, "bad_field"),
        (b'{"session": 1, "text": "x", "lang": "zh"}', 400, "bad_field"),
        (b'{"session": "x", "text": ["x"], "lang": "zh"}', 400, "bad_field"),
        (b'{"session": "x", "text": "x", "lang": "xx"}', 400, "bad_field"),
        (b'{"session": "forged", "text": "x", "lang": "zh"}', 401, "session_forged"),
    ],
)  # fmt: skip
def test_bad_input_gets_a_clear_refusal_in_both_languages(server, body, status, code):
    answer = server.send(body)
    assert (answer.status, answer.code) == (status, code)
    assert set(answer.json["error"]["message"]) == {"zh", "en"}
    assert server.rasa.messages == []


@pytest.mark.parametrize(("text", "code"), [("", "empty_text"), (" \n\u3000", "empty_text"), ("长" * 301, "text_too_long")])
def test_an_empty_or_long_text_is_refused(server, text, code):
    answer = server.ask(text)
    assert (answer.status, answer.code) == (422, code)


@pytest.mark.parametrize("content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
def test_only_json_is_read(server, content_type):
    assert server.send({"session": "x"}, content_type).status == 415


def test_an_expired_session_is_refused(make_server):
    server = make_server(session_hours=0.0)
    assert server.ask("你好").code == "session_expired"


def test_a_large_body_is_refused_by_its_announced_length_before_it_is_sent(server):
    head = b"POST /chat/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 50000000\r\n\r\n"
    began = time.monotonic()
    assert server.raw(head).status == 413
    assert time.monotonic() - began < 1


@pytest.mark.parametrize("path", ["/chat/messages", "/chat/session"])
def test_a_megabyte_is_refused_and_the_client_reads_the_refusal(server, path):
    answer = server.request("POST", path, b"x" * 1_000_000, {"Content-Type": "application/json"})
    assert (answer.status, answer.code) == (413, "too_large")


def test_a_body_without_announced_length_is_refused_when_it_has_grown_too_long(server):
    head = b"POST /chat/messages HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
    assert server.raw(head + (b"1000\r\n" + b"x" * 4096 + b"\r\n") * 6).status == 413


@pytest.mark.parametrize("path", ["/", "/chat", "/chat/messages"])
@pytest.mark.parametrize(
    "header", [b"Content-Length: -5", b"Content-Length: x", b"Transfer-Encoding: gzip", b"Content-Length: 1\r\nContent-Length: 2"]
)
def test_a_dishonest_length_is_refused_and_harms_nobody(server, path, header):
    head = b"POST " + path.encode() + b" HTTP/1.1\r\nHost: x\r\n" + header + b"\r\n\r\nabc"
    assert server.raw(head).status == 400
    assert server.get("/chat").status == 200


def test_too_many_questions_in_a_session_are_told_how_long_to_wait(make_server):
    server = make_server(web_rate_session_per_minute=3)
    session = server.session()
    answers = [server.ask("你好", session) for _ in range(4)]
    assert [answer.status for answer in answers] == [200, 200, 200, 429]
    assert 1 <= int(answers[3].headers["retry-after"]) <= 20
    assert server.ask("你好").status == 200  # another session


def test_too_many_requests_of_an_address_are_refused_whatever_their_session(make_server):
    server = make_server(web_rate_address_per_minute=6)
    statuses = [server.ask("你好").status for _ in range(3)]
    assert statuses == [200, 200, 200]
    assert server.request("POST", "/chat/session").status == 429


def test_one_more_than_the_limit_in_flight_is_busy_at_once(make_server):
    server = make_server(web_max_in_flight=2)
    sessions = [server.session() for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        statuses = sorted(answer.status for answer in pool.map(lambda session: server.ask("你好", session), sessions))
    assert statuses.count(200) >= 2
    assert set(statuses) == {200, 503}
    assert server.ask("你好").status == 200

"""Ratings and "not what I asked" over real HTTP: the same door and limits as for questions."""

from __future__ import annotations

import pytest

from bot.records.tables import CONVERSATION_RATINGS, RATINGS
from tests.records.conftest import rows

pytestmark = pytest.mark.rasa


@pytest.fixture
def address(tmp_path):
    return f"sqlite:///{tmp_path / 'records.db'}"


def written(table, address, count):
    """The rows, once there are as many: they are written in the background."""
    import time

    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            found = rows(address, table)
        except Exception:  # not made yet
            found = []
        if len(found) >= count:
            return found
        time.sleep(0.05)
    raise AssertionError(f"not {count} rows in {table.name}")


def test_a_reply_is_rated_and_the_last_opinion_counts(server, address):
    session = server.session()
    turn = server.ask("怎么开发票", session).json["replies"][0]["turn"]
    for opinion in ({"helpful": True}, {"helpful": False, "reason": "wrong", "text": "my number is 13812345678"}):
        answer = server.send({"session": session, "turn": turn, **opinion}, path="/chat/feedback")
        assert (answer.status, answer.json) == (200, {"saved": True})
        assert answer.headers["cache-control"] == "no-store"
    server.send({"session": session, "level": 5}, path="/chat/rating")
    written(CONVERSATION_RATINGS, address, 1)
    (rating,) = written(RATINGS, address, 1)
    assert (rating["turn"], rating["helpful"], rating["reason"], rating["text"]) == (turn, False, "wrong", "my number is ＊phone＊")


def test_nobody_rates_what_another_session_was_told(server):
    turn = server.ask("How do I issue an invoice", lang="en").json["replies"][0]["turn"]
    answer = server.send({"session": server.session(), "turn": turn, "helpful": True}, path="/chat/feedback")
    assert (answer.status, answer.code) == (422, "unknown_turn")


def test_a_conversation_is_rated_once_without_its_session(server, address):
    session = server.session()
    for level in (1, 4):
        assert server.send({"session": session, "level": level}, path="/chat/rating").json == {"saved": True}
    server.send({"session": server.session(), "level": 5}, path="/chat/rating")
    found = written(CONVERSATION_RATINGS, address, 2)
    assert sorted(row["level"] for row in found) == [4, 5]
    sender = server.ask("你好", session) and server.rasa.messages[0].sender_id
    assert not any(row["conversation"] in sender or sender in row["conversation"] for row in found)


@pytest.mark.parametrize("path", ["/chat/feedback", "/chat/rating"])
@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"{", 400, "bad_json"), ({"session": 5}, 400, "bad_field"), ({}, 400, "bad_field"),
        ({"session": "forged", "turn": "t", "helpful": True, "level": 5}, 401, "session_forged"), (b"x" * 20_000, 413, "too_large"),
    ],
)  # fmt: skip
def test_a_wrong_request_is_refused_as_a_question_is(server, path, body, status, code):
    answer = server.send(body, path=path)
    assert (answer.status, answer.code) == (status, code)


@pytest.mark.parametrize("path", ["/chat/feedback", "/chat/rating"])
def test_the_rest_of_the_door_is_the_same(server, path):
    assert server.send({"session": "x"}, "text/plain", path).code == "not_json"
    assert server.get(path).headers["allow"] == "POST"


@pytest.mark.parametrize(("path", "opinion"), [("/chat/feedback", {"turn": "t", "helpful": True}), ("/chat/rating", {"level": 3})])
def test_ratings_count_among_the_requests_of_session_and_address(make_server, path, opinion):
    server = make_server(web_rate_session_per_minute=2)
    session = server.session()
    codes = [server.send({"session": session, **opinion}, path=path) for _ in range(4)]
    assert (codes[-1].status, codes[-1].code) == (429, "too_many")
    server = make_server(web_rate_address_per_minute=3)
    assert [server.send({}, path=path).status for _ in range(5)][-1] == 429


@pytest.mark.parametrize(("lang", "text"), [("zh", "这不是我想问的"), ("en", "That is not what I asked: How do I issue an invoice")])
def test_not_asked_reaches_rasa_as_metadata_and_never_as_a_command(server, lang, text):
    session = server.session()
    turn = server.ask("怎么开发票", session).json["replies"][0]["turn"]
    assert server.ask(text, session, lang=lang, not_asked=turn).status == 200
    assert server.rasa.messages[1].metadata == {"lang": lang, "not_asked": turn}
    assert server.rasa.messages[1].text == text


def test_a_wrong_records_address_stops_the_start(knowledge_dir, tmp_path):
    from bot.channels.web import WebInput
    from bot.records.database import WrongRecordsAddress
    from bot.settings import Settings

    chosen = Settings(knowledge_dir=knowledge_dir, state_dir=tmp_path, build_dir=tmp_path, records_url="nonsense")
    with pytest.raises(WrongRecordsAddress, match="FAQ_RECORDS_URL"):
        WebInput(chosen).blueprint(None)


def test_records_out_of_reach_keep_no_answer_back(make_server):
    server = make_server(records_url="postgresql://faq@127.0.0.1:9/nowhere")
    session = server.session()
    reply = server.ask("怎么开发票", session).json["replies"][0]
    assert reply["outcome"] == "answered"
    assert server.send({"session": session, "turn": reply["turn"], "helpful": True}, path="/chat/feedback").status == 200
    assert server.send({"session": session, "turn": "unheard", "helpful": True}, path="/chat/feedback").code == "not_saved"

"""From the button to the record, through both servers: ratings, and "not what I asked"."""

from __future__ import annotations

import json
import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest

from bot.language import LANGUAGES, Lang
from tests.dialogue.service import Service
from tests.dialogue.shapes import check_refusal, check_reply

ASKED = {"zh": "身份证丢了怎么补办要什么材料", "en": "I lost my ID card, how can I get a new one"}
PRESSED = {"zh": "这不是我想问的：", "en": "That is not what I asked: "}
TYPED = {"zh": ("答非所问", "你没听懂我的话吧"), "en": ("not what I asked", "you answered something else")}
SECRET = "13987654321"


def rows(service: Service, query: str, *values: str) -> list[Any]:
    """What the query finds; what was recorded is written a moment later."""
    until = time.monotonic() + 10
    while True:
        try:
            with closing(sqlite3.connect(f"file:{service.state_dir / 'records.db'}?mode=ro", uri=True)) as database:
                found = database.execute(query, values).fetchall()
        except sqlite3.OperationalError:  # not made yet
            found = []
        if found or time.monotonic() > until:
            return found
        time.sleep(0.1)


def send(service: Service, path: str, **fields: Any) -> Any:
    return service.send(json.dumps(fields).encode(), path)


def press(service: Service, lang: Lang, session: str, reply: Any) -> Any:
    text = PRESSED[lang] + reply["entry"]["title"]
    answer = service.post({"session": session, "text": text, "lang": lang, "not_asked": reply["turn"]})
    assert answer.status == 200, answer
    (found,) = answer.content["replies"]
    check_reply(found)
    assert found["lang"] == lang
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_not_what_i_asked_offers_others_then_names_the_department_and_is_a_gap(service: Service, lang: Lang) -> None:
    session = service.session()
    first = service.ask(ASKED[lang], lang, session)
    assert first["outcome"] == "answered"
    others = press(service, lang, session, first)
    assert (others["outcome"], others["about"], len(others["choices"])) == ("clarification", first["turn"], 3)
    assert first["entry"]["id"] not in [choice["id"] for choice in others["choices"]]
    end = press(service, lang, session, first)
    assert (end["outcome"], end["department"]["id"]) == ("handover", first["entry"]["department"]["id"])
    assert end["department"]["name"] in end["text"] and "12345" in end["text"]
    assert rows(service, "select outcome, entry, text from faq_turns where turn = ?", first["turn"]) == [
        ("answered", first["entry"]["id"], ASKED[lang])
    ]
    gaps = rows(service, "select about, text from faq_turns where turn = ?", end["turn"])
    assert gaps == [(first["turn"], "")]


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("number", [0, 1])
def test_typed_words_do_the_same(service: Service, lang: Lang, number: int) -> None:
    session = service.session()
    first = service.ask(ASKED[lang], lang, session)
    reply = service.ask(TYPED[lang][number], lang, session)
    check_reply(reply)
    assert (reply["outcome"], reply["about"]) == ("clarification", first["turn"])
    picked = service.ask("1", lang, session)
    assert (picked["outcome"], picked["entry"]["id"]) == ("answered", reply["choices"][0]["id"])
    assert service.ask(TYPED[lang][0], lang, session)["outcome"] == "handover"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_reply_and_a_conversation_are_rated(service: Service, lang: Lang) -> None:
    session = service.session()
    turn = service.ask(ASKED[lang], lang, session)["turn"]
    opinion = {"helpful": False, "reason": "incomplete", "text": f"{ASKED[lang]} {SECRET}"}
    for fields in ({"helpful": True}, opinion):
        assert send(service, "/chat/feedback", session=session, turn=turn, **fields).content == {"saved": True}
    assert send(service, "/chat/rating", session=session, level=4).content == {"saved": True}
    assert rows(service, "select level from faq_conversation_ratings where level = 4")
    ((helpful, reason, text),) = rows(service, "select helpful, reason, text from faq_ratings where turn = ? and helpful = 0", turn)
    assert (helpful, reason) == (0, "incomplete")
    assert ASKED[lang] in text and SECRET not in text


def test_another_sessions_reply_cannot_be_rated(service: Service) -> None:
    turn = service.ask(ASKED["zh"])["turn"]
    answer = send(service, "/chat/feedback", session=service.session(), turn=turn, helpful=True)
    assert answer.status == 422
    check_refusal(answer.content)


def test_the_records_hold_no_personal_number_and_no_sender(service: Service) -> None:
    session = service.session()
    turn = service.ask(f"我的手机号{SECRET}换了，社保卡怎么改", "zh", session)["turn"]
    ((text,),) = rows(service, "select text from faq_turns where turn = ?", turn)
    assert "＊phone＊" in text
    kept = b"\n".join(path.read_bytes() for path in service.state_dir.glob("records.db*"))
    senders = [row[0] for row in _senders(service)]
    assert senders and SECRET.encode() not in kept
    assert not any(sender.removeprefix("web-").encode() in kept for sender in senders)


def _senders(service: Service) -> list[Any]:
    with closing(sqlite3.connect(f"file:{service.state_dir / 'conversations.db'}?mode=ro", uri=True)) as database:
        return database.execute("select distinct sender_id from events").fetchall()

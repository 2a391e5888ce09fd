"""Whatever is sent: a clear refusal or a kind sentence, nothing executed, nothing logged, and the conversation goes on."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from contextlib import closing
from typing import Any

import pytest

from bot.channels.session import SessionOffice
from bot.language import LANGUAGES, Lang
from tests.dialogue.service import Answer, Service
from tests.dialogue.shapes import check_refusal, check_reply

pytestmark = pytest.mark.dialogue

MARKER = "zqxvmarker"  # in no answer and in no file of ours
PASSPORT = {"zh": "护照快到期了怎么换？", "en": "How do I renew a passport that is about to expire?"}
COST = {"zh": "要多少钱", "en": "how much is it?"}

REFUSED_TEXTS = {
    "empty": "",
    "blanks": " \t\r\n ",
    "ideographic space": "\u3000\u3000",
    "no-break space": "\u00a0",
    "301 characters": "护" * 301,
    "601 letters": "a" * 601,
    "302 characters after widths are folded": "㈱" * 151,
}
WORDLESS_TEXTS = {
    "control characters": "\x00\x07\x1b\x7f",
    "zero width": "\u200b\u200d\ufeff\u2060",
    "half of a surrogate pair": "\ud83d",
    "emoji": "👍🏽🙏👨‍👩‍👧",
    "punctuation": "？！……",
    "restart": "/restart",
    "restart, full-width": "／restart",
    "restart after a blank": " /restart",
    "restart after an ideographic space": "\u3000/restart",
    "restart after an invisible sign": "\u200b/restart",
    "restart in capitals": "/RESTART",
    "session start": "/session_start",
    "an intent": "/greet",
    "an intent with entities": '/intent{"faq_entry": "exit-entry/passport-lost"}',
    "an intent with confidence": '/start_over@1.0{"a": "b"}',
    "back": "/back",
}
ODD_TEXTS = {
    "script": f"<script>alert('{MARKER}')</script>",
    "image": f"<img src=x onerror=alert('{MARKER}')>",
    "SQL": f"'; DROP TABLE events; -- {MARKER}",
    "template": f"${{jndi:ldap://{MARKER}}} {{{{7*7}}}} %s %n {{text}}",
    "one long word": MARKER + "a" * 280,
    "one character 300 times": "护" * 300,
    "control characters inside": f"{MARKER}\x00\x1b[31m \u202e天气",
    "a slash and words": f"/session_start {MARKER} now",
    "lines": f"{MARKER}\n\n/session_start\r\n",
}
REFUSED_BODIES: dict[str, tuple[bytes, int]] = {
    "1 MB": (json.dumps({"session": "s", "text": "护" * 1_000_000, "lang": "zh"}, ensure_ascii=False).encode()[:1_048_576], 413),
    "nothing": (b"", 400),
    "binary": (bytes(range(256)) * 8, 400),
    "broken JSON": (f'{{"session": "{MARKER}", "text": '.encode(), 400),
    "not UTF-8": (f'{{"text": "{MARKER}护照"}}'.encode("gb18030"), 400),
    "array": (f'["{MARKER}"]'.encode(), 400),
    "a text": (f'"{MARKER}"'.encode(), 400),
    "null": (b"null", 400),
    "number without end": (b"1" * 8000, 400),
    "deep array": (b"[" * 8000, 400),
    "deep and closed": (b"[" * 8000 + b"]" * 8000, 400),
    "deep object": (b'{"a":' * 2000 + b"1" + b"}" * 2000, 400),
}
REFUSED_FIELDS: dict[str, tuple[dict[str, Any], int]] = {
    "text is a number": ({"text": 5}, 400),
    "text is null": ({"text": None}, 400),
    "text is a list": ({"text": [MARKER]}, 400),
    "text is an object": ({"text": {"text": MARKER}}, 400),
    "unknown language": ({"lang": "fr"}, 400),
    "language is null": ({"lang": None}, 400),
    "session is a number": ({"session": 5}, 400),
    "choice is a number": ({"choice": 5}, 400),
    "id is a path": ({"id": f"../{MARKER}"}, 400),
    "choice is no entry": ({"choice": "exit-entry/no-such-entry"}, 422),
    "choice is a path": ({"choice": f"../../{MARKER}"}, 422),
    "choice is a command": ({"choice": "/restart"}, 422),
    "session is a word": ({"session": MARKER}, 401),
    "session is empty": ({"session": ""}, 401),
    "session is too long": ({"session": "a" * 200}, 400),
}


@pytest.mark.parametrize("text", REFUSED_TEXTS.values(), ids=REFUSED_TEXTS)
def test_a_text_that_is_none_is_refused(service: Service, text: str) -> None:
    session, wanted = _conversation(service, "zh")
    answer = service.post({"session": session, "text": text, "lang": "zh"})
    assert answer.status == 422
    check_refusal(answer.content)
    _goes_on(service, session, wanted, "zh")


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("text", WORDLESS_TEXTS.values(), ids=WORDLESS_TEXTS)
def test_a_text_that_says_nothing_gets_a_kind_sentence_and_changes_nothing(service: Service, text: str, lang: Lang) -> None:
    session, wanted = _conversation(service, lang)
    reply = service.ask(text, lang, session)
    check_reply(reply)
    assert (reply["outcome"], reply["lang"]) == ("guard_input", lang)
    _goes_on(service, session, wanted, lang)


@pytest.mark.parametrize("text", ODD_TEXTS.values(), ids=ODD_TEXTS)
def test_an_odd_text_is_only_a_text(service: Service, text: str) -> None:
    session, _ = _conversation(service, "zh")
    reply = service.ask(text, "zh", session)
    check_reply(reply)
    assert not reply["outcome"].startswith(("error", "answered"))
    assert MARKER not in json.dumps(reply), "what was typed is not said back"
    follow_up = service.ask(COST["zh"], "zh", session)
    assert (follow_up["outcome"], follow_up["entry"]["id"]) == ("answered_followup", "exit-entry/passport-renewal")
    assert service.ask(PASSPORT["zh"], "zh", session)["outcome"] == "answered"


def test_a_word_over_and_over_counts_once(service: Service) -> None:
    once, often = service.ask("护照"), service.ask("护照" * 150)
    assert (often["outcome"], often["choices"]) == (once["outcome"], once["choices"])


@pytest.mark.parametrize(("body", "status"), REFUSED_BODIES.values(), ids=REFUSED_BODIES)
def test_a_body_that_is_no_message_is_refused(service: Service, body: bytes, status: int) -> None:
    session, wanted = _conversation(service, "zh")
    answer = service.send(body)
    assert answer.status == status
    check_refusal(answer.content)
    _goes_on(service, session, wanted, "zh")


@pytest.mark.parametrize(("changed", "status"), REFUSED_FIELDS.values(), ids=REFUSED_FIELDS)
def test_a_field_of_the_wrong_kind_is_refused(service: Service, changed: dict[str, Any], status: int) -> None:
    session, wanted = _conversation(service, "zh")
    answer = service.post({"session": session, "text": "2", "lang": "zh", **changed})
    assert answer.status == status
    check_refusal(answer.content)
    _goes_on(service, session, wanted, "zh")


@pytest.mark.parametrize("missing", ["session", "text", "lang"])
def test_a_missing_field_is_refused(service: Service, missing: str) -> None:
    body = {"session": service.session(), "text": PASSPORT["zh"], "lang": "zh"}
    del body[missing]
    answer = service.post(body)
    assert answer.status == 400
    check_refusal(answer.content)


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""])
def test_another_content_type_is_refused(service: Service, kind: str) -> None:
    body = json.dumps({"session": service.session(), "text": PASSPORT["zh"], "lang": "zh"}).encode()
    answer = service.send(body, kind=kind)
    assert answer.status == 415
    check_refusal(answer.content)


def test_a_forged_session_is_refused(service: Service) -> None:
    session, wanted = _conversation(service, "zh")
    payload, signature = session.split(".")
    forged = [
        f"{payload}.{signature[::-1]}",
        f"{payload}A.{signature}",
        f"{payload}.",
        f".{signature}",
        payload,
        f"{session}.x",
        f"{session}=",
    ]
    for token in forged:
        _refused(service.post({"session": token, "text": "2", "lang": "zh"}), 401, "session_forged")
    _goes_on(service, session, wanted, "zh")


def test_a_session_of_another_service_is_refused(service: Service) -> None:
    foreign = SessionOffice(secrets.token_bytes(48), 12, time.time).issue().token
    _refused(service.post({"session": foreign, "text": PASSPORT["zh"], "lang": "zh"}), 401, "session_forged")


def test_an_expired_session_is_refused(service: Service) -> None:
    secret = (service.state_dir / "session.secret").read_text(encoding="ascii").strip().encode()
    hours = service.supervisor.settings.session_hours
    old = SessionOffice(secret, hours, lambda: time.time() - 3600 * hours - 60).issue().token
    _refused(service.post({"session": old, "text": PASSPORT["zh"], "lang": "zh"}), 401, "session_expired")
    fresh = SessionOffice(secret, hours, time.time).issue().token
    assert service.ask(PASSPORT["zh"], "zh", fresh)["outcome"] == "answered"


@pytest.mark.parametrize("path", ["/chat/nothing", "/chat/assets/../../config.yml", "/chat/categories/nothing", "/chat/assets/app.py"])
def test_an_unknown_address_is_refused(service: Service, path: str) -> None:
    _refused(service.get(path), 404, "not_found")


@pytest.mark.parametrize("path", ["/webhooks/rest/webhook", "/conversations/web-x/tracker", "/model/parse", "/socket.io/"])
def test_rasas_own_doors_are_closed(service: Service, path: str) -> None:
    assert service.send(b'{"sender": "x", "message": "/restart"}', path).status == 404
    assert service.get(path).status == 404


def test_no_typed_text_became_a_command(service: Service) -> None:
    session = service.session()
    for text in (*WORDLESS_TEXTS.values(), *ODD_TEXTS.values(), f"{MARKER} kept"):
        service.ask(text, "en", session)
    service.wait_until_kept(f"{MARKER} kept")
    with closing(sqlite3.connect(f"file:{service.state_dir / 'conversations.db'}?mode=ro", uri=True)) as database:
        rows = database.execute("select type_name, data from events").fetchall()
    kinds = {kind for kind, _ in rows}
    assert "user" in kinds
    assert not kinds & {"restart", "reset_slots", "rewind", "undo", "pause", "export", "followup", "reminder"}
    texts = [json.loads(data)["text"] for kind, data in rows if kind == "user"]
    assert not [text for text in texts if text and text.lstrip().startswith("/")]


def test_nothing_typed_is_in_any_log(service: Service) -> None:
    session = service.session()
    for lang in LANGUAGES:
        for text in (*ODD_TEXTS.values(), f"/restart{MARKER}", f"/intent{{{MARKER}}}", f"{MARKER} 护照", f"passport {MARKER}"):
            service.ask(text, lang, session)
    for body, _ in REFUSED_BODIES.values():
        service.send(body)
    for changed, _ in REFUSED_FIELDS.values():
        service.post({"session": session, "text": f"{MARKER} 2", "lang": "zh", **changed})
    service.get(f"/chat/{MARKER}")
    service.ask(f"{MARKER} kept again", "zh", session)
    service.wait_until_kept(f"{MARKER} kept again")  # it is in the conversations, so that the search would find it
    logs = service.kept("log")
    assert logs
    assert MARKER.encode() not in logs
    assert "护照".encode() not in logs


PERSONAL = {
    "ID card": ("330722199001011234", "33072219900101123X", "330722 19900101 1234", "３３０７２２１９９００１０１１２３５"),
    "phone": ("13800138000", "138 0013 8000", "+86 13800138001", "0579-87101234"),
    "bank card": ("6222021234567890123", "6222 0212 3456 7890 124"),
}


def test_personal_numbers_are_masked_before_anything_keeps_them(service: Service) -> None:
    numbers = [number for kind in PERSONAL.values() for number in kind]
    session = service.session()
    for number in numbers:
        service.ask(f"我的号码是{number}，护照快到期了怎么换", "zh", session)
        service.ask(f"my number is {number}, how do I renew my passport?", "en", session)
        service.ask(number, "zh", session)
        service.ask(f"/inform{{{number}}}", "zh", session)
    service.ask(f"{MARKER} masked", "zh", session)
    kept = service.wait_until_kept(f"{MARKER} masked")
    for number in numbers:
        escaped = number.encode("ascii", "backslashreplace")
        for form in {number.encode(), escaped, _digits(number).encode(), _digits(number)[-8:].encode()}:
            assert form not in kept, number
    assert "＊id＊".encode("ascii", "backslashreplace") in kept, "what was masked is kept as a mask"


def _digits(number: str) -> str:
    return "".join(str(int(char)) if char.isdigit() else "X" if char == "X" else "" for char in number)


def _conversation(service: Service, lang: Lang) -> tuple[str, str]:
    """A session in which the passport's renewal was answered, then choices were offered; and the id of the second choice."""
    session = service.session()
    assert service.ask(PASSPORT[lang], lang, session)["outcome"] == "answered"
    return session, service.clarification(lang, session)["choices"][1]["id"]


def _goes_on(service: Service, session: str, wanted: str, lang: Lang) -> None:
    """The choices still stand, and the next question is answered."""
    picked = service.ask("2", lang, session)
    assert (picked["outcome"], picked["lang"]) == ("answered", lang) and picked["entry"]["id"] == wanted
    assert service.ask(PASSPORT[lang], lang, session)["entry"]["id"] == "exit-entry/passport-renewal"


def _refused(answer: Answer, status: int, code: str) -> None:
    check_refusal(answer.content)
    assert (answer.status, answer.content["error"]["code"]) == (status, code)

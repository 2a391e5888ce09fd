"""Other origins and browsers without scripts, over real HTTP."""

from __future__ import annotations

import re
from urllib.parse import urlencode

import pytest

pytestmark = pytest.mark.rasa

PORTAL, STRANGER = "https://www.example.gov.cn", "https://evil.example"
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"


@pytest.fixture()
def open_server(make_server):
    return make_server(web_origins=f"{PORTAL}, https://m.example.gov.cn")


@pytest.mark.parametrize("path", ["/chat/session", "/chat/messages", "/chat/categories"])
def test_a_portal_that_is_named_gets_its_preflight_answered(open_server, path):
    asked = {"Origin": PORTAL, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}
    answer = open_server.request("OPTIONS", path, headers=asked)
    assert (answer.status, answer.body) == (204, b"")
    assert answer.headers["access-control-allow-origin"] == PORTAL
    assert answer.headers["access-control-allow-headers"] == "content-type"
    assert "access-control-allow-credentials" not in answer.headers


def test_a_portal_that_is_named_may_ask_and_read(open_server):
    asked = {"Origin": PORTAL, "Content-Type": JSON}
    session = open_server.request("POST", "/chat/session", b"{}", asked)
    assert (session.status, session.headers["access-control-allow-origin"]) == (200, PORTAL)
    body = f'{{"session": "{session.json["session"]}", "text": "你好", "lang": "zh"}}'.encode()
    answer = open_server.request("POST", "/chat/messages", body, asked)
    assert (answer.status, answer.headers["access-control-allow-origin"], answer.headers["vary"]) == (200, PORTAL, "Origin")
    refusal = open_server.request("POST", "/chat/messages", b"{", asked)
    assert (refusal.status, refusal.headers["access-control-allow-origin"]) == (400, PORTAL)  # the widget reads refusals too


@pytest.mark.parametrize("origin", [STRANGER, "null", PORTAL + "/"])
@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/chat/session"),
        ("POST", "/chat/messages"),
        ("GET", "/chat/categories"),
        ("OPTIONS", "/chat/messages"),
        ("OPTIONS", "/chat"),
    ],
)
def test_a_foreign_origin_is_refused_before_anything_is_done(open_server, method, path, origin):
    answer = open_server.request(method, path, b"{}" if method == "POST" else None, {"Origin": origin, "Content-Type": JSON})
    assert (answer.status, answer.code) == (403, "foreign_origin")
    assert "access-control-allow-origin" not in answer.headers
    assert open_server.rasa.messages == []


def test_by_default_nobody_is_named(server):
    assert server.request("POST", "/chat/session", b"{}", {"Origin": PORTAL}).code == "foreign_origin"
    own = server.request("POST", "/chat/session", b"{}", {"Origin": f"http://127.0.0.1:{server.port}"})
    assert own.status == 200
    assert "access-control-allow-origin" not in own.headers


def test_files_may_be_loaded_and_the_page_framed_by_named_portals_only(open_server, server):
    for path in ("/chat/embed.js", "/chat/assets/element.js", "/chat/assets/style.css"):
        found = open_server.request("GET", path, headers={"Origin": PORTAL})
        assert (found.status, found.headers["access-control-allow-origin"]) == (200, PORTAL)
        assert found.headers["cross-origin-resource-policy"] == "cross-origin"
        alone = server.request("GET", path, headers={"Origin": PORTAL})
        assert (alone.headers["cross-origin-resource-policy"], alone.headers.get("access-control-allow-origin")) == ("same-origin", None)
    page = open_server.get("/chat").headers
    assert f"frame-ancestors 'self' {PORTAL} https://m.example.gov.cn;" in page["content-security-policy"] + ";"
    assert "x-frame-options" not in page
    assert server.get("/chat").headers["x-frame-options"] == "SAMEORIGIN"


def _post(server, fields, content_type=FORM, **headers):
    return server.request("POST", "/chat/ask", urlencode(fields).encode(), {"Content-Type": content_type, **headers})


@pytest.mark.parametrize(("lang", "tag", "words"), [("zh", "zh-Hans", "您问："), ("en", "en", "You asked:")])
def test_without_scripts_a_form_is_answered_by_a_page(server, lang, tag, words):
    empty = server.get(f"/chat/ask?lang={lang}")
    assert f'<html lang="{tag}">' in empty.body.decode()
    # Our pages send no referrer, so browsers send no origin with the form either.
    answer = _post(server, {"text": "身份证 <b>丢了", "lang": lang}, Origin="null")
    html = answer.body.decode()
    assert (answer.status, answer.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert f"{words} 身份证 &lt;b&gt;丢了" in html
    assert "<b>" not in html
    assert "script" not in answer.headers["content-security-policy"].replace("default-src", "")
    assert "form-action 'self'" in answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert "set-cookie" not in answer.headers
    assert server.rasa.messages[0].metadata == {"lang": lang}


def test_the_signed_field_keeps_the_conversation(server):
    first = _post(server, {"text": "你好", "lang": "zh"}).body.decode()
    session = re.search(r'name="session" value="([^"]+)"', first)[1]
    _post(server, {"text": "再问", "lang": "zh", "session": session})
    _post(server, {"text": "另一个人", "lang": "zh", "session": session[:-4] + "AAAA"})
    one, two, three = [message.sender_id for message in server.rasa.messages]
    assert one == two != three  # a forged one begins a conversation of its own


@pytest.mark.parametrize(("lang", "words"), [("zh", "请先输入"), ("en", "Please type")])
def test_a_refusal_is_a_page_too_and_keeps_what_was_typed(server, lang, words):
    assert words in _post(server, {"text": "  ", "lang": lang}).body.decode()
    long = _post(server, {"text": "长" * 301, "lang": lang})
    assert long.status == 422
    assert f">\n{'长' * 301}</textarea>" in long.body.decode()


@pytest.mark.parametrize("content_type", [JSON, "multipart/form-data; boundary=x", "text/plain"])
def test_only_a_form_is_read(server, content_type):
    assert _post(server, {"text": "你好"}, content_type).status == 415


def test_the_demonstration_is_there_only_where_it_is_switched_on(make_server, server):
    assert server.get("/chat/demo").status == 404
    assert server.get("/chat/assets/demo.js").status == 404
    shown = make_server(web_demo=True)
    assert shown.get("/chat/demo").status == 200
    assert shown.get("/chat/assets/demo.js").status == 200

"""The chat channel over real HTTP, with a fake Rasa behind it: the page, questions, browsing, health."""

from __future__ import annotations

import re

import pytest

pytestmark = pytest.mark.rasa


@pytest.mark.parametrize("path", ["/chat", "/chat/", "/chat?lang=en"])
def test_the_page_is_served_without_a_redirect_and_its_files_are_found_from_there(server, path):
    page = server.get(path)
    assert (page.status, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    folder = "/" if path.startswith("/chat") and not path.startswith("/chat/") else "/chat/"
    for name in re.findall(r'(?:src|href)="(?!tel:)([^"]+)"', page.body.decode()):
        assert server.get(folder + name).status == 200


def test_the_page_has_strict_headers(server):
    found = server.get("/chat").headers
    assert "default-src 'none'" in found["content-security-policy"]
    assert "frame-ancestors 'self'" in found["content-security-policy"]
    assert found["x-content-type-options"] == "nosniff"
    assert found["referrer-policy"] == "no-referrer"


@pytest.mark.parametrize(("name", "mime"), [("app.js", "text/javascript"), ("style.css", "text/css"), ("icon.svg", "image/svg+xml")])
def test_a_file_has_its_type_and_is_not_sent_twice(server, name, mime):
    first = server.get(f"/chat/assets/{name}")
    assert first.headers["content-type"].startswith(mime)
    assert first.headers["cache-control"] == "no-cache"
    again = server.request("GET", f"/chat/assets/{name}", headers={"If-None-Match": first.headers["etag"]})
    assert (again.status, again.body) == (304, b"")


@pytest.mark.parametrize(
    "path",
    [
        "/chat/assets/", "/chat/assets/nothing.js", "/chat/assets/../web.py", "/chat/assets/..%2f..%2fsettings.py", "/chat/nothing",
        "/chat/assets/%2e%2e/%2e%2e/settings.py", "/chat/assets/%2fetc%2fpasswd", "/chat/assets/app.js%00", "/chat/messages/x",
        "/chat/assets/index.html", "/chat/a/b/c",
    ],
)  # fmt: skip
def test_nothing_else_is_there(server, path):
    answer = server.get(path)
    assert answer.status == 404
    assert b"import" not in answer.body


@pytest.mark.parametrize("path", ["/chat", "/chat/assets/app.js", "/chat/categories", "/chat/categories/tax"])
def test_head_is_answered_like_get_without_a_body(server, path):
    answer = server.request("HEAD", path)
    assert (answer.status, answer.body) == (200, b"")


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", "/chat/messages", "POST"), ("DELETE", "/chat/messages", "POST"), ("GET", "/chat/session", "POST"),
        ("POST", "/chat", "GET, HEAD"), ("POST", "/chat/health", "GET, HEAD"), ("PUT", "/chat/categories", "GET, HEAD"),
        ("PATCH", "/chat/assets/app.js", "GET, HEAD"),
    ],
)  # fmt: skip
def test_another_method_is_told_which_ones_there_are(server, method, path, allowed):
    answer = server.request(method, path)
    assert (answer.status, answer.headers["allow"], answer.code) == (405, allowed, "method_not_allowed")


def test_a_question_reaches_rasa_clean_and_its_reply_comes_back(server):
    session = server.session()
    answer = server.ask("  身份证\u200b丢了  ", session)
    (message,) = server.rasa.messages
    assert answer.status == 200
    assert answer.json["replies"][0]["outcome"] == "answered"
    assert (message.text, message.input_channel, message.metadata) == ("身份证 丢了".replace(" ", ""), "web", {"lang": "zh"})
    assert re.fullmatch(r"web-[0-9a-f]{32}", message.sender_id)
    assert answer.headers["cache-control"] == "no-store"


def test_one_session_is_one_sender_and_two_are_two(server):
    first, second = server.session(), server.session()
    for session in (first, first, second):
        server.ask("你好", session)
    senders = [message.sender_id for message in server.rasa.messages]
    assert senders[0] == senders[1] != senders[2]


def test_a_known_choice_is_passed_on_and_nothing_else_of_the_client(server):
    answer = server.ask("怎么开发票", choice="tax/invoice", metadata={"x": 1}, sender="me", lang="en")
    assert answer.status == 200
    assert server.rasa.messages[0].metadata == {"lang": "en", "choice": "tax/invoice"}


@pytest.mark.parametrize("choice", ["tax/no-such", "../etc/passwd", "/restart"])
def test_an_unknown_choice_is_refused(server, choice):
    answer = server.ask("标题", choice=choice)
    assert (answer.status, answer.code) == (422, "unknown_choice")
    assert server.rasa.messages == []


@pytest.mark.parametrize("text", ["/restart", '/intent{"name": "x"}', "／session_start", "\u200b/tax"])
def test_no_typed_text_is_a_command(server, text):
    assert server.ask(text).status == 200
    assert not server.rasa.messages[0].text.startswith("/")


def test_personal_numbers_do_not_reach_rasa(server):
    server.ask("我的身份证330722199001011234和手机13812345678")
    assert not re.search(r"\d{6}", server.rasa.messages[0].text)


@pytest.mark.parametrize(("lang", "words"), [("zh", "文字"), ("en", "words")])
@pytest.mark.parametrize("text", ["😀👍", "\x00\x01\x02", "\u200b"])
def test_a_message_without_words_gets_a_kind_sentence(server, text, lang, words):
    answer = server.ask(text, lang=lang)
    reply = answer.json["replies"][0]
    assert (answer.status, reply["outcome"], reply["lang"]) == (200, "guard_input", lang)
    assert words in reply["text"]
    assert server.rasa.messages == []


def test_a_script_tag_comes_back_as_data_never_as_a_page(server):
    server.rasa.behave = lambda message: message.output_channel.send_text_message("x", message.text)
    answer = server.ask("<script>alert(1)</script>")
    assert answer.headers["content-type"].startswith("application/json")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.json["replies"][0]["text"] == "<script>alert(1)</script>"


def test_categories_and_entries_can_be_browsed(server):
    assert server.get("/chat/categories").json[0]["name"] == {"zh": "税费", "en": "Tax and invoices"}
    assert server.get("/chat/categories/tax").json["entries"][0]["id"] == "tax/invoice"
    assert server.get("/chat/categories/none").status == 404


def test_health_is_green_with_model_categories_and_action_server(make_server, action_port):
    answer = make_server(action_port=action_port).get("/chat/health")
    assert (answer.status, answer.json) == (200, {"status": "ok", "model": "fake.tar.gz", "knowledge": "k1"})


def test_health_is_red_without_the_action_server(server):
    answer = server.get("/chat/health")
    assert answer.status == 503
    assert "action server" in answer.json["missing"][0]


@pytest.mark.parametrize("change", [lambda agent: setattr(agent, "ready", False), lambda agent: agent.domain.intents.remove("tax")])
def test_health_is_red_without_a_model_that_knows_the_categories(make_server, action_port, change):
    server = make_server(action_port=action_port)
    change(server.agent)
    answer = server.get("/chat/health")
    assert answer.status == 503
    assert answer.json["missing"][0].startswith("model")


def test_the_channel_is_what_credentials_name(make_server):
    from bot.channels.web import WebInput

    assert (WebInput.name(), WebInput.from_credentials(None).url_prefix()) == ("web", "/chat")

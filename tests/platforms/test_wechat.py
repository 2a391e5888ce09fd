"""The stand-in for WeChat itself: as strict as the platform, so that what passes with it would pass there."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import product
from urllib.parse import parse_qsl, urlsplit

import pytest

from bot.channels.wechat.account import Account as OurAccount
from bot.channels.wechat.crypto import Cipher
from tests.channels.conftest import FakeClock
from tests.platforms.wechat import FAILURE, Account, Seen, WeChatPlatform
from tests.platforms.wechat_api import SEND, STABLE_TOKEN, TOKEN, TYPING
from tests.platforms.wechat_seal import decrypt, encrypt, signature

pytestmark = pytest.mark.rasa

WAYS = list(product(("plaintext", "compatible", "secure"), ("xml", "json")))
TEXTS = ["身份证丢了怎么办？", "I lost my ID card ]]> & <b>"]


@pytest.fixture()
def clock() -> FakeClock:
    return FakeClock()


class Bot:
    """Answers calls as `answer` says: a status and a body, or None to be silent for longer than anybody waits."""

    def __init__(self, answer) -> None:
        self.answer = answer
        self.calls: list[tuple[dict[str, str], bytes]] = []
        self.over = threading.Event()


@contextmanager
def bot(answer) -> Iterator[tuple[Bot, str]]:
    known = Bot(answer)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.do_POST()

        def do_POST(self) -> None:
            query = dict(parse_qsl(urlsplit(self.path).query))
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            known.calls.append((query, body))
            found = known.answer(len(known.calls), query, body)
            if found is None:
                known.over.wait(20)
                return
            self.send_response(found[0])
            self.end_headers()
            self.wfile.write(found[1])

        def log_message(self, *_) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield known, f"http://127.0.0.1:{server.server_address[1]}/wechat"
    finally:
        known.over.set()
        server.shutdown()
        server.server_close()


def ours(account: Account) -> OurAccount:
    """Our own code, set up for the same account."""
    return OurAccount(account.token, account.mode, Cipher(account.aes_key, account.appid))


@pytest.mark.parametrize(("mode", "form"), WAYS)
@pytest.mark.parametrize("text", TEXTS)
def test_our_code_and_the_stand_in_understand_each_other(mode, form, text):
    account = Account(mode=mode, form=form)
    side, heard = ours(account), []

    def answer(number, query, body):
        opened = side.open(query, body, time.time())
        heard.append(opened.incoming.text)
        return 200, side.close(opened, f"您问的是：{opened.incoming.text}", time.time()).encode()

    with bot(answer) as (_, address), WeChatPlatform(account, address) as wechat:
        citizen = wechat.citizen("Li")
        assert len(citizen.says(text)) == 1
    assert heard == [text]
    assert citizen.screen == [Seen("passive", f"您问的是：{text}")]


@pytest.mark.parametrize(("mode", "form"), WAYS)
def test_events_are_understood(mode, form):
    account = Account(mode=mode, form=form)
    side, kinds = ours(account), []

    def answer(number, query, body):
        incoming = side.open(query, body).incoming
        kinds.append((incoming.kind, incoming.key))
        return 200, b"success"

    with bot(answer) as (_, address), WeChatPlatform(account, address) as wechat:
        citizen = wechat.citizen("Smith")
        citizen.subscribes("12")
        citizen.clicks("TOPICS")
        citizen.scans("12")
        citizen.sends("image", PicUrl="http://127.0.0.1/a.jpg", MediaId="m")
        citizen.unsubscribes()
    assert kinds == [("subscribe", "12"), ("click", "TOPICS"), ("scan", "12"), ("image", ""), ("unsubscribe", "")]
    assert citizen.screen == []


def test_the_console_checks_the_address():
    with bot(lambda number, query, body: (200, query["echostr"].encode() + b"\n" * (number - 1))) as (_, address):
        with WeChatPlatform(callback=address) as wechat:
            assert wechat.verify()
            assert not wechat.verify()


def test_a_silent_bot_is_called_three_times_with_the_same_message_and_the_citizen_sees_the_fault():
    with bot(lambda *_: None) as (known, address), WeChatPlatform(callback=address, factor=0.1) as wechat:
        citizen = wechat.citizen("Li")
        assert [found.status for found in citizen.says(TEXTS[0])] == [None] * 3
        assert citizen.screen == [Seen("notice", FAILURE)]
        assert len(known.calls) == 3 and len({body for _, body in known.calls}) == 1


@pytest.mark.parametrize("body", [b"", b"success"])
def test_a_bot_that_answers_the_last_try_is_enough(body):
    def answer(number, query, raw):
        return (None, (500, b"no"), (200, body))[number - 1]

    with bot(answer) as (_, address), WeChatPlatform(callback=address, factor=0.2) as wechat:
        citizen = wechat.citizen("Smith")
        assert [found.status for found in citizen.says(TEXTS[1])] == [None, 500, 200]
        assert citizen.screen == []


def reply(citizen, **fields):
    known = {"ToUserName": citizen.openid, "FromUserName": "gh_0123456789ab", "CreateTime": 1, "MsgType": "text", "Content": "答"}
    return json.dumps({**known, **fields}).encode()


@pytest.mark.parametrize(
    "fields",
    [{"ToUserName": "o-somebody-else"}, {"FromUserName": "gh_other"}, {"CreateTime": "now"}, {"MsgType": "Text"}, {"Content": ""},
     {"Content": "字" * 683}, {"Content": None}, {"Encrypt": "abcd"}],
    ids=str,
)  # fmt: skip
def test_a_malformed_reply_is_shown_as_a_fault(fields):
    with WeChatPlatform(Account(form="json")) as wechat:
        citizen = wechat.citizen("Li")
        with bot(lambda *_: (200, reply(citizen, **{name: value or "" for name, value in fields.items()}))) as (_, wechat.callback):
            assert len(citizen.says(TEXTS[0])) == 1
        with bot(lambda *_: (200, reply(citizen))) as (_, wechat.callback):
            citizen.says(TEXTS[1])
    assert citizen.screen == [Seen("notice", FAILURE), Seen("passive", "答")]


@pytest.mark.parametrize("body", [b"Success", b"ok", b"<xml>", b"<html></html>", b"{}", b"\xff", b"[]"])
@pytest.mark.parametrize("form", ["xml", "json"])
@pytest.mark.parametrize("mode", ["plaintext", "secure"])
def test_anything_else_is_a_fault_too(mode, form, body):
    with bot(lambda *_: (200, body)) as (_, address), WeChatPlatform(Account(mode=mode, form=form), address) as wechat:
        wechat.citizen("Li").says(TEXTS[0])
        assert wechat.citizen("Li").screen == [Seen("notice", FAILURE)]


def test_in_secure_mode_a_plain_reply_is_a_fault_and_in_compatible_mode_it_is_not():
    screens = {}
    for mode in ("secure", "compatible"):
        with WeChatPlatform(Account(mode=mode, form="json")) as wechat:
            citizen = wechat.citizen("Smith")
            with bot(lambda *_, citizen=citizen: (200, reply(citizen))) as (_, wechat.callback):
                citizen.says(TEXTS[1])
        screens[mode] = [seen.how for seen in citizen.screen]
    assert screens == {"secure": ["notice"], "compatible": ["passive"]}


def test_a_mini_program_takes_no_passive_reply():
    with WeChatPlatform(Account(form="json", mini_program=True)) as wechat:
        citizen = wechat.citizen("Li")
        with bot(lambda number, *_: (200, (b"success", reply(citizen))[number - 1])) as (known, wechat.callback):
            citizen.enters("page")
            assert citizen.screen == []
            citizen.says(TEXTS[0])
    assert [seen.how for seen in citizen.screen] == ["notice"]
    assert isinstance(json.loads(known.calls[1][1])["MsgId"], str)


@pytest.mark.parametrize(
    "other", [{"aes_key": "Z" * 43}, {"appid": "wx0000000000000000"}, {"token": "anotherToken"}], ids=lambda other: next(iter(other))
)
def test_a_reply_that_was_closed_with_something_else_is_a_fault(other):
    account = Account(mode="secure", form="json")
    wrong = {"aes_key": account.aes_key, "appid": account.appid, "token": account.token, **other}
    with WeChatPlatform(account) as wechat:
        citizen = wechat.citizen("Li")
        sealed = encrypt(wrong["aes_key"], wrong["appid"], reply(citizen).decode())
        signed = signature(wrong["token"], "1", "2", sealed)
        body = json.dumps({"Encrypt": sealed, "MsgSignature": signed, "TimeStamp": 1, "Nonce": "2"}).encode()
        with bot(lambda *_: (200, body)) as (_, wechat.callback):
            citizen.says(TEXTS[0])
    assert [seen.how for seen in citizen.screen] == ["notice"]


@pytest.mark.parametrize("text", ["", *TEXTS, "字" * 2000, "x" * 31, "x" * 32])
def test_encryption_is_undone_by_decryption_and_by_our_own(text):
    account = Account()
    sealed = encrypt(account.aes_key, account.appid, text)
    assert decrypt(account.aes_key, account.appid, sealed) == Cipher(account.aes_key, account.appid).decrypt(sealed) == text


def post(wechat, path, body, method="POST"):
    address = urlsplit(wechat.address)
    connection = HTTPConnection(address.hostname, address.port, timeout=10)
    connection.request(method, path, body if isinstance(body, bytes) else json.dumps(body, ensure_ascii=False).encode())
    found = json.loads(connection.getresponse().read())
    connection.close()
    return found


def token(wechat, **more):
    account = wechat.account
    asked = {"grant_type": "client_credential", "appid": account.appid, "secret": account.secret, **more}
    return post(wechat, STABLE_TOKEN, asked)


def test_stable_tokens_stay_the_same_until_shortly_before_their_end(clock):
    with WeChatPlatform(clock=clock) as wechat:
        found = [token(wechat)]
        clock.wait(7200 - 301)
        found.append(token(wechat))
        clock.wait(2)
        found.append(token(wechat))
        assert [first["access_token"] == found[0]["access_token"] for first in found] == [True, True, False]
        assert [first["expires_in"] for first in found] == [7200, 301, 7200]
        assert [send(wechat, first)["errcode"] for first in found] == [40003] * 3  # both are good for five minutes
        clock.wait(300)
        assert [send(wechat, first)["errcode"] for first in found] == [42001, 42001, 40003]
        assert send(wechat, token(wechat, force_refresh=True))["errcode"] == 40003
        assert send(wechat, found[2])["errcode"] == 40001


def test_plain_tokens_end_each_other(clock):
    with WeChatPlatform(clock=clock) as wechat:
        account = wechat.account
        path = f"{TOKEN}?grant_type=client_credential&appid={account.appid}&secret={account.secret}"
        first, second = (post(wechat, path, b"", "GET") for _ in range(2))
        clock.wait(301)
        assert [send(wechat, found)["errcode"] for found in (first, second)] == [42001, 40003]


def send(wechat, found, openid="o-nobody", text="答", body=None, path=SEND):
    message = {"touser": openid, "msgtype": "text", "text": {"content": text}}
    return post(wechat, f"{path}?access_token={found['access_token']}", body or message)


@pytest.mark.parametrize(
    ("asked", "code"), [({"appid": "wx1"}, 40013), ({"secret": "wrong"}, 40125), ({"grant_type": "password"}, 40002)], ids=str
)
def test_no_token_for_a_stranger(asked, code):
    with WeChatPlatform() as wechat:
        assert token(wechat, **asked)["errcode"] == code


def test_what_the_send_api_refuses(clock):
    with WeChatPlatform(clock=clock) as wechat:
        citizen, good = wechat.citizen("Li"), token(wechat)
        assert send(wechat, {"access_token": ""}, citizen.openid)["errcode"] == 41001
        assert send(wechat, {"access_token": "made-up"}, citizen.openid)["errcode"] == 40001
        assert send(wechat, good, citizen.openid)["errcode"] == 45015  # has said nothing
        with bot(lambda *_: (200, b"success")) as (_, wechat.callback):
            citizen.says(TEXTS[0])
        escaped = json.dumps({"touser": citizen.openid, "msgtype": "text", "text": {"content": "答"}}).encode()
        assert send(wechat, good, body=escaped)["errcode"] == 40033
        assert send(wechat, good, body=b"{")["errcode"] == 47001
        assert send(wechat, good, citizen.openid, "")["errcode"] == 44004
        assert send(wechat, good, citizen.openid, "字" * 683)["errcode"] == 45002
        assert [send(wechat, good, citizen.openid, f"{n}")["errcode"] for n in range(6)] == [0] * 5 + [45047]
        clock.wait(48 * 3600 - 1)
        fresh = token(wechat)
        assert send(wechat, fresh, citizen.openid)["errcode"] == 45047
        clock.wait(1)
        assert send(wechat, fresh, citizen.openid)["errcode"] == 45015
    assert citizen.screen == [Seen("api", str(n)) for n in range(5)]
    assert wechat.api.accepted[SEND] == 5


@pytest.mark.parametrize(("act", "most"), [("subscribes", 3), ("clicks", 3), ("scans", 3), ("enters", 2)])
def test_what_other_actions_allow_within_a_minute(clock, act, most):
    with bot(lambda *_: (200, b"success")) as (_, address), WeChatPlatform(callback=address, clock=clock) as wechat:
        citizen, good = wechat.citizen("Smith"), token(wechat)
        getattr(citizen, act)("7")
        assert [send(wechat, good, citizen.openid, "x")["errcode"] for _ in range(4)] == [0] * most + [45047] * (4 - most)
        clock.wait(60)
        assert send(wechat, good, citizen.openid, "x")["errcode"] == 45015


def test_who_has_left_and_accounts_without_the_right():
    with bot(lambda *_: (200, b"success")) as (_, address):
        with WeChatPlatform(callback=address) as wechat:
            citizen = wechat.citizen("Li")
            citizen.says(TEXTS[0])
            citizen.unsubscribes()
            assert send(wechat, token(wechat), citizen.openid)["errcode"] == 45015
        with WeChatPlatform(Account(verified=False), address) as wechat:
            wechat.citizen("Li").says(TEXTS[0])
            assert send(wechat, token(wechat), wechat.citizen("Li").openid)["errcode"] == 48001


def test_typing_late_and_twice(clock):
    with bot(lambda *_: (200, b"success")) as (_, address), WeChatPlatform(callback=address, clock=clock) as wechat:
        citizen, good = wechat.citizen("Li"), token(wechat)
        citizen.says(TEXTS[0])

        def typing(command="Typing"):
            asked = {"touser": citizen.openid, "command": command}
            return send(wechat, good, body=asked, path=TYPING)["errcode"], citizen.sees_typing

        assert [typing(), typing(), typing("CancelTyping"), typing()] == [(0, True), (45081, True), (0, False), (0, True)]
        send(wechat, good, citizen.openid)
        assert not citizen.sees_typing
        clock.wait(31)
        assert typing() == (45080, False)

"""One account: which requests are opened in which mode, and how the reply is closed."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from bot.channels.wechat.account import FRESH, Account, KeyMissing, WrongMode, WrongToken
from bot.channels.wechat.crypto import Cipher, check_msg_signature, msg_signature, sign
from bot.channels.wechat.not_wechat import NotWeChat

pytestmark = pytest.mark.rasa  # cryptography is in Rasa's environment

TOKEN, KEY, APPID, NOW = "streetlamp", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "wx0123456789abcdef", 1_800_000_000
CIPHER = Cipher(KEY, APPID)
MESSAGE = {"ToUserName": "gh_1", "FromUserName": "o1", "CreateTime": NOW, "MsgType": "text", "Content": "身份证 lost", "MsgId": "7"}


def body(format_: str, fields: dict[str, object]) -> bytes:
    if format_ == "json":
        return json.dumps(fields).encode()
    return ("<xml>" + "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in fields.items()) + "</xml>").encode()


def plain_query(timestamp: object = NOW) -> dict[str, str]:
    return {"timestamp": str(timestamp), "nonce": "n", "signature": sign(TOKEN, str(timestamp), "n")}


def sealed(format_: str, **beside: object) -> tuple[dict[str, str], bytes]:
    encrypt = CIPHER.encrypt(body(format_, MESSAGE).decode())
    query = {**plain_query(), "encrypt_type": "aes", "msg_signature": msg_signature(TOKEN, str(NOW), "n", encrypt)}
    return query, body(format_, {**beside, "ToUserName": "gh_1", "Encrypt": encrypt})


def code_of(action, *values) -> str:
    with pytest.raises(NotWeChat) as refused:
        action(*values)
    return refused.value.code


@pytest.mark.parametrize("format_", ["xml", "json"])
def test_a_plain_message_is_opened_and_answered_in_the_clear(format_):
    account = Account(TOKEN, "plaintext")
    opened = account.open(plain_query(), body(format_, MESSAGE), NOW)
    assert (opened.incoming.text, opened.incoming.id, opened.format, opened.sealed) == ("身份证 lost", "7", format_, False)
    assert "好的 OK" in account.close(opened, "好的 OK", NOW)


@pytest.mark.parametrize("format_", ["xml", "json"])
@pytest.mark.parametrize("mode", ["compatible", "secure"])
def test_a_sealed_message_is_opened_and_the_reply_is_sealed_for_the_citizen(mode, format_):
    account = Account(TOKEN, mode, CIPHER)
    opened = account.open(*sealed(format_), NOW)
    assert (opened.incoming.text, opened.sealed) == ("身份证 lost", True)
    closed = account.close(opened, "好的 OK", NOW)
    envelope = json.loads(closed) if format_ == "json" else {part.tag: part.text for part in ElementTree.fromstring(closed)}
    assert str(envelope["TimeStamp"]) == str(NOW)
    check_msg_signature(TOKEN, str(NOW), envelope["Nonce"], envelope["Encrypt"], envelope["MsgSignature"])
    inside = CIPHER.decrypt(envelope["Encrypt"])
    reply = json.loads(inside) if format_ == "json" else {part.tag: part.text for part in ElementTree.fromstring(inside)}
    assert (reply["ToUserName"], reply["FromUserName"], reply["Content"]) == ("o1", "gh_1", "好的 OK")


@pytest.mark.parametrize("mode", ["compatible", "secure"])
def test_success_is_never_sealed(mode):
    account = Account(TOKEN, mode, CIPHER)
    assert account.close(account.open(*sealed("xml"), NOW), " \n", NOW) == "success"


@pytest.mark.parametrize("format_", ["xml", "json"])
@pytest.mark.parametrize("mode", ["compatible", "secure"])
def test_what_stands_beside_the_sealed_copy_is_not_read(mode, format_):
    query, raw = sealed(format_, FromUserName="somebody-else", Content="别的 other", MsgType="image")
    incoming = Account(TOKEN, mode, CIPHER).open(query, raw, NOW).incoming
    assert (incoming.openid, incoming.kind, incoming.text) == ("o1", "text", "身份证 lost")


@pytest.mark.parametrize("mode", ["compatible", "secure"])
def test_an_account_with_a_key_refuses_a_plain_message_though_its_signature_is_right(mode):
    account = Account(TOKEN, mode, CIPHER)
    assert code_of(account.open, plain_query(), body("xml", MESSAGE), NOW) == "mode"
    assert code_of(account.open, {}, body("xml", MESSAGE), NOW) == "signature"


def test_an_account_in_plain_mode_reads_the_plain_fields_of_a_compatible_one():
    query, raw = sealed("xml", **MESSAGE)
    assert Account(TOKEN, "plaintext", CIPHER).open(query, raw, NOW).incoming.text == "身份证 lost"


@pytest.mark.parametrize("wrong", [{"msg_signature": ""}, {"msg_signature": "0" * 40}, {"nonce": "m"}, {"timestamp": str(NOW + 1)}])
def test_a_sealed_message_whose_own_signature_is_wrong_is_refused(wrong, monkeypatch):
    query, raw = sealed("xml")
    monkeypatch.setattr(Cipher, "decrypt", lambda *_: pytest.fail("decrypted"))
    assert code_of(Account(TOKEN, "secure", CIPHER).open, {**query, **wrong}, raw, NOW) == "signature"


def test_the_signature_of_the_query_does_not_stand_for_that_of_the_message():
    query, raw = sealed("xml")
    assert code_of(Account(TOKEN, "secure", CIPHER).open, {**query, "msg_signature": query["signature"]}, raw, NOW) == "signature"


@pytest.mark.parametrize("away", [FRESH + 1, -FRESH - 1, 10**9])
def test_a_request_from_another_time_is_refused_and_one_within_the_window_is_not(away):
    assert code_of(Account(TOKEN, "secure", CIPHER).open, *sealed("xml"), NOW + away) == "old"
    assert code_of(Account(TOKEN, "plaintext").open, plain_query(), body("xml", MESSAGE), NOW + away) == "old"
    assert Account(TOKEN, "secure", CIPHER).open(*sealed("xml"), NOW + FRESH).incoming.id == "7"


@pytest.mark.parametrize("timestamp", ["", "now", "-1", "1e9", "٣", "9" * 400])
def test_a_time_stamp_that_is_none_is_refused_though_signed(timestamp):
    assert code_of(Account(TOKEN, "plaintext").open, plain_query(timestamp), body("xml", MESSAGE), NOW) == "old"


def test_the_address_is_confirmed_with_the_echo_only_to_who_knows_the_token():
    account = Account(TOKEN, "secure", CIPHER)
    assert account.greet({**plain_query(), "echostr": "4375120948345356249"}) == "4375120948345356249"
    assert code_of(account.greet, {**plain_query(), "signature": "x", "echostr": "1"}) == "signature"
    assert code_of(account.greet, {}) == "signature"


@pytest.mark.parametrize("echo", ["", "<script>", "x" * 300, "é", "1\n"])
def test_an_echo_that_wechat_would_not_send_is_not_repeated(echo):
    assert code_of(Account(TOKEN, "plaintext").greet, {**plain_query(), "echostr": echo}) == "field"


@pytest.mark.parametrize("token", ["", "ab", "with blank", "令牌令牌", "x" * 33])
def test_a_token_that_cannot_be_one_is_an_error_that_says_what_to_do(token):
    with pytest.raises(WrongToken, match="Token / 令牌"):
        Account(token, "plaintext")


def test_a_wrong_mode_and_a_missing_key_are_errors_that_name_the_mode():
    with pytest.raises(WrongMode, match="'safe' is none of plaintext, compatible, secure"):
        Account(TOKEN, "safe", CIPHER)
    for mode in ("compatible", "secure"):
        with pytest.raises(KeyMissing, match=f"{mode} needs the account's EncodingAESKey"):
            Account(TOKEN, mode)
    with pytest.raises(KeyMissing):
        Account(TOKEN, "plaintext", CIPHER).seal("x", NOW, "n", "xml")

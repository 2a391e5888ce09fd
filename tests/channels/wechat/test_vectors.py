"""Every published WeChat example, byte for byte. vectors.json names the page or sample each one is from."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from xml.etree import ElementTree

import pytest

from bot.channels.wechat.account import Account
from bot.channels.wechat.crypto import Cipher, check_msg_signature, check_signature, msg_signature, sign
from bot.channels.wechat.not_wechat import NotWeChat

pytestmark = pytest.mark.rasa  # cryptography is in Rasa's environment

VECTORS = {vector["id"]: vector for vector in json.loads(Path(__file__).with_name("vectors.json").read_text("utf-8"))}
SECURE = {
    "WX-AES-JSON-DEC-01": ("json", "unknown", ""),
    "WX-AES-XML-COMPAT-01": ("xml", "text", "abcdteT"),
}


def cipher_of(vector, **chosen) -> Cipher:
    return Cipher(vector["config"]["encoding_aes_key"], vector["config"]["appid"], **chosen)


def body_of(vector) -> bytes:
    return (vector.get("body_xml") or json.dumps(vector["body"])).encode()


def test_each_published_example_is_used_here():
    assert set(VECTORS) == {"WX-GET-01", "WX-POST-PLAIN-JSON-01", "WX-AES-JSON-ENC-01", "WX-AES-ENC-02", "WX-NEG-SIG-01", *SECURE}
    assert all(vector["source"].startswith("https://") for vector in VECTORS.values())


def test_the_test_of_the_address_is_answered_with_the_echo_alone():
    vector = VECTORS["WX-GET-01"]
    assert Account(vector["config"]["token"], "plaintext").greet(vector["query"]) == vector["response_body"]
    assert sign(vector["sorted_concat"]) == vector["query"]["signature"]


def test_a_plain_callback_in_json_is_opened():
    vector = VECTORS["WX-POST-PLAIN-JSON-01"]
    opened = Account(vector["config"]["token"], "plaintext").open(vector["query"], body_of(vector))
    assert (opened.incoming.kind, opened.incoming.type) == ("unknown", "event_debug_demo")
    assert opened.incoming.openid == vector["body"]["FromUserName"]
    assert (opened.format, opened.sealed) == ("json", False)


@pytest.mark.parametrize("name", SECURE)
def test_an_encrypted_callback_is_decrypted_to_the_published_message(name):
    vector = VECTORS[name]
    encrypt = vector["body"]["Encrypt"] if "body" in vector else ElementTree.fromstring(vector["body_xml"]).findtext("Encrypt")
    message = cipher_of(vector).decrypt(encrypt)
    assert message == vector["decoded"]["msg"]
    assert len(message.encode()) == vector["decoded"]["msg_len"]


@pytest.mark.parametrize("name", SECURE)
def test_an_encrypted_message_sealed_again_is_the_published_ciphertext(name):
    vector = VECTORS[name]
    encrypt = vector["body"]["Encrypt"] if "body" in vector else ElementTree.fromstring(vector["body_xml"]).findtext("Encrypt")
    cipher = cipher_of(vector, random=lambda _: vector["decoded"]["random16"].encode())
    assert cipher.encrypt(vector["decoded"]["msg"]) == encrypt


@pytest.mark.parametrize("name", SECURE)
@pytest.mark.parametrize("mode", ["compatible", "secure"])
def test_an_encrypted_callback_is_opened(name, mode):
    vector, (format_, kind, text) = VECTORS[name], SECURE[name]
    opened = Account(vector["config"]["token"], mode, cipher_of(vector)).open(vector["query"], body_of(vector))
    assert (opened.incoming.kind, opened.incoming.text, opened.format, opened.sealed) == (kind, text, format_, True)
    assert opened.incoming.id == vector["decoded"].get("MsgId")


@pytest.mark.parametrize("name", SECURE)
def test_the_plain_signature_of_an_encrypted_callback_is_published_too(name):
    vector = VECTORS[name]
    query = vector["query"]
    check_signature(vector["config"]["token"], query["timestamp"], query["nonce"], query["signature"])


def test_a_reply_in_json_is_sealed_to_the_published_bytes():
    vector = VECTORS["WX-AES-JSON-ENC-01"]
    said, wanted = vector["inputs"], vector["output"]
    cipher = cipher_of(vector, random=lambda _: said["random16"].encode())
    account = Account(vector["config"]["token"], "secure", cipher)
    assert json.loads(account.seal(said["plaintext"], said["timestamp"], said["nonce"], "json")) == wanted
    assert msg_signature(vector["config"]["token"], str(said["timestamp"]), said["nonce"], wanted["Encrypt"]) == wanted["MsgSignature"]


def test_chinese_text_is_sealed_to_the_published_bytes():
    vector = VECTORS["WX-AES-ENC-02"]
    cipher = cipher_of(vector, random=lambda _: vector["inputs"]["random16"].encode())
    assert cipher.encrypt(vector["inputs"]["plaintext"]) == vector["output"]["Encrypt"]
    assert cipher.decrypt(vector["output"]["Encrypt"]) == vector["inputs"]["plaintext"]
    assert len(base64.b64decode(vector["output"]["Encrypt"])) == 64


def test_the_published_wrong_signature_is_refused_before_anything_is_decrypted(monkeypatch):
    vector = VECTORS["WX-NEG-SIG-01"]
    account = Account(vector["config"]["token"], "secure", cipher_of(vector))
    monkeypatch.setattr(Cipher, "decrypt", lambda *_: pytest.fail("decrypted"))
    with pytest.raises(NotWeChat) as refused:
        account.open(vector["query"], body_of(vector))
    assert refused.value.code == "signature"
    encrypt = ElementTree.fromstring(vector["body_xml"]).findtext("Encrypt")
    with pytest.raises(NotWeChat):
        check_msg_signature(vector["config"]["token"], "1409304348", "xxxxxx", encrypt, "12345")

"""The reply in the answer to a callback is well formed whatever it says."""

from __future__ import annotations

import json
from xml.etree import ElementTree

import pytest

from bot.channels.wechat.incoming import Incoming
from bot.channels.wechat.outgoing import SUCCESS, sealed_reply, text_reply

TO = Incoming("text", openid="oUser", account="gh_1", created=1, type="text", id="7")
SAID = ["身份证丢了先挂失。\n负责部门：公安局", "Report it first.\nDepartment: police", "]]>", "a]]]]>>b]]>]]>", "<a href='x'>&</a>", "😀"]


@pytest.mark.parametrize("said", SAID)
def test_a_text_reply_holds_the_text_as_it_is(said):
    xml = text_reply(TO, said, 1_800_000_000, "xml")
    wanted = {"ToUserName": "oUser", "FromUserName": "gh_1", "CreateTime": "1800000000", "MsgType": "text", "Content": said}
    assert {part.tag: part.text for part in ElementTree.fromstring(xml)} == wanted
    assert json.loads(text_reply(TO, said, 1_800_000_000, "json")) == {**wanted, "CreateTime": 1_800_000_000}


def test_a_text_reply_is_written_as_the_manual_shows_it():
    assert text_reply(TO, "你好", 12345678, "xml") == (
        "<xml><ToUserName><![CDATA[oUser]]></ToUserName><FromUserName><![CDATA[gh_1]]></FromUserName><CreateTime>12345678</CreateTime>"
        "<MsgType><![CDATA[text]]></MsgType><Content><![CDATA[你好]]></Content></xml>"
    )
    assert "你好" in text_reply(TO, "你好", 12345678, "json")


@pytest.mark.parametrize("format_", ["xml", "json"])
@pytest.mark.parametrize("said", ["", " \n ", "\x00\x1b", "\ufffe"])
def test_an_empty_reply_is_success(said, format_):
    assert text_reply(TO, said, 1, format_) == SUCCESS == "success"


@pytest.mark.parametrize("format_", ["xml", "json"])
def test_what_xml_cannot_hold_is_left_out(format_):
    reply = text_reply(TO, "好\x00\x0b\ud800\uffff的\tOK", 1, format_).encode("utf-8").decode()
    content = json.loads(reply)["Content"] if format_ == "json" else ElementTree.fromstring(reply).findtext("Content")
    assert content == "好的\tOK"


def test_an_envelope_holds_its_four_fields():
    fields = {"Encrypt": "AAA+/=", "MsgSignature": "0a", "TimeStamp": 12, "Nonce": "n"}
    assert json.loads(sealed_reply("AAA+/=", "0a", 12, "n", "json")) == fields
    parts = ElementTree.fromstring(sealed_reply("AAA+/=", "0a", 12, "n", "xml"))
    assert {part.tag: part.text for part in parts} == {**fields, "TimeStamp": "12"}

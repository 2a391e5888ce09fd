"""The fields of a body are read from XML and JSON alike; what is dangerous or ambiguous in either is refused."""

from __future__ import annotations

import json

import pytest

from bot.channels.wechat.body import LARGEST, read_body
from bot.channels.wechat.not_wechat import NotWeChat
from bot.channels.xml import MOST_ELEMENTS


def code_of(raw: bytes) -> str:
    with pytest.raises(NotWeChat) as refused:
        read_body(raw)
    return refused.value.code


@pytest.mark.parametrize("said", ["身份证丢了", "I lost my ID card", "a]]>b", "<b>&amp;", "😀", " 空 格 "])
def test_a_text_is_the_same_from_xml_and_from_json(said):
    cdata = said.replace("]]>", "]]]]><![CDATA[>")
    assert read_body(f"<xml><Content><![CDATA[{cdata}]]></Content></xml>".encode()) == ({"Content": said}, "xml")
    assert read_body(json.dumps({"Content": said}).encode()) == ({"Content": said}, "json")
    assert read_body(json.dumps({"Content": said}, ensure_ascii=False).encode()) == ({"Content": said}, "json")


@pytest.mark.parametrize("before", [b"", b"\xef\xbb\xbf", b"\n ", b'<?xml version="1.0" encoding="UTF-8"?>\n'])
def test_what_may_stand_before_the_xml_does_not_matter(before):
    assert read_body(before + b"<xml>\n<A>1</A>\n<B/></xml>\n") == ({"A": "1", "B": ""}, "xml")


def test_the_escapes_that_every_xml_has_are_read():
    assert read_body(b"<xml><A>&lt;&amp;&gt;&#20320;</A></xml>")[0] == {"A": "<&>你"}


def test_what_has_parts_is_left_out():
    xml = b"<xml><A>1</A><ScanCodeInfo>x<ScanType>qrcode</ScanType><A>2</A>y</ScanCodeInfo><B>3</B></xml>"
    assert read_body(xml)[0] == {"A": "1", "B": "3"}
    assert read_body(b'{"A": "1", "List": [1], "Info": {"A": 2}, "No": null, "Yes": true, "Half": 1.5, "B": 3}')[0] == {"A": "1", "B": "3"}


def test_a_message_id_of_64_bits_keeps_every_digit_in_json():
    assert read_body(b'{"MsgId": 18446744073709551615}')[0] == {"MsgId": "18446744073709551615"}


@pytest.mark.parametrize(
    "raw",
    [
        '<!DOCTYPE xml><xml><A>1</A></xml>',
        '<!DOCTYPE xml [<!ENTITY a "b">]><xml><A>&a;</A></xml>',
        '<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd"><xml/>',
        '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/hostname">]><xml><A>&f;</A></xml>',
        "<xml><A>&a;</A></xml>", "<xml><A>1</A><A>2</A></xml>", "<XML><A>1</A></XML>", "<a><xml/></a>", "<xml><A>1</xml>", "<xml>", "<",
        "<xml/><xml/>", "<xml><A>\x00</A></xml>", '<?xml version="1.0" encoding="utf-16"?>', "<xml>" + "<a>" * 9 + "</a>" * 9 + "</xml>",
        "<xml>" + "<a><b/></a>" * MOST_ELEMENTS + "</xml>",
    ],
)  # fmt: skip
def test_xml_that_wechat_does_not_write_is_refused(raw):
    assert code_of(raw.encode()) == "body"


@pytest.mark.parametrize(
    "raw",
    [
        '{"A":1,"A":2}',
        '{"A":NaN}',
        '{"A":-Infinity}',
        "{",
        "{]",
        '{"A":"\n"}',
        '{"A":{"B":1,"B":2}}',
        '{"a":' * 10_000,
        '{"A":' + "9" * 9000 + "}",
    ],
)
def test_json_that_wechat_does_not_write_is_refused(raw):
    assert code_of(raw.encode()) == "body"


@pytest.mark.parametrize("raw", [b"", b" ", b"null", b"[]", b"a=1", b"\xff\xfe<\x00", b"<xml>\xff</xml>", b'{"A":"\xff"}', b"\x1f\x8b\x08"])
def test_what_is_neither_is_refused(raw):
    assert code_of(raw) == "body"


def test_half_a_character_in_json_becomes_the_sign_for_one_that_is_missing():
    assert read_body(b'{"Content": "\\ud83d!"}')[0] == {"Content": "\ufffd!"}


def test_a_body_is_read_up_to_the_largest_and_no_further():
    room = LARGEST - len(b"<xml><A></A></xml>")
    assert len(read_body(b"<xml><A>" + b"x" * room + b"</A></xml>")[0]["A"]) == room
    assert code_of(b"<xml><A>" + b"x" * (room + 1) + b"</A></xml>") == "too_large"

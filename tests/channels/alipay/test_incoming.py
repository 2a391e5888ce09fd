"""The form and the XML in it: what is read of each message, and with which code everything else is refused."""

from __future__ import annotations

import pytest

from bot.channels.alipay.incoming import LARGEST, check_fresh, read_event, read_form, read_incoming
from bot.channels.alipay.not_alipay import REASONS, NotAlipay
from tests.platforms.alipay import element, form

NOTIFY = "alipay.mobile.public.message.notify"
TEXTS = ["身份证丢了怎么办？", "I lost my ID card", "a]]>b", "<b>&amp;", " 空 格 ", "1+1=2&x=%41"]
COMMON = {"FromAlipayUserId": "2088102125991030", "AppId": "2021", "CreateTime": "1457426646396"}


def code_of(action, *values) -> str:
    with pytest.raises(NotAlipay) as refused:
        action(*values)
    assert REASONS[refused.value.code] in str(refused.value)
    return refused.value.code


def xml(inner: str = "", **fields: str) -> str:
    return f"<XML>{inner}{''.join(element(name, value) for name, value in {**COMMON, **fields}.items())}</XML>"


def text_of(text: str) -> str:
    return xml(f"<Text>{element('Content', text)}</Text>", MsgType="text", MsgId="160308464406000001")


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("charset", ["GBK", "gb2312", "GB18030", "UTF-8", "utf-8"])
def test_a_text_is_the_same_in_every_charset(text, charset):
    raw = form({"service": NOTIFY, "charset": charset, "biz_content": text_of(text)}, charset)
    found = read_form(raw)
    assert (found.service, found.charset) == ("notify", charset)
    incoming = read_incoming(found.biz_content)
    assert (incoming.kind, incoming.text, incoming.user) == ("text", text, "2088102125991030")
    assert (incoming.id, incoming.created, incoming.type, incoming.key) == ("160308464406000001", 1457426646396, "text", "")


def test_without_a_charset_it_is_gbk():
    raw = form({"service": NOTIFY, "biz_content": text_of("身份证")}, "gbk")
    assert read_incoming(read_form(raw).biz_content).text == "身份证"


@pytest.mark.parametrize(
    ("event", "kind", "key"), [("follow", "follow", ""), ("unfollow", "unfollow", ""), ("click", "click", "户口"), ("enter", "enter", ""),
                               ("verifygw", "verify", ""), ("location", "unknown", ""), ("关注", "unknown", "")]
)  # fmt: skip
def test_events_are_told_apart_and_only_a_click_has_a_key(event, kind, key):
    found = read_incoming(xml(MsgType="event", EventType=event, ActionParam="户口"))
    assert (found.kind, found.key, found.text, found.id) == (kind, key, "", "")
    assert found.type.isascii() and found.type.startswith("event_")


@pytest.mark.parametrize("type_", ["image", "voice", "../../etc", "文本"])
def test_other_messages_have_no_text(type_):
    found = read_incoming(xml(f"<Text>{element('Content', 'x')}</Text>", MsgType=type_))
    assert (found.kind, found.text) == ("image" if type_ == "image" else "unknown", "")


def test_nothing_of_the_citizens_is_in_the_repr_and_the_name_is_never_read():
    found = read_incoming(xml(f"<Text>{element('Content', '我叫小虎')}</Text>", MsgType="text", UserInfo='{"user_name": "*小虎"}'))
    assert "小虎" not in repr(found) and "2088" not in repr(found)
    assert [value for value in vars(found).values() if "小虎" in str(value)] == ["我叫小虎"]
    raw = form({"service": NOTIFY, "biz_content": text_of("小虎")}, "gbk")
    assert "biz" not in repr(read_form(raw))


@pytest.mark.parametrize(("said", "meant"), [("1457426646396", 1457426646396), ("1457426646", 1457426646000)])
def test_times_are_in_milliseconds_also_those_that_came_in_seconds(said, meant):
    assert read_incoming(xml(MsgType="event", EventType="follow", CreateTime=said)).created == meant


def test_the_older_name_of_the_citizen_is_taken_where_there_is_no_newer_one():
    older = "aYMvrMC8+qdi3Mj1lqxRZJPUsrychFTewHXFVXq5ySDxWgIluiZN3K2r70Eebm4r01"
    assert read_incoming(xml(MsgType="event", EventType="follow", FromAlipayUserId="", FromUserId=older)).user == older
    assert read_incoming(xml(MsgType="event", EventType="follow", FromUserId=older)).user == "2088102125991030"


def test_tries_with_one_message_have_one_key_and_other_messages_another():
    same = {read_incoming(text_of("a")).dedupe_key, read_incoming(text_of("b")).dedupe_key}
    others = [xml(MsgType="event", EventType="follow"), xml(MsgType="event", EventType="follow", CreateTime="1457426646397"),
              xml(MsgType="event", EventType="unfollow"), xml(MsgType="event", EventType="follow", FromAlipayUserId="2088")]  # fmt: skip
    assert len(same) == 1 and len({read_incoming(one).dedupe_key for one in others} | same) == 5


def test_a_message_is_fresh_for_ten_minutes_before_and_after():
    found = read_incoming(xml(MsgType="event", EventType="follow", CreateTime="1800000000000"))
    for now in (1_799_999_400, 1_800_000_600):
        assert check_fresh(found, now) is None
    assert [code_of(check_fresh, found, now) for now in (1_799_999_399, 1_800_000_601)] == ["old", "old"]


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "body"), (b"&", "body"), (b"a", "body"), (b'{"a": 1}', "body"), (b"<XML/>", "body"), (b"a=b c", "body"), (b"a=\xff", "body"),
        (b"a=\x00", "body"), (b"&".join(b"a%d=1" % n for n in range(51)), "body"), (b"service=" + NOTIFY.encode() + b"&service=x", "body"),
        (b"%73ervice=a&service=a", "body"), (b"service=alipay.trade.pay", "service"), (b"a=1", "service"), (b"service=%ff", "service"),
        (b"charset=utf-16&service=" + NOTIFY.encode(), "charset"), (b"charset=%ff", "charset"), (b"charset=", "charset"),
        (b"a=" + b"x" * LARGEST, "too_large"),
    ],
)  # fmt: skip
def test_what_is_no_form_of_alipays_is_refused(raw, code):
    assert code_of(read_form, raw) == code


@pytest.mark.parametrize(("charset", "content"), [("GBK", b"%ff%ff"), ("UTF-8", b"%C9%ED%B7%DD"), ("UTF-8", b"%ED%A0%80")])
def test_bytes_that_the_named_charset_does_not_have_are_refused(charset, content):
    found = read_form(b"service=%s&charset=%s&biz_content=%s" % (NOTIFY.encode(), charset.encode(), content))
    assert code_of(lambda: found.biz_content) == "charset"


@pytest.mark.parametrize(
    "said",
    [
        "", " ", "encryptedBase64==", "{}", "<xml/>", "<XML>", "<XML/><XML/>", "<a><XML/></a>", "\x00", "<XML>\x01</XML>", 
        "<XML>\ud800</XML>",
        '<!DOCTYPE XML><XML/>', '<!DOCTYPE XML [<!ENTITY a "b">]><XML><AppId>&a;</AppId></XML>', "<XML>&a;</XML>",
        '<!DOCTYPE XML [<!ENTITY f SYSTEM "file:///etc/hostname">]><XML><Text><Content>&f;</Content></Text></XML>',
        "<XML><AppId>1</AppId><AppId>2</AppId></XML>", "<XML><Text><Content>1</Content><Content>2</Content></Text></XML>",
        "<XML><Text><Content>1</Content></Text><Text><Content>2</Content></Text></XML>", "<XML>" + "<a>" * 9 + "</a>" * 9 + "</XML>",
        "<XML>" + "<a/>" * 201 + "</XML>",
    ],
)  # fmt: skip
def test_content_that_alipay_does_not_write_is_refused(said):
    assert code_of(read_incoming, said) == "body"
    assert code_of(read_event, said) == "body"


@pytest.mark.parametrize(
    "fields",
    [{"MsgType": ""}, {"MsgType": "event"}, {"MsgType": "text", "AppId": ""}, {"MsgType": "text", "FromAlipayUserId": "a b"},
     {"MsgType": "text", "FromAlipayUserId": ""}, {"MsgType": "text", "CreateTime": "now"}, {"MsgType": "text", "CreateTime": "９" * 13},
     {"MsgType": "text", "CreateTime": "9" * 16}, {"MsgType": "text", "MsgId": "../1"}, {"MsgType": "text", "AppId": "1" * 65}],
    ids=str,
)  # fmt: skip
def test_a_message_without_what_every_message_has_is_refused(fields):
    assert code_of(read_incoming, xml(**fields)) == "field"


def test_only_content_right_under_text_is_a_text():
    assert read_incoming(xml("<Content>1</Content>", MsgType="text")).text == ""
    assert read_incoming(xml("<Text><a><Content>1</Content></a></Text>", MsgType="text")).text == ""
    assert read_incoming(xml("<Text>no<Content>yes</Content>no</Text>", MsgType="text")).text == "yes"

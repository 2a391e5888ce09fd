"""Whatever the fields of a callback hold becomes a typed message, or is refused."""

from __future__ import annotations

import pytest

from bot.channels.wechat.incoming import LONGEST_KEY, read_incoming
from bot.channels.wechat.not_wechat import NotWeChat

COMMON = {"ToUserName": "gh_97417a04a28d", "FromUserName": "o9AgO5Kd5ggOC-bXrbNODIiE3bGY", "CreateTime": "1714037059"}
TEXT = {**COMMON, "MsgType": "text", "Content": "身份证丢了", "MsgId": "6054768590064713728"}


def event(name, **more):
    return {**COMMON, "MsgType": "event", "Event": name, **more}


@pytest.mark.parametrize("content", ["身份证丢了怎么办？", "I lost my ID card", ""])
def test_a_text_is_read_with_what_it_needs(content):
    found = read_incoming({**TEXT, "Content": content})
    assert (found.kind, found.text, found.id, found.created) == ("text", content, "6054768590064713728", 1714037059)
    assert (found.openid, found.account, found.key, found.menu_id) == (COMMON["FromUserName"], "gh_97417a04a28d", "", "")


@pytest.mark.parametrize("content", ["新生儿怎么上户口？", "How do I register a newborn?"])
def test_a_tapped_menu_link_is_a_choice_with_its_id(content):
    found = read_incoming({**TEXT, "Content": content, "bizmsgmenuid": "household-registration/newborn"})
    assert (found.kind, found.menu_id, found.text) == ("menu_choice", "household-registration/newborn", content)


@pytest.mark.parametrize(
    ("type_", "kind"),
    [("image", "image"), ("voice", "voice"), ("video", "video"), ("shortvideo", "video"), ("location", "location"), ("link", "link"),
     ("miniprogrampage", "link"), ("hologram", "unknown")],
)  # fmt: skip
def test_each_type_has_its_kind_and_no_text_of_its_own(type_, kind):
    found = read_incoming({**TEXT, "MsgType": type_, "Recognition": "听写 dictated"})
    assert (found.kind, found.text, found.type) == (kind, "", type_)


@pytest.mark.parametrize(
    ("name", "kind", "sent", "key"),
    [
        ("subscribe", "subscribe", "", ""), ("subscribe", "subscribe", "qrscene_hall-3", "hall-3"), ("unsubscribe", "unsubscribe", "", ""),
        ("SCAN", "scan", "hall-3", "hall-3"), ("CLICK", "click", "topics", "topics"), ("VIEW", "view", "https://a.cn/", "https://a.cn/"),
        ("LOCATION", "unknown", "", ""), ("debug_demo", "unknown", "x", "x"), ("CLICK", "click", "qrscene_a", "qrscene_a"),
    ],
)  # fmt: skip
def test_each_event_has_its_kind_and_key(name, kind, sent, key):
    found = read_incoming(event(name, EventKey=sent, MsgId="77"))
    assert (found.kind, found.key, found.id, found.type) == (kind, key, None, f"event_{name}")


def test_entering_the_mini_programs_desk_keeps_where_from():
    found = read_incoming(event("user_enter_tempsession", SessionFrom="pages/id-card"))
    assert (found.kind, found.key) == ("enter", "pages/id-card")


def test_each_try_with_one_message_has_the_same_key_and_no_other_message_has_it():
    once = read_incoming(TEXT).dedupe_key
    assert read_incoming(dict(TEXT)).dedupe_key == once
    others = (
        {**TEXT, "MsgId": "8"}, {**TEXT, "ToUserName": "gh_other"}, event("CLICK", EventKey="a"), event("CLICK", EventKey="b"),
        event("subscribe"), {**event("subscribe"), "CreateTime": "1714037060"}, {**event("subscribe"), "FromUserName": "another"},
    )  # fmt: skip
    keys = [once, *(read_incoming(other).dedupe_key for other in others)]
    assert len(set(keys)) == len(keys)


def test_nothing_of_the_citizens_is_shown_when_a_message_is_printed():
    shown = repr(read_incoming({**TEXT, "bizmsgmenuid": "secret-choice"})) + repr(read_incoming(event("CLICK", EventKey="secret-key")))
    assert COMMON["FromUserName"] not in shown and "身份证" not in shown and "secret" not in shown
    assert COMMON["FromUserName"] not in read_incoming(event("subscribe")).dedupe_key


@pytest.mark.parametrize("missing", ["ToUserName", "FromUserName", "CreateTime", "MsgType"])
def test_a_missing_field_is_refused(missing):
    with pytest.raises(NotWeChat) as refused:
        read_incoming({name: value for name, value in TEXT.items() if name != missing})
    assert refused.value.code == "field"


@pytest.mark.parametrize(
    "wrong",
    [{"FromUserName": "a b"}, {"FromUserName": "x" * 65}, {"FromUserName": "名"}, {"FromUserName": "a\n"}, {"ToUserName": "../.."},
     {"CreateTime": "soon"}, {"CreateTime": "-1"}, {"CreateTime": "9" * 400}, {"CreateTime": "٣"}, {"MsgId": ""}, {"MsgId": "a b"},
     {"MsgId": "9" * 65}, {"MsgType": "event"}, {"MsgType": ""}],
)  # fmt: skip
def test_a_field_that_cannot_be_one_is_refused(wrong):
    with pytest.raises(NotWeChat) as refused:
        read_incoming({**TEXT, **wrong})
    assert refused.value.code == "field"


def test_what_may_be_logged_of_an_unknown_type_is_short_and_harmless():
    assert read_incoming({**TEXT, "MsgType": "a\nERROR 文 <b>" + "x" * 100}).type == "aERRORb" + "x" * 33
    assert read_incoming(event("a b\x1b[31m")).type == "event_ab31m"


def test_a_long_key_is_cut():
    assert len(read_incoming(event("CLICK", EventKey="k" * 9999)).key) == LONGEST_KEY
    assert len(read_incoming({**TEXT, "bizmsgmenuid": "k" * 9999}).menu_id) == LONGEST_KEY

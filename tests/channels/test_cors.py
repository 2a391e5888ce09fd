"""Pages of other origins: those that are named may talk to the chat door, all others are turned away."""

from __future__ import annotations

import pytest

from bot.channels.cors import Origins
from bot.channels.refusals import Refused

PORTAL = "https://www.example.gov.cn"
named = Origins([PORTAL, "https://m.example.gov.cn:8443"])
nobody = Origins([])


@pytest.mark.parametrize("origin", [PORTAL, "https://m.example.gov.cn:8443"])
def test_a_named_origin_may_read_the_answer(origin):
    named.check({"origin": origin, "host": "faq.example"})
    assert named.allow(origin) == {"Vary": "Origin", "Access-Control-Allow-Origin": origin}


@pytest.mark.parametrize(
    "origin",
    [
        "https://evil.example", "http://www.example.gov.cn", "https://www.example.gov.cn:444", "https://www.example.gov.cn.evil.example",
        "https://example.gov.cn", "https://www.example.gov.cn/", "HTTPS://WWW.EXAMPLE.GOV.CN", "null", "", "*", "file://",
        "https://m.example.gov.cn",
    ],
)  # fmt: skip
@pytest.mark.parametrize("origins", [named, nobody], ids=["named", "nobody"])
def test_any_other_origin_is_refused_and_told_nothing(origins, origin):
    with pytest.raises(Refused) as caught:
        origins.check({"origin": origin, "host": "faq.example"})
    assert (caught.value.refusal.code, caught.value.refusal.status) == ("foreign_origin", 403)
    assert set(caught.value.body["error"]["message"]) == {"zh", "en"}
    assert "Access-Control-Allow-Origin" not in origins.allow(origin)


@pytest.mark.parametrize(
    "asked",
    [
        {}, {"host": "faq.example"}, {"origin": "https://faq.example", "host": "faq.example"},
        {"origin": "https://faq.example:8443", "host": "faq.example:8443"},
        {"origin": "https://faq.example:8443", "host": "faq.example"},  # nginx's $host has no port
        {"origin": "https://faq.example", "host": "127.0.0.1:5005", "sec-fetch-site": "same-origin"},  # a proxy changed the host
        {"origin": "null", "host": "x", "sec-fetch-site": "same-origin"},
    ],
)  # fmt: skip
def test_our_own_page_and_programs_are_never_refused(asked):
    nobody.check(asked)


@pytest.mark.parametrize("host", ["", "faq.example:9", "other"])
def test_another_port_of_the_same_host_is_another_origin(host):
    with pytest.raises(Refused):
        nobody.check({"origin": "https://faq.example:8443", "host": host, "sec-fetch-site": "same-site"})


def test_a_question_beforehand_is_answered_for_what_the_page_needs():
    answer = named.preflight({"origin": PORTAL, "host": "faq.example"})
    assert answer["Access-Control-Allow-Headers"] == "content-type"
    assert answer["Access-Control-Allow-Methods"] == "GET, POST"
    assert answer["Access-Control-Allow-Origin"] == PORTAL
    assert "Access-Control-Allow-Credentials" not in answer


def test_where_nobody_is_named_no_answer_speaks_of_origins():
    assert nobody.allow(PORTAL) == nobody.allow(None) == {}
    assert named.allow(None) == {"Vary": "Origin"}  # a cache must not give one origin's answer to another

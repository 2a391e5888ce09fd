"""What holds for every body, every content and every text."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.channels.alipay.door import Door
from bot.channels.alipay.incoming import read_form, read_incoming
from bot.channels.alipay.not_alipay import NotAlipay
from bot.channels.alipay.rsa2 import Signer, Verifier
from bot.channels.core import Veil
from tests.platforms.alipay import element, form, private_text, public_text, sign

pytestmark = pytest.mark.rasa  # cryptography is in Rasa's environment

ALIKE = settings(derandomize=True, database=None, deadline=None, max_examples=200)  # the same examples at every run
NOTIFY, CHECK = "alipay.mobile.public.message.notify", "alipay.service.check"
TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"), max_size=80)
TAGS = ["<XML>", "</XML>", "<Text>", "</Text>", "<Content>", "</Content>", "<AppId>1</AppId>"]
PIECES = st.sampled_from([*TAGS, "<![CDATA[", "]]>", "<!DOCTYPE", "<!ENTITY a 'b'>", "&a;", "<?", "字", "\x00"])
CONTENTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=30).map("".join))
NAMES = st.sampled_from(["service", "sign", "sign_type", "charset", "biz_content", "extra", ""])
KNOWN = st.sampled_from([NOTIFY, CHECK, "RSA2", "RSA", "GBK", "utf-8", "<XML/>"])
VALUES = st.one_of(KNOWN, st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
BODIES = st.one_of(st.binary(max_size=300), st.dictionaries(NAMES, VALUES).map(lambda found: form(found, "utf-8")))


def refused_or_nothing(action, *values):
    """The value, or None after NotAlipay; any other exception goes through."""
    try:
        return action(*values)
    except NotAlipay:
        return None


@ALIKE
@given(TEXT, st.sampled_from(["GB18030", "utf-8"]))
def test_every_text_arrives_as_it_was_typed(text, charset):
    inner = f"<Text>{element('Content', text)}</Text>" + "".join(
        element(name, value) for name, value in (("FromAlipayUserId", "1"), ("AppId", "1"), ("CreateTime", "1" * 13), ("MsgType", "text"))
    )
    raw = form({"service": NOTIFY, "charset": charset, "biz_content": f"<XML>{inner}</XML>"}, charset)
    assert read_incoming(read_form(raw).biz_content).text == text


@ALIKE
@given(CONTENTS)
def test_a_content_is_read_or_refused(content):
    found = refused_or_nothing(read_incoming, content)
    assert found is None or (found.dedupe_key and found.type.isascii())


@ALIKE
@given(BODIES)
def test_no_body_that_is_not_signed_is_taken_and_none_makes_the_door_fail(raw):
    async def never(*_):
        raise AssertionError("asked")

    signer = Signer(private_text("bot"))
    door = Door("2021", signer, Verifier(public_text("alipay"), signer), Veil(b"s"), answer=never, send=never, clock=lambda: 1.8e9)
    response = asyncio.run(door.receive(raw))
    assert response.status in (400, 403, 413) or "<success>false</success>" in response.body


@ALIKE
@given(st.binary(max_size=200), st.binary(max_size=60))
def test_only_the_right_signature_is_right(content, other):
    verifier = Verifier(public_text("alipay"))
    assert verifier.is_right(content, sign("alipay", content).encode())
    assert not verifier.is_right(content, other)

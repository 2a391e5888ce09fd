"""What holds for every text, every body and every ciphertext."""

from __future__ import annotations

import base64

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from bot.channels.wechat.account import Account
from bot.channels.wechat.body import read_body
from bot.channels.wechat.crypto import Cipher, check_signature, msg_signature, sign
from bot.channels.wechat.cutting import cut, size
from bot.channels.wechat.incoming import Incoming, read_incoming
from bot.channels.wechat.not_wechat import NotWeChat
from bot.channels.wechat.outgoing import text_reply
from bot.channels.wechat.texts import LIMIT, MOST, render

pytestmark = pytest.mark.rasa  # cryptography is in Rasa's environment

KEY, APPID, TOKEN = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "wx0123456789abcdef", "streetlamp"
CIPHER = Cipher(KEY, APPID)
ALIKE = settings(derandomize=True, database=None, deadline=None, max_examples=300)  # the same examples at every run

WORDS = st.sampled_from(
    [
        "请带户口簿。",
        "办理材料：\n",
        "Call 0579-87101234. ",
        "见 (https://www.yk.gov.cn/a?b=1) ",
        "1. ",
        "\n\n",
        "，",
        "a",
        "字",
        "😀",
        "👍🏽",
        " ",
        "e\u0301",
    ]
)
TEXTS = st.one_of(st.text(), st.lists(WORDS, max_size=80).map("".join))
NAMES = st.sampled_from(["ToUserName", "FromUserName", "CreateTime", "MsgType", "Event", "EventKey", "MsgId", "Content", "bizmsgmenuid"])
VALUES = st.one_of(st.text(max_size=80), st.sampled_from(["text", "event", "subscribe", "CLICK", "1714037059", "gh_1"]))
PIECES = st.sampled_from(
    ["<xml>", "</xml>", "<A>", "</A>", "<![CDATA[", "]]>", "<!DOCTYPE", "<!ENTITY a 'b'>", "&a;", "<?", "{", "}", '"A":', "1", ","]
)
BODIES = st.one_of(st.binary(max_size=400), st.lists(PIECES, max_size=30).map(lambda parts: "".join(parts).encode()))


def refused_or_nothing(action, *values):
    """The value, or None after NotWeChat; any other exception goes through."""
    try:
        return action(*values)
    except NotWeChat:
        return None


@ALIKE
@given(st.text(alphabet=st.characters(exclude_categories=["Cs"])))
def test_whatever_is_encrypted_is_decrypted(text):
    assert CIPHER.decrypt(CIPHER.encrypt(text)) == text


@ALIKE
@given(TEXTS, st.integers(4, 300))
@example("https://a.cn/" + "x" * 999, 4)
@example("\u0301" * 50, 5)
def test_the_pieces_are_the_text_and_each_is_within_the_limit(text, limit):
    pieces = cut(text, limit)
    assert "".join(pieces) == text
    assert all(piece and size(piece) <= limit for piece in pieces)


@ALIKE
@given(st.lists(st.builds(dict, text=TEXTS, lang=st.sampled_from(["zh", "en"])), max_size=3), st.integers(256, 600))
def test_messages_are_few_short_and_hold_every_word_unless_the_last_says_so(replies, limit):
    pieces = render(replies, "zh", limit=limit, most=3)
    assert len(pieces) <= 3 and all(piece == piece.strip() and 0 < size(piece) <= limit for piece in pieces)
    whole = "".join("".join(render(replies, "zh", limit=100_000)).split())
    said = "".join("".join(pieces).split())
    assert said == whole or pieces[-1].endswith("12345（24小时）。")
    assert LIMIT == 2048 and MOST == 5


@ALIKE
@given(st.text(), st.integers(0, 10**10))
def test_every_text_reply_can_be_read_again(text, created):
    to = Incoming("text", openid="o1", account="gh_1", created=1, type="text")
    kept = "".join(
        char for char in text if char in "\t\n\r" or (char >= " " and not "\ud800" <= char <= "\udfff" and char not in "\ufffe\uffff")
    )
    for format_, wanted in (("json", kept.strip()), ("xml", kept.strip().replace("\r\n", "\n").replace("\r", "\n"))):
        reply = text_reply(to, text, created, format_)
        if not wanted:
            assert reply == "success"
            continue
        fields, written_in = read_body(reply.encode("utf-8"))
        assert (written_in, fields["ToUserName"], fields["CreateTime"]) == (format_, "o1", str(created))
        assert fields["Content"] == wanted


@ALIKE
@given(BODIES)
def test_a_body_is_read_or_refused(raw):
    found = refused_or_nothing(read_body, raw)
    assert found is None or all(isinstance(value, str) for value in found[0].values())


@ALIKE
@given(st.dictionaries(NAMES, VALUES))
def test_fields_are_a_message_or_refused(fields):
    found = refused_or_nothing(read_incoming, fields)
    assert found is None or (found.dedupe_key and found.type.isascii() and found.created >= 0)


@ALIKE
@given(st.one_of(st.text(), st.binary().map(lambda raw: base64.b64encode(raw).decode())))
def test_a_ciphertext_that_is_not_ours_is_refused(encrypt):
    with pytest.raises(NotWeChat):
        CIPHER.decrypt(encrypt)


@ALIKE
@given(st.binary(max_size=300))
def test_a_frame_sealed_with_our_key_is_read_or_refused(frame):
    encryptor = CIPHER._aes.encryptor()
    missing = 32 - len(frame) % 32
    encrypt = base64.b64encode(encryptor.update(frame + bytes([missing]) * missing) + encryptor.finalize()).decode()
    assert refused_or_nothing(CIPHER.decrypt, encrypt) is None  # 16 bytes, a length and our appid do not come by chance


@ALIKE
@given(st.text(), st.text(), st.text())
def test_only_the_right_signature_passes(timestamp, nonce, given_):
    right = sign(TOKEN, timestamp, nonce)
    check_signature(TOKEN, timestamp, nonce, right)
    if given_ != right:
        with pytest.raises(NotWeChat):
            check_signature(TOKEN, timestamp, nonce, given_)


@ALIKE
@given(st.dictionaries(st.sampled_from(["signature", "msg_signature", "timestamp", "nonce", "encrypt_type", "echostr"]), st.text()), BODIES)
def test_any_request_is_opened_or_refused_in_any_mode(query, raw):
    for account in (Account(TOKEN, "plaintext"), Account(TOKEN, "compatible", CIPHER), Account(TOKEN, "secure", CIPHER)):
        assert refused_or_nothing(account.open, query, raw, 1_800_000_000) is None
        assert refused_or_nothing(account.greet, query) is None


@ALIKE
@given(BODIES)
def test_any_body_inside_a_right_envelope_is_opened_or_refused(raw):
    encrypt = CIPHER.encrypt(raw.decode("utf-8", "replace"))
    query = {"timestamp": "1", "nonce": "n", "msg_signature": msg_signature(TOKEN, "1", "n", encrypt)}
    assert refused_or_nothing(Account(TOKEN, "secure", CIPHER).open, query, b'{"Encrypt": "%s"}' % encrypt.encode()) is None

"""Signatures and the AES frame: what is not made with our token and our key is refused, whatever it is."""

from __future__ import annotations

import base64

import pytest

from bot.channels.wechat.crypto import Cipher, NoAppid, WrongAesKey, check_signature, sign
from bot.channels.wechat.not_wechat import REASONS, NotWeChat
from bot.errors import FaqError

pytestmark = pytest.mark.rasa  # cryptography is in Rasa's environment

KEY, APPID = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "wx0123456789abcdef"
HEAD = b"r" * 16


def sealed(frame: bytes, pad: bytes | None = None) -> str:
    """A frame encrypted with our key, with a padding of our own making."""
    missing = 32 - len(frame) % 32
    encryptor = Cipher(KEY, APPID)._aes.encryptor()
    return base64.b64encode(encryptor.update(frame + (bytes([missing]) * missing if pad is None else pad)) + encryptor.finalize()).decode()


def code_of(encrypt: str) -> str:
    with pytest.raises(NotWeChat) as refused:
        Cipher(KEY, APPID).decrypt(encrypt)
    return refused.value.code


@pytest.mark.parametrize("text", ["身份证丢了怎么办？", "How do I replace a lost ID card?", "", "😀" * 500, "]]>\x00"])
def test_what_is_encrypted_is_decrypted(text):
    assert Cipher(KEY, APPID).decrypt(Cipher(KEY, APPID).encrypt(text)) == text


def test_the_same_text_is_never_encrypted_to_the_same_twice():
    cipher = Cipher(KEY, APPID)
    assert cipher.encrypt("好") != cipher.encrypt("好")


@pytest.mark.parametrize("key", ["", "short", KEY[:-1], KEY + "A", KEY + "=", KEY[:-1] + "-", "密" * 43])
def test_a_key_that_cannot_be_one_is_an_error_that_says_what_to_put_there(key):
    with pytest.raises(WrongAesKey, match=r"EncodingAESKey.*Copy the 43 letters and digits") as wrong:
        Cipher(key, APPID)
    assert not key or key not in str(wrong.value)


def test_a_key_whose_last_character_carries_bits_to_spare_is_taken():
    assert Cipher(KEY[:-1] + "B", APPID).decrypt(Cipher(KEY[:-1] + "A", APPID).encrypt("好")) == "好"


def test_a_missing_appid_is_an_error_that_says_where_it_is_found():
    with pytest.raises(NoAppid, match="AppID"):
        Cipher(KEY, "")


@pytest.mark.parametrize("appid", ["wx0123456789abcdeF", APPID + "0", APPID[:-1], "é"])
def test_a_message_for_another_appid_is_refused(appid):
    assert code_of(Cipher(KEY, appid).encrypt("<xml/>")) == "appid"


@pytest.mark.parametrize(
    "encrypt",
    [
        "",
        "=",
        "a",
        "AAAA",
        "中文",
        "%%%%",
        "A" * 64 + "\n",
        base64.b64encode(b"x" * 16).decode(),
        base64.b64encode(b"x" * 64).decode(),
        "\ud800",
    ],
)
def test_what_is_no_ciphertext_of_ours_is_refused(encrypt):
    assert code_of(encrypt) == "ciphertext"


@pytest.mark.parametrize("pad", [bytes(12), b"\x21" * 12, b"\xff" * 12, b"\x00" * 11 + b"\x0c", b"\x0c" * 10 + b"\x0b\x0c"])
def test_a_padding_that_lies_is_refused(pad):
    assert code_of(sealed(HEAD + bytes(4), pad)) == "ciphertext"


def test_a_padding_longer_than_a_block_is_refused():
    assert code_of(sealed(HEAD + bytes(4) + APPID.encode(), bytes([58]) * 58)) == "ciphertext"


def test_a_ciphertext_of_whole_aes_blocks_that_is_not_of_whole_padded_ones_is_refused():
    assert code_of(sealed(HEAD + bytes(4) + APPID.encode(), b"\x0a" * 10)) == "ciphertext"


def test_characters_that_base64_has_not_are_not_passed_over():
    right = Cipher(KEY, APPID).encrypt("好 OK")
    assert Cipher(KEY, APPID).decrypt(right) == "好 OK"
    assert code_of(right[:20] + "!" + right[20:]) == code_of(right + "\n") == "ciphertext"


@pytest.mark.parametrize("length", [1, 19, 2**31, 2**32 - 1])
def test_a_length_beyond_the_end_is_refused(length):
    assert code_of(sealed(HEAD + length.to_bytes(4, "big") + APPID.encode())) == ("ciphertext" if length > len(APPID) else "appid")


@pytest.mark.parametrize("frame", [b"", b"x", HEAD, HEAD + b"\x00\x00\x00"])
def test_a_frame_without_room_for_a_length_is_refused(frame):
    assert code_of(sealed(frame)) == "ciphertext"


def test_a_message_that_is_no_utf8_is_refused():
    assert code_of(sealed(HEAD + (2).to_bytes(4, "big") + b"\xff\xfe" + APPID.encode())) == "ciphertext"


def test_strings_are_sorted_as_strings_and_not_as_numbers():
    assert sign("9", "10", "a") == sign("a", "10", "9") == sign("109a")


@pytest.mark.parametrize("given", ["", "0" * 40, "É", "\ud800", sign("token", "1", "2").upper()])
def test_a_wrong_signature_is_refused(given):
    check_signature("token", "1", "2", sign("token", "1", "2"))
    with pytest.raises(NotWeChat) as refused:
        check_signature("token", "1", "2", given)
    assert refused.value.code == "signature"


@pytest.mark.parametrize("code", REASONS)
def test_each_refusal_is_a_plain_sentence_with_its_code(code):
    assert isinstance(NotWeChat(code), FaqError)
    assert f"({code})" in str(NotWeChat(code))

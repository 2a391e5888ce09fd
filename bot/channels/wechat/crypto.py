"""Signatures and the AES frame of WeChat's callbacks.

Source: https://developers.weixin.qq.com/miniprogram/dev/framework/server-ability/message-push.html
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from collections.abc import Callable
from typing import Any, Final

from bot.channels.wechat.not_wechat import NotWeChat
from bot.errors import FaqError

KEY_LENGTH: Final = 43
RANDOM: Final = 16  # bytes in front of the length
HEAD: Final = RANDOM + 4
BLOCK: Final = 32  # of the padding; AES's own is 16
_KEY = re.compile(rf"[A-Za-z0-9+/]{{{KEY_LENGTH}}}")

Random = Callable[[int], bytes]


class WrongAesKey(FaqError):
    def __init__(self, length: int) -> None:
        said = f"has {length} characters, not {KEY_LENGTH}" if length != KEY_LENGTH else "holds characters that no such key has"
        super().__init__(
            f"The EncodingAESKey of the WeChat account {said}. Copy the {KEY_LENGTH} letters and digits from the message push settings "
            "of the WeChat console (EncodingAESKey / 消息加解密密钥)."
        )


class NoAppid(FaqError):
    def __init__(self) -> None:
        super().__init__("Encrypted WeChat messages need the account's appid. Copy it from the basic settings of the console (AppID).")


def sign(*parts: str) -> str:
    """The lower-case hexadecimal SHA-1 of the parts, sorted as strings and joined."""
    return hashlib.sha1("".join(sorted(parts)).encode("utf-8", "surrogatepass"), usedforsecurity=False).hexdigest()


def msg_signature(token: str, timestamp: str, nonce: str, encrypt: str) -> str:
    """What WeChat signs an encrypted message with, and we an encrypted reply. encrypt: Base64."""
    return sign(token, timestamp, nonce, encrypt)


def check_signature(token: str, timestamp: str, nonce: str, signature: str) -> None:
    """NotWeChat unless the signature of a plain request is right."""
    _same(sign(token, timestamp, nonce), signature)


def check_msg_signature(token: str, timestamp: str, nonce: str, encrypt: str, signature: str) -> None:
    """NotWeChat unless the `msg_signature` of an encrypted message is right."""
    _same(msg_signature(token, timestamp, nonce, encrypt), signature)


def _same(expected: str, given: str) -> None:
    if not hmac.compare_digest(expected.encode(), given.encode("utf-8", "surrogatepass")):
        raise NotWeChat("signature")


class Cipher:
    """Encrypts and decrypts for one account: AES-256-CBC over 16 random bytes, the length, the message and the appid."""

    def __init__(self, encoding_aes_key: str, appid: str, random: Random = secrets.token_bytes) -> None:
        """encoding_aes_key: 43 characters, else WrongAesKey. random: gives so many random bytes."""
        from cryptography.hazmat.primitives.ciphers import Cipher as Aes
        from cryptography.hazmat.primitives.ciphers.algorithms import AES
        from cryptography.hazmat.primitives.ciphers.modes import CBC

        if not _KEY.fullmatch(encoding_aes_key):
            raise WrongAesKey(len(encoding_aes_key))
        if not appid:
            raise NoAppid
        key = base64.b64decode(encoding_aes_key + "=")
        self._aes: Any = Aes(AES(key), CBC(key[:16]))
        self._appid = appid.encode()
        self._random = random

    def encrypt(self, text: str) -> str:
        """A text, sealed and in Base64."""
        message = text.encode("utf-8", "replace")
        frame = self._random(RANDOM) + len(message).to_bytes(4, "big") + message + self._appid
        pad = BLOCK - len(frame) % BLOCK
        encryptor = self._aes.encryptor()
        return base64.b64encode(encryptor.update(frame + bytes([pad]) * pad) + encryptor.finalize()).decode()

    def decrypt(self, encrypt: str) -> str:
        """The text in a Base64 ciphertext; NotWeChat if it was not sealed with our key for our appid."""
        frame = _unpadded(self._decrypted(encrypt))
        end = HEAD + int.from_bytes(frame[RANDOM:HEAD], "big")
        if end > len(frame):  # as it is, too, where the frame ends before the length does
            raise NotWeChat("ciphertext")
        if not hmac.compare_digest(frame[end:], self._appid):
            raise NotWeChat("appid")
        try:
            return frame[HEAD:end].decode("utf-8")
        except UnicodeDecodeError as err:
            raise NotWeChat("ciphertext") from err

    def _decrypted(self, encrypt: str) -> bytes:
        try:
            sealed = base64.b64decode(encrypt, validate=True)
        except (binascii.Error, ValueError) as err:
            raise NotWeChat("ciphertext") from err
        if not sealed or len(sealed) % BLOCK:
            raise NotWeChat("ciphertext")
        decryptor = self._aes.decryptor()
        return bytes(decryptor.update(sealed) + decryptor.finalize())


def _unpadded(padded: bytes) -> bytes:
    pad = padded[-1]
    if not 1 <= pad <= BLOCK or not hmac.compare_digest(padded[-pad:], bytes([pad]) * pad):
        raise NotWeChat("ciphertext")
    return padded[:-pad]

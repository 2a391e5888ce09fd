"""One WeChat account: whether a request to our address is WeChat's, what it says, and how the reply to it is closed."""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, get_args

from bot.channels.wechat.body import Format, read_body
from bot.channels.wechat.crypto import Cipher, check_msg_signature, check_signature, msg_signature
from bot.channels.wechat.incoming import Incoming, read_incoming
from bot.channels.wechat.not_wechat import NotWeChat
from bot.channels.wechat.outgoing import SUCCESS, sealed_reply, text_reply
from bot.errors import FaqError

Mode = Literal["plaintext", "compatible", "secure"]
MODES: Final[tuple[str, ...]] = get_args(Mode)
FRESH: Final = 600  # seconds between a time stamp and our clock; WeChat's own tries take 15
LONGEST_ECHO: Final = 256
_TOKEN = re.compile(r"[A-Za-z0-9]{3,32}")
_ECHO = re.compile(r"[A-Za-z0-9_+/=-]{1,256}")
_SECONDS = re.compile(r"[0-9]{1,12}")

Query = Mapping[str, str]


class WrongToken(FaqError):
    def __init__(self) -> None:
        super().__init__(
            "The token of the WeChat account is missing or is not 3 to 32 letters and digits. Think one up and put the same one here "
            "and into the message push settings of the WeChat console (Token / 令牌)."
        )


class WrongMode(FaqError):
    def __init__(self, mode: str) -> None:
        super().__init__(f"The WeChat mode {mode!r} is none of {', '.join(MODES)}. Put here what the console shows as 消息加解密方式.")


class KeyMissing(FaqError):
    def __init__(self, mode: str) -> None:
        super().__init__(
            f"The WeChat mode {mode} needs the account's EncodingAESKey and appid. Copy both from the WeChat console, "
            "or choose the mode plaintext here and there."
        )


@dataclass(frozen=True)
class Opened:
    """A message and how it came, which is how the reply goes back."""

    incoming: Incoming
    format: Format
    sealed: bool


class Account:
    """mode: as chosen in the console. `plaintext` reads the plain fields; `compatible` and `secure` read the encrypted copy alone and
    refuse a message that has none, since the signature of a plain one covers nothing of what it says."""

    def __init__(self, token: str, mode: str, cipher: Cipher | None = None) -> None:
        if not _TOKEN.fullmatch(token):
            raise WrongToken
        if mode not in MODES:
            raise WrongMode(mode)
        if mode != "plaintext" and cipher is None:
            raise KeyMissing(mode)
        self._token, self._cipher = token, None if mode == "plaintext" else cipher

    def greet(self, query: Query) -> str:
        """The body that answers WeChat's test of the address (GET); NotWeChat if it is not WeChat's."""
        self._check(query)
        echo = query.get("echostr", "")
        if not _ECHO.fullmatch(echo):
            raise NotWeChat("field")
        return echo

    def open(self, query: Query, raw: bytes, now: float | None = None) -> Opened:
        """The message in a callback (POST), or NotWeChat. now: seconds since 1970, by which an old request is refused; None: any age."""
        if self._cipher is None:
            self._check(query)
            _check_age(query, now)
            fields, format_ = read_body(raw)
            return Opened(read_incoming(fields), format_, sealed=False)
        fields, format_ = read_body(raw)
        encrypt = fields.get("Encrypt", "")
        if not encrypt or query.get("encrypt_type", "aes") != "aes":
            self._check(query)  # so that only who knows the token learns about the mode
            raise NotWeChat("mode")
        check_msg_signature(self._token, _in(query, "timestamp"), _in(query, "nonce"), encrypt, _in(query, "msg_signature"))
        _check_age(query, now)
        inner, _ = read_body(self._cipher.decrypt(encrypt).encode())
        return Opened(read_incoming(inner), format_, sealed=True)

    def close(self, opened: Opened, text: str, now: float, nonce: str | None = None) -> str:
        """The body of a text reply, closed as the message was. nonce: for tests; else random."""
        reply = text_reply(opened.incoming, text, int(now), opened.format)
        if not opened.sealed or reply == SUCCESS:
            return reply
        return self.seal(reply, int(now), nonce or secrets.token_hex(8), opened.format)

    def seal(self, reply: str, timestamp: int, nonce: str, format_: Format) -> str:
        """The encrypted envelope around a reply; KeyMissing in plaintext mode."""
        if self._cipher is None:
            raise KeyMissing("compatible")
        encrypt = self._cipher.encrypt(reply)
        return sealed_reply(encrypt, msg_signature(self._token, str(timestamp), nonce, encrypt), timestamp, nonce, format_)

    def _check(self, query: Query) -> None:
        check_signature(self._token, _in(query, "timestamp"), _in(query, "nonce"), _in(query, "signature"))


def _in(query: Query, name: str) -> str:
    return query.get(name) or ""


def _check_age(query: Query, now: float | None) -> None:
    timestamp = _in(query, "timestamp")
    if now is None:
        return
    if not _SECONDS.fullmatch(timestamp) or abs(now - int(timestamp)) > FRESH:
        raise NotWeChat("old")

"""Sessions that only this server can issue: a random id and the time of issue, signed.

A session says nothing about a person. It keeps strangers out of each other's conversations, and no client can make one up.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import struct
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timezone

from bot.channels.refusals import Refused

_PAYLOAD = struct.Struct(">B16sQ")  # format number, random id, seconds since 1970
_FORMAT = 1
_LABEL = b"faq web session"
MAX_TOKEN = 128


@dataclass(frozen=True)
class Session:
    """id: 32 hexadecimal digits. issued: seconds since 1970."""

    id: str
    issued: int


@dataclass(frozen=True)
class Issued:
    token: str
    expires: str  # ISO 8601, UTC


class SessionOffice:
    """Issues sessions and tells its own from any other."""

    def __init__(self, secret: bytes, hours: float, clock: Callable[[], float]) -> None:
        # A key of its own: the same secret may sign other things elsewhere.
        self._key = hmac.new(secret, _LABEL, hashlib.sha256).digest()
        self._lifetime = hours * 3600
        self._clock = clock

    def issue(self) -> Issued:
        now = int(self._clock())
        payload = _PAYLOAD.pack(_FORMAT, secrets.token_bytes(16), now)
        expires = datetime.fromtimestamp(now + self._lifetime, timezone.utc)
        return Issued(f"{_text(payload)}.{_text(self._sign(payload))}", expires.isoformat(timespec="seconds"))

    def check(self, token: str) -> Session:
        """The session of a token; Refused if it is not ours or too old."""
        payload, signature = _parts(token)
        if not hmac.compare_digest(self._sign(payload), signature) or len(payload) != _PAYLOAD.size:
            raise Refused("session_forged")
        form, identity, issued = _PAYLOAD.unpack(payload)
        age = self._clock() - issued
        if form != _FORMAT or age < -60:  # a minute, for clocks of several machines
            raise Refused("session_forged")
        if age >= self._lifetime:
            raise Refused("session_expired")
        return Session(identity.hex(), issued)

    def _sign(self, payload: bytes) -> bytes:
        return hmac.new(self._key, payload, hashlib.sha256).digest()


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _parts(token: str) -> tuple[bytes, bytes]:
    """Payload and signature of a token in its one canonical spelling."""
    pieces = token.split(".")
    if len(token) > MAX_TOKEN or len(pieces) != 2 or not token.isascii():
        raise Refused("session_forged")
    try:
        payload, signature = (base64.urlsafe_b64decode(piece + "=" * (-len(piece) % 4)) for piece in pieces)
    except (binascii.Error, ValueError) as err:
        raise Refused("session_forged") from err
    if [_text(payload), _text(signature)] != pieces:
        raise Refused("session_forged")
    return payload, signature

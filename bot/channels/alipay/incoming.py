"""From the body of a request to the gateway to a typed message. What Alipay does not send is refused before it is used.

The body is a form, in GBK unless the account was switched to UTF-8, and says itself which in `charset`; `biz_content` is XML. What the
elements are called in a text message is not confirmed by an official source: see `bot/channels/alipay/__init__.py`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal
from urllib.parse import unquote_to_bytes

from bot.channels.alipay.not_alipay import NotAlipay
from bot.channels.alipay.rsa2 import GATEWAY, Verifier, content_of
from bot.channels.xml import NotXml, read_xml

Kind = Literal["text", "image", "follow", "unfollow", "click", "enter", "verify", "unknown"]
Service = Literal["check", "notify"]

SERVICES: Final[Mapping[str, Service]] = {"alipay.service.check": "check", "alipay.mobile.public.message.notify": "notify"}
MESSAGES: Final[Mapping[str, Kind]] = {"text": "text", "image": "image"}
EVENTS: Final[Mapping[str, Kind]] = {
    "follow": "follow", "unfollow": "unfollow", "click": "click", "enter": "enter", "verifygw": "verify",
}  # fmt: skip
CHARSETS: Final[Mapping[str, str]] = {"gbk": "gb18030", "gb2312": "gb18030", "gb18030": "gb18030", "utf-8": "utf-8", "utf8": "utf-8"}
LARGEST: Final = 65_536  # bytes
MOST_PARAMETERS: Final = 50
LONGEST_KEY: Final = 256
FRESH_MS: Final = 600_000  # between a message and our clock; Alipay's own tries take 10 seconds

_ESCAPED = re.compile(rb"[\x21\x23-\x7e]*")
_USER = re.compile(r"[A-Za-z0-9_+/=.-]{1,128}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TIME = re.compile(r"[0-9]{10,15}")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]")
_NOT_XML_TEXT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True)
class Form:
    """A request as it came. parameters: their bytes, without escapes, which is what is signed; charset: as Alipay names it."""

    service: Service
    charset: str
    parameters: Mapping[bytes, bytes] = field(repr=False)

    def check(self, verifier: Verifier) -> None:
        """NotAlipay unless Alipay signed every parameter."""
        if self.parameters.get(b"sign_type") != b"RSA2":
            raise NotAlipay("sign_type")  # SHA-1 too would be checked otherwise, and that can be forged
        if not verifier.is_right(content_of(self.parameters, GATEWAY), self.parameters.get(b"sign", b"")):
            raise NotAlipay("signature")

    @property
    def biz_content(self) -> str:
        """Its text, or NotAlipay."""
        try:
            return self.parameters.get(b"biz_content", b"").decode(CHARSETS[self.charset.lower()])
        except UnicodeDecodeError as err:
            raise NotAlipay("charset") from err


@dataclass(frozen=True)
class Incoming:
    """user: Alipay's name for the citizen; created: milliseconds since 1970; id: of a message, which events have none of; key: of a menu
    button; type: MsgType or event, safe to log. Nothing of the citizen's shows in the repr; UserInfo, with a name in it, is never read."""

    kind: Kind
    user: str = field(repr=False)
    appid: str
    created: int
    type: str
    id: str = ""
    text: str = field(default="", repr=False)
    key: str = field(default="", repr=False)

    @property
    def dedupe_key(self) -> str:
        """The same for each of Alipay's tries with one message, and for no other message; does not tell who sent it."""
        parts = [self.appid, self.id] if self.id else [self.appid, self.user, str(self.created), self.type, self.key]
        return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def read_form(raw: bytes) -> Form:
    """The parameters of a body; NotAlipay if it is no form, names a thing twice, or calls what a gateway does not have."""
    if len(raw) > LARGEST:
        raise NotAlipay("too_large")
    pairs = raw.strip(b"\r\n").split(b"&")
    if len(pairs) > MOST_PARAMETERS or not all(b"=" in pair and _ESCAPED.fullmatch(pair) for pair in pairs):
        raise NotAlipay("body")
    parameters = {_unescaped(name): _unescaped(value) for name, _, value in (pair.partition(b"=") for pair in pairs)}
    if len(parameters) != len(pairs):
        raise NotAlipay("body")  # two of one name: what we check must be what we use
    charset = parameters.get(b"charset", b"GBK").decode("ascii", "replace")
    if charset.lower() not in CHARSETS:
        raise NotAlipay("charset")
    service = SERVICES.get(parameters.get(b"service", b"").decode("ascii", "replace"))
    if service is None:
        raise NotAlipay("service")
    return Form(service, charset, parameters)


def read_event(biz_content: str) -> str:
    """The event that a check is about, which is `verifygw`; it has no more that we need."""
    return _fields(biz_content).get("EventType", "")


def read_incoming(biz_content: str) -> Incoming:
    """The message in the XML of a notification; NotAlipay if one of the fields that every message has is missing or cannot be one."""
    fields = _fields(biz_content)
    type_, name = fields.get("MsgType", ""), fields.get("EventType", "")
    is_event = type_ == "event"
    if not type_ or (is_event and not name):
        raise NotAlipay("field")
    kind = EVENTS.get(name, "unknown") if is_event else MESSAGES.get(type_, "unknown")
    created = int(_required(fields, "CreateTime", _TIME))
    return Incoming(
        kind=kind,
        user=_required(fields, "FromAlipayUserId" if fields.get("FromAlipayUserId") else "FromUserId", _USER),
        appid=_required(fields, "AppId", _ID),
        created=created if created >= 10**12 else created * 1000,  # some of the official examples are in seconds
        type=_UNSAFE.sub("", f"event_{name}" if is_event else type_)[:40],
        id=_required(fields, "MsgId", _ID) if not is_event and fields.get("MsgId") else "",
        text=fields.get("Text/Content", "") if kind == "text" else "",
        key=fields.get("ActionParam", "")[:LONGEST_KEY] if kind == "click" else "",
    )


def check_fresh(incoming: Incoming, now: float) -> None:
    """NotAlipay if a message is too old to be a first one. now: seconds since 1970."""
    if abs(now * 1000 - incoming.created) > FRESH_MS:
        raise NotAlipay("old")


def _unescaped(escaped: bytes) -> bytes:
    return unquote_to_bytes(escaped.replace(b"+", b" "))


def _fields(biz_content: str) -> Mapping[str, str]:
    if _NOT_XML_TEXT.search(biz_content):
        raise NotAlipay("body")
    try:
        return read_xml(biz_content.strip().encode(), "XML", opened=("Text",))
    except NotXml as err:
        raise NotAlipay("body") from err


def _required(fields: Mapping[str, str], name: str, form: re.Pattern[str]) -> str:
    value = fields.get(name, "")
    if not form.fullmatch(value):
        raise NotAlipay("field")
    return value

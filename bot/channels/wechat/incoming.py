"""From the body of a callback, decrypted if need be, to a typed message. What WeChat does not send is refused before it is used.

Sources: https://developers.weixin.qq.com/doc/subscription/guide/product/message/Receiving_standard_messages.html,
/doc/service/Account_Management/Wechat_Accreditation_Event_Push.html, and customer-message/receive of the mini-program manual.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

from bot.channels.wechat.body import Fields
from bot.channels.wechat.not_wechat import NotWeChat

Kind = Literal[
    "text", "menu_choice", "image", "voice", "video", "location", "link",
    "subscribe", "unsubscribe", "scan", "click", "view", "enter", "unknown",
]  # fmt: skip

MESSAGES: Final[Mapping[str, Kind]] = {
    "text": "text", "image": "image", "voice": "voice", "video": "video", "shortvideo": "video", "location": "location",
    "link": "link", "miniprogrampage": "link",
}  # fmt: skip
EVENTS: Final[Mapping[str, Kind]] = {
    "subscribe": "subscribe", "unsubscribe": "unsubscribe", "scan": "scan", "click": "click", "view": "view",
    "view_miniprogram": "view", "user_enter_tempsession": "enter",
}  # fmt: skip
SCENE: Final = "qrscene_"  # before the scene of a code that a new follower scanned
LONGEST_KEY: Final = 256

_NAME = re.compile(r"[A-Za-z0-9_.@-]{1,64}")
_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_SECONDS = re.compile(r"[0-9]{1,12}")
_UNSAFE = re.compile(r"[^A-Za-z0-9_]")


@dataclass(frozen=True)
class Incoming:
    """account: the account's own name (ToUserName); created: seconds since 1970; id: MsgId, which events have none of; text: what was
    typed; key: of a menu click, a scene or an entry point; menu_id: of the menu link that was followed; type: MsgType or event, safe to
    log. Nothing of the citizen's shows in the repr."""

    kind: Kind
    openid: str = field(repr=False)
    account: str
    created: int
    type: str
    id: str | None = None
    text: str = field(default="", repr=False)
    key: str = field(default="", repr=False)
    menu_id: str = field(default="", repr=False)

    @property
    def dedupe_key(self) -> str:
        """The same for each of WeChat's tries with one message, and for no other message; does not tell who sent it."""
        parts = [self.account, self.id] if self.id else [self.account, self.openid, str(self.created), self.type, self.key]
        return hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()[:32]


def read_incoming(fields: Fields) -> Incoming:
    """The message in the fields of a body; NotWeChat if one that every message has is missing or cannot be one."""
    type_, name = fields.get("MsgType", ""), fields.get("Event", "")
    is_event = type_ == "event"
    if not type_ or (is_event and not name):
        raise NotWeChat("field")
    menu_id = "" if is_event else fields.get("bizmsgmenuid", "")[:LONGEST_KEY]
    kind = EVENTS.get(name.lower(), "unknown") if is_event else MESSAGES.get(type_, "unknown")
    if kind == "text" and menu_id:
        kind = "menu_choice"
    return Incoming(
        kind=kind,
        openid=_required(fields, "FromUserName", _NAME),
        account=_required(fields, "ToUserName", _NAME),
        created=int(_required(fields, "CreateTime", _SECONDS)),
        type=_UNSAFE.sub("", f"event_{name}" if is_event else type_)[:40],
        id=None if is_event or "MsgId" not in fields else _required(fields, "MsgId", _ID),
        text=fields.get("Content", "") if kind in ("text", "menu_choice") else "",
        key=_key(kind, fields) if is_event else "",
        menu_id=menu_id if kind == "menu_choice" else "",
    )


def _required(fields: Fields, name: str, form: re.Pattern[str]) -> str:
    value = fields.get(name, "")
    if not form.fullmatch(value):
        raise NotWeChat("field")
    return value


def _key(kind: Kind, fields: Fields) -> str:
    value = fields.get("SessionFrom" if kind == "enter" else "EventKey", "")
    return (value.removeprefix(SCENE) if kind == "subscribe" else value)[:LONGEST_KEY]

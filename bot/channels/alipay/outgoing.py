"""What goes back to Alipay: the signed answers to the gateway's check and to a message, and the request that sends a citizen a text.

The answer to a message can only say that it has come (`ack`): the one reply that is documented for it is of pictures and headings. So
texts go out by the API. Sources: the official demo's gateway (`verifygw`, `buildBaseAckMsg`) and the official SDKs' model of
`alipay.open.public.message.custom.send`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Final

from bot.channels.alipay.incoming import Incoming
from bot.channels.alipay.rsa2 import GATEWAY, Signer, content_of
from bot.channels.wechat.outgoing import cdata

XML: Final = "text/xml"
SEND: Final = "alipay.open.public.message.custom.send"
LIMIT: Final = 2000  # bytes of one text: the one figure in an official document, there for the text under a heading

_NO_TEXT = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def checked(signer: Signer, charset: str, is_right: bool) -> str:
    """The answer to the check: the application's public key, and whether the check's own signature was right."""
    said = "<success>true</success>" if is_right else "<success>false</success><error_code>VERIFY_FAILED</error_code>"
    return _signed(signer, charset, f"{said}<biz_content>{signer.public_key}</biz_content>")


def acknowledged(signer: Signer, charset: str, incoming: Incoming, now: float) -> str:
    """The answer to a message, without which Alipay sends it again. now: seconds since 1970."""
    return _signed(
        signer,
        charset,
        f"<XML><ToUserId>{cdata(incoming.user)}</ToUserId><AppId>{cdata(incoming.appid)}</AppId>"
        f"<CreateTime>{int(now * 1000)}</CreateTime><MsgType>{cdata('ack')}</MsgType></XML>",
    )


def text_request(signer: Signer, appid: str, user: str, text: str, timestamp: str) -> dict[str, str]:
    """The signed parameters that send a text to a citizen. timestamp: `2026-11-23 08:30:00`, China's time.

    A name of digits goes into `to_user_id`; what others do with one of letters is to put it into `open_id`, which is not confirmed.
    """
    message = {
        "to_user_id" if user.isdigit() else "open_id": user,
        "msg_type": "text",
        "text": {"content": _NO_TEXT.sub("", text).strip()},
    }
    parameters = {
        "app_id": appid,
        "method": SEND,
        "format": "JSON",
        "charset": "utf-8",
        "sign_type": "RSA2",
        "timestamp": timestamp,
        "version": "1.0",
        "biz_content": json.dumps(message, ensure_ascii=False),
    }
    return {**parameters, "sign": signer.sign(content_of(_encoded(parameters), GATEWAY))}


def _encoded(parameters: Mapping[str, str]) -> dict[bytes, bytes]:
    return {name.encode(): value.encode() for name, value in parameters.items()}


def _signed(signer: Signer, charset: str, inner: str) -> str:
    """The envelope. inner is ASCII, so its bytes are the same in every charset that Alipay knows."""
    return (
        f'<?xml version="1.0" encoding="{charset}"?><alipay><response>{inner}</response>'
        f"<sign>{signer.sign(inner.encode())}</sign><sign_type>RSA2</sign_type></alipay>"
    )

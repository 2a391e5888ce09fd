"""What goes back in the answer to a callback: a text reply, sealed or plain, in XML or in JSON; or `success`.

Source: https://developers.weixin.qq.com/doc/subscription/guide/product/message/Passive_user_reply_message.html
"""

from __future__ import annotations

import json
import re
from typing import Final

from bot.channels.wechat.body import Format
from bot.channels.wechat.incoming import Incoming

SUCCESS: Final = "success"  # we have it; WeChat neither tries again nor tells the citizen anything. Never encrypted
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def text_reply(to: Incoming, text: str, created: int, format_: Format) -> str:
    """A text reply to a message. created: seconds since 1970. An empty text gives `success`: an empty reply would be shown as a fault."""
    content = _NOT_XML.sub("", text).strip()
    if not content:
        return SUCCESS
    if format_ == "json":
        return _json({"ToUserName": to.openid, "FromUserName": to.account, "CreateTime": created, "MsgType": "text", "Content": content})
    return (
        f"<xml><ToUserName>{cdata(to.openid)}</ToUserName><FromUserName>{cdata(to.account)}</FromUserName>"
        f"<CreateTime>{created}</CreateTime><MsgType>{cdata('text')}</MsgType><Content>{cdata(content)}</Content></xml>"
    )


def sealed_reply(encrypt: str, signature: str, timestamp: int, nonce: str, format_: Format) -> str:
    """The envelope of an encrypted reply. encrypt: Base64; signature: `msg_signature` over it."""
    if format_ == "json":
        return _json({"Encrypt": encrypt, "MsgSignature": signature, "TimeStamp": timestamp, "Nonce": nonce})
    return (
        f"<xml><Encrypt>{cdata(encrypt)}</Encrypt><MsgSignature>{cdata(signature)}</MsgSignature>"
        f"<TimeStamp>{timestamp}</TimeStamp><Nonce>{cdata(nonce)}</Nonce></xml>"
    )


def cdata(text: str) -> str:
    """A CDATA section, or two where the text holds the end of one."""
    return f"<![CDATA[{text.replace(']]>', ']]]]><![CDATA[>')}]]>"


def _json(fields: dict[str, str | int]) -> str:
    return json.dumps(fields, ensure_ascii=False)

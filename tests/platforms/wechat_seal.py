"""How WeChat signs, encrypts and writes. Written from the protocol's facts, without looking at bot/channels/wechat: it judges that code."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import struct
import xml.etree.ElementTree as ElementTree
from collections.abc import Mapping
from typing import Any

Fields = Mapping[str, Any]
_BLOCK = 32  # the padding's, not AES's


class Malformed(Exception):
    """What the citizen's WeChat would show as a fault of the account."""


def signature(*parts: str) -> str:
    """Of token, time stamp, nonce and, where there is one, the encrypted text."""
    return hashlib.sha1("".join(sorted(parts)).encode()).hexdigest()


def encrypt(aes_key: str, appid: str, message: str, start: bytes | None = None) -> str:
    """start: 16 bytes; random if None."""
    raw = message.encode()
    frame = (start or os.urandom(16)) + struct.pack(">I", len(raw)) + raw + appid.encode()
    pad = _BLOCK - len(frame) % _BLOCK
    coder = _cipher(aes_key).encryptor()
    return base64.b64encode(coder.update(frame + bytes([pad]) * pad) + coder.finalize()).decode()


def decrypt(aes_key: str, appid: str, encrypted: str) -> str:
    """The message; Malformed if it was not encrypted for this account in the right way."""
    try:
        decoder = _cipher(aes_key).decryptor()
        frame = decoder.update(base64.b64decode(encrypted, validate=True)) + decoder.finalize()
    except ValueError as err:
        raise Malformed("Base64 or length of the encrypted reply") from err
    pad = frame[-1] if frame else 0
    if not 1 <= pad <= _BLOCK or frame[-pad:] != bytes([pad]) * pad or len(frame) % _BLOCK:
        raise Malformed("padding")
    (size,) = struct.unpack(">I", frame[16:20])
    if frame[20 + size : -pad] != appid.encode():
        raise Malformed("length or appid")
    return frame[20 : 20 + size].decode()


def _cipher(aes_key: str) -> Any:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes  # only Rasa's environment has it

    key = base64.b64decode(aes_key + "=")
    return Cipher(algorithms.AES(key), modes.CBC(key[:16]))


def written(fields: Fields, form: str) -> str:
    """form: xml or json. Numbers are written as numbers."""
    if form == "json":
        return json.dumps(fields, ensure_ascii=False)
    return f"<xml>{''.join(f'<{name}>{_value(value)}</{name}>' for name, value in fields.items())}</xml>"


def _value(value: Any) -> str:
    return str(value) if isinstance(value, int) else "<![CDATA[" + "]]]]><![CDATA[>".join(str(value).split("]]>")) + "]]>"


def read(raw: str, form: str) -> dict[str, str]:
    """The fields of a reply as texts, or Malformed."""
    try:
        if form == "json":
            found = json.loads(raw)
            if not isinstance(found, dict):
                raise Malformed("not an object")
            return {name: value if isinstance(value, str) else json.dumps(value) for name, value in found.items()}
        tree = ElementTree.fromstring(raw)
    except (ValueError, ElementTree.ParseError) as err:
        raise Malformed(f"not {form}") from err
    if tree.tag != "xml":
        raise Malformed("root")
    return {child.tag: child.text or "" for child in tree}

"""The fields of a callback's body, in XML or in JSON. No DTD, no entity, nothing deep and nothing large is ever read."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final, Literal, NoReturn

from bot.channels.wechat.not_wechat import NotWeChat
from bot.channels.xml import NotXml, read_xml

Fields = Mapping[str, str]  # of the outermost level; what has parts is left out
Format = Literal["xml", "json"]

LARGEST: Final = 65_536  # bytes
_HALF = re.compile("[\ud800-\udfff]")  # half a character, which JSON can write and UTF-8 cannot


def read_body(raw: bytes) -> tuple[Fields, Format]:
    """The fields of a body and what it is written in; NotWeChat if it is neither XML nor JSON as WeChat writes them."""
    if len(raw) > LARGEST:
        raise NotWeChat("too_large")
    start = raw.lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    if start == b"<":
        return _read_xml(raw.lstrip(b" \t\r\n")), "xml"
    if start == b"{":
        return _read_json(raw), "json"
    raise NotWeChat("body")


def _read_xml(raw: bytes) -> Fields:
    try:
        return read_xml(raw, "xml")
    except NotXml as err:
        raise NotWeChat("body") from err


def _read_json(raw: bytes) -> Fields:
    try:
        value = json.loads(raw.decode("utf-8-sig"), object_pairs_hook=_object, parse_constant=_refuse)
    except (ValueError, RecursionError) as err:  # binary, broken, numbers or nesting without end
        raise NotWeChat("body") from err
    return {name: _HALF.sub("\ufffd", str(item)) for name, item in value.items() if type(item) in (str, int)}


def _refuse(_constant: str) -> NoReturn:
    raise NotWeChat("body")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotWeChat("body")
    return found

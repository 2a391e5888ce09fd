"""Scripts of the apps around the page: 浙里办's says whether its elder mode is on, Alipay's tells the mini program that we are there.

A page loads one only in the app that it is for, known by the browser's name, and only if the city has named it in the settings.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from html import escape
from typing import Final

_ALIPAY: Final = "https://appx/"  # a name that only Alipay's own WebView knows
_IN_ALIPAY: Final = re.compile("AlipayClient")
_IN_ZHELIBAN: Final = re.compile("dtdreamweb|miniprogram", re.IGNORECASE)
_MODULE: Final = b'<script type="module"'


def bridges_for(user_agent: str, named: Sequence[str]) -> tuple[str, ...]:
    """Of the scripts that are named in the settings, those of the app that a browser is in."""
    return tuple(url for url in named if (_IN_ALIPAY if url.startswith(_ALIPAY) else _IN_ZHELIBAN).search(user_agent))


def with_bridges(page: bytes, bridges: Sequence[str]) -> bytes:
    """The page with these scripts before its own."""
    tags = "".join(f'<script src="{escape(url)}"></script>\n' for url in bridges)
    return page.replace(_MODULE, tags.encode() + _MODULE, 1)


def origins_of(bridges: Sequence[str]) -> tuple[str, ...]:
    """What a page's policy has to allow."""
    return tuple(dict.fromkeys("/".join(url.split("/")[:3]) for url in bridges))

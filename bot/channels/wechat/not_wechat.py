"""The one error for whatever comes to the callback address and is not a message that WeChat would send."""

from __future__ import annotations

from typing import Final

from bot.errors import FaqError

REASONS: Final[dict[str, str]] = {
    "signature": "Its signature is not made with our token. If it does come from WeChat, put the same token here and in the console.",
    "old": "Its time stamp is far from our clock. If it does come from WeChat, set the clock of this machine.",
    "mode": "It is not encrypted, but this account only takes encrypted messages. Choose the same mode here and in the console.",
    "ciphertext": "It cannot be decrypted. If it does come from WeChat, compare the EncodingAESKey here with the one in the console.",
    "appid": "It is meant for another appid. If it does come from WeChat, compare the appid here with the one in the console.",
    "too_large": "It is larger than any message of WeChat. There is nothing to do.",
    "body": "It is neither the XML nor the JSON that WeChat writes. There is nothing to do.",
    "field": "A field that every message of WeChat has is missing or cannot be one. There is nothing to do.",
}


class NotWeChat(FaqError):
    """code: one of REASONS, safe to log. Nothing of what was sent is in the text."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"A request to the WeChat address was refused ({code}). {REASONS[code]}")

"""The one error for whatever comes to the gateway address and is not a message that Alipay would send."""

from __future__ import annotations

from typing import Final

from bot.errors import FaqError

REASONS: Final[dict[str, str]] = {
    "signature": "Its signature is not made with Alipay's key. If it does come from Alipay, compare the Alipay public key here with the "
    "one in the console; it is not the application's own public key.",
    "sign_type": "It is not signed with RSA2. If it does come from Alipay, choose RSA2 in the console.",
    "charset": "Its bytes are not written in the charset that it names. If it does come from Alipay, choose UTF-8 or GBK in the console.",
    "service": "It calls a service that a gateway does not have. There is nothing to do.",
    "appid": "It is meant for another application. If it does come from Alipay, compare the appid here with the one in the console.",
    "old": "Its time is far from our clock. If it does come from Alipay, set the clock of this machine.",
    "too_large": "It is larger than any message of Alipay. There is nothing to do.",
    "body": "It is not the form with XML in it that Alipay writes. If it does come from Alipay, switch off the encryption of messages.",
    "field": "A field that every message of Alipay has is missing or cannot be one. There is nothing to do.",
}


class NotAlipay(FaqError):
    """code: one of REASONS, safe to log. Nothing of what was sent is in the text."""

    def __init__(self, code: str) -> None:
        self.code = code
        super().__init__(f"A request to the Alipay address was refused ({code}). {REASONS[code]}")

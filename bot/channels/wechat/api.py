"""Customer-service messages: text and "is typing", and what each error code of WeChat means for us.

https://developers.weixin.qq.com/doc/service/api/customer/message/api_sendcustommessage
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from bot.channels.wechat.calls import Calls, Pause, Unreachable, moment
from bot.channels.wechat.token import NoToken, Tokens

SEND = "/cgi-bin/message/custom/send"
TYPING = "/cgi-bin/message/custom/typing"
TYPING_MINI_PROGRAM = "/cgi-bin/message/custom/business/typing"


class Verdict(str, Enum):
    """How a call ended, after all that can be tried at once was tried."""

    DONE = "done"
    BUSY = "busy"  # WeChat is busy or cannot be reached; also the second time
    UNSURE = "unsure"  # no answer: it may have arrived or not, so it is not sent again
    NO_TOKEN = "no_token"  # the access token is refused, also a new one, or there is none
    NOBODY = "nobody"  # no such citizen, or not one who follows the account
    OUR_FAULT = "our_fault"  # a form that WeChat does not take
    NO_RIGHT = "no_right"  # the account may not send such messages
    TOO_LONG = "too_long"
    DAY_QUOTA = "day_quota"  # the account's calls of today are used up
    MINUTE_QUOTA = "minute_quota"  # too many calls in this minute
    WINDOW_SHUT = "window_shut"  # the citizen's last message is too long ago, or they have left
    USED_UP = "used_up"  # as many replies to the citizen's last message as are allowed
    UNWANTED = "unwanted"  # the citizen refuses messages, or is limited by WeChat
    NEEDLESS = "needless"  # "is typing" too late, or shown already
    UNKNOWN = "unknown"  # a code that is not in the table


CODES: Mapping[int, Verdict] = {
    0: Verdict.DONE,
    -1: Verdict.BUSY,
    40001: Verdict.NO_TOKEN,
    40014: Verdict.NO_TOKEN,
    42001: Verdict.NO_TOKEN,
    40003: Verdict.NOBODY,
    43004: Verdict.NOBODY,
    40033: Verdict.OUR_FAULT,
    40200: Verdict.NO_RIGHT,
    48001: Verdict.NO_RIGHT,
    45002: Verdict.TOO_LONG,
    45009: Verdict.DAY_QUOTA,
    45011: Verdict.MINUTE_QUOTA,
    45015: Verdict.WINDOW_SHUT,
    45047: Verdict.USED_UP,
    45072: Verdict.NEEDLESS,
    45080: Verdict.NEEDLESS,
    45081: Verdict.NEEDLESS,
    48002: Verdict.UNWANTED,
    50002: Verdict.UNWANTED,
}

# Characters that json.dumps would write as \uXXXX, or that are no text: WeChat refuses the whole message for one of them.
_NO_TEXT = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")


@dataclass(frozen=True)
class Ending:
    """code: WeChat's error code; None if it gave none."""

    verdict: Verdict
    code: int | None = None


class CustomerService:
    """Sends in the name of one account. Raises nothing: every fault is a Verdict."""

    def __init__(self, calls: Calls, tokens: Tokens, *, mini_program: bool = False, pause: Pause = moment) -> None:
        self._calls = calls
        self._tokens = tokens
        self._pause = pause
        self._typing = TYPING_MINI_PROGRAM if mini_program else TYPING

    async def send_text(self, openid: str, text: str) -> Ending:
        """text: at most 2,048 bytes in UTF-8."""
        return await self._call(SEND, {"touser": openid, "msgtype": "text", "text": {"content": _NO_TEXT.sub("", text)}})

    async def typing(self, openid: str, on: bool = True) -> Ending:
        """Shows that an answer is on its way, for 15 seconds or until it comes; within 30 seconds of the citizen's message."""
        return await self._call(self._typing, {"touser": openid, "command": "Typing" if on else "CancelTyping"})

    async def _call(self, path: str, body: Mapping[str, Any]) -> Ending:
        """A call, and once more if WeChat was busy, and once more if it refused the token: three calls at most."""
        try:
            token = await self._tokens.get()
            ending = await self._patiently(path, body, token)
            if ending.verdict is Verdict.NO_TOKEN:
                ending = await self._once(path, body, await self._tokens.renew(token))
        except NoToken as err:
            return Ending(Verdict.BUSY if err.busy else Verdict.NO_TOKEN, err.code or None)
        return ending

    async def _patiently(self, path: str, body: Mapping[str, Any], token: str) -> Ending:
        ending = await self._once(path, body, token)
        if ending.verdict is Verdict.BUSY:
            await self._pause()
            ending = await self._once(path, body, token)
        return ending

    async def _once(self, path: str, body: Mapping[str, Any], token: str) -> Ending:
        try:
            answer = await self._calls.post(path, body, token)
        except Unreachable as err:
            return Ending(Verdict.UNSURE if err.sent else Verdict.BUSY)
        code = answer.get("errcode")
        # Without a code it is not WeChat that answered, but something on the way to it.
        return Ending(CODES.get(code, Verdict.UNKNOWN), code) if isinstance(code, int) else Ending(Verdict.UNSURE)

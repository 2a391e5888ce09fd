"""What the tests of sending share: our side with all that it needs, against the stand-in for WeChat."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from bot.channels.wechat.api import CustomerService
from bot.channels.wechat.calls import Calls
from bot.channels.wechat.outbox import Outbox
from bot.channels.wechat.token import Tokens
from tests.platforms.wechat import WeChatPlatform

TEXTS = {"zh": "身份证丢了可以到任一派出所补办。😀", "en": "You can replace a lost ID card at any police station."}


class OurSide:
    """pauses: how often something waited before it tried again."""

    def __init__(self, wechat: WeChatPlatform, address: str = "", shelf: Any = None, seconds: float = 5.0) -> None:
        account = wechat.account
        self.pauses = 0
        self.calls = Calls(address or wechat.address, seconds)
        self.tokens = Tokens(self.calls, account.appid, account.secret, shelf, wechat.clock, self.pause)
        self.api = CustomerService(self.calls, self.tokens, mini_program=account.mini_program, pause=self.pause)
        self.outbox = Outbox(self.api, shelf, wechat.clock)

    async def pause(self) -> None:
        self.pauses += 1


def play(ours: OurSide, scene: Callable[[OurSide], Awaitable[Any]]) -> Any:
    """What a scene finds; the connections are closed after it."""

    async def run() -> Any:
        try:
            return await scene(ours)
        finally:
            await ours.calls.close()

    return asyncio.run(run())

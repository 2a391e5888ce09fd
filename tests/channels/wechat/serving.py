"""Our WeChat address on a real server, with a stand-in for WeChat in front of it and a fake Rasa behind."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.channels.web_server import ANSWER, FakeAgent, FakeRasa, WebServer
from tests.platforms.wechat import Account, Citizen, WeChatPlatform

TEXTS = {"zh": "身份证丢了怎么补办", "en": "how do I replace a lost ID card"}
FACTOR = 0.1  # of WeChat's five seconds, and of our patience


class Store:
    """Stands for the tracker store."""

    def __init__(self) -> None:
        self.forgotten: list[str] = []

    async def forget(self, sender: str) -> None:
        self.forgotten.append(sender)


class Agent(FakeAgent):
    def __init__(self) -> None:
        super().__init__()
        self.tracker_store = Store()


class Echo(FakeRasa):
    """Answers with what it was asked, after a while. said: the questions, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.seconds = 0.0
        self.reply: dict[str, Any] = {}

    @property
    def said(self) -> list[str]:
        return [message.text for message in self.messages]

    async def answer(self, message: Any) -> None:
        await asyncio.sleep(self.seconds)
        lang = message.metadata["lang"]
        await message.output_channel.send_custom_json(
            message.sender_id, {**ANSWER, "lang": lang, "text": f"<{message.text}>", **self.reply}
        )


@dataclass(frozen=True)
class Scene:
    wechat: WeChatPlatform
    server: WebServer
    rasa: Echo
    agent: Agent

    def citizen(self, name: str = "Li") -> Citizen:
        return self.wechat.citizen(name)


def settings_of(account: Account, wechat: WeChatPlatform, folder: Path, **more: Any) -> Any:
    from bot.settings import Settings

    name = "mini" if account.mini_program else "wechat"
    chosen = {
        f"{name}_token": account.token,
        f"{name}_mode": account.mode,
        f"{name}_aes_key": account.aes_key,
        f"{name}_appid": account.appid,
        f"{name}_secret": account.secret if account.verified else "",
    }
    limits = {"web_rate_session_per_minute": 1_000, "state_dir": folder, "build_dir": folder / "build"}
    return Settings(**{**limits, **chosen, "wechat_api": wechat.address, **more})


@contextmanager
def scene(account: Account, folder: Path, knowledge_dir: Path, **more: Any) -> Iterator[Scene]:
    from bot.channels.wechat.channel import MiniProgramInput, WeChatInput

    with WeChatPlatform(account, factor=FACTOR) as wechat:
        channel = (MiniProgramInput if account.mini_program else WeChatInput)(
            settings_of(account, wechat, folder, knowledge_dir=knowledge_dir, **more)
        )
        rasa, agent = Echo(), Agent()
        server = WebServer(channel, rasa, agent)
        wechat.callback = f"http://127.0.0.1:{server.port}{channel.url_prefix()}"
        try:
            yield Scene(wechat, server, rasa, agent)
        finally:
            server.stop()


def wait_for(true: Callable[[], bool], seconds: float = 10.0) -> bool:
    """Whether it comes true within so many seconds."""
    ends = time.monotonic() + seconds
    while not true() and time.monotonic() < ends:
        time.sleep(0.02)
    return true()

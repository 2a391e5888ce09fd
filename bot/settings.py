"""Every setting, its default and its environment variable. A wrong value is an error at start that names it."""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from bot.errors import FaqError

ROOT = Path(__file__).resolve().parent.parent
PREFIX = "FAQ_"
SCRIPT = re.compile(r"https://[a-z0-9.-]+/[A-Za-z0-9._/-]+\.js")
ORIGIN = re.compile(r"https?://[a-z0-9.-]+(?::\d{1,5})?")  # as a browser writes it: no path, no slash at its end


class WrongSetting(FaqError):
    def __init__(self, name: str, value: str, expected: str) -> None:
        super().__init__(f"The setting {PREFIX}{name.upper()}={value!r} is not {expected}. Correct it in the environment, or unset it.")


@dataclass(frozen=True)
class Settings:
    """A field `web_rate` is set by the environment variable `FAQ_WEB_RATE`. Paths are taken from the repository's root."""

    host: str = "127.0.0.1"  # address on which the chat page is served
    port: int = 5005  # its port
    action_host: str = "127.0.0.1"
    action_port: int = 5055
    action_timeout: float = 5.0  # seconds that Rasa waits for the action server
    console_host: str = "127.0.0.1"  # address on which the staff console is served
    console_port: int = 5006  # its port
    knowledge_dir: Path = ROOT / "knowledge"
    build_dir: Path = ROOT / "var" / "build"
    state_dir: Path = ROOT / "var"
    router_quiet: float = 60.0  # seconds without a change of the knowledge before the router is trained anew in the background
    encoder: Path | None = None  # a sentence-transformers folder to use instead of the one that set-up makes
    # What a mistake costs, in refusals: in saying "I do not know" where the right entry was among the first three.
    cost_wrong_answer: float = 2.0
    cost_question: float = 0.5  # asking which was meant, with the right one among the choices
    cost_vain_question: float = 0.3  # asking which was meant, without it
    tracker_url: str = ""  # SQLAlchemy address of the conversations; empty: SQLite in state_dir
    conversation_days: float = 30.0  # after that conversations are deleted
    records_url: str = ""  # SQLAlchemy address of turns and ratings, which say nothing about a person; empty: SQLite in state_dir
    records_days: float = 400.0  # after that turns and ratings are deleted
    session_secret: str = ""  # signs the web sessions; empty: made once and kept in state_dir
    session_hours: float = 12.0
    web_max_text: int = 300  # Chinese characters of one question; a letter or digit counts half
    web_max_body: int = 16384  # bytes of one request
    web_max_in_flight: int = 64  # questions being answered at once; more get 503
    web_rate_session_per_minute: int = 30
    web_rate_address_per_minute: int = 600  # a whole service hall may share one address
    web_origins: str = ""  # origins of portals that embed the assistant, with commas between them; none by default
    web_bridges: str = ""  # scripts of the apps around the page (浙里办, Alipay), with commas between them; loaded in these apps only
    web_demo: bool = False  # serve /chat/demo, which shows every state of the page with canned replies
    public_url: str = ""  # address at which citizens open the chat page; named where an answer does not fit into a message
    redis_url: str = ""  # what several servers share: access tokens, late answers, which message is taken; empty: in the process
    wechat_token: str = ""  # Token of the Official Account's message push; empty: there is no /wechat
    wechat_mode: str = "secure"  # plaintext, compatible or secure, as in the console
    wechat_aes_key: str = ""  # its EncodingAESKey, 43 characters
    wechat_appid: str = ""
    wechat_secret: str = ""  # AppSecret; empty: late answers wait for the citizen's next message
    wechat_menu_links: bool = False  # choices can be tapped; WeChat does not document how
    mini_token: str = ""  # the same for the customer service of a mini program, at /wechat-mini
    mini_mode: str = "secure"
    mini_aes_key: str = ""
    mini_appid: str = ""
    mini_secret: str = ""
    wechat_api: str = "https://api.weixin.qq.com"
    alipay_appid: str = ""  # of the application behind an Alipay 生活号; empty: there is no /alipay
    alipay_private_key: str = ""  # ours, for RSA2: PEM, bare Base64, or a path to a file with either
    alipay_public_key: str = ""  # Alipay's
    alipay_api: str = "https://openapi.alipay.com/gateway.do"
    explain: bool = False  # every reply carries why it was given, and the page shows it; for staff, not for citizens

    @property
    def origins(self) -> tuple[str, ...]:
        """The single origins of `web_origins`."""
        return tuple(origin.strip() for origin in self.web_origins.split(",") if origin.strip())

    @property
    def bridges(self) -> tuple[str, ...]:
        """The single addresses of `web_bridges`."""
        return tuple(url.strip() for url in self.web_bridges.split(",") if url.strip())

    @property
    def encoder_dir(self) -> Path:
        return self.encoder or self.build_dir / "encoder"

    @property
    def action_endpoint(self) -> str:
        return f"http://{self.action_host}:{self.action_port}/webhook"


TRUE, FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def read_bool(text: str) -> bool:
    """ValueError unless it is one of the usual words for yes and no, in any case."""
    said = text.strip().lower()
    if said not in (*TRUE, *FALSE):
        raise ValueError(text)
    return said in TRUE


READERS: Mapping[str, tuple[Callable[[str], Any], str]] = {
    "str": (str, "a text"),
    "bool": (read_bool, "1 or 0"),
    "int": (int, "a whole number"),
    "float": (float, "a number"),
    "Path": (ROOT.joinpath, "a path"),
    "Path | None": (ROOT.joinpath, "a path"),
}


def read_settings(environment: Mapping[str, str]) -> Settings:
    """The settings of an environment, or WrongSetting."""
    values: dict[str, Any] = {}
    for field in fields(Settings):
        raw = environment.get(PREFIX + field.name.upper())
        if not raw:
            continue
        read, expected = READERS[str(field.type)]
        try:
            values[field.name] = read(raw)
        except ValueError as err:
            raise WrongSetting(field.name, raw, expected) from err
        number = field.type in ("int", "float")
        if number and not 0 < values[field.name] < math.inf:
            raise WrongSetting(field.name, raw, f"{expected} above 0")
    found = Settings(**values)
    for name in ("port", "action_port", "console_port"):
        if not 0 < getattr(found, name) < 65536:
            raise WrongSetting(name, str(getattr(found, name)), "a port (1-65535)")
    if not all(map(ORIGIN.fullmatch, found.origins)):
        raise WrongSetting("web_origins", found.web_origins, "a list of origins like https://www.example.gov.cn, with commas between them")
    if not all(map(SCRIPT.fullmatch, found.bridges)):
        raise WrongSetting("web_bridges", found.web_bridges, "a list of addresses like https://example.gov.cn/bridge.js")
    return found


@lru_cache(maxsize=1)
def settings() -> Settings:
    """The settings of this process, read once."""
    return read_settings(os.environ)

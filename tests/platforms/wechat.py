"""A stand-in for WeChat on 127.0.0.1: calls a bot as WeChat does, offers the API that a bot calls, and has citizens with a screen.

Standard library; for compatible and secure mode also `cryptography`. What is real: signatures, encryption, tries, time-outs, error codes,
quotas. What is not documented by WeChat is taken strictly: a reply that the documentation does not describe is malformed.

    with WeChatPlatform(Account(mode="secure")) as wechat:
        wechat.callback = "http://127.0.0.1:5005/webhooks/wechat"
        assert wechat.verify()
        citizen = wechat.citizen("Li")
        citizen.says("身份证丢了怎么办")
        assert [seen.how for seen in citizen.screen] == ["passive"]
"""

from __future__ import annotations

import hashlib
import itertools
import random
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from tests.platforms.wechat_api import Fault, WeChatApi
from tests.platforms.wechat_seal import Malformed, decrypt, encrypt, read, signature, written

__all__ = ["FAILURE", "Account", "Citizen", "Fault", "Seen", "Try", "WeChatPlatform"]

FAILURE = "该公众号暂时无法提供服务，请稍后再试"
PATIENCE, TRIES = 5.0, 3
QUOTAS = {"message": (5, 48 * 3600), "click": (3, 60), "subscribe": (3, 60), "scan": (3, 60), "enter": (2, 60)}

Mode = Literal["plaintext", "compatible", "secure"]


@dataclass(frozen=True)
class Account:
    """As the console of the account shows it. verified: may send customer-service messages."""

    mode: Mode = "plaintext"
    form: Literal["xml", "json"] = "xml"
    token: str = "tokenOfTheTests"
    aes_key: str = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG"
    appid: str = "wx0123456789abcdef"
    secret: str = "0123456789abcdef0123456789abcdef"
    original_id: str = "gh_0123456789ab"
    verified: bool = True
    mini_program: bool = False


@dataclass(frozen=True)
class Seen:
    """One message on a citizen's screen. how: passive (the reply to a call), api (customer service), notice (WeChat's own, of a fault)."""

    how: Literal["passive", "api", "notice"]
    text: str


@dataclass(frozen=True)
class Try:
    """One call of the bot. status: None if there was no answer in time."""

    status: int | None
    body: bytes = b""


@dataclass
class Citizen:
    """Acts as a person would. Each act returns the tries that WeChat made of it, when the last one is over."""

    platform: WeChatPlatform
    openid: str
    screen: list[Seen] = field(default_factory=list)
    follows: bool = True
    _quotas: dict[str, tuple[int, float]] = field(default_factory=dict)
    _typing_until: float = 0.0
    _spoke: float = 0.0

    @property
    def texts(self) -> list[str]:
        return [seen.text for seen in self.screen]

    def says(self, text: str, **more: Any) -> list[Try]:
        """more: further fields, as `bizmsgmenuid` of a menu link."""
        return self.sends("text", Content=text, **more)

    def sends(self, kind: str, **fields: Any) -> list[Try]:
        """kind: text, image, voice, video, location, link or what a test invents."""
        self._allow("message")
        return self.platform.push(self, {"MsgType": kind, **fields, "MsgId": self.platform.next_id()})

    def clicks(self, key: str) -> list[Try]:
        return self._event("click", Event="CLICK", EventKey=key)

    def subscribes(self, scene: str = "") -> list[Try]:
        self.follows = True
        ticket = {"Ticket": "TICKET"} if scene else {}
        return self._event("subscribe", Event="subscribe", EventKey=f"qrscene_{scene}" if scene else "", **ticket)

    def scans(self, scene: str) -> list[Try]:
        return self._event("scan", Event="SCAN", EventKey=scene, Ticket="TICKET")

    def enters(self, where: str = "") -> list[Try]:
        """Opens the conversation of a mini program."""
        return self._event("enter", Event="user_enter_tempsession", SessionFrom=where)

    def unsubscribes(self) -> list[Try]:
        self.follows = False
        self._quotas.clear()
        return self._event(None, Event="unsubscribe", EventKey="")

    def take(self, text: str) -> int:
        """A customer-service message comes; the error code, 0 if it is on the screen."""
        now = self.platform.clock()
        open_now = [name for name, (_, ends) in self._quotas.items() if now < ends]
        if not self.follows or not open_now:
            return 45015
        if not any(self._quotas[name][0] for name in open_now):
            return 45047
        for name in open_now:
            left, ends = self._quotas[name]
            self._quotas[name] = (max(0, left - 1), ends)
        self._typing_until = 0.0
        self.screen.append(Seen("api", text))
        return 0

    def show_typing(self, command: object) -> int:
        now = self.platform.clock()
        if command == "CancelTyping":
            self._typing_until = 0.0
            return 0
        if now - self._spoke > 30:
            return 45080
        if now < self._typing_until:
            return 45081
        self._typing_until = now + 15
        return 0

    @property
    def sees_typing(self) -> bool:
        return self.platform.clock() < self._typing_until

    def _event(self, quota: str | None, **fields: Any) -> list[Try]:
        if quota:
            self._allow(quota)
        return self.platform.push(self, {"MsgType": "event", **fields})

    def _allow(self, quota: str) -> None:
        left, seconds = QUOTAS[quota]
        self._quotas[quota] = (left, self.platform.clock() + seconds)
        if quota == "message":
            self._spoke = self.platform.clock()


class WeChatPlatform:
    """callback: the bot's address, may be set later. clock: seconds since 1970. factor: shortens the 5 seconds of each try."""

    def __init__(
        self, account: Account | None = None, callback: str = "", clock: Callable[[], float] = time.time, factor: float = 1.0
    ) -> None:
        self.account = account or Account()
        self.callback = callback
        self.clock = clock
        self.patience = PATIENCE * factor
        self._ids = itertools.count(24_000_000_000_000_000 + random.randrange(10**9))
        self._citizens: dict[str, Citizen] = {}
        self._lock = threading.Lock()
        self.api = WeChatApi(self)

    def __enter__(self) -> WeChatPlatform:
        return self

    def __exit__(self, *_: object) -> None:
        self.api.stop()

    @property
    def address(self) -> str:
        """Where the API is; stands for https://api.weixin.qq.com."""
        return self.api.address

    def citizen(self, name: str) -> Citizen:
        """The same citizen for the same name."""
        openid = "o" + hashlib.sha256(name.encode()).hexdigest()[:27]
        with self._lock:
            return self._citizens.setdefault(openid, Citizen(self, openid))

    def find(self, openid: str) -> Citizen | None:
        return self._citizens.get(openid)

    def next_id(self) -> int | str:
        """Mini programs get it as a text in JSON."""
        number = next(self._ids)
        return str(number) if self.account.mini_program and self.account.form == "json" else number

    def verify(self) -> bool:
        """What the console does when the address is saved."""
        echo = str(random.randrange(10**18, 10**19))
        found = self.call("GET", {**self._signed(), "echostr": echo})
        return found.status == 200 and found.body == echo.encode()

    def push(self, citizen: Citizen, fields: Mapping[str, Any]) -> list[Try]:
        """A message or event to the bot, up to three times, and what comes of it on the citizen's screen."""
        head = {"ToUserName": self.account.original_id, "FromUserName": citizen.openid, "CreateTime": int(self.clock())}
        query, body = self.request(citizen.openid, {**head, **fields})
        tries: list[Try] = []
        while len(tries) < TRIES:
            tries.append(self.call("POST", query, body))
            if tries[-1].status == 200:
                break
        if fields.get("Event") != "unsubscribe":
            self._show(citizen, tries[-1])
        return tries

    def request(self, openid: str, fields: Mapping[str, Any]) -> tuple[dict[str, str], bytes]:
        """Query and body of a call. For hostile ones: change them and give them to `call`."""
        account = self.account
        plain, query = written(fields, account.form), {**self._signed(), "openid": openid}
        if account.mode == "plaintext":
            return query, plain.encode()
        sealed = encrypt(account.aes_key, account.appid, plain)
        query |= {"encrypt_type": "aes", "msg_signature": signature(account.token, query["timestamp"], query["nonce"], sealed)}
        kept = fields if account.mode == "compatible" else {"ToUserName": fields["ToUserName"]}
        return query, written({**kept, "Encrypt": sealed}, account.form).encode()

    def call(self, method: str, query: Mapping[str, str], body: bytes | None = None) -> Try:
        """One request; its connection is dropped when the 5 seconds are over."""
        to, ends = urlsplit(self.callback), time.monotonic() + self.patience
        connection = HTTPConnection(to.hostname or "", to.port or 80, timeout=self.patience)
        try:
            kind = {"Content-Type": "text/xml" if self.account.form == "xml" else "application/json"}
            connection.request(method, f"{to.path or '/'}?{urlencode(query)}", body, kind)
            if connection.sock:
                connection.sock.settimeout(max(0.001, ends - time.monotonic()))
            response = connection.getresponse()
            return Try(response.status, response.read())
        except (OSError, HTTPException):
            return Try(None)
        finally:
            connection.close()

    def _signed(self) -> dict[str, str]:
        timestamp, nonce = str(int(self.clock())), str(random.randrange(10**9))
        return {"signature": signature(self.account.token, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}

    def _show(self, citizen: Citizen, last: Try) -> None:
        if last.status == 200 and last.body in (b"", b"success"):
            return
        try:
            citizen.screen.append(Seen("passive", self._reply(citizen, last)))
        except Malformed:
            citizen.screen.append(Seen("notice", FAILURE))

    def _reply(self, citizen: Citizen, last: Try) -> str:
        """The text of a passive reply, or Malformed."""
        if last.status != 200 or self.account.mini_program:
            raise Malformed("no answer, or one where none may be")
        try:
            fields = self._opened(read(last.body.decode("utf-8"), self.account.form))
        except UnicodeDecodeError as err:
            raise Malformed("not UTF-8") from err
        expected = {"ToUserName": citizen.openid, "FromUserName": self.account.original_id, "MsgType": "text"}
        if any(fields.get(name) != value for name, value in expected.items()) or not fields.get("CreateTime", "").isdigit():
            raise Malformed("fields")
        text = fields.get("Content", "")
        if not text.strip() or len(text.encode()) > 2048:
            raise Malformed("empty or too long")
        return text

    def _opened(self, fields: dict[str, str]) -> dict[str, str]:
        account, sealed = self.account, fields.get("Encrypt")
        if (sealed is None and account.mode == "secure") or (sealed is not None and account.mode == "plaintext"):
            raise Malformed("mode")
        if sealed is None:
            return fields
        parts = (account.token, fields.get("TimeStamp", ""), fields.get("Nonce", ""), sealed)
        if fields.get("MsgSignature") != signature(*parts):
            raise Malformed("signature")
        return read(decrypt(account.aes_key, account.appid, sealed), account.form)

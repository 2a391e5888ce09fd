"""Callbacks that nobody should send, made from a seed, and right ones among them. For the tests and for tests/bench/hostile_wechat.py."""

from __future__ import annotations

import base64
import json
import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from bot.channels.wechat.account import Account, Opened
from bot.channels.wechat.crypto import Cipher, msg_signature, sign
from bot.channels.wechat.not_wechat import NotWeChat
from bot.channels.wechat.outgoing import cdata

TOKEN, KEY, APPID = "streetlamp", "0123456789abcdefghijklmnopqrstuvwxyzABCDEFG", "wx0123456789abcdef"
OTHER_KEY: Final = KEY[::-1]
NOW = 1_800_000_000  # seconds since 1970; tests/bench/hostile_http.py sets the true time
ACCEPTED, REFUSED = "accepted", "refused"
TEXTS = (
    "身份证丢了怎么办？",
    "How do I replace a lost ID card?",
    "]]>",
    "/restart",
    "😀\u200d👩",
    "&lt;a&gt;",
    "1",
    "",
    "x" * 3000,
    "%s%n\\u0000",
)
EVENTS = ("subscribe", "unsubscribe", "SCAN", "CLICK", "VIEW", "LOCATION", "user_enter_tempsession", "debug_demo", "\u0000", "a" * 500)
TYPES = ("text", "image", "voice", "video", "shortvideo", "location", "link", "miniprogrampage", "event", "news", "../../etc", "文本")
ENTITIES = (
    '<!DOCTYPE xml [<!ENTITY a "aaaaaaaaaa">]><xml><FromUserName>&a;</FromUserName></xml>',
    '<!DOCTYPE xml [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY d "&c;&c;&c;&c;&c;">]><xml><Content>&d;</Content></xml>',
    '<!DOCTYPE xml SYSTEM "http://127.0.0.1:1/x.dtd"><xml/>',
    '<!DOCTYPE xml [<!ENTITY f SYSTEM "file:///etc/passwd">]><xml><Content>&f;</Content></xml>',
    '<!DOCTYPE xml [<!ENTITY % p SYSTEM "file:///etc/hostname"> %p;]><xml/>',
    '<xml xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd" parse="text"/></xml>',
    "<xml><Content>&unknown;</Content></xml>",
    '<?xml version="1.0" encoding="utf-16"?><xml><Content>a</Content></xml>',
    "<xml>" + "<a>" * 5_000 + "</a>" * 5_000 + "</xml>",
    "<xml>" + "<a>1</a>" * 5_000 + "</xml>",
    "<xml><Content><![CDATA[never closed",
    "<html><body>404</body></html>",
)
JSONS = (
    '{"a":' * 20_000, "[" * 60_000, '{"CreateTime":' + "9" * 10_000 + "}", '{"CreateTime":NaN}', '{"CreateTime":-Infinity}',
    '{"FromUserName":"a","FromUserName":"b"}', '{"MsgType":["text"]}', '{"MsgType":{"a":1}}', '{"Content":"\\ud800"}', "{}", "{]", "null",
)  # fmt: skip

Query = dict[str, str]


@dataclass(frozen=True)
class Callback:
    """made_by: how it was made; must: what has to come of it, `accepted`, `refused`, or a code of NotWeChat; None: either."""

    made_by: str
    account: Account
    query: Query
    body: bytes
    must: str | None = None


def callbacks(number: int, seed: int) -> Iterator[Callback]:
    """So many callbacks, the same ones for the same seed."""
    maker = Maker(random.Random(seed))
    ways = maker.ways()
    for place in range(number):
        yield ways[place % len(ways)]()


def result_of(callback: Callback) -> str:
    """`accepted` with the kind, or `refused` with the code. Any other exception is a fault, and goes through."""
    try:
        opened = callback.account.open(callback.query, callback.body, NOW)
    except NotWeChat as refused:
        return f"{REFUSED}: {refused.code}"
    _close(callback.account, opened)
    return f"{ACCEPTED}: {opened.incoming.kind}"


def is_right(callback: Callback, result: str) -> bool:
    return callback.must is None or callback.must in result.split(": ")


def _close(account: Account, opened: Opened) -> None:
    """What was accepted can also be answered, with its own words at the worst."""
    assert len(opened.incoming.dedupe_key) == 32
    assert account.close(opened, opened.incoming.text or "好的 OK", NOW).encode("utf-8")


class Maker:
    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.cipher = Cipher(KEY, APPID, random=chance.randbytes)
        self.plain = Account(TOKEN, "plaintext")
        self.sealed = tuple(Account(TOKEN, mode, self.cipher) for mode in ("compatible", "secure"))

    def ways(self) -> tuple[Callable[[], Callback], ...]:
        return (
            self.right_plain, self.right_sealed, self.forged, self.unsigned, self.plain_for_a_sealed_account, self.foreign_appid,
            self.foreign_key, self.torn_ciphertext, self.odd_frame, self.entities, self.odd_json, self.damaged, self.damaged_inside,
            self.noise, self.odd_fields, self.replayed, self.too_large, self.plain_beside_sealed,
        )  # fmt: skip

    # What WeChat itself would send

    def right_plain(self) -> Callback:
        return Callback("right, plain", self.plain, self._signed(), self._written(self._message()), ACCEPTED)

    def right_sealed(self) -> Callback:
        return self._enclosed("right, sealed", self.cipher.encrypt(self._written(self._message()).decode()), ACCEPTED)

    # What it would not

    def forged(self) -> Callback:
        wrong = self.chance.choice(("", "0" * 40, "12345", "é" * 40, sign("another", str(NOW), "n"), "A" * 10_000))
        if self.chance.random() < 0.5:
            query = {**self._signed(), "signature": wrong}
            return Callback("wrong signature", self.plain, query, self._written(self._message()), "signature")
        sealed = self._enclosed("wrong signature", self.cipher.encrypt("<xml/>"), "signature")
        return Callback(sealed.made_by, sealed.account, {**sealed.query, "msg_signature": wrong}, sealed.body, "signature")

    def unsigned(self) -> Callback:
        query = self._signed()
        for name in self.chance.sample(sorted(query), self.chance.randint(1, len(query))):
            del query[name]
        return Callback("missing query", self.plain, query, self._written(self._message()), "signature")

    def plain_for_a_sealed_account(self) -> Callback:
        return Callback(
            "plain at a sealed account", self.chance.choice(self.sealed), self._signed(), self._written(self._message()), "mode"
        )

    def foreign_appid(self) -> Callback:
        appid = self.chance.choice(("wx" + "f" * 16, APPID + "0", APPID[:-1], "é", APPID.upper()))
        return self._enclosed(
            "foreign appid", Cipher(KEY, appid, random=self.chance.randbytes).encrypt(self._written(self._message()).decode()), "appid"
        )

    def foreign_key(self) -> Callback:
        return self._enclosed(
            "foreign key", Cipher(OTHER_KEY, APPID, random=self.chance.randbytes).encrypt(self._written(self._message()).decode())
        )

    def torn_ciphertext(self) -> Callback:
        whole = self.cipher.encrypt(self._written(self._message()).decode())
        sealed = bytearray(base64.b64decode(whole))
        cut = self.chance.randrange(len(sealed))
        sealed[cut] ^= 1 << self.chance.randrange(8)
        kinds = (bytes(sealed), bytes(sealed[:cut]), bytes(sealed) * 2, self.chance.randbytes(self.chance.choice((0, 1, 16, 32, 64, 333))))
        text = base64.b64encode(self.chance.choice(kinds)).decode()
        return self._enclosed(
            "torn ciphertext", self.chance.choice((text, text, whole[:cut], "%" + whole, "é" * 9, whole + "=", " " + whole))
        )

    def odd_frame(self) -> Callback:
        """Sealed with our key, but the length or the padding lies."""
        message = self._written(self._message())[: self.chance.randrange(300)]
        length = self.chance.choice((0, 1, len(message) + 1, 2**31, 2**32 - 1, len(message)))
        frame = self.chance.randbytes(self.chance.choice((16, 16, 0, 7))) + length.to_bytes(4, "big") + message + APPID.encode()
        missing = 32 - len(frame) % 32
        pad = bytes([self.chance.choice((0, 1, missing, 33, 255))]) * missing
        encryptor = self.cipher._aes.encryptor()
        sealed = encryptor.update(frame + pad) + encryptor.finalize()
        return self._enclosed("odd frame", base64.b64encode(sealed).decode())

    def entities(self) -> Callback:
        return self._anywhere("hostile XML", self.chance.choice(ENTITIES).encode(), REFUSED)

    def odd_json(self) -> Callback:
        return self._anywhere("hostile JSON", self.chance.choice(JSONS).encode(), REFUSED)

    def damaged(self) -> Callback:
        return self._anywhere("damaged body", self._damage(self._written(self._message())))

    def damaged_inside(self) -> Callback:
        right = self.right_sealed()
        return Callback("damaged envelope", right.account, right.query, self._damage(right.body))

    def noise(self) -> Callback:
        start = self.chance.choice((b"", b"<", b"{", b"<xml>", b"\xef\xbb\xbf<", b"\xff\xfe", b"\x1f\x8b"))
        return self._anywhere("noise", start + self.chance.randbytes(self.chance.randrange(400)))

    def odd_fields(self) -> Callback:
        message: dict[str, object] = dict(self._message())
        odd = ("", "a b", "../..", "é", "-1", "1e9", "9" * 400, "x" * 500, "\n", None, True, 1.5, [], {}, -1, 10**30, "\ud800")
        for name in self.chance.sample(sorted(message), self.chance.randint(1, 3)):
            message[name] = self.chance.choice(odd)
        return Callback("odd fields", self.plain, self._signed(), json.dumps(message).encode())

    def replayed(self) -> Callback:
        when = NOW + self.chance.choice((-86_400, -601, 601, 10**8))
        return Callback("old time stamp", self.plain, self._signed(str(when)), self._written(self._message()), "old")

    def too_large(self) -> Callback:
        body = self._written({**self._message(), "Content": "大" * 30_000})
        return Callback("too large", self.plain, self._signed(), body, "too_large")

    def plain_beside_sealed(self) -> Callback:
        """Compatible mode with plain fields that say something else: only the sealed ones may be used."""
        inside = {**self._message(), "FromUserName": "inside"}
        fields = {**self._message(), "FromUserName": "outside", "Encrypt": self.cipher.encrypt(self._written(inside).decode())}
        query = self._signed()
        query["msg_signature"] = msg_signature(TOKEN, query["timestamp"], query["nonce"], fields["Encrypt"])
        return Callback("plain beside sealed", self.chance.choice(self.sealed), query, self._written(fields), ACCEPTED)

    # Parts

    def _message(self) -> Mapping[str, str]:
        """The fields of a right message of any kind."""
        common = {"ToUserName": "gh_0123456789ab", "FromUserName": f"o{self.chance.getrandbits(100):x}", "CreateTime": str(NOW)}
        type_ = self.chance.choice((*TYPES, *["text", "event"] * 6))
        if type_ == "event":
            event = {
                "Event": self.chance.choice(EVENTS[:-2]),
                "EventKey": self.chance.choice(("", "qrscene_7", "topics", "https://a.cn/?x=1&y")),
            }
            return {**common, "MsgType": type_, **event}
        text = self.chance.choice(TEXTS)
        menu = {"bizmsgmenuid": "id-card/lost"} if self.chance.random() < 0.2 else {}
        return {**common, "MsgType": type_, "MsgId": str(self.chance.getrandbits(63)), "Content": text, **menu}

    def _written(self, fields: Mapping[str, str]) -> bytes:
        if self.chance.random() < 0.5:
            return json.dumps(fields, ensure_ascii=self.chance.random() < 0.5).encode()
        return ("<xml>" + "\n".join(f"<{name}>{cdata(value)}</{name}>" for name, value in fields.items()) + "</xml>").encode()

    def _signed(self, timestamp: str = "") -> Query:
        timestamp = timestamp or str(NOW)
        nonce = str(self.chance.getrandbits(30))
        return {"signature": sign(TOKEN, timestamp, nonce), "timestamp": timestamp, "nonce": nonce}

    def _enclosed(self, made_by: str, encrypt: str, must: str | None = None) -> Callback:
        query = {**self._signed(), "encrypt_type": "aes"}
        query["msg_signature"] = msg_signature(TOKEN, query["timestamp"], query["nonce"], encrypt)
        body = self._written({"ToUserName": "gh_0123456789ab", "Encrypt": encrypt})
        return Callback(made_by, self.chance.choice(self.sealed), query, body, must)

    def _anywhere(self, made_by: str, body: bytes, must: str | None = None) -> Callback:
        """The body as it is, or sealed, if it can be."""
        if self.chance.random() < 0.5:
            return Callback(made_by, self.plain, self._signed(), body, must)
        return self._enclosed(made_by, self.cipher.encrypt(body.decode("utf-8", "replace")), must)

    def _damage(self, body: bytes) -> bytes:
        damaged = bytearray(body)
        for _ in range(self.chance.randint(1, 8)):
            at = self.chance.randrange(len(damaged) + 1)
            damaged[at : at + self.chance.randrange(4)] = self.chance.choice(
                (b"", b"<", b"]]>", b"&", b'"', b"\x00", b"\xff", b"{", b"\\u")
            )
        return bytes(damaged)

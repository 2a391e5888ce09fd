"""A stand-in for Alipay: calls a 生活号 gateway as Alipay does, takes what is sent to citizens, checks every signature by itself.

What is real: the form and its charset, RSA2 both ways, the check of the gateway, the two further tries, the API that sends a text. Needs
`cryptography`. It builds and reads everything by itself, so that a mistake of the bot's is not made twice.

    with AlipayPlatform(deliver) as alipay:          # deliver: body -> status and body, over HTTP or straight into the door
        assert alipay.check() == "true"
        citizen = alipay.citizen("Li")
        citizen.says("身份证丢了怎么办")
        assert citizen.screen == ["…"]
"""

from __future__ import annotations

import base64
import hashlib
import itertools
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, quote_plus, urlsplit

Deliver = Callable[[bytes], tuple[int, str]]
SEND = "alipay.open.public.message.custom.send"
ANSWER = re.compile(
    r'<\?xml version="1\.0" encoding="(?P<charset>[\w-]+)"\?><alipay><response>(?P<inner>.*)</response>'
    r"<sign>(?P<sign>[A-Za-z0-9+/=]+)</sign><sign_type>RSA2</sign_type></alipay>",
    re.DOTALL,
)


@cache
def key(name: str) -> Any:
    """A private key, made once for a name."""
    from cryptography.hazmat.primitives.asymmetric import rsa

    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def private_text(name: str) -> str:
    """PKCS#8 in bare Base64, as Alipay's key tool saves it."""
    from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

    return base64.b64encode(key(name).private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())).decode()


def public_text(name: str) -> str:
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    return base64.b64encode(key(name).public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).decode()


def sign(name: str, content: bytes, sha1: bool = False) -> str:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    return base64.b64encode(key(name).sign(content, padding.PKCS1v15(), hashes.SHA1() if sha1 else hashes.SHA256())).decode()


def is_signed(name: str, content: bytes, signature: str) -> bool:
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.asymmetric import padding

    try:
        key(name).public_key().verify(base64.b64decode(signature), content, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        return False
    return True


def joined(parameters: dict[str, str], charset: str) -> bytes:
    return "&".join(f"{name}={parameters[name]}" for name in sorted(parameters) if name != "sign").encode(charset)


def form(parameters: dict[str, str], charset: str) -> bytes:
    return "&".join(f"{name}={quote_plus(value, encoding=charset)}" for name, value in parameters.items()).encode("ascii")


def element(name: str, value: str) -> str:
    return f"<{name}><![CDATA[{value.replace(']]>', ']]]]><![CDATA[>')}]]></{name}>"


@dataclass
class Citizen:
    """Acts as a person would. Each act returns the statuses of the tries that Alipay made of it. screen: the texts that arrived."""

    platform: AlipayPlatform
    user: str
    screen: list[str] = field(default_factory=list)

    def says(self, text: str, tries: int = 1) -> list[int]:
        content = f"<Text>{element('Content', text)}</Text>"
        return self.platform.push(self, "text", content + element("MsgId", self.platform.next_id()), tries)

    def sends(self, kind: str, inner: str = "") -> list[int]:
        return self.platform.push(self, kind, inner + element("MsgId", self.platform.next_id()))

    def does(self, event: str, action: str = "") -> list[int]:
        """event: follow, unfollow, click or enter."""
        return self.platform.push(self, "event", element("EventType", event) + element("ActionParam", action))


class AlipayPlatform:
    """charset: that of the account. clock: seconds since 1970. Codes put into `faults` are what the API answers next."""

    def __init__(self, deliver: Deliver, charset: str = "GBK", appid: str = "2021000000000001", clock: Callable[[], float] = lambda: 1.8e9):
        self.deliver, self.charset, self.appid, self.clock = deliver, charset, appid, clock
        self.faults: list[str] = []
        self.sent: list[dict[str, str]] = []
        self._citizens: dict[str, Citizen] = {}
        self._ids = itertools.count(231123464406000001)
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __enter__(self) -> AlipayPlatform:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def address(self) -> str:
        """Where the API is; stands for https://openapi.alipay.com/gateway.do."""
        return f"http://127.0.0.1:{self._server.server_address[1]}/gateway.do"

    def citizen(self, name: str) -> Citizen:
        user = "2088" + str(int(hashlib.sha256(name.encode()).hexdigest(), 16))[:12]
        return self._citizens.setdefault(user, Citizen(self, user))

    def next_id(self) -> str:
        return str(next(self._ids))

    def signed(self, service: str, biz_content: str, signer: str = "alipay", **more: str) -> dict[str, str]:
        """The parameters of a request. more: further ones, or others than usual."""
        found = {"service": service, "charset": self.charset, "sign_type": "RSA2", "biz_content": biz_content, **more}
        return {**found, "sign": sign(signer, joined(found, self.charset))}

    def check(self, signer: str = "alipay") -> str:
        """What the console does when the address is saved: `true`, or the code of the failure. The answer must be signed in any case."""
        inner = element("EventType", "verifygw") + element("MsgType", "event") + element("AppId", self.appid)
        status, body = self.deliver(form(self.signed("alipay.service.check", f"<XML>{inner}</XML>", signer), self.charset))
        answer = self._opened(status, body)
        assert f"<biz_content>{public_text('bot')}</biz_content>" in answer
        return "true" if "<success>true</success>" in answer else answer.partition("<error_code>")[2].partition("</error_code>")[0]

    def push(self, citizen: Citizen, kind: str, inner: str, tries: int = 1) -> list[int]:
        """tries: how often Alipay sends it, as if the first answers had been lost."""
        user_info = json.dumps({"logon_id": "135****1009", "user_name": "*小虎"}, ensure_ascii=False)
        common = element("FromAlipayUserId", citizen.user) + element("AppId", self.appid) + element("MsgType", kind)
        created = element("CreateTime", str(int(self.clock() * 1000))) + element("UserInfo", user_info)
        body = form(self.signed("alipay.mobile.public.message.notify", f"<XML>{inner}{common}{created}</XML>"), self.charset)
        return [self._pushed(citizen, body) for _ in range(tries)]

    def _pushed(self, citizen: Citizen, body: bytes) -> int:
        status, answer = self.deliver(body)
        inner = self._opened(status, answer)
        assert f"<CreateTime>{int(self.clock() * 1000)}</CreateTime>" in inner
        assert element("ToUserId", citizen.user) in inner and element("MsgType", "ack") in inner and element("AppId", self.appid) in inner
        return status

    def _opened(self, status: int, body: str) -> str:
        """The inside of an answer, whose signature is the bot's."""
        found = ANSWER.fullmatch(body)
        assert status == 200 and found and found["charset"] == self.charset
        assert is_signed("bot", found["inner"].encode(self.charset), found["sign"])
        return found["inner"]

    def take(self, parameters: dict[str, str]) -> dict[str, str]:
        """The API: what it says to a request."""
        self.sent.append(parameters)
        if not is_signed("bot", joined(parameters, "utf-8"), parameters.get("sign", "")):
            return {"code": "40002", "sub_code": "isv.invalid-signature"}
        if parameters["app_id"] != self.appid or parameters["method"] != SEND or parameters["version"] != "1.0":
            return {"code": "40002", "sub_code": "isv.invalid-app-id"}
        if self.faults:
            return {"code": self.faults.pop(0), "sub_code": "isp.unknow-error"}
        message = json.loads(parameters["biz_content"])
        citizen = self._citizens.get(message.get("to_user_id", ""))
        if citizen is None or message["msg_type"] != "text" or not message["text"]["content"]:
            return {"code": "40004", "sub_code": "PUB.INVALID_PARAM"}
        citizen.screen.append(message["text"]["content"])
        return {"code": "10000", "msg": "Success"}


def _handler(platform: AlipayPlatform) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            raw = self.rfile.read(int(self.headers["Content-Length"])).decode("ascii")
            assert dict(parse_qsl(urlsplit(self.path).query)) == {"charset": "utf-8"}
            found = platform.take(dict(parse_qsl(raw, keep_blank_values=True)))
            body = json.dumps({f"{SEND.replace('.', '_')}_response": found, "sign": "-"}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler

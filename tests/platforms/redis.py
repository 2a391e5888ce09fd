"""A stand-in for Redis on 127.0.0.1: the few commands that we use, over its real protocol (RESP 2), with a clock that tests move."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable
from typing import Any

Value = Any  # a text or a list of texts


class RedisStandIn:
    """kept: what is stored. down: connections are dropped without an answer."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.kept: dict[str, Value] = {}
        self.ends: dict[str, float] = {}
        self.down = False
        self._clock = clock
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), type("Handler", (_Handler,), {"redis": self}))
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()

    def __enter__(self) -> RedisStandIn:
        return self

    def __exit__(self, *_: object) -> None:
        self._server.shutdown()
        self._server.server_close()

    @property
    def url(self) -> str:
        return f"redis://:password-of-the-tests@127.0.0.1:{self._server.server_address[1]}/0"

    def run(self, commands: list[list[str]]) -> list[Any]:
        """Commands that nobody else's come between."""
        with self._lock:
            for key in [key for key, ends in self.ends.items() if self._clock() >= ends]:
                self.kept.pop(key, None)
                self.ends.pop(key)
            return [getattr(self, f"_{name.lower()}")(*arguments) for name, *arguments in commands]

    def _auth(self, *_: str) -> str:
        return "OK"

    _select = _client = _auth

    def _ping(self) -> str:
        return "PONG"

    def _get(self, key: str) -> Value:
        return self.kept.get(key)

    def _set(self, key: str, value: str, unit: str, time: str) -> str:
        assert unit == "PX"
        self.kept[key] = value
        self.ends[key] = self._clock() + int(time) / 1000
        return "OK"

    def _del(self, *keys: str) -> int:
        return sum(self.kept.pop(key, None) is not None for key in keys)

    def _rpush(self, key: str, *texts: str) -> int:
        self.kept[key] = [*self.kept.get(key, []), *texts]
        return len(self.kept[key])

    def _ltrim(self, key: str, first: str, last: str) -> str:
        assert last == "-1"
        self.kept[key] = self.kept[key][int(first) :]
        return "OK"

    def _pexpire(self, key: str, time: str) -> int:
        self.ends[key] = self._clock() + int(time) / 1000
        return 1

    def _lrange(self, key: str, first: str, last: str) -> Value:
        assert (first, last) == ("0", "-1")
        return list(self.kept.get(key, []))


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    request_queue_size = 256


class _Handler(socketserver.StreamRequestHandler):
    redis: RedisStandIn

    def handle(self) -> None:
        queue: list[list[str]] | None = None
        while (command := self._command()) and not self.redis.down:
            name = command[0].upper()
            if name == "MULTI":
                queue = []
                self._say("OK")
            elif name == "EXEC":
                self._say(self.redis.run(queue or []))
                queue = None
            elif queue is not None:
                queue.append(command)
                self._say("QUEUED")
            else:
                self._say(*self.redis.run([command]))

    def _command(self) -> list[str]:
        head = self.rfile.readline()
        return [self._text() for _ in range(int(head[1:]))] if head.startswith(b"*") else []

    def _text(self) -> str:
        size = int(self.rfile.readline()[1:])
        return self.rfile.read(size + 2)[:-2].decode()

    def _say(self, value: Any) -> None:
        self.wfile.write(_written(value))


def _written(value: Any) -> bytes:
    if value is None:
        return b"$-1\r\n"
    if isinstance(value, int):
        return b":%d\r\n" % value
    if isinstance(value, list):
        return b"*%d\r\n" % len(value) + b"".join(map(_written, value))
    if value in ("OK", "QUEUED", "PONG"):
        return b"+" + value.encode() + b"\r\n"
    raw = str(value).encode()
    return b"$%d\r\n%s\r\n" % (len(raw), raw)

"""A load generator: clients that each send one message after the other, over a connection kept open."""

from __future__ import annotations

import http.client
import json
import statistics
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

Send = Callable[[http.client.HTTPConnection, int, int], None]  # connection, client, number of the message


@dataclass(frozen=True)
class Load:
    """What a run of some clients gave. median and p95 in milliseconds, rate in messages a second."""

    clients: int
    messages: int
    median: float
    p95: float
    rate: float

    def __str__(self) -> str:
        times = f"median {self.median:6.1f} ms, p95 {self.p95:6.1f} ms"
        return f"{self.clients} client(s): {self.rate:6.1f} messages/s, {times} ({self.messages} messages)"


def run(port: int, clients: int, each: int, send: Send) -> Load:
    """`each` messages from every client. send: sends one and reads the reply; raises if it is not a good one."""
    times: list[list[float]] = [[] for _ in range(clients)]
    faults: list[BaseException] = []

    def client(number: int) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        try:
            for message in range(each):
                began = time.perf_counter()
                send(connection, number, message)
                times[number].append(time.perf_counter() - began)
        except BaseException as err:
            faults.append(err)

    threads = [threading.Thread(target=client, args=(number,)) for number in range(clients)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    seconds = time.perf_counter() - began
    if faults:
        raise faults[0]
    every = sorted(duration * 1000 for part in times for duration in part)
    return Load(clients, len(every), statistics.median(every), every[int(len(every) * 0.95) - 1], len(every) / seconds)


def post(connection: http.client.HTTPConnection, path: str, body: Mapping[str, Any]) -> Any:
    """POST JSON on a kept connection; the JSON that comes back, or AssertionError."""
    connection.request("POST", path, json.dumps(body).encode(), {"Content-Type": "application/json"})
    response = connection.getresponse()
    content = response.read()
    assert response.status == 200, f"{path} answered {response.status}: {content[:200]!r}"
    return json.loads(content)

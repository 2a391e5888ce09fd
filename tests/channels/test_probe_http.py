"""The probe over real HTTP: whatever answers in the action server's place, it is a clear yes or no."""

from __future__ import annotations

import asyncio
import threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest

from bot.channels.health import ProbeFailed
from bot.channels.probe import action_call, http_call, read_answer

pytestmark = pytest.mark.rasa  # aiohttp is there


class Answering(BaseHTTPRequestHandler):
    status, body = 200, b"{}"

    def do_POST(self):
        self.rfile.read(int(self.headers["Content-Length"]))
        self.send_response(self.status)
        self.end_headers()
        self.wfile.write(self.body)

    def log_message(self, *_):
        pass


@pytest.mark.parametrize(
    ("status", "body", "ready"),
    [(200, b'{"responses": [{"custom": {"ready": true}}]}', True), (500, b"{}", False), (200, b"not json", False), (404, b"", False)],
)
def test_a_real_call_over_http(status, body, ready):
    handler = type("Handler", (Answering,), {"status": status, "body": body})
    with HTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.handle_request, daemon=True).start()
        call = http_call(f"http://127.0.0.1:{server.server_address[1]}/webhook")
        if ready:
            assert read_answer(asyncio.run(call(action_call("3.6.21"))))["ready"]
        else:
            with pytest.raises(ProbeFailed):
                asyncio.run(call(action_call("3.6.21")))


def test_a_port_where_nobody_listens_is_a_failed_probe():
    with pytest.raises(ProbeFailed):
        asyncio.run(http_call("http://127.0.0.1:9/webhook")({}))

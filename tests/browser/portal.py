"""A portal of another origin, as strict as its Content-Security-Policy can be, that embeds the assistant."""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

POLICY = "default-src 'none'; script-src {chat}; connect-src {chat}; base-uri 'none'; require-trusted-types-for 'script'{more}"
TAG = '<script src="{chat}/chat/embed.js" {attributes}></script>'
PAGE = """<!DOCTYPE html><html lang="{lang}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width"><title>门户 Portal</title></head>
<body><main><h1>门户网站 Portal</h1><p><a href="#news" id="news">新闻 News</a></p>{body}</main></body></html>"""


class Portal:
    """url: where it listens. Set `body`, `lang` and `policy` before a page is opened."""

    def __init__(self, chat: str) -> None:
        self.chat = chat
        self.reset()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler_for(self))
        self._server.daemon_threads = True
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def reset(self) -> None:
        self.lang = "zh-CN"
        self.policy = POLICY.format(chat=self.chat, more="")
        self.embed()

    def embed(self, attributes: str = "") -> None:
        """The one script tag, with its data-… attributes."""
        self.body = TAG.format(chat=self.chat, attributes=attributes)

    def place(self, element: str) -> None:
        """The element where the portal wants it, and the script."""
        self.body = element + TAG.format(chat=self.chat, attributes='type="module"')

    def also_allow(self, more: str) -> None:
        self.policy = POLICY.format(chat=self.chat, more=f"; {more}")

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def html(self) -> bytes:
        return PAGE.format(lang=self.lang, body=self.body).encode()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler_for(portal: Portal) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = portal.html()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Security-Policy", portal.policy)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Silent: the test's output is for the test."""

    return Handler

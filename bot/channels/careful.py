"""Requests whose body has an honest length. Sanic 21.12 never stops reading a body of less than nothing."""

from __future__ import annotations

from typing import Any

from sanic import Sanic
from sanic.exceptions import InvalidUsage
from sanic.request import Request


class CarefulRequest(Request):  # type: ignore[misc]  # sanic is untyped to mypy
    """Refuses a length that is no number, and a transfer that is not chunked, before any of the body is read.

    One request with `Content-Length: -5` would otherwise keep the server's event loop busy for ever, on any path.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        lengths = self.headers.getall("content-length", [])
        transfers = self.headers.getall("transfer-encoding", [])
        if len(lengths) + len(transfers) > 1 or not all(_is_number(length) for length in lengths):
            raise InvalidUsage("Bad Request")
        if any(transfer.lower() != "chunked" for transfer in transfers):
            raise InvalidUsage("Bad Request")


async def be_careful(app: Sanic, _: Any) -> None:
    """A listener for the start of the server: from then on all requests are careful ones."""
    app.request_class = CarefulRequest


def _is_number(length: str) -> bool:
    return length.isascii() and length.isdigit() and len(length) < 16

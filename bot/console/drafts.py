"""What was typed and is not saved, kept for a while, so that its page has an address: it can be reloaded, left, and come back to."""

from __future__ import annotations

import secrets
import threading
from collections import OrderedDict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

MOST: Final = 200  # the oldest goes first

Wish = Literal["preview", "save", "carried", "try"]


@dataclass(frozen=True)
class Draft:
    """form: the fields as they were sent; wish: what for."""

    form: Mapping[str, str]
    wish: Wish


class Drafts:
    """In memory only: they end with the process. Each is for the user who typed it."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, str], Draft] = OrderedDict()
        self._lock = threading.Lock()

    def keep(self, user: str, form: Mapping[str, str], wish: Wish) -> str:
        """The name under which it is found again."""
        name = secrets.token_urlsafe(9)
        with self._lock:
            self._kept[user, name] = Draft({key: text for key, text in form.items() if key not in ("token", "password")}, wish)
            while len(self._kept) > MOST:
                self._kept.popitem(last=False)
        return name

    def find(self, user: str, name: str) -> Draft | None:
        return self._kept.get((user, name))

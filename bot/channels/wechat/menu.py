"""Browsing by number: the 22 categories, then the questions of one. What a number means is remembered for a while, by sender."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.channels.browse import Browse
from bot.channels.refusals import Refused
from bot.channels.wechat.sentences import SENTENCES
from bot.language import Lang
from bot.language.normalise import fold

WORDS: Final = frozenset(fold(word) for word in ("菜单", "目录", "业务分类", "分类", "全部业务", "menu", "topics", "categories"))
REMEMBERED: Final = 600.0  # seconds
_MOST: Final = 10_000
_NUMBER: Final = re.compile(r"[0-9]{1,3}")


@dataclass(frozen=True)
class Picked:
    """The entry that a number stood for."""

    id: str
    title: str


@dataclass(frozen=True)
class _Shown:
    """What was shown last. category: None for the list of all; items: their ids and titles, in order."""

    category: str | None
    items: tuple[tuple[str, str], ...]
    until: float


class Menu:
    """clock: seconds, never going back."""

    def __init__(self, browse: Browse, clock: Callable[[], float]) -> None:
        self._browse, self._clock = browse, clock
        self._shown: OrderedDict[str, _Shown] = OrderedDict()

    async def take(self, sender: str, text: str, lang: Lang) -> str | Picked | None:
        """What a text means to the menu: a list to show, an entry that was picked, or nothing; then the menu is closed."""
        said = fold(text)
        if said in WORDS:
            return await self.categories(sender, lang)
        shown = self._shown.get(sender)
        if shown is None or self._clock() >= shown.until or not _NUMBER.fullmatch(said):
            self.close(sender)
            return None
        number = int(said)
        if not 1 <= number <= len(shown.items):
            return SENTENCES["no_such_number"][lang].format(last=len(shown.items))
        id_, title = shown.items[number - 1]
        return Picked(id_, title) if shown.category else await self.category(sender, id_, lang)

    async def categories(self, sender: str, lang: Lang) -> str:
        """The list of all categories; empty while there is no catalogue."""
        try:
            found = await self._browse.categories()
        except Refused:
            return ""
        items = [(one["id"], one["name"][lang]) for one in found]
        return self._show(sender, None, items, SENTENCES["categories"][lang])

    async def category(self, sender: str, id_: str, lang: Lang) -> str:
        """The questions of one category; empty if there is none of this id."""
        try:
            found, names = await self._browse.entries(id_), await self._browse.categories()
        except Refused:
            return ""
        name = next((one["name"][lang] for one in names if one["id"] == id_), id_)
        return self._show(sender, id_, _titles(found["entries"], lang), SENTENCES["entries"][lang].format(category=name))

    def close(self, sender: str) -> None:
        """From now on numbers mean what the conversation says."""
        self._shown.pop(sender, None)

    def _show(self, sender: str, category: str | None, items: Sequence[tuple[str, str]], head: str) -> str:
        self._shown[sender] = _Shown(category, tuple(items), self._clock() + REMEMBERED)
        self._shown.move_to_end(sender)
        while len(self._shown) > _MOST:
            self._shown.popitem(last=False)
        return "\n".join([head, *(f"{number}. {title}" for number, (_, title) in enumerate(items, start=1))])


def _titles(entries: Sequence[Any], lang: Lang) -> list[tuple[str, str]]:
    return [(entry["id"], entry["title"][lang]) for entry in entries]

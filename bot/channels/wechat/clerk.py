"""What is said to each kind of message: a question goes into the conversation, a number may be of the menu, the rest gets a sentence."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Final

from bot.channels.browse import Browse
from bot.channels.core import Ask, Conversation
from bot.channels.inbox import Question, question_of
from bot.channels.limits import RateLimit
from bot.channels.refusals import Refused
from bot.channels.wechat.incoming import Incoming
from bot.channels.wechat.menu import Menu, Picked
from bot.channels.wechat.sentences import SENTENCES, WELCOME
from bot.channels.wechat.texts import render
from bot.language import Lang
from bot.language.detect import detect

SILENT: Final = frozenset({"unknown", "view", "unsubscribe"})  # nothing is said to these
GREETED: Final = frozenset({"subscribe", "scan", "enter"})
MENU_KEYS: Final = frozenset({"menu", "categories"})
_MOST: Final = 10_000

Forget = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Rasa:
    """What the server offers. ask: None while it is not ready; forget: deletes the conversation of a sender."""

    ask: Ask | None
    forget: Forget


@dataclass
class Clerk:
    """For one account. page: address of the chat page, or empty; menu_links: whether titles can be tapped."""

    conversation: Conversation
    browse: Browse
    menu: Menu
    limit: RateLimit
    max_text: int
    menu_links: bool = False
    page: str = ""
    _langs: OrderedDict[str, Lang] = field(default_factory=OrderedDict)

    async def texts(self, incoming: Incoming, sender: str, rasa: Rasa) -> list[str]:
        """The messages for a citizen, in order; none for what is met with silence. Never fails for what a citizen sent."""
        if incoming.kind in SILENT:
            return []
        try:
            self.limit.take(sender)
            return await self._texts(incoming, sender, rasa)
        except Refused as refused:
            return [refused.body["error"]["message"][self.lang(sender)]]

    async def leave(self, sender: str, rasa: Rasa) -> None:
        """The citizen has unsubscribed: nothing of theirs stays."""
        self.menu.close(sender)
        self._langs.pop(sender, None)
        await rasa.forget(f"{self.conversation.channel}-{sender}")

    def lang(self, sender: str) -> Lang:
        """The language in which the citizen wrote last; Chinese at first."""
        return self._langs.get(sender, "zh")

    async def _texts(self, incoming: Incoming, sender: str, rasa: Rasa) -> list[str]:
        if incoming.kind in GREETED:
            return [WELCOME]
        if incoming.kind == "click":
            return await self._clicked(incoming.key, sender, incoming.dedupe_key, rasa)
        if incoming.kind == "menu_choice" and incoming.menu_id:
            return await self._choice(incoming.text, incoming.menu_id, sender, incoming.dedupe_key, rasa)
        if incoming.kind not in ("text", "menu_choice"):
            return [SENTENCES["not_text"][self.lang(sender)]]
        return await self._text(incoming.text, sender, incoming.dedupe_key, rasa)

    async def _text(self, text: str, sender: str, message_id: str, rasa: Rasa) -> list[str]:
        found = await self.menu.take(sender, text, self._heard(sender, text))
        if isinstance(found, Picked):
            return await self._choice(found.title, found.id, sender, message_id, rasa)
        if found:
            return [found]
        return await self._ask(question_of(text, self.lang(sender), None, self.max_text), sender, message_id, rasa)

    async def _clicked(self, key: str, sender: str, message_id: str, rasa: Rasa) -> list[str]:
        """A key of the account's menu is an entry, a category, the list of all, or else a question."""
        lang = self.lang(sender)
        if key in MENU_KEYS:
            return [await self.menu.categories(sender, lang) or WELCOME]
        if key in self.browse.category_ids():
            return [await self.menu.category(sender, key, lang)]
        if "/" in key:
            return await self._choice(key, key, sender, message_id, rasa)
        return await self._text(key, sender, message_id, rasa) if key else [WELCOME]

    async def _choice(self, text: str, entry: str, sender: str, message_id: str, rasa: Rasa) -> list[str]:
        await self.browse.check_choice(entry)
        return await self._ask(question_of(text, self.lang(sender), entry, self.max_text), sender, message_id, rasa)

    async def _ask(self, question: Question, sender: str, message_id: str, rasa: Rasa) -> list[str]:
        replies = await self.conversation.answer(sender, message_id, question, rasa.ask)
        return render(replies, question.lang, menu_links=self.menu_links, page=self.page)

    def _heard(self, sender: str, text: str) -> Lang:
        self._langs[sender] = detect(text, self.lang(sender))
        self._langs.move_to_end(sender)
        while len(self._langs) > _MOST:
            self._langs.popitem(last=False)
        return self._langs[sender]

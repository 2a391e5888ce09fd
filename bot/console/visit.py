"""One visit of a page: who, in which language, with what; and the table of pages."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from bot.console import views
from bot.console.errors import NotAllowed, NotFound
from bot.console.sessions import Session
from bot.console.shelf import Item
from bot.console.users import ROLES, Role, User
from bot.console.web import Request, Response
from bot.language import Lang

if TYPE_CHECKING:
    from bot.console.app import Console


@dataclass(frozen=True)
class Visit:
    """user: None before the sign-in; token: what the forms of this page carry; parts: what the path named."""

    console: Console
    request: Request
    session: Session
    user: User | None
    lang: Lang
    token: str
    parts: tuple[str, ...] = ()

    @property
    def who(self) -> User:
        """The user who is signed in."""
        if self.user is None:
            raise NotAllowed
        return self.user

    def page(self, name: str, status: int = 200, **values: Any) -> Response:
        more = {"visit": self, "shelf": self.console.desk.shelf(), "here": self.request.path, **values}
        return Response(views.page(name, self.lang, more), status)

    def spoken(self, lang: Lang) -> str:
        """The address of this page in a language, with all that it is about."""
        return f"{self.request.path}?{urlencode({**self.request.query, 'lang': lang})}"

    def message(self, text: str, status: int) -> Response:
        """A page with one sentence."""
        return self.page("message", status, text=text)

    def word(self, key: str, **values: object) -> str:
        return views.word(key, self.lang, **values)

    def item(self) -> Item:
        """The entry that the path names, or NotFound."""
        found = self.console.desk.shelf().items.get("/".join(self.parts[:2]))
        if found is None:
            raise NotFound
        return found

    def may_edit(self, category: str) -> bool:
        return self.user is not None and self.console.desk.may_edit(self.user, category)

    def editing(self) -> Item:
        """The same as item(), for who may change it; else NotAllowed."""
        item = self.item()
        if not self.may_edit(item.category):
            raise NotAllowed
        return item

    def at(self, parts: tuple[str, ...]) -> Visit:
        return replace(self, parts=parts)


Page = Callable[[Visit], Response]
ENTRY = r"/entry/([^/]+)/([^/]+)"


@dataclass(frozen=True)
class Route:
    """roles: who may open it; everybody, signed in or not, if there are none."""

    method: str
    pattern: re.Pattern[str]
    page: Page
    roles: tuple[Role, ...] = ROLES


def route(method: str, path: str, page: Page, roles: tuple[Role, ...] = ROLES) -> Route:
    """path: a regular expression of the whole path."""
    return Route(method, re.compile(path), page, roles)

"""The console: finds out who asks, checks the form's token and the role, and calls the page."""

from __future__ import annotations

import logging
import time
import traceback
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Final

from bot.console import (
    pages_edit,
    pages_entries,
    pages_history,
    pages_new,
    pages_reports,
    pages_rules,
    pages_sign_in,
    pages_try,
    pages_work,
)
from bot.console.asking import Asker, RoomAsker
from bot.console.audit import Audit
from bot.console.desk import Desk
from bot.console.drafts import Drafts
from bot.console.errors import ConsoleError, NotAllowed, NotFound, WrongToken
from bot.console.jobs import Jobs
from bot.console.sessions import Sessions, Tries
from bot.console.users import Users
from bot.console.views import ASSETS
from bot.console.visit import Route, Visit
from bot.console.web import Request, Response, cookie
from bot.errors import FaqError
from bot.language import Lang
from bot.settings import Settings

log = logging.getLogger(__name__)

COOKIE: Final = "faq_console"
LANGUAGE: Final = "faq_console_lang"
YEAR: Final = 365 * 86400  # seconds
ROUTES: Final[tuple[Route, ...]] = (
    *pages_sign_in.ROUTES,
    *pages_entries.ROUTES,
    *pages_history.ROUTES,
    *pages_edit.ROUTES,
    *pages_new.ROUTES,
    *pages_try.ROUTES,
    *pages_work.ROUTES,
    *pages_reports.ROUTES,
    *pages_rules.ROUTES,
)


class Console:
    """All that the pages work with. asker: how a question is tried; it builds the models at the first one."""

    def __init__(
        self, settings: Settings, asker: Asker | None = None, today: Callable[[], date] = date.today,
        clock: Callable[[], float] = time.time, lang: Lang = "zh",
    ) -> None:  # fmt: skip
        self.settings, self.lang, self.clock = settings, lang, clock
        self.users = Users(settings.state_dir)
        self.sessions = Sessions(settings.state_dir, settings.session_hours * 3600, clock)
        self.tries = Tries(clock)
        self.audit = Audit(settings.state_dir)
        self.desk = Desk(settings.knowledge_dir, self.audit, today)
        self.jobs = Jobs()
        self.drafts = Drafts()
        self.asker = asker or RoomAsker(settings)

    def answer(self, request: Request) -> Response:
        """The reply to a request; a fault of our own is a page with status 500 that tells nothing of what was typed."""
        if request.path in ASSETS:
            file, kind = ASSETS[request.path]
            return Response(file.read_text(encoding="utf-8"), kind=f"{kind}; charset=utf-8")
        if request.path == "/favicon.ico":
            return Response(status=204)
        try:
            return self._answer(request)
        except ConsoleError as err:
            return Response(str(err), 500, "text/plain; charset=utf-8")
        except Exception as err:
            log.error("The console failed: %s\n%s", type(err).__name__, "".join(traceback.format_tb(err.__traceback__)))
            return Response("The console failed; nothing was saved. / 控制台出错，没有保存。", 500, "text/plain; charset=utf-8")

    def _answer(self, request: Request) -> Response:
        users = self.users.all()
        known = self.sessions.read(request.cookies.get(COOKIE, ""), lambda name: users[name].mark if name in users else None)
        session = known or self.sessions.open()
        visit = Visit(self, request, session, users.get(session.name), self._language(request), self.sessions.token(session))
        try:
            response = self._page(visit)
        except ConsoleError as err:
            response = visit.message(err.text(visit.lang), err.status)
        except FaqError as err:
            response = visit.message(str(err), 422)
        headers = list(response.headers)
        if known is None and not any(value.startswith(f"{COOKIE}=") for _, value in headers):
            headers.append(self.session_cookie(request, session.cookie))
        if request.query.get("lang") in ("zh", "en"):
            headers.append(cookie(LANGUAGE, request.query["lang"], request.secure, YEAR))
        return replace(response, headers=tuple(headers))

    def session_cookie(self, request: Request, value: str) -> tuple[str, str]:
        return cookie(COOKIE, value, request.secure, int(self.settings.session_hours * 3600))

    def _page(self, visit: Visit) -> Response:
        request = visit.request
        for route in ROUTES:
            found = route.pattern.fullmatch(request.path)
            if not found or route.method != request.method:
                continue
            visit = visit.at(found.groups())
            if route.roles and visit.user is None:
                return pages_sign_in.ask(visit)
            if request.method == "POST":
                self._check_token(visit)
            if route.roles and visit.who.role not in route.roles:
                raise NotAllowed
            return route.page(visit)
        raise NotFound

    def _check_token(self, visit: Visit) -> None:
        """WrongToken unless the form is one of this session's, from a page of ours."""
        origin = visit.request.origin
        ours = origin in ("", f"http://{visit.request.host}", f"https://{visit.request.host}")
        if not ours or not pages_sign_in.same(visit.request.form.get("token", ""), visit.token):
            raise WrongToken

    def _language(self, request: Request) -> Lang:
        for wish in (request.query.get("lang"), request.cookies.get(LANGUAGE), request.languages[:2].lower()):
            if wish == "zh" or wish == "en":
                return "zh" if wish == "zh" else "en"
        return self.lang

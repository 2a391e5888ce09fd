"""Trying a question, and why it is answered so; and the rules by meaning for one entry."""

from __future__ import annotations

from collections.abc import Mapping

from bot.console import asking
from bot.console.visit import ENTRY, Visit, route
from bot.console.web import Response
from bot.curation.command_learn import NoRoutes

MOST = 300  # characters


def form(visit: Visit) -> Response:
    return visit.page("try", question="", routed=False, notice="", reply=None, found=None)


def ask(visit: Visit) -> Response:
    """The question is neither recorded nor logged."""
    question = visit.request.form.get("question", "").strip()[:MOST]
    if not question:
        return form(visit)
    routed, notice = "routed" in visit.request.form, ""
    likely: Mapping[str, float] = {}
    if routed:
        try:
            likely = asking.route_of(question)
        except NoRoutes as err:
            notice = visit.word("no_router", why=err)
    reply, found = visit.console.asker.ask(question, visit.lang, likely)
    return visit.page("try", question=question, routed=routed, notice=notice, reply=reply, found=found)


def by_meaning(visit: Visit) -> Response:
    """What the encoder says of the entry's questions among all others."""
    item, desk = visit.item(), visit.console.desk
    served = item.entry is not None and item.entry.served(desk.today)
    problems = visit.console.asker.by_meaning(desk.shelf().found, item.id) if served else []
    return visit.page("meaning", item=item, problems=problems, served=served)


ROUTES = (route("GET", "/try", form), route("POST", "/try", ask), route("GET", f"{ENTRY}/meaning", by_meaning))

"""Trying a question, and why it is answered so; and the rules by meaning for one entry."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from bot.console import asking
from bot.console.marks import marks_of
from bot.console.visit import ENTRY, Visit, route
from bot.console.web import Response, redirect
from bot.curation.command_learn import NoRoutes
from bot.curation.sheets_columns import cells_of

MOST = 300  # characters


def form(visit: Visit) -> Response:
    draft = visit.console.drafts.find(visit.who.name, visit.request.query.get("asked", ""))
    if draft is not None and draft.form["question"]:
        return _answered(visit, draft.form["question"], "routed" in draft.form)
    return visit.page("try", question="", routed=False, notice="", reply=None, found=None)


def ask(visit: Visit) -> Response:
    """To the page of the reply. The question is neither recorded nor logged, and stands in no address."""
    sent = visit.request.form
    question = {"question": sent.get("question", "").strip()[:MOST]}
    name = visit.console.drafts.keep(visit.who.name, question | ({"routed": "on"} if "routed" in sent else {}), "try")
    return redirect(f"/try?asked={quote(name)}")


def _answered(visit: Visit, question: str, routed: bool) -> Response:
    notice = ""
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
    marks = marks_of(problems, item, item.raw, cells_of(item.entry)) if item.entry else []
    return visit.page("meaning", item=item, marks=marks, served=served)


ROUTES = (route("GET", "/try", form), route("POST", "/try", ask), route("GET", f"{ENTRY}/meaning", by_meaning))

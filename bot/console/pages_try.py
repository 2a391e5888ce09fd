"""Trying a question, and why it is answered so."""

from __future__ import annotations

from bot.console.visit import Visit, route
from bot.console.web import Response

MOST = 300  # characters


def form(visit: Visit) -> Response:
    return visit.page("try", question="", reply=None, found=None)


def ask(visit: Visit) -> Response:
    """The question is neither recorded nor logged."""
    question = visit.request.form.get("question", "").strip()[:MOST]
    if not question:
        return form(visit)
    reply, found = visit.console.asker.ask(question, visit.lang)
    return visit.page("try", question=question, reply=reply, found=found)


ROUTES = (route("GET", "/try", form), route("POST", "/try", ask))

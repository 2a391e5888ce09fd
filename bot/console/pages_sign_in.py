"""Signing in and out. What somebody had typed when the session ended is carried through the sign-in."""

from __future__ import annotations

import hmac
import re
from dataclasses import replace

from bot.console.pages_edit import carried_on
from bot.console.visit import ENTRY, Visit, route
from bot.console.web import Response, redirect

CARRIED = re.compile(ENTRY)


def same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode("utf-8", "replace"), other.encode())


def ask(visit: Visit, problem: str = "", status: int = 0) -> Response:
    """The form for name and password; with the fields of an entry that could not be saved, if there are any."""
    form, path = visit.request.form, visit.request.path
    place = path if CARRIED.fullmatch(path) else form.get("carry_path", "")
    carried = {key: value for key, value in form.items() if key not in ("token", "name", "password", "carry_path", "action")}
    carried = carried if CARRIED.fullmatch(place) and visit.request.method == "POST" else {}
    usual = 403 if visit.request.method == "POST" else 200
    users = bool(visit.console.users.all())
    return visit.page("sign_in", status or usual, problem=problem, carried=carried, place=place if carried else "", users=users)


def sign_in(visit: Visit) -> Response:
    console, form = visit.console, visit.request.form
    name, address = form.get("name", "").strip(), visit.request.address
    if console.tries.too_many(name, address):
        return ask(visit, visit.word("too_many"), 429)
    user = console.users.verified(name, form.get("password", ""))
    if user is None:
        console.tries.wrong(name, address)
        console.audit.note(name if name in console.users.all() else "?", "refused")  # it may be a password in the wrong field
        return ask(visit, visit.word("wrong_password"), 403)
    console.audit.note(user.name, "signed_in")
    session = console.sessions.open(user.name, user.mark)
    header = console.session_cookie(visit.request, session.cookie)
    place = CARRIED.fullmatch(form.get("carry_path", ""))
    if place is None:
        return Response(status=303, headers=(("Location", "/"), header))
    inside = replace(visit, session=session, user=user, token=console.sessions.token(session), parts=place.groups())
    response = carried_on(inside)
    return replace(response, headers=(*response.headers, header))


def sign_out(visit: Visit) -> Response:
    visit.console.sessions.close(visit.session)
    visit.console.audit.note(visit.who.name, "signed_out")
    return redirect("/sign-in")


ROUTES = (
    route("GET", "/sign-in", ask, ()),
    route("POST", "/sign-in", sign_in, ()),
    route("POST", "/sign-out", sign_out),
)

"""Who changed an entry, when and what; and going back to how it was."""

from __future__ import annotations

from bot.console.desk import ChangedMeanwhile, Refused
from bot.console.entry_form import diff
from bot.console.errors import NotCommitted, NotFound
from bot.console.visit import ENTRY, Visit, route
from bot.console.web import Response, redirect


def history(visit: Visit) -> Response:
    """The list; with ?revision=… also what that revision changed, and how it differs from now."""
    item, desk = visit.item(), visit.console.desk
    revisions = desk.revisions(item)
    chosen = visit.request.query.get("revision", "")
    changes, back = None, None
    if chosen:
        place = next((place for place, one in enumerate(revisions) if one.id == chosen), None)
        content = desk.content(item, chosen)
        if place is None or content is None:
            raise NotFound
        older = desk.content(item, revisions[place + 1].id) if place + 1 < len(revisions) else b""
        changes, back = diff(older or b"", content), diff(item.raw, content)
    return visit.page(
        "history", item=item, revisions=revisions, chosen=chosen, changes=changes, back=back, git=desk.repository is not None,
        may_edit=visit.may_edit(item.category),
    )  # fmt: skip


def roll_back(visit: Visit) -> Response:
    """The file as it was in a revision becomes the newest version; nothing of the history is lost."""
    item, desk, form = visit.editing(), visit.console.desk, visit.request.form
    content = desk.content(item, form.get("revision", ""))
    if content is None:
        raise NotFound
    try:
        desk.save(visit.who, item, content, form.get("version", ""), "rolled_back")
    except Refused as err:
        said = "\n".join(problem.text(visit.lang) for problem in err.problems)
        return visit.message(f"{err.text(visit.lang)}\n{said}", 422)
    except (ChangedMeanwhile, NotCommitted) as err:
        return visit.message(err.text(visit.lang), err.status if isinstance(err, ChangedMeanwhile) else 200)
    return redirect(f"/entry/{item.id}?saved=1")


ROUTES = (
    route("GET", f"{ENTRY}/history", history),
    route("POST", f"{ENTRY}/roll-back", roll_back, ("editor", "department")),
)

"""The form of one entry: both languages beside each other, what the linter says, and what happens when two people save.

A form that is not saved becomes a draft with its own address: the browser can leave that page, come back, and load it again.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote

from bot.console.desk import ChangedMeanwhile, Refused
from bot.console.drafts import Draft, Wish
from bot.console.entry_form import HINTS, Merged, bytes_of, cells_from, diff, entry_in, faults, file_of, height, merged, rows, text_of
from bot.console.errors import NotCommitted, NotWritten
from bot.console.marks import Mark, all_marks, marks_of, places
from bot.console.serving import unserved
from bot.console.shelf import Item
from bot.console.visit import ENTRY, Visit, route
from bot.console.web import Response, redirect
from bot.curation.sheets_columns import Cells, cells_of
from bot.knowledge.schema import STATUSES


def show(visit: Visit) -> Response:
    item, query = visit.item(), visit.request.query
    visit.console.audit.keep(item.raw)  # should somebody else save meanwhile, the changes of both are told apart
    notice = ""
    if "draft" in query:
        draft = visit.console.drafts.find(visit.who.name, query["draft"])
        if draft and visit.may_edit(item.category):
            return _draft(visit, item, draft)
        notice = visit.word("draft_gone")
    if item.entry is None or "text" in query:
        return _text(visit, item, text_of(item.raw), item.version, notice=notice)
    cells, problems = cells_of(item.entry), (*visit.console.desk.shelf().problems_of(item), *visit.console.desk.stale(item))
    return _form(visit, item, cells, item.version, marks_of(problems, item, item.raw, cells), saved=_saved(visit), notice=notice)


def _saved(visit: Visit) -> dict[str, Any]:
    """What the page says after a save: that it is saved, and what keeps it from being served."""
    if "saved" not in visit.request.query:
        return {}
    return {"why_not": unserved(visit.console.desk.shelf(), visit.console.settings, visit.lang)}


def _form(visit: Visit, item: Item, cells: Cells, version: str, marks: Sequence[Mark] = (), status: int = 200, **more: Any) -> Response:
    """notice: what happened, said above; bad: nothing was saved because of what is marked."""
    values: dict[str, Any] = {"saved": {}, "notice": "", "bad": False, "changes": None, "merge": Merged(cells, {}, ()), **more}
    return visit.page(
        "entry", status, item=item, cells=cells, version=version, marks=marks, rows=rows(), height=height, statuses=STATUSES, hints=HINTS,
        may_edit=visit.may_edit(item.category), **values,
    )  # fmt: skip


def _text(visit: Visit, item: Item, text: str, version: str, marks: Sequence[Mark] | None = None, status: int = 200,
          **more: Any) -> Response:  # fmt: skip
    found = places(visit.console.desk.shelf().problems_of(item)) if marks is None else marks
    values: dict[str, Any] = {"saved": _saved(visit), "notice": "", "bad": False, "changes": None, "theirs": "", **more}
    return visit.page(
        "entry_text", status, item=item, text=text, version=version, marks=found, may_edit=visit.may_edit(item.category), **values
    )


def change(visit: Visit) -> Response:
    """Save what was typed; what is only to be looked at, or cannot be saved, becomes a draft."""
    item, form = visit.editing(), visit.request.form
    if form.get("action") != "save":
        return keep(visit, item, form, "preview")
    if "raw" in form:
        raw = bytes_of(form["raw"].replace("\r\n", "\n"), item.raw)
    elif item.entry is None or form.get("version", "") != item.version:
        return keep(visit, item, form, "save")
    else:
        cells = cells_from(form)
        if faults(cells):
            return keep(visit, item, form, "save")
        try:
            raw = file_of(item, cells)
        except NotWritten:
            return keep(visit, item, form, "save")
    try:
        visit.console.desk.save(visit.who, item, raw, form.get("version", ""))
    except (Refused, ChangedMeanwhile):
        return keep(visit, item, form, "save")
    except NotWritten as err:
        return keep(visit, item, form, "save", err)
    except NotCommitted as err:
        return visit.message(err.text(visit.lang), 200)
    return redirect(f"/entry/{item.id}?saved=1{'&text=1' if 'raw' in form else ''}")


def keep(visit: Visit, item: Item, form: Mapping[str, str], wish: Wish, err: NotWritten | None = None) -> Response:
    """To the page of the draft. err: the disk did not take it; said at once, since the page could not find that out."""
    name = visit.console.drafts.keep(visit.who.name, form, wish)
    if err is not None:
        return _draft(visit, item, Draft(form, wish), err)
    return redirect(f"/entry/{item.id}?draft={quote(name)}#said")


def _draft(visit: Visit, item: Item, draft: Draft, err: NotWritten | None = None) -> Response:
    """The form as it was typed, and what is to be said of it now."""
    if "raw" in draft.form or item.entry is None:
        return _draft_text(visit, item, draft, err)
    cells, version = cells_from(draft.form), draft.form.get("version", "")
    if version != item.version:
        return _conflict(visit, item, cells, version)
    try:
        wrong = faults(cells)
        marks = all_marks(visit.console.desk, item, cells, wrong)
        changes = None if wrong else diff(item.raw, file_of(item, cells))
    except NotWritten as special:
        return _form(visit, item, cells, version, status=422, notice=special.text(visit.lang), bad=True)
    notice, status = _said(visit, draft, marks, err)
    return _form(visit, item, cells, version, marks, status, changes=changes, notice=notice, bad=err is not None or _bad(marks))


def _bad(marks: Sequence[Mark]) -> bool:
    return any(mark.level == "error" for mark in marks)


def _said(visit: Visit, draft: Draft, marks: Sequence[Mark], err: NotWritten | None) -> tuple[str, int]:
    """The sentence above a draft, and the status of its page."""
    if err is not None:
        return err.text(visit.lang), err.status
    if draft.wish == "carried":
        return visit.word("carried"), 200
    if draft.wish == "preview":
        return visit.word("previewed_bad" if _bad(marks) else "previewed"), 200
    return visit.word("not_saved" if _bad(marks) else "not_saved_then"), 422


def _draft_text(visit: Visit, item: Item, draft: Draft, err: NotWritten | None) -> Response:
    text, version = draft.form.get("raw", text_of(item.raw)).replace("\r\n", "\n"), draft.form.get("version", "")
    if version != item.version:
        theirs = text_of(item.raw) if "raw" in draft.form else ""
        notice = visit.word("conflict_text", who=_last_writer(visit, item))
        return _text(visit, item, text, item.version, (), 409, notice=notice, bad=True, theirs=theirs)
    raw = bytes_of(text, item.raw)
    marks = places(visit.console.desk.lint(item, raw))
    notice, status = _said(visit, draft, marks, err)
    return _text(visit, item, text, version, marks, status, changes=diff(item.raw, raw), notice=notice, bad=_bad(marks))


def _conflict(visit: Visit, item: Item, mine: Cells, version: str) -> Response:
    """The form again with what both saved: nothing is written until the second has looked at it."""
    assert item.entry is not None
    base = entry_in(visit.console.audit.copy(version), item)
    both = merged(base, mine, cells_of(item.entry))
    visit.console.audit.keep(item.raw)
    notice = visit.word("conflict", who=_last_writer(visit, item))
    return _form(visit, item, both.cells, item.version, status=409, notice=notice, bad=True, merge=both)


def _last_writer(visit: Visit, item: Item) -> str:
    found = [event.user for event in visit.console.audit.events(item.id) if event.after == item.version]
    return found[0] if found else visit.word("somebody")


def lint(visit: Visit) -> Response:
    """What the rules say of the form as it is being typed: a piece of a page, for the script."""
    item, form = visit.editing(), visit.request.form
    try:
        if "raw" in form:
            marks = places(visit.console.desk.lint(item, bytes_of(form["raw"].replace("\r\n", "\n"), item.raw)))
        elif item.entry is None:
            marks = places(visit.console.desk.lint(item, item.raw))
        else:
            cells = cells_from(form)
            marks = all_marks(visit.console.desk, item, cells, faults(cells))
    except NotWritten as err:
        return visit.message(err.text(visit.lang), err.status)
    return visit.page("live", marks=marks, changed=form.get("version") != item.version)


def carried_on(visit: Visit) -> Response:
    """After a sign-in in the middle of an edit: the form as it was sent, not yet saved."""
    return keep(visit, visit.editing(), visit.request.form, "carried")


ROUTES = (
    route("GET", ENTRY, show),
    route("POST", ENTRY, change, ("editor", "department")),
    route("POST", f"{ENTRY}/lint", lint, ("editor", "department")),
)

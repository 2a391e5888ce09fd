"""The form of one entry: both languages beside each other, what the linter says, and what happens when two people save."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from bot.console.desk import ChangedMeanwhile, Refused
from bot.console.entry_form import Fault, Merged, bytes_of, cells_from, diff, entry_in, faults, file_of, height, merged, rows, text_of
from bot.console.errors import NotCommitted, NotWritten
from bot.console.shelf import Item
from bot.console.visit import ENTRY, Visit, route
from bot.console.web import Response, redirect
from bot.curation.sheets_columns import Cells, cells_of
from bot.knowledge.problems import Problem
from bot.knowledge.schema import STATUSES


def show(visit: Visit) -> Response:
    item = visit.item()
    visit.console.audit.keep(item.raw)  # should somebody else save meanwhile, the changes of both are told apart
    if item.entry is None or "text" in visit.request.query:
        return _text(visit, item, text_of(item.raw), item.version)
    problems = (*visit.console.desk.shelf().problems_of(item), *visit.console.desk.stale(item))
    return _form(visit, item, cells_of(item.entry), item.version, problems, saved="saved" in visit.request.query)


def _form(
    visit: Visit, item: Item, cells: Cells, version: str, problems: Sequence[Problem] = (), status: int = 200,
    wrong: Sequence[Fault] = (), **more: Any,
) -> Response:  # fmt: skip
    values: dict[str, Any] = {"saved": False, "notice": "", "changes": None, "merge": Merged(cells, {}, ()), **more}
    return visit.page(
        "entry", status, item=item, cells=cells, version=version, problems=problems, rows=rows(), height=height, statuses=STATUSES,
        faults={fault.key: fault.what[visit.lang] for fault in wrong}, may_edit=visit.may_edit(item.category), **values,
    )  # fmt: skip


def _text(visit: Visit, item: Item, text: str, version: str, problems: Sequence[Problem] | None = None, status: int = 200,
          **more: Any) -> Response:  # fmt: skip
    found = visit.console.desk.shelf().problems_of(item) if problems is None else problems
    values: dict[str, Any] = {"saved": "saved" in visit.request.query, "notice": "", "changes": None, "theirs": "", **more}
    return visit.page(
        "entry_text", status, item=item, text=text, version=version, problems=found, may_edit=visit.may_edit(item.category), **values
    )


def change(visit: Visit) -> Response:
    """Preview or save what was typed."""
    item, form = visit.editing(), visit.request.form
    if "raw" in form:
        return _change_text(visit, item)
    if item.entry is None:
        return _text(visit, item, text_of(item.raw), item.version)
    cells, version = cells_from(form), form.get("version", "")
    if version != item.version:
        return _conflict(visit, item, cells, version)
    wrong = faults(cells)
    if wrong:
        return _form(visit, item, cells, version, status=422, wrong=wrong, notice=visit.word("not_saved"))
    try:
        raw = file_of(item, cells)
        if form.get("action") != "save":
            return _form(visit, item, cells, version, visit.console.desk.lint(item, raw), changes=diff(item.raw, raw))
        return _save(visit, item, raw, version)
    except Refused as err:
        return _form(visit, item, cells, version, err.problems, 422, notice=err.text(visit.lang))
    except ChangedMeanwhile:
        return _conflict(visit, visit.item(), cells, version)
    except NotWritten as err:
        return _form(visit, item, cells, version, status=err.status, notice=err.text(visit.lang))


def lint(visit: Visit) -> Response:
    """What the rules say of the form as it is being typed: a piece of a page, for the script."""
    item, form = visit.editing(), visit.request.form
    wrong: list[Fault] = []
    try:
        if "raw" in form:
            raw = bytes_of(form["raw"].replace("\r\n", "\n"), item.raw)
        elif item.entry is None:
            raw = item.raw
        else:
            cells = cells_from(form)
            wrong = faults(cells)
            raw = item.raw if wrong else file_of(item, cells)
    except NotWritten as err:
        return visit.message(err.text(visit.lang), err.status)
    problems = () if wrong else visit.console.desk.lint(item, raw)
    said = [(fault.key, fault.what[visit.lang]) for fault in wrong]
    return visit.page(
        "live", problems=problems, faults=said, own="" if "raw" in form else item.id, changed=form.get("version") != item.version
    )


def _save(visit: Visit, item: Item, raw: bytes, version: str, text: bool = False) -> Response:
    try:
        visit.console.desk.save(visit.who, item, raw, version)
    except NotCommitted as err:
        return visit.message(err.text(visit.lang), 200)
    return redirect(f"/entry/{item.id}?saved=1{'&text=1' if text else ''}")


def _conflict(visit: Visit, item: Item, mine: Cells, version: str) -> Response:
    """The form again with what both saved: nothing is written until the second has looked at it."""
    if item.entry is None:
        return _text(visit, item, text_of(item.raw), item.version, status=409, notice=visit.word("conflict", who="?"))
    base = entry_in(visit.console.audit.copy(version), item)
    both = merged(base, mine, cells_of(item.entry))
    visit.console.audit.keep(item.raw)
    notice = visit.word("conflict", who=_last_writer(visit, item))
    return _form(visit, item, both.cells, item.version, status=409, notice=notice, merge=both)


def _last_writer(visit: Visit, item: Item) -> str:
    found = [event.user for event in visit.console.audit.events(item.id) if event.after == item.version]
    return found[0] if found else visit.word("somebody")


def _change_text(visit: Visit, item: Item) -> Response:
    form = visit.request.form
    text, version = form["raw"].replace("\r\n", "\n"), form.get("version", "")
    if version != item.version:
        theirs = text_of(item.raw)
        notice = visit.word("conflict_text", who=_last_writer(visit, item))
        return _text(visit, item, text, item.version, (), 409, notice=notice, theirs=theirs)
    raw = bytes_of(text, item.raw)
    try:
        if form.get("action") != "save":
            return _text(visit, item, text, version, visit.console.desk.lint(item, raw), changes=diff(item.raw, raw))
        return _save(visit, item, raw, version, text=True)
    except Refused as err:
        return _text(visit, item, text, version, err.problems, 422, notice=err.text(visit.lang))
    except NotWritten as err:
        return _text(visit, item, text, version, (), err.status, notice=err.text(visit.lang))


def carried_on(visit: Visit) -> Response:
    """After a sign-in in the middle of an edit: the form as it was sent, not yet saved."""
    item, form = visit.editing(), visit.request.form
    notice, version = visit.word("carried"), form.get("version", "")
    if "raw" in form or item.entry is None:
        theirs = text_of(item.raw) if version != item.version else ""
        return _text(visit, item, form.get("raw", ""), item.version, (), notice=notice, theirs=theirs)
    if version != item.version:
        return _conflict(visit, item, cells_from(form), version)
    return _form(visit, item, cells_from(form), version, notice=notice)


ROUTES = (
    route("GET", ENTRY, show),
    route("POST", ENTRY, change, ("editor", "department")),
    route("POST", f"{ENTRY}/lint", lint, ("editor", "department")),
)

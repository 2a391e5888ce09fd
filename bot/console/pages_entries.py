"""The list of entries by category, what expires, and the audit log."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import date

from bot.answering.live_status import read_status, sentences
from bot.console.shelf import Item, Shelf
from bot.console.times import shown
from bot.console.visit import Visit, route
from bot.console.web import Response
from bot.knowledge.rules import REVIEW_EVERY, SOON
from bot.records.by_entry import Figures, figures_by_entry
from bot.records.records import NotRecorded

FIGURE_DAYS = 90


@dataclass(frozen=True)
class Row:
    """problems: of its file; broken: one of them is an error; late: reviewed too long ago."""

    item: Item
    figures: Figures
    problems: int
    broken: bool
    expired: bool
    late: bool


def entries(visit: Visit) -> Response:
    query, desk = visit.request.query, visit.console.desk
    shelf = desk.shelf()
    chosen = {key: query.get(key, "").strip() for key in ("status", "department", "category", "text")}
    if chosen["department"] and shelf.owners.get(chosen["category"]) != chosen["department"]:
        chosen["category"] = ""  # the department was changed after the category had been chosen
    figures, unread = _figures(visit)
    groups: dict[str, list[Row]] = defaultdict(list)
    for item in shelf.items.values():
        if _wanted(shelf, item, **chosen):
            groups[item.category].append(_row(shelf, desk.today, item, figures.get(item.id, Figures())))
    order = [category for category in (*shelf.categories, *sorted(set(groups) - set(shelf.categories))) if category in groups]
    broken = any(problem.level == "error" for problem in shelf.problems)
    live = read_status(visit.console.settings)
    live = replace(live, since=shown(live.since, visit.lang) if live.since else None)
    return visit.page(
        "entries", groups={category: groups[category] for category in order}, chosen=chosen, unread=unread, days=FIGURE_DAYS,
        broken=broken, count=sum(map(len, groups.values())), live=sentences(live, visit.lang), refused=bool(live.problems),
    )  # fmt: skip


def _wanted(shelf: Shelf, item: Item, status: str, department: str, category: str, text: str) -> bool:
    """Whether an entry is one of those that the filters ask for; an empty filter asks for all."""
    return (
        (not department or shelf.owners.get(item.category) == department)
        and (not category or item.category == category)
        and (not status or (item.entry.status if item.entry else "broken") == status)
        and (not text or _holds(item, text))
    )


def _holds(item: Item, text: str) -> bool:
    if item.entry is None:
        return text.lower() in item.id
    said = [item.id, *item.entry.questions("zh"), *item.entry.questions("en")]
    return any(text.lower() in one.lower() for one in said)


def _row(shelf: Shelf, today: date, item: Item, figures: Figures) -> Row:
    entry = item.entry
    expired = bool(entry and entry.valid_until and entry.valid_until <= today)
    late = bool(entry and today - entry.reviewed > REVIEW_EVERY)
    problems = shelf.problems_of(item)
    return Row(item, figures, len(problems), any(problem.level == "error" for problem in problems), expired, late)


def _figures(visit: Visit) -> tuple[dict[str, Figures], bool]:
    """By entry; and whether they could not be read."""
    since = int(visit.console.clock()) - FIGURE_DAYS * 86400
    try:
        return figures_by_entry(visit.console.settings, since), False
    except NotRecorded:
        return {}, True


def expiring(visit: Visit) -> Response:
    """Published entries that have ended or end within SOON, as K301 and K304 say, soonest first; and those not reviewed for a year."""
    today, shelf = visit.console.desk.today, visit.console.desk.shelf()
    rows = [_row(shelf, today, item, Figures()) for item in shelf.items.values()]
    live = [row for row in rows if row.item.entry and row.item.entry.status == "published"]
    ends = [(row.item.entry.valid_until, row) for row in live if row.item.entry and row.item.entry.valid_until]
    soon = [row for day, row in sorted(ends, key=lambda one: (one[0], one[1].item.id)) if day <= today + SOON]
    late = [row for row in live if row.late]
    return visit.page("expiring", soon=soon, late=late, days=SOON.days)


def audit(visit: Visit) -> Response:
    return visit.page("audit", events=visit.console.audit.events())


ROUTES = (route("GET", "/", entries), route("GET", "/expiring", expiring), route("GET", "/audit", audit, ("editor",)))

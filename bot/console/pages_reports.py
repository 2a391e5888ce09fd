"""How the assistant was used: pictures and tables, and the same as an Excel file. A department sees its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from markupsafe import Markup

from bot.console.errors import ConsoleError, NotAllowed
from bot.console.shelf import Shelf
from bot.console.visit import Visit, route
from bot.console.web import Response
from bot.curation import command_report
from bot.curation.report_figures import Names
from bot.curation.report_html import body
from bot.curation.report_tables import tables
from bot.curation.report_wish import FIRST, wish_of
from bot.curation.report_words import CHANNELS, LANGUAGE_NAMES, named
from bot.curation.report_xlsx import workbook
from bot.records.records import NotRecorded
from bot.records.report import Used, read_used

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FILTERS = ("since", "until", "department", "category", "channel", "asked")


class WrongDay(ConsoleError):
    def __init__(self, text: str) -> None:
        super().__init__(f"“{text[:40]}”不是日期，请写成 2026-11-20。", f"'{text[:40]}' is no day. Write it as in 2026-11-20.")


class FarDay(ConsoleError):
    def __init__(self, day: date) -> None:
        super().__init__(
            f"{day} 太早或太晚。请选 {FIRST} 到今天之间的日期。",
            f"{day} is too early or too late. Choose a day from {FIRST} to today.",
        )


class Unreadable(ConsoleError):
    status = 503

    def __init__(self) -> None:
        super().__init__("读不到记录，请管理员检查数据库。", "The records cannot be read. Ask the administrator to check their database.")


@dataclass(frozen=True)
class Chosen:
    """What was asked for, and what was found. filters: as the form shows them."""

    filters: Mapping[str, str]
    names: Names
    used: Used

    def about(self, visit: Visit) -> str:
        return command_report.describe(self.used, self.names, visit.lang, self.filters["department"], self.filters["category"])


def reports(visit: Visit) -> Response:
    chosen, lang = look(visit), visit.lang
    owners, department = chosen.names.owners, chosen.filters["department"]
    used, wish = chosen.used, chosen.used.wish
    filters = {**chosen.filters, "since": wish.since.isoformat(), "until": wish.until.isoformat()}
    return visit.page(
        "reports",
        chosen=filters, about=chosen.about(visit), body=Markup(body(used, chosen.names, lang)), own=visit.who.department,
        categories={id_: chosen.names.categories[id_][lang] for id_, owner in owners.items() if department in ("", owner)},
        channels={id_: named(dict(CHANNELS), id_, lang) for id_ in used.channels},
        languages={id_: one[lang] for id_, one in LANGUAGE_NAMES.items()},
        query=urlencode({key: text for key, text in filters.items() if text}),
    )  # fmt: skip


def excel(visit: Visit) -> Response:
    chosen = look(visit)
    raw = workbook(tables(chosen.used, chosen.names, visit.lang), chosen.about(visit), visit.lang)
    name = f"report-{chosen.used.wish.since}-{chosen.used.wish.until}.xlsx"
    return Response(kind=EXCEL, headers=(("Content-Disposition", f'attachment; filename="{name}"'),), raw=raw)


def look(visit: Visit) -> Chosen:
    """What the filters of the page ask for. NotAllowed if it is another department's; WrongDay, FarDay, Unreadable."""
    filters = {key: visit.request.query.get(key, "").strip() for key in FILTERS}
    names, own = names_of(visit.console.desk.shelf()), visit.who.department
    if own:
        if filters["department"] not in ("", own) or (filters["category"] and names.owners.get(filters["category"]) != own):
            raise NotAllowed
        filters["department"] = own
    elif filters["department"] and filters["category"] and names.owners.get(filters["category"]) != filters["department"]:
        filters["category"] = ""  # the department was changed after the category had been chosen
    today = visit.console.desk.today
    days = (_day(filters["since"]), _day(filters["until"]))
    for day in days:
        if day is not None and not FIRST <= day <= today:
            raise FarDay(day)
    wish = wish_of(names, today, *days, *(filters[key] for key in FILTERS[2:]))
    try:
        return Chosen(filters, names, read_used(visit.console.settings, wish))
    except NotRecorded:
        raise Unreadable from None


def names_of(shelf: Shelf) -> Names:
    titles = {item.id: item.entry.question for item in shelf.items.values() if item.entry}
    return Names(shelf.departments, shelf.categories, shelf.owners, titles)


def _day(text: str) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise WrongDay(text) from None


ROUTES = (route("GET", "/reports", reports), route("GET", "/reports/report.xlsx", excel))

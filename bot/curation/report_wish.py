"""What a report is to be about: a period, a department or category, a channel, the language of the questions."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta
from typing import Final

from bot.curation.report_figures import Names
from bot.errors import FaqError
from bot.records.report import Wish
from bot.records.report_weeks import monday_of

FIRST: Final = date(2000, 1, 1)  # nothing was asked before; far from where dates end
WEEKS: Final = 13  # a quarter, this week included


class WrongPeriod(FaqError):
    def __init__(self, since: date, until: date) -> None:
        super().__init__(
            f"The period from {since} to {until} has no day: choose an earlier first day. / {since} 至 {until} 没有一天，请把开始日期改早。"
        )


class NotThere(FaqError):
    """kind: what it is not, in English and Chinese."""

    def __init__(self, kind: tuple[str, str], id_: str, known: Collection[str]) -> None:
        super().__init__(f"There is no {kind[0]} '{id_}'. / 没有{kind[1]}“{id_}”。 {', '.join(known)}")


def wish_of(
    names: Names, today: date, since: date | None = None, until: date | None = None, department: str = "", category: str = "",
    channel: str = "", asked: str = "",
) -> Wish:  # fmt: skip
    """since: None is the Monday that makes WEEKS weeks; not before FIRST. WrongPeriod or NotThere if nothing could be found that way."""
    until = min(until or today, today)
    since = max(since or monday_of(until) - timedelta(weeks=WEEKS - 1), FIRST)
    if since > until:
        raise WrongPeriod(since, until)
    if department and department not in names.departments:
        raise NotThere(("department", "部门"), department, names.departments)
    own = [id_ for id_, owner in names.owners.items() if department in ("", owner)]
    if category and category not in own:
        raise NotThere(("category", "类别"), category, own)
    categories = frozenset([category]) if category else frozenset(own) if department else None
    return Wish(since, until, categories, channel or None, asked or None)

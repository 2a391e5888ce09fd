"""A new entry: its place and its question, as a draft that is not served; the rest is written in its form."""

from __future__ import annotations

import re
from collections.abc import Mapping

from bot.console.desk import Refused
from bot.console.errors import NotAllowed, NotCommitted, NotWritten
from bot.console.shelf import Item
from bot.console.users import Role
from bot.console.visit import Visit, route
from bot.console.web import Response, redirect
from bot.knowledge.placeholders import draft
from bot.language import LANGUAGES

WRITERS: tuple[Role, ...] = ("editor", "department")
NAME = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST = 60  # characters of a name
FIELDS = ("category", "name", "zh", "en")


class NameWanted(NotWritten):
    def __init__(self) -> None:
        super().__init__(
            "英文简称用小写字母、数字和连字符，例如 id-lost，最多 60 个字符。",
            "The short name has small letters, digits and hyphens, as in id-lost; 60 at most.",
        )


class NameTaken(NotWritten):
    def __init__(self, id_: str) -> None:
        super().__init__(f"已经有 {id_} 这个条目，请换一个简称。", f"There is an entry {id_} already. Choose another short name.")


class QuestionWanted(NotWritten):
    def __init__(self) -> None:
        super().__init__("请填写中文和英文标题。", "Write the title in Chinese and in English.")


def form(visit: Visit, typed: Mapping[str, str] | None = None, notice: str = "", status: int = 200) -> Response:
    shelf = visit.console.desk.shelf()
    mine = {id_: name for id_, name in shelf.categories.items() if visit.may_edit(id_)}
    values = {key: (typed or {}).get(key, "") for key in FIELDS}
    return visit.page("new", status, categories=mine, typed=values, notice=notice)


def make(visit: Visit) -> Response:
    """Write the draft and open its form."""
    typed = {key: " ".join(visit.request.form.get(key, "").split()) for key in FIELDS}
    try:
        id_ = _write(visit, typed)
    except NotCommitted as err:
        return visit.message(err.text(visit.lang), 200)
    except NotWritten as err:
        more = "".join(f"\n{problem.text(visit.lang)}" for problem in err.problems) if isinstance(err, Refused) else ""
        return form(visit, typed, err.text(visit.lang) + more, err.status)
    return redirect(f"/entry/{id_}?saved=1")


def _write(visit: Visit, typed: Mapping[str, str]) -> str:
    desk, category, name = visit.console.desk, typed["category"], typed["name"]
    if category not in desk.shelf().categories or not visit.may_edit(category):
        raise NotAllowed
    if not NAME.fullmatch(name) or len(name) > LONGEST:
        raise NameWanted
    if not (typed["zh"] and typed["en"]):
        raise QuestionWanted
    id_ = f"{category}/{name}"
    if id_ in desk.shelf().items:
        raise NameTaken(id_)
    text = draft(id_, {lang: [typed[lang]] for lang in LANGUAGES}, desk.today)
    desk.create(visit.who, Item(id_, desk.root / category / f"{name}.yml", b"", "", None), text.encode())
    return id_


ROUTES = (route("GET", "/new", form, WRITERS), route("POST", "/new", make, WRITERS))

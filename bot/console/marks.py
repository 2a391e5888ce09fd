"""What is to be mended, told at the field of the form where it stands: everything at once, as links to the fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from bot.console.desk import Desk
from bot.console.entry_form import Fault, file_of
from bot.console.shelf import Item
from bot.curation.sheets_columns import BY_KEY, CONTENT, Cells, cells_of
from bot.knowledge.documents import Document, parse
from bot.knowledge.problems import Level, Problem
from bot.knowledge.schema import Both

STALE: Both = {  # K406 in the words of the form; the rule itself speaks of commits
    "zh": "请对照核对；不用改的，把“核对日期”改为新的日期，再单独保存一次（已经是今天的，请明天再改）。",
    "en": "Compare the two. If nothing needs to change, put a new date into 'Reviewed' in a save of its own; if today's date stands "
    "there already, do so tomorrow.",
}


@dataclass(frozen=True)
class Mark:
    """key: the field, "" if the form has none for it; then file and line say where. code: of the rule, "" for the form's own."""

    level: Level
    code: str
    what: Both
    key: str = ""
    file: str = ""
    line: int = 0

    @property
    def name(self) -> Both:
        return BY_KEY[self.key].name if self.key else {"zh": "", "en": ""}


def all_marks(desk: Desk, item: Item, cells: Cells, wrong: Sequence[Fault]) -> list[Mark]:
    """What keeps the fields from being saved, and what the rules say of the others. SpecialFile if the form cannot write the file.

    A wrong field hides what is wrong in others. So the rules look again with the saved text in its place, until they find no more.
    """
    assert item.entry is not None
    saved, said = cells_of(item.entry), [Mark("error", "", fault.what, fault.key) for fault in wrong]
    while True:
        bad = {_group(mark.key) for mark in said if mark.key and mark.level == "error"}
        raw = file_of(item, {key: saved[key] if _group(key) in bad else text for key, text in cells.items()})
        found = [mark for mark in marks_of(desk.lint(item, raw), item, raw, cells) if not mark.key or _group(mark.key) not in bad]
        said = [mark for mark in said if mark.key and mark.level == "error"] + found
        if not any(mark.key and mark.level == "error" for mark in found):
            return said


def marks_of(problems: Iterable[Problem], item: Item, raw: bytes, cells: Cells) -> list[Mark]:
    """The problems, each at its field if it is one of this file. raw: the file that they were found in."""
    document = parse("", raw)
    return [_mark(problem, item, document, cells) for problem in problems]


def places(problems: Iterable[Problem]) -> list[Mark]:
    """The same where there is no form."""
    return [_plain(problem) for problem in problems]


def _plain(problem: Problem) -> Mark:
    fix = STALE if problem.code == "K406" else problem.fix
    what: Both = {"zh": f"{problem.what['zh']}{fix['zh']}", "en": f"{problem.what['en']} {fix['en']}"}
    return Mark(problem.level, problem.code, what, "", problem.file, problem.line)


def _mark(problem: Problem, item: Item, document: Document, cells: Cells) -> Mark:
    mine = problem.file.rpartition(".")[0] == item.id
    return replace(_plain(problem), key=_field(problem.line, document, cells) if mine else "")


def _field(line: int, document: Document, cells: Cells) -> str:
    """The field whose text begins at the line or last above it; of one without a language, the empty one. "" if there is none."""
    begin = max((one for path, one in document.lines.items() if path and one <= line), default=0)
    for path in (path for path, one in document.lines.items() if path and one == begin):
        key = ".".join(part for part in path if isinstance(part, str))
        found = [column.key for column in CONTENT if column.key == key or column.key.startswith(f"{key}.")]
        if found:
            return next((one for one in found if not cells[one]), found[0])
    return ""


def _group(key: str) -> str:
    """What is written together: both languages of a field; the basis with its links."""
    return "basis" if key.startswith("basis.") else key.removesuffix(".zh").removesuffix(".en")

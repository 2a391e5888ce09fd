"""A problem in a knowledge file, said so that an editor can mend it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bot.errors import FaqError
from bot.knowledge.schema import Both
from bot.language import Lang

Level = Literal["error", "warning"]


@dataclass(frozen=True)
class Problem:
    """level: an `error` keeps the whole new version from being served; a `warning` concerns one entry, which may go unserved."""

    file: str  # relative to the knowledge folder
    line: int  # from 1
    code: str  # stable; a heading in docs/editors/rules.md
    what: Both
    fix: Both
    level: Level = "error"

    def place(self) -> tuple[str, int, str, str]:
        """What problems are sorted by: file, line and code, then the sentence, so that the order never changes."""
        return (self.file, self.line, self.code, self.what["en"])

    def text(self, lang: Lang) -> str:
        return f"{self.file}:{self.line}: {self.code} {self.what[lang]}\n    {self.fix[lang]}"


def named(path: Sequence[object]) -> Both:
    """A place in a file as people count: ("similar", "zh", 0) is "similar.zh item 1"."""
    return {"zh": _named(path, "第 {} 项"), "en": _named(path, "item {}")}


def _named(path: Sequence[object], item: str) -> str:
    """Keys are joined by dots, until the number of an item comes."""
    words = [""]
    for step in path:
        if isinstance(step, int):
            words += [item.format(step + 1), ""]
        else:
            words[-1] += f".{step}" if words[-1] else str(step)
    return " ".join(filter(None, words))


class BrokenKnowledge(FaqError):
    """The knowledge files have errors; nothing of this version may be served."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        first = "\n".join(problem.text("en") for problem in self.problems[:20])
        super().__init__(f"The knowledge has {len(self.problems)} problem(s); run './faq check' for all of them.\n{first}")

"""Everything that can be said about the knowledge files without a model: the problems of a load, and the rules that only advise."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.knowledge import agreement, personal, wording
from bot.knowledge.collection import Collection, Rule
from bot.knowledge.loader import Loaded, load
from bot.knowledge.problems import Problem

ADVICE: tuple[Rule, ...] = (*agreement.RULES, *personal.RULES, *wording.RULES)


def check(root: Path, today: date | None = None) -> Loaded:
    """A load with all problems, also those that keep nothing from being served."""
    return with_problems(loaded := load(root, today), advice(loaded.found))


def advice(found: Collection) -> list[Problem]:
    """What the rules find that only advise; each of them looks at one entry at a time."""
    return [problem for rule in ADVICE for problem in rule(found)]


def with_problems(loaded: Loaded, more: list[Problem]) -> Loaded:
    """The same with more problems, in order of their places."""
    return replace(loaded, problems=tuple(sorted((*loaded.problems, *more), key=Problem.place)))

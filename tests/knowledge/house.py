"""A small knowledge folder for tests: two departments, two categories, entries that are sound but for what a test changes."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

from bot.knowledge.loader import Loaded, load
from bot.knowledge.problems import Problem

TODAY = date(2026, 11, 22)
_CHUNK = re.compile(r"^(?=[^\s#-])", re.MULTILINE)

DEPARTMENTS = """\
police:
  name: {zh: 公安局, en: Police}
  phone: "12345"
tax-office:
  name: {zh: 税务局, en: Tax Bureau}
  phone: "12366"
"""
CATEGORIES = """\
cards:
  name: {zh: 身份证, en: ID cards}
  department: police
tax:
  name: {zh: 税费, en: Tax}
  department: tax-office
"""
ENTRY = """\
question:
  zh: NAME 怎么办？
  en: How about NAME?
similar:
  zh: [NAME 一, NAME 二, NAME 三, NAME 四, NAME 五]
  en: [NAME one, NAME two, NAME three, NAME four, NAME five]
answer:
  zh: 请到窗口办理。
  en: Please come to the counter.
guide:
  materials:
    zh: [户口簿]
    en: [Hukou booklet]
  time: {zh: 当场, en: At once}
  phone: "12345"
basis:
  - title: {zh: 《居民身份证法》, en: Law on ID Cards}
    url: https://www.zjzwfw.gov.cn
reviewed: 2026-11-20
valid_until: 2027-11-20
status: published
"""


def merged(base: str, changes: str) -> str:
    """The base with each top-level key that `changes` has replaced by it; new keys at the end, in their order."""
    new: dict[str, str] = {}
    for chunk in _chunks(changes):
        new[_key(chunk)] = new.get(_key(chunk), "") + chunk
    kept = [new.pop(_key(chunk), chunk) for chunk in _chunks(base)]
    return "".join([*kept, *new.values()])


def _chunks(text: str) -> list[str]:
    return [chunk if chunk.endswith("\n") else chunk + "\n" for chunk in _CHUNK.split(text) if chunk and not chunk.startswith("#")]


def _key(chunk: str) -> str:
    return chunk.split(":")[0]


class House:
    """A knowledge folder under construction."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.write("departments.yml", DEPARTMENTS)
        self.write("categories.yml", CATEGORIES)

    def write(self, file: str, content: str | bytes) -> str:
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return file

    def entry(self, file: str, changes: str = "", without: str = "") -> str:
        """Write a sound entry of its own with some top-level keys changed or one left out; returns the file."""
        text = merged(ENTRY.replace("NAME", Path(file).name), changes)
        return self.write(file, "".join(chunk for chunk in _chunks(text) if not without or _key(chunk) != without))

    def line(self, file: str, words: str) -> int:
        """The first line of a file with these words in it."""
        lines = (self.root / file).read_text(encoding="utf-8").splitlines()
        return next(number for number, line in enumerate(lines, 1) if words in line)

    def load(self) -> Loaded:
        return load(self.root, TODAY)

    def problems(self) -> tuple[Problem, ...]:
        return self.load().problems

    def found(self) -> list[tuple[str, int, str]]:
        """File, line and code of every problem."""
        return [(problem.file, problem.line, problem.code) for problem in self.problems()]

    def codes(self) -> list[str]:
        return [problem.code for problem in self.problems()]

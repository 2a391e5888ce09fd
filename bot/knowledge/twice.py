"""Rules for copies: an entry's name is one that all channels take, and no question stands in two places."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from bot.knowledge.collection import Collection
from bot.knowledge.problems import Problem
from bot.knowledge.schema import Entry
from bot.language import LANGUAGES

_NAME = re.compile(r"[a-z0-9-]{1,64}")
_NO_NAME = re.compile(r"[^a-z0-9]+")

Place = tuple[Entry, tuple[object, ...]]


def unsound_name(all_: Collection) -> Iterator[Problem]:
    """K210: the name of an entry's file is made of small letters, digits and hyphens, as a citizen's choice of an entry must be."""
    for entry in all_.entries.values():
        name = _name(entry)
        if not _NAME.fullmatch(name):
            better = _NO_NAME.sub("-", name.lower()).strip("-")[:60] or "new-name"
            better += "-2.yml" if f"{entry.category}/{better}" in all_.documents else ".yml"
            yield all_.problem(entry, (), "K210", (
                f"文件名“{name}”里有小写字母、数字和连字符以外的字符，或超过 64 个字符。",
                f"The file name '{name}' holds other signs than small letters, digits and hyphens, or more than 64.",
                f"请改名，例如 {better}。", f"Rename it, as in {better}.",
            ))  # fmt: skip


def _name(entry: Entry) -> str:
    return entry.id.split("/", 1)[-1]


def same_question(all_: Collection) -> Iterator[Problem]:
    """K203: a question belongs to one entry; width, case, traditional or simplified and punctuation do not count."""
    known = [question for entry in all_.entries.values() for lang in LANGUAGES for question in entry.folded[lang]]
    if len(set(known)) == len(known):  # as nearly always, and told much faster than where each of them stands
        return
    again: dict[tuple[str, str], list[tuple[str, Place]]] = defaultdict(list)  # by entry and the one before it
    for question, (first, *others) in _places(all_).items():
        for place in others:
            again[place[0].id, first[0].id].append((question, place))
    for (id_, first_id), found in again.items():
        entry = all_.entries[id_]
        if id_ != first_id and len(found) == sum(len(entry.folded[lang]) for lang in LANGUAGES):
            yield all_.problem(entry, (), "K203", (
                f"全部问题在 {first_id} 里都已经有了，像是它的副本。",
                f"All its questions are already in {first_id}: it looks like a copy of it.",
                "请写成另一件事的问题，或删去这个文件。", "Write the questions of another matter, or remove this file.",
            ))  # fmt: skip
            continue
        for question, (_, path) in found:
            yield all_.problem(entry, path, "K203", (
                f"问题“{question}”在 {first_id} 里已经有了。", f"The question '{question}' is already in {first_id}.",
                "只在真正回答它的条目里保留。", "Keep it only in the entry that answers it.",
            ))  # fmt: skip


def _places(all_: Collection) -> dict[str, list[Place]]:
    """Where each question stands. What looks like a copy comes after what it was made from: "id-lost - 副本" after "id-lost"."""
    places: dict[str, list[Place]] = defaultdict(list)
    for entry in sorted(all_.entries.values(), key=lambda entry: (not _NAME.fullmatch(_name(entry)), entry.id)):
        for lang in LANGUAGES:
            title, *similar = entry.folded[lang]
            places[title].append((entry, ("question", lang)))
            for place, question in enumerate(similar):
                places[question].append((entry, ("similar", lang, place)))
    return places

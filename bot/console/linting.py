"""What the rules say of an entry's file as it would be, without writing it: the other files are as they were read last."""

from __future__ import annotations

from dataclasses import replace

from bot.knowledge.check import advice
from bot.knowledge.collection import Collection
from bot.knowledge.documents import parse
from bot.knowledge.problems import Problem
from bot.knowledge.read_entry import read_entry
from bot.knowledge.rules import RULES


def lint(found: Collection, id_: str, file: str, raw: bytes) -> list[Problem]:
    """Every problem of the whole knowledge with this file in it, and the advice on its entry. file: relative to the knowledge folder."""
    document = parse(file, raw)
    entry = read_entry(document)
    entries = {key: other for key, other in found.entries.items() if key != id_}
    would_be = replace(found, entries=entries | ({id_: entry} if entry else {}), documents={**found.documents, id_: document})
    others = [problem for key, one in found.documents.items() if key != id_ for problem in one.problems]
    between = [problem for rule in RULES for problem in rule(would_be)]
    on_it = advice(replace(would_be, entries={id_: entry})) if entry else []
    return sorted([*document.problems, *others, *between, *on_it], key=Problem.place)

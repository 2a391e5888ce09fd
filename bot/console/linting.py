"""What the rules say of an entry's file as it would be, without writing it: the other files are as they were read last."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from pathlib import Path

from bot.knowledge.check import advice
from bot.knowledge.collection import Collection
from bot.knowledge.documents import Document, read_document
from bot.knowledge.problems import Problem
from bot.knowledge.read_entry import read_entry
from bot.knowledge.rules import RULES
from bot.knowledge.schema import Entry


def lint(found: Collection, id_: str, file: str, raw: bytes) -> list[Problem]:
    """Every problem of the whole knowledge with this file in it, and the advice on its entry. file: relative to the knowledge folder."""
    document, entry = read(file, raw)
    entries = {key: other for key, other in found.entries.items() if key != id_}
    would_be = replace(found, entries=entries | ({id_: entry} if entry else {}), documents={**found.documents, id_: document})
    others = [problem for key, one in found.documents.items() if key != id_ for problem in one.problems]
    between = [problem for rule in RULES for problem in rule(would_be)]
    on_it = advice(replace(would_be, entries={id_: entry})) if entry else []
    return sorted([*document.problems, *others, *between, *on_it], key=Problem.place)


def read(file: str, raw: bytes) -> tuple[Document, Entry | None]:
    """A file that does not stand in the folder; the entry is None if it cannot be read as one."""
    with tempfile.TemporaryDirectory(prefix="faq-console-") as folder:
        path = Path(folder) / file
        path.parent.mkdir(parents=True)
        path.write_bytes(raw)
        document = read_document(path, Path(folder))
    return document, read_entry(document)

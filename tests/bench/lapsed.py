"""What citizens get for the questions of an entry that is past its `valid_until`: `python -m tests.bench.lapsed`.

Sixty entries, drawn once, lapse one at a time; the golden questions of each are asked in process, without the router. "removed" is the same
with the entry out of the index, as if it had never been there: then others answer its questions.
"""

from __future__ import annotations

import random
import sys
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from bot.answering.context import Message
from bot.answering.pipeline import Room, answer
from bot.answering.room import RoomBuilder
from bot.curation.rows import Row, read
from bot.knowledge.loader import load
from bot.language import LANGUAGES
from bot.settings import ROOT, settings

SEED, ENTRIES = 5, 60


def main() -> int:
    knowledge, builder, today = load(settings().knowledge_dir).require(), RoomBuilder(settings()), date.today()
    room = builder.build(knowledge, today)
    by_entry: dict[str, list[Row]] = {}
    for file in sorted((ROOT / "tests" / "bench").glob("*.jsonl")):
        for row in read(file):
            if len(row.entries) == 1 and not row.before:
                by_entry.setdefault(row.entries[0], []).append(row)
    removed, withheld = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for id_ in random.Random(SEED).sample(sorted(by_entry), ENTRIES):
        withheld.update(endings(by_entry[id_], replace(room, lapsed=frozenset({id_})), id_))
        without = {other: entry for other, entry in knowledge.entries.items() if other != id_}
        removed.update(endings(by_entry[id_], builder.build(replace(knowledge, entries=without), today), id_))
    for name, found in (("removed", removed), ("withheld", withheld)):
        for lang in LANGUAGES:
            said = ", ".join(f"{ending} {found[lang, ending]}" for ending in ("another answered", "asked back", "refused"))
            print(f"{name:<9} {lang}  {said}")
    return 0


def endings(rows: Iterable[Row], room: Room, id_: str) -> list[tuple[str, str]]:
    """By row: its language and how it ended."""
    found = []
    for row in rows:
        reply = answer(Message(row.text, "en" if row.lang == "en" else "zh"), room)
        assert reply.entry is None or reply.entry.id != id_, "an entry past its date is never shown"
        found.append((row.lang, "another answered" if reply.entry else "asked back" if reply.choices else "refused"))
    return found


if __name__ == "__main__":
    sys.exit(main())

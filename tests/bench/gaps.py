"""Refused questions whose entries are taken away: how many come out in the right department, and together with their like?

`python -m tests.bench.gaps`: of 25 entries at a time, all questions of data/calibration about them go through retrieval over the other
entries; of those that are refused, or answered or offered something without being sure, 100 are drawn and put together. A gap stands for
the entry that most of its questions belong to, an entry for its largest gap; a question is right if it lies in its entry's gap. The
entries 1-50 of the shuffled list are those on which the numbers in `bot/curation/gap_clusters.py` were chosen, 51-100 are measured on.
"""

from __future__ import annotations

import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any, NamedTuple

from bot.answering.bands import Costs
from bot.answering.context import Message
from bot.answering.pipeline import Room, answer
from bot.answering.room import build_index, make_encoders
from bot.curation.gap_owners import Owners
from bot.curation.gaps import Gap, find_gaps
from bot.knowledge.loader import load
from bot.knowledge.repair_words import repair_for
from bot.knowledge.schema import Knowledge
from bot.language.normalise import fold
from bot.records.unmet import UNSURE_BELOW, Unmet
from bot.retrieval import learned
from bot.retrieval.asked import read_asked, targets_of
from bot.retrieval.retriever import Retriever
from bot.settings import ROOT, settings

FILES = ("questions", "questions_2", "questions_3", "noise")
SEED, AT_ONCE, DRAWN = 5, 25, 100
CHOSEN_ON, MEASURED_ON = (0, 1), (2, 3)


class Outcome(NamedTuple):
    """Of DRAWN questions; both: in the right department and the right gap."""

    department: int
    gap: int
    both: int
    gaps: int


def rows() -> list[dict[str, Any]]:
    """The questions of data/calibration that have one right entry."""
    texts = [(ROOT / "data" / "calibration" / f"{name}.jsonl").read_text(encoding="utf-8") for name in FILES]
    found = [json.loads(line) for text in texts for line in text.splitlines()]
    return [row for row in found if len(targets_of(row["expect"])) == 1]


def refused(asked: Sequence[dict[str, Any]], room: Room) -> Iterator[Unmet]:
    """What the records would hold of them as not met."""
    for row in asked:
        reply = answer(Message(row["text"], row["lang"]), room)
        said, sure = reply.outcome.value, (reply.confidence or 0.0) >= UNSURE_BELOW
        if said.startswith("unanswerable"):
            yield Unmet(row["id"], 0, row["lang"], row["text"], ("refused",), None, reply.confidence, reply.ranking)
        elif said == "clarification" or (said == "answered" and not sure):
            yield Unmet(row["id"], 0, row["lang"], row["text"], ("unsure",), None, reply.confidence, reply.ranking)


def judge(gaps: Sequence[Gap], entry_of: dict[str, str], knowledge: Knowledge) -> Outcome:
    """entry_of: the right entry, by folded text."""
    inside = [[entry_of[fold(one.text)] for one in gap.texts] for gap in gaps]
    largest: dict[str, tuple[int, int]] = {}
    for place, entries in enumerate(inside):
        entry, count = Counter(entries).most_common(1)[0]
        largest[entry] = max(largest.get(entry, (0, 0)), (count, -place))
    verdicts = [
        (knowledge.categories[entry.split("/")[0]].department == gap.department, largest.get(entry, (0, 1))[1] == -place)
        for place, (gap, entries) in enumerate(zip(gaps, inside))
        for entry in entries
    ]
    return Outcome(sum(one for one, _ in verdicts), sum(two for _, two in verdicts), sum(one and two for one, two in verdicts), len(gaps))


def measure(part: int) -> Outcome:
    own = settings()
    whole, encoders = load(own.knowledge_dir).require(), make_encoders(own)
    ids = sorted(whole.entries)
    random.Random(SEED).shuffle(ids)
    gone = set(ids[part * AT_ONCE : (part + 1) * AT_ONCE])
    knowledge = replace(whole, entries={id_: entry for id_, entry in whole.entries.items() if id_ not in gone})
    index = build_index(own, knowledge, None, encoders)
    room = Room(knowledge, Retriever(index, learned.load()), repair_for(knowledge, index.segmenter), Costs.of(own))
    owners = Owners(knowledge, index.entries, read_asked(ROOT / "data" / "calibration"), encoders["e5"])
    encoders["e5"].save()
    asked = [row for row in rows() if targets_of(row["expect"])[0] in gone]
    unmet = list({fold(one.text): one for one in refused(asked, room)}.values())
    drawn = random.Random(SEED).sample(unmet, DRAWN)
    found = find_gaps(drawn, room, owners)
    print(f"entries {part * AT_ONCE + 1}-{(part + 1) * AT_ONCE}: {len(asked)} questions, {len(unmet)} not met, {DRAWN} drawn", flush=True)
    return judge(found.gaps, {fold(row["text"]): targets_of(row["expect"])[0] for row in asked}, whole)


def main() -> int:
    for name, parts in (("chosen on", CHOSEN_ON), ("measured on", MEASURED_ON)):
        for part in parts:
            outcome = measure(part)
            print(
                f"  {name}: of {DRAWN}, right department {outcome.department}, right gap {outcome.gap}, both {outcome.both}; "
                f"{outcome.gaps} gaps"
            )
    return 0


if __name__ == "__main__":
    sys.exit(main())

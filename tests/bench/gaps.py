"""Refused questions that an entry should have served: how many come out in the right department, and together with their like?

`python -m tests.bench.gaps [--fit] [--plain]`. Ten rounds of 25 entries each, in an order drawn once. In a round these entries are taken
out of the knowledge, and of the 50 next ones the questions that people asked are taken out of the evidence. All questions of
data/calibration about them go through the pipeline; those that are refused, or answered or offered something without being sure, are not
met, as in the records. 50 in each language are drawn and put together with those of the other language:

- `new`: all are about entries that are not there;
- `both`: half of them are, the others are about entries that are there but were not found.

A gap stands for the entry that most of its questions belong to, an entry for its largest gap; a question is right if it lies in its
entry's gap. A proposal to add a gap to an entry is right if most of its questions are the entry's. Rounds 1-5 are those on which all
numbers were chosen (`--fit` learns those of `gap_pairs.json` there); 6-10 are measured on. `--plain`: with the encoder as published
(FAQ_BUILD_DIR/encoder-plain), since the adapted one has seen the entries' own texts, also of those that are taken out.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np

from bot.answering.bands import Costs
from bot.answering.context import Message
from bot.answering.pipeline import Room, answer
from bot.answering.room import served_entries
from bot.curation import gaps as finder
from bot.curation.gap_duties import read_duties
from bot.curation.gap_owners import Owners
from bot.curation.gap_pairs import learn_pairs
from bot.curation.gaps import Gap, find_gaps
from bot.knowledge.loader import load
from bot.knowledge.repair_words import repair_for
from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES
from bot.language.normalise import fold
from bot.language.segment import Segmenter
from bot.records.unmet import UNSURE_BELOW, Unmet
from bot.retrieval import learned
from bot.retrieval.asked import read_asked, targets_of
from bot.retrieval.encoder import CachedEncoder
from bot.retrieval.encoder_st import SentenceTransformerEncoder
from bot.retrieval.evidence import EvidenceIndex
from bot.retrieval.retriever import Retriever
from bot.settings import ROOT, settings

FILES = ("questions", "questions_2", "questions_3", "noise")
CALIBRATION = ROOT / "data" / "calibration"
SEED, AT_ONCE, THIN, DRAWN = 5, 25, 50, 50  # DRAWN: in each language
CHOSEN_ON, MEASURED_ON = range(5), range(5, 10)
FITS_TRIED: Final = (0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7)


@dataclass(frozen=True)
class Asked:
    """A question that was not met, with its right entry; new: whether that entry was taken out."""

    unmet: Unmet
    entry: str
    new: bool


@dataclass(frozen=True)
class Verdict:
    """Of one question."""

    lang: str
    department: bool
    gap: bool


@dataclass(frozen=True)
class Proposal:
    """The nearest entry of a gap: with which chance, and whether it is the right one."""

    chance: float
    right: bool


def rows() -> list[dict[str, Any]]:
    """The questions of data/calibration that have one right entry."""
    texts = [(CALIBRATION / f"{name}.jsonl").read_text(encoding="utf-8") for name in FILES]
    found = [json.loads(line) for text in texts for line in text.splitlines()]
    return [row for row in found if len(targets_of(row["expect"])) == 1]


class Round:
    """The knowledge without 25 entries, and what is not met by it."""

    def __init__(self, number: int, encoder: CachedEncoder, whole: Knowledge) -> None:
        ids = sorted(whole.entries)
        random.Random(SEED).shuffle(ids)
        half = len(CHOSEN_ON) * AT_ONCE
        own_half = ids[:half] if number in CHOSEN_ON else ids[half:]
        start = (number % len(CHOSEN_ON)) * AT_ONCE
        turned = own_half[start:] + own_half[:start]
        self.gone, self.thin = set(turned[:AT_ONCE]), set(turned[AT_ONCE : AT_ONCE + THIN])
        self.whole = whole
        self.knowledge = replace(whole, entries={id_: entry for id_, entry in whole.entries.items() if id_ not in self.gone})
        asked = read_asked(CALIBRATION)
        kept = {lang: {id_: lines for id_, lines in asked[lang].items() if id_ not in self.gone | self.thin} for lang in LANGUAGES}
        entries = served_entries(self.knowledge, date.today())
        index = EvidenceIndex(entries, {"e5": encoder}, Segmenter(self.knowledge.domain_words()), kept)
        index = index.with_encoders({"e5": encoder.encoder})
        weights = replace(learned.load(), made={})  # of another encoder too
        self.room = Room(self.knowledge, Retriever(index, weights), repair_for(self.knowledge, index.segmenter), Costs.of(settings()))
        self.owners = Owners(self.knowledge, entries, kept, encoder, read_duties(settings().knowledge_dir, self.knowledge))
        encoder.save()
        self.asked = list(self._not_met())

    def _not_met(self) -> Iterator[Asked]:
        """What the records would hold of the questions as not met; each text once."""
        seen: set[str] = set()
        for row in rows():
            (entry,) = targets_of(row["expect"])
            if entry not in self.gone | self.thin or fold(row["text"]) in seen:
                continue
            reply = answer(Message(row["text"], row["lang"]), self.room)
            said, sure = reply.outcome.value, (reply.confidence or 0.0) >= UNSURE_BELOW
            refused, unsure = said.startswith("unanswerable"), said == "clarification" or (said == "answered" and not sure)
            if refused or unsure:
                seen.add(fold(row["text"]))
                reasons = ("refused",) if refused else ("unsure",)
                unmet = Unmet(row["id"], 0, row["lang"], row["text"], reasons, None, reply.confidence, reply.ranking)  # type: ignore[arg-type]
                yield Asked(unmet, entry, entry in self.gone)

    def drawn(self, kind: str) -> list[Asked]:
        """DRAWN in each language, or as many as there are."""
        draw, found = random.Random(SEED), []
        for lang in LANGUAGES:
            for new, count in ((True, DRAWN),) if kind == "new" else ((True, DRAWN // 2), (False, DRAWN // 2)):
                some = [one for one in self.asked if one.new is new and one.unmet.lang == lang]
                found += draw.sample(some, min(count, len(some)))
        return found

    def judge(self, drawn: Sequence[Asked]) -> tuple[list[Verdict], list[Proposal], int]:
        """A verdict for each question, a proposal for each gap, and how many gaps there are."""
        gaps = find_gaps([one.unmet for one in drawn], self.room, self.owners).gaps
        entry_of = {fold(one.unmet.text): one.entry for one in drawn}
        return verdicts(gaps, entry_of, self.whole), proposals(gaps, entry_of), len(gaps)


def verdicts(gaps: Sequence[Gap], entry_of: Mapping[str, str], knowledge: Knowledge) -> list[Verdict]:
    """entry_of: the right entry, by folded text."""
    inside = [[entry_of[fold(one.text)] for one in gap.texts] for gap in gaps]
    largest: dict[str, tuple[int, int]] = {}
    for place, entries in enumerate(inside):
        entry, count = Counter(entries).most_common(1)[0]
        largest[entry] = max(largest.get(entry, (0, 0)), (count, -place))
    return [
        Verdict(one.lang, knowledge.categories[entry.split("/")[0]].department == gap.department, largest.get(entry, (0, 1))[1] == -place)
        for place, (gap, entries) in enumerate(zip(gaps, inside))
        for one, entry in zip(gap.texts, entries)
    ]


def proposals(gaps: Sequence[Gap], entry_of: Mapping[str, str]) -> list[Proposal]:
    found = []
    for gap in gaps:
        most = Counter(entry_of[fold(one.text)] for one in gap.texts).most_common(1)[0][0]
        found.append(Proposal(gap.chance, gap.nearest[:1] == (most,)))
    return found


def fit(rounds: Sequence[Round]) -> None:
    """Learn `gap_pairs.json` from all questions of the rounds."""
    tables, same = [], []
    for one in rounds:
        texts = {fold(asked.unmet.text): asked.entry for asked in one.asked}
        questions = [finder.question_of([asked.unmet], one.room) for asked in one.asked]
        tables.append(finder.compare(questions, one.owners)[0])
        right = np.array([texts[fold(question.text)] for question in questions])
        same.append(right[:, None] == right[None, :])
    learn_pairs(tables, same, {"command": "python -m tests.bench.gaps --fit", "rounds": [one + 1 for one in CHOSEN_ON]}).save()


def tell(name: str, kind: str, found: Sequence[tuple[list[Verdict], list[Proposal], int]]) -> None:
    every = [verdict for some, _, _ in found for verdict in some]
    for lang in (*LANGUAGES, "all"):
        mine = [one for one in every if lang in (one.lang, "all")]
        shares = [sum(hits) / len(mine) * 100 for hits in zip(*((one.department, one.gap, one.department and one.gap) for one in mine))]
        print(f"{name}, {kind}, {lang}: {len(mine)} questions; department {shares[0]:.0f} %, gap {shares[1]:.0f} %, both {shares[2]:.0f} %")
    by_round = [f"{sum(one.department and one.gap for one in some) / len(some) * 100:.0f}" for some, _, _ in found]
    print(f"   both by round: {', '.join(by_round)}; gaps: {', '.join(str(count) for *_, count in found)}")
    made = [one for _, some, _ in found for one in some]
    for least in FITS_TRIED:
        some = [one.right for one in made if one.chance >= least]
        print(f"   chance >= {least:.2f}: {sum(some)} of {len(some)} proposals right, of {sum(one.right for one in made)} that could be")


def encoder_of(plain: bool, folder: Path | None) -> CachedEncoder:
    own = settings()
    chosen = folder or (own.build_dir / "encoder-plain" if plain else own.encoder_dir)
    return CachedEncoder(SentenceTransformerEncoder(chosen), own.build_dir / "embeddings")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.bench.gaps")
    parser.add_argument("--fit", action="store_true", help="learn gap_pairs.json first")
    parser.add_argument("--plain", action="store_true", help="with the encoder as published")
    parser.add_argument("--encoder", type=Path, help="with the encoder in this folder")
    parser.add_argument("--rounds", type=int, nargs="*", help="only these, from 1")
    options = parser.parse_args()
    encoder, whole = encoder_of(options.plain, options.encoder), load(settings().knowledge_dir).require()
    if options.fit:
        fit([Round(number, encoder, whole) for number in CHOSEN_ON])
    for name, numbers in (("chosen on", CHOSEN_ON), ("measured on", MEASURED_ON)):
        rounds = [Round(number, encoder, whole) for number in numbers if not options.rounds or number + 1 in options.rounds]
        for kind in ("new", "both") if rounds else ():
            tell(name, kind, [one.judge(one.drawn(kind)) for one in rounds])
    return 0


if __name__ == "__main__":
    sys.exit(main())

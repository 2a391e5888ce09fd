"""`make bench-latency`: how long the pipeline takes for a message, and each of its steps, without Rasa and without a network.

Messages: every text of data/calibration, with a route as the router gives it; the follow-ups and the messages with two questions on
which their steps were set (tests/answering). Nothing that the benches judge by is read. One thread, as in the action server. Wall time
says what somebody waits, processor time what it costs, whatever else the machine does. Three passes by each clock; the one with the
lowest median is shown.
"""

from __future__ import annotations

import json
import random
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from bot.answering.context import Message
from bot.answering.pipeline import STEPS, Room, run
from bot.answering.room import build_room
from bot.curation.command_learn import DATA
from bot.errors import FaqError
from bot.language import LANGUAGES, Lang
from bot.retrieval.calibration import OUT_OF_SCOPE
from bot.retrieval.encoder import Encoder, Role, Vectors
from bot.retrieval.retriever import Retriever
from bot.settings import ROOT, settings
from tests.bench import own

Clock = Callable[[], float]
Times = dict[str, float]  # seconds of one message, by what took them

CLOCKS: Mapping[str, Clock] = {"wall": time.perf_counter, "CPU": time.process_time}
PASSES, WARM_UP = 3, 100
SEED = 20261122
FIRST = 0.8  # the router's probability of its first intent; the rest is even
DEV = ROOT / "tests" / "answering"
QUESTIONS, FOLLOW_UPS, TWO = "questions", "follow-ups", "two questions"
FILES: Mapping[str, tuple[Path, ...]] = {
    QUESTIONS: tuple(sorted(DATA.glob("*.jsonl"))),
    FOLLOW_UPS: (DEV / "dev_follow_ups.jsonl",),
    TWO: (DEV / "dev_two_questions.jsonl",),
}
WHOLE, ENCODING, TO_DECISION = "whole", "encoding", "encoding, retrieval, decision"


@dataclass(frozen=True)
class Asked:
    """A message of one of the FILES."""

    part: str
    lang: Lang
    message: Message


class TimedEncoder:
    """An encoder that adds up how long it took."""

    def __init__(self, encoder: Encoder) -> None:
        self._encoder, self.name = encoder, encoder.name
        self.clock, self.seconds = time.perf_counter, 0.0

    def encode(self, texts: Sequence[str], role: Role) -> Vectors:
        began = self.clock()
        vectors = self._encoder.encode(texts, role)
        self.seconds += self.clock() - began
        return vectors


def main() -> int:
    one_thread()
    try:
        room = build_room(settings())
        facts = own.facts()
    except FaqError as err:
        print(err, file=sys.stderr)
        return 1
    room, encoder = timed(room)
    messages = read(FILES, sorted({entry.category for entry in room.retriever.index.entries}))
    print(", ".join(f"{name} {facts[name]}" for name in ("date", "knowledge", "encoder")), flush=True)
    for one in messages[:WARM_UP]:
        run(one.message, room)
    best = {name: best_pass(messages, room, encoder, clock) for name, clock in CLOCKS.items()}
    print("\n".join([*whole_table(messages, best), "", *step_table(messages, best)]))
    return 0


def one_thread() -> None:
    import faiss
    import torch

    faiss.omp_set_num_threads(1)
    torch.set_num_threads(1)


def timed(room: Room) -> tuple[Room, TimedEncoder]:
    """The same room with an encoder that is timed."""
    index = room.retriever.index
    name, served = next(iter(index._encoders.items()))
    encoder = TimedEncoder(served)
    return replace(room, retriever=Retriever(index.with_encoders({name: encoder}), room.retriever.learned)), encoder


def read(files: Mapping[str, Sequence[Path]], categories: Sequence[str]) -> list[Asked]:
    """The messages of all files, in an order drawn with a seed."""
    found = []
    for part, paths in files.items():
        for path in paths:
            rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
            found += [Asked(part, row["lang"], message_of(row, categories)) for row in rows]
    random.Random(SEED).shuffle(found)
    return found


def message_of(row: Mapping[str, Any], categories: Sequence[str]) -> Message:
    expect = row["expect"]
    named = expect.get("entry") or next(iter(expect.get("entries") or ()), None) or row.get("before") or ""
    category = named.split("/")[0]
    first = category if category in categories else OUT_OF_SCOPE
    return Message(row["text"], row["lang"], route_to(first, categories), last_entry=row.get("before"))


def route_to(first: str, categories: Sequence[str]) -> dict[str, float]:
    """A route that is sure enough of one intent and leaves something to every other."""
    intents = [*categories, OUT_OF_SCOPE]
    rest = (1 - FIRST) / (len(intents) - 1)
    return {intent: FIRST if intent == first else rest for intent in intents}


def best_pass(messages: Sequence[Asked], room: Room, encoder: TimedEncoder, clock: Clock) -> list[Times]:
    """The times of every message in the pass whose median is the lowest."""
    passes = [[times_of(one.message, room, encoder, clock) for one in messages] for _ in range(PASSES)]
    return min(passes, key=lambda times: float(np.median([one[WHOLE] for one in times])))


def times_of(message: Message, room: Room, encoder: TimedEncoder, clock: Clock) -> Times:
    """Of the steps that ran; of all of them; of the encoder in them; and of what leads to a decision."""
    encoder.clock, encoder.seconds = clock, 0.0
    began = clock()
    steps = run(message, room, clock).durations
    whole = clock() - began
    decision = {} if "retrieve" not in steps else {TO_DECISION: steps["retrieve"] + steps.get("decide", 0.0)}
    return {**steps, WHOLE: whole, ENCODING: encoder.seconds, **decision}


def whole_table(messages: Sequence[Asked], best: Mapping[str, Sequence[Times]]) -> Iterator[str]:
    """Markdown: the whole pipeline, and what leads to a decision where one question was ranked."""
    yield f"| | messages | {' | '.join(f'{clock} ms: median | p95' for clock in best)} |"
    yield f"|---|---|{'---|---|' * len(best)}"
    for part, name in ((QUESTIONS, TO_DECISION), (QUESTIONS, WHOLE), (FOLLOW_UPS, WHOLE), (TWO, WHOLE)):
        for lang in LANGUAGES:
            picked = {clock: seconds_of(messages, times, part, lang, name) for clock, times in best.items()}
            cells = " | ".join(f"{median_ms(seconds)} | {late_ms(seconds)}" for seconds in picked.values())
            yield f"| {part}, {lang}: {name} | {len(next(iter(picked.values())))} | {cells} |"


def step_table(messages: Sequence[Asked], best: Mapping[str, Sequence[Times]]) -> Iterator[str]:
    """Markdown: each step where it runs for a question, and its share of all the time that the questions take."""
    yield f"| step | {' | '.join(f'{lang}, {clock} ms: median (p95)' for lang in LANGUAGES for clock in best)} | share of CPU |"
    yield f"|---|{'---|' * (len(LANGUAGES) * len(best) + 1)}"
    for name in (ENCODING, *(step.__name__ for step in STEPS)):
        cells = []
        for lang in LANGUAGES:
            for times in best.values():
                seconds = seconds_of(messages, times, QUESTIONS, lang, name)
                cells.append(f"{median_ms(seconds)} ({late_ms(seconds)})")
        spent, everything = (sum(sum(seconds_of(messages, best["CPU"], QUESTIONS, lang, of)) for lang in LANGUAGES) for of in (name, WHOLE))
        yield f"| {name} | {' | '.join(cells)} | {spent / everything:.1%} |"


def seconds_of(messages: Sequence[Asked], times: Sequence[Times], part: str, lang: Lang, name: str) -> list[float]:
    """Of the messages of a part and a language in which this was run."""
    return [of[name] for one, of in zip(messages, times) if one.part == part and one.lang == lang and name in of]


def median_ms(seconds: Sequence[float]) -> str:
    return f"{np.median(seconds) * 1e3:.2f}" if seconds else "-"


def late_ms(seconds: Sequence[float]) -> str:
    """The 95th percentile."""
    return f"{np.quantile(seconds, 0.95) * 1e3:.2f}" if seconds else "-"


if __name__ == "__main__":
    sys.exit(main())

"""`make bench-growth`: what each kind of index costs and finds with a thousand to a million lines; see docs/adr/0009-index-by-size.md.

Lines: the shipped questions and similar questions, the rest synthetic copies. Questions: 500 real lines that are in no index and no
copy, and 500 other copies. All on one thread, as in the action server. Times are of the
processor, so that what else the machine does counts for less. The kinds of one size are asked in turn, three rounds; each time is of
its best round. All kinds at a million lines want 12 GB of memory.
"""

from __future__ import annotations

import argparse
import ctypes
import gc
import re
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import faiss
import numpy as np
import numpy.typing as npt

from bot.answering.room import make_encoders
from bot.knowledge.loader import load
from bot.language import LANGUAGES
from bot.retrieval.encoder import Vectors
from bot.retrieval.evidence import NEAREST
from bot.retrieval.index_faiss import flat, graph
from bot.settings import settings
from tests.bench.copies import Copies, local_dimensions

SIZES = (1_000, 10_000, 100_000, 1_000_000)
DEPTHS = (10, NEAREST)  # lines asked for
HELD_OUT = 500
ROUNDS, SECONDS = 3, 6.0  # at most so many seconds a round and depth
SEED = 20261122


def lists(vectors: Vectors, kept: str) -> Any:
    """IVF: 4·√lines lists of near lines. vectors: (lines, dimensions); kept: FAISS' name of the form in which they are kept."""
    index = faiss.index_factory(vectors.shape[1], f"IVF{int(4 * len(vectors) ** 0.5)},{kept}", faiss.METRIC_INNER_PRODUCT)
    index.cp.spherical = True
    # FAISS' own 25 rounds with 256 lines a list took five times as long and found no more.
    index.cp.niter, index.cp.min_points_per_centroid, index.cp.max_points_per_centroid = 10, 1, 64
    index.train(vectors)
    index.add(vectors)
    return index


# How to build each kind, and with which efforts to search it: lists looked at, or lines kept on the way through the graph.
KINDS: dict[str, tuple[Callable[[Vectors], Any], tuple[int, ...]]] = {
    "flat": (flat, (0,)),
    "graph": (graph, (200, 400)),
    "graph-float": (partial(graph, kept="Flat"), (400,)),
    "lists": (partial(lists, kept="SQfp16"), (64, 128)),
    "lists-8bit": (partial(lists, kept="SQ8"), (128,)),
}


Truth = tuple[Vectors, npt.NDArray[np.int64]]  # each question's nearest lines, best first: their cosines and numbers, (questions, NEAREST)


@dataclass
class Measured:
    """One kind of index. times: of each effort and depth, the (median, 95th percentile) of each round, in seconds."""

    kind: str
    index: Any
    efforts: tuple[int, ...]
    build: float
    memory: int
    times: dict[tuple[int, int], list[tuple[float, float]]] = field(default_factory=dict)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench-growth", description=__doc__)
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES)
    parser.add_argument("--types", nargs="+", choices=KINDS, default=list(KINDS))
    chosen = parser.parse_args(arguments)
    faiss.omp_set_num_threads(1)  # as in the action server
    real = real_lines()
    np.random.default_rng(SEED).shuffle(real)
    held, copies = real[:HELD_OUT], Copies(real[HELD_OUT:])
    for size in chosen.sizes:
        lines = grown(copies, size)
        asked = {"copies": copies.make(HELD_OUT, SEED - 1), "real": held}
        truth = {name: exact(lines, questions) for name, questions in asked.items()}
        show_hardness(size, truth)
        measured = [build(kind, lines) for kind in chosen.types]
        for _ in range(ROUNDS):
            for one in measured:
                measure_times(one, asked["copies"])
        show(size, measured, asked, truth)
        del measured, lines
    return 0


def real_lines() -> Vectors:
    """(lines, dimensions): every question and similar question of the knowledge."""
    entries = load(settings().knowledge_dir).require().entries.values()
    texts = list(dict.fromkeys(text for entry in entries for lang in LANGUAGES for text in entry.questions(lang)))
    return make_encoders(settings())["e5"].encode(texts, "query")


def grown(copies: Copies, size: int) -> Vectors:
    """(size, dimensions): the real lines, as many as fit, and copies."""
    real = copies.real[:size]
    return np.concatenate([real, copies.make(size - len(real), SEED)]) if size > len(real) else real


def exact(lines: Vectors, questions: Vectors) -> Truth:
    """What a search of every line finds."""
    found: Truth = flat(lines).search(questions, NEAREST)
    return found


def build(kind: str, lines: Vectors) -> Measured:
    make, efforts = KINDS[kind]
    before = own_memory()
    began = time.process_time()
    index = make(lines)
    seconds = time.process_time() - began
    return Measured(kind, index, efforts, seconds, own_memory() - before)


def own_memory() -> int:
    """Resident bytes of this process that are not files."""
    gc.collect()
    ctypes.CDLL(None).malloc_trim(0)
    found = re.search(r"RssAnon:\s+(\d+) kB", Path("/proc/self/status").read_text(encoding="ascii"))
    assert found
    return int(found[1]) * 1024


def set_effort(index: Any, effort: int) -> None:
    if hasattr(index, "hnsw"):
        index.hnsw.efSearch = effort
    elif effort:
        index.nprobe = effort


def measure_times(one: Measured, questions: Vectors) -> None:
    for effort in one.efforts:
        set_effort(one.index, effort)
        for depth in DEPTHS:
            seconds: list[float] = []
            ends = time.perf_counter() + SECONDS
            for question in questions:
                began = time.process_time()
                one.index.search(question[None, :], depth)
                seconds.append(time.process_time() - began)
                if time.perf_counter() > ends:
                    break
            one.times.setdefault((effort, depth), []).append((float(np.median(seconds)), float(np.quantile(seconds, 0.95))))


def recall(found: npt.NDArray[np.int64], true: npt.NDArray[np.int64], depth: int) -> float:
    """Which part of the `depth` lines that are truly nearest is among the `depth` found, over all questions."""
    return float(np.mean([len(set(f[:depth]) & set(t[:depth])) / depth for f, t in zip(found.tolist(), true.tolist())]))


def show_hardness(size: int, truth: dict[str, Truth]) -> None:
    print(f"\n{size} lines. Cosine of the nearest, of the 10th, of the {NEAREST}th; local dimensions:")
    for name, (cosines, _) in truth.items():
        first, tenth, last = (float(np.median(cosines[:, at])) for at in (0, 9, NEAREST - 1))
        print(f"  {name} as questions: {first:.3f}, {tenth:.3f}, {last:.3f}; {local_dimensions(cosines):.1f}")


def show(size: int, measured: Sequence[Measured], asked: dict[str, Vectors], truth: dict[str, Truth]) -> None:
    """One row of Markdown a kind and effort; recall is of a search for NEAREST lines."""
    times = " | ".join(f"ms for {depth} (p95)" for depth in DEPTHS)
    print(f"\n| lines | index | effort | build s | memory MB | {times} | at 1 | at 10 | at {NEAREST} | real: at 1 | at 10 |")
    print("|" + "---|" * 12)
    for one in measured:
        for effort in one.efforts:
            set_effort(one.index, effort)
            best = [min(one.times[effort, depth]) for depth in DEPTHS]
            times = " | ".join(f"{median * 1e3:.2f} ({high * 1e3:.2f})" for median, high in best)
            found = {name: one.index.search(questions, NEAREST)[1] for name, questions in asked.items()}
            wanted = [("copies", 1), ("copies", 10), ("copies", NEAREST), ("real", 1), ("real", 10)]
            recalls = " | ".join(f"{recall(found[name], truth[name][1], depth):.3f}" for name, depth in wanted)
            print(f"| {size} | {one.kind} | {effort or ''} | {one.build:.1f} | {one.memory / 1e6:.0f} | {times} | {recalls} |", flush=True)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

"""`python -m tests.bench.growth_search`: where the time of a search goes when a column has 100,000 lines, nine of each entry.

The figures are in docs/adr/0009-index-by-size.md.
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable

import faiss
import numpy as np

from bot.retrieval.evidence import MEAN_OF, NEAREST, mean_of_best, z_scores
from bot.retrieval.index_faiss import FaissIndex, spans
from bot.retrieval.retriever import KEPT, rank
from tests.bench.copies import Copies
from tests.bench.growth import ROUNDS, real_lines

ENTRIES, LINES_EACH, COLUMNS = 11_112, 9, 12


def main() -> int:
    faiss.omp_set_num_threads(1)
    copies = Copies(real_lines())
    index = FaissIndex(copies.make(ENTRIES * LINES_EACH, 1))
    starts = spans(np.repeat(np.arange(ENTRIES), LINES_EACH).tolist())
    questions = copies.make(50, 2)
    found = [index.similarities(question, NEAREST) for question in questions]
    table = np.random.default_rng(3).standard_normal((ENTRIES, COLUMNS), dtype=np.float32)
    ids = [f"category/entry-{number}" for number in range(ENTRIES)]
    show("the nearest lines, from FAISS", lambda at: index._index.search(questions[at : at + 1], NEAREST))
    show("the same as a cosine for every line", lambda at: index.similarities(questions[at], NEAREST))
    show("best line of each entry", lambda at: np.maximum.reduceat(found[at], starts))
    show("mean of each entry's best lines", lambda at: mean_of_best(found[at], starts, MEAN_OF))
    show("z-scores of all columns", lambda _: z_scores(table))
    show("ranking the entries", lambda at: rank(table[:, at % COLUMNS], ids, KEPT))
    return 0


def show(what: str, ask: Callable[[int], object]) -> None:
    """Prints the lowest median of some rounds over 50 questions."""
    medians = []
    for _ in range(ROUNDS):
        seconds = []
        for at in range(50):
            began = time.perf_counter()
            ask(at)
            seconds.append(time.perf_counter() - began)
        medians.append(np.median(seconds))
    print(f"{what}: {min(medians) * 1e3:.2f} ms", flush=True)


if __name__ == "__main__":
    sys.exit(main())

"""`.venv/rasa/bin/python -m tests.bench.hostile_wechat [number] [seed]`: generated WeChat callbacks through the protocol modules.

One in nine is what WeChat would send; of most others it is known how they have to be refused. Counts what came of each kind. Exit code 1
if anything but NotWeChat was raised, or a callback came out otherwise than it must.
"""

from __future__ import annotations

import sys
import time
from collections import Counter

from tests.channels.wechat.hostile import Callback, callbacks, is_right, result_of

NUMBER, SEED = 100_000, 20_261_122


def main(arguments: list[str]) -> int:
    numbers = [int(argument) for argument in arguments]
    return run(*(numbers + [NUMBER, SEED][len(numbers) :])[:2])


def run(number: int, seed: int) -> int:
    """Prints the counts; 1 if there was a fault."""
    counts: Counter[tuple[str, str]] = Counter()
    faults: Counter[tuple[str, str]] = Counter()
    longest, began = 0.0, time.perf_counter()
    for callback in callbacks(number, seed):
        start = time.perf_counter()
        result, right = _tried(callback)
        longest = max(longest, time.perf_counter() - start)
        (counts if right else faults)[callback.made_by, result] += 1
    for (made_by, result), count in sorted(counts.items()):
        print(f"{made_by:<28}{result:<28}{count:>9,}")
    for (made_by, result), count in sorted(faults.items()):
        print(f"FAULT {made_by}: {result}: {count:,}")
    seconds = time.perf_counter() - began
    print(f"{number:,} callbacks, {sum(faults.values()):,} faults, seed {seed}, {seconds:.0f} s, the slowest {longest * 1000:.1f} ms")
    return 1 if faults else 0


def _tried(callback: Callback) -> tuple[str, bool]:
    try:
        result = result_of(callback)
    except Exception as err:  # what must never happen is what this counts
        return f"{type(err).__name__}: {err}", False
    return result, is_right(callback, result)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

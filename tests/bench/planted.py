"""Sixty planted content faults: how many does `./faq check --meaning` find, and what does it say about the shipped knowledge itself?

`python -m tests.bench.planted`: the faults of tests/curation/planted.py go into a copy of the shipped knowledge, in two rounds, since a
file with an error (personal data) keeps the model's rules from running. A fault is found if a rule of its kind names its file and did not
before. False alarms are the warnings about the shipped files that are not in REAL; one is in REAL if a reader agrees with it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from bot.curation.command_check import checked
from bot.knowledge.problems import Problem
from bot.settings import settings
from tests.curation.planted import FAULTS, KINDS, Fault, plant

LEAST_FOUND, MOST_FALSE = 57, 3
TIMELY = ("K301", "K302", "K304")  # they depend on the day, not on the text
# Code and file of warnings that are right, each with why; empty while there is nothing to mend.
REAL: dict[tuple[str, str], str] = {}


def main() -> int:
    """1 if a figure is missed."""
    shipped = settings().knowledge_dir
    before = [problem for problem in checked(shipped, meaning=True).problems if problem.code not in TIMELY]
    known = {(problem.code, problem.file) for problem in before}
    rounds = [[fault for fault in FAULTS if (fault.kind == "personal") is alone] for alone in (False, True)]
    found = [fault for faults in rounds for fault in found_of(faults, shipped, known)]
    for kind in KINDS:
        planted, seen = ([fault.lang for fault in some if fault.kind == kind] for some in (FAULTS, found))
        print(
            f"{kind:<10} zh {seen.count('zh')}/{planted.count('zh')}  en {seen.count('en')}/{planted.count('en')}  {'/'.join(KINDS[kind])}"
        )
    for fault in FAULTS:
        if fault not in found:
            print(f"  not found: {fault.kind} {fault.lang} {fault.entry}: {fault.text}")
    false = [problem for problem in before if (problem.code, problem.file) not in REAL]
    print(f"found: {len(found)} of {len(FAULTS)}")
    print(f"shipped knowledge on {date.today()}: {dict(Counter(problem.code for problem in before))}, {len(false)} of them false alarms")
    for problem in before:
        print(("  false: " if problem in false else "  right: ") + problem.text("en").replace("\n", " "))
    return 0 if len(found) >= LEAST_FOUND and len(false) <= MOST_FALSE else 1


def found_of(faults: list[Fault], shipped: Path, known: set[tuple[str, str]]) -> Iterable[Fault]:
    """The faults that are found when they are planted together."""
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "knowledge"
        shutil.copytree(shipped, root)
        plant(root, faults)
        problems: tuple[Problem, ...] = checked(root, meaning=faults[0].kind != "personal").problems
    seen = {(problem.code, problem.file) for problem in problems} - known
    return [fault for fault in faults if any((code, f"{fault.entry}.yml") in seen for code in fault.codes)]


if __name__ == "__main__":
    sys.exit(main())

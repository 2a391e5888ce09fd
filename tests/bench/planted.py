"""Planted content faults: how many do `./faq check --meaning` and `./faq gate` find, and what do they say about the shipped knowledge?

`python -m tests.bench.planted`: sixty faults that were at hand when the rules were made (tests/curation/planted.py), and four sets of sixty
that were written later by people who had seen neither the rules nor their manual, each after the rules had been mended by the ones before.
When they were new, 46, 47, 49 and 48 were found; since then the rules have been mended by all of them, so that none is blind now.
They go into a copy of the shipped knowledge, in two rounds, since a file with an error (personal data) keeps the rules with the model from
running. The linter finds a fault if a rule of its kind names its file and did not before; the gate, if it counts the question as lost.
False alarms are the warnings about the shipped files that are not in REAL; one is in REAL if a reader agrees with it.
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.answering.room import build_room, make_encoders
from bot.curation.command_check import checked
from bot.curation.gate import Finding, judge
from bot.curation.gate_cases import Version, examine
from bot.knowledge.problems import Problem
from bot.settings import settings
from tests.curation.planted import FAULTS, KINDS, Fault, plant, read_faults
from tests.curation.planted_last import LAST
from tests.curation.planted_later import LATER

WRITTEN_LATER = {name: read_faults(Path(__file__).parents[1] / f"curation/planted_{name}.jsonl") for name in ("fourth", "fifth")}
SETS = {"at hand": FAULTS, "later": LATER, "last": LAST, **WRITTEN_LATER}
LEAST_FOUND, MOST_FALSE = 57, 3  # of a set of sixty, on average; on the shipped knowledge
TIMELY = ("K301", "K302", "K304")  # they depend on the day, not on the text
# Code and file of warnings that are right, each with why; empty while there is nothing to mend.
REAL: dict[tuple[str, str], str] = {}


def main() -> int:
    """1 if a figure is missed."""
    shipped = settings().knowledge_dir
    problems = [problem for problem in checked(shipped, meaning=True).problems if problem.code not in TIMELY]
    known, before = {(problem.code, problem.file) for problem in problems}, examined(shipped)
    found = [measured(name, faults, shipped, known, before) for name, faults in SETS.items()]
    false = [problem for problem in problems if (problem.code, problem.file) not in REAL]
    print(f"shipped knowledge on {date.today()}: {dict(Counter(problem.code for problem in problems))}, {len(false)} of them false alarms")
    for problem in problems:
        print(("  false: " if problem in false else "  right: ") + problem.text("en").replace("\n", " "))
    return 0 if sum(found) >= LEAST_FOUND * len(found) and len(false) <= MOST_FALSE else 1


def measured(name: str, planted: Sequence[Fault], shipped: Path, known: set[tuple[str, str]], before: Version) -> int:
    """How many are found; prints them by kind and language."""
    rounds = [[fault for fault in planted if (fault.kind == "personal") is alone] for alone in (False, True)]
    by_linter, by_gate = (set[Fault]().union(*ones) for ones in zip(*(found_of(faults, shipped, known, before) for faults in rounds)))
    found = by_linter | by_gate
    print(f"{name}: {len(found)} of {len(planted)} found: by the linter {len(by_linter)}, by the gate {len(by_gate)}")
    for kind, codes in KINDS.items():
        there, seen = ([fault.lang for fault in some if fault.kind == kind] for some in (planted, found))
        print(f"  {kind:<10} zh {seen.count('zh')}/{there.count('zh')}  en {seen.count('en')}/{there.count('en')}  {'/'.join(codes)}")
    for fault in planted:
        if fault not in found:
            print(f"  not found: {fault.kind} {fault.lang} {fault.entry}: {fault.text}")
    return len(found)


def found_of(faults: list[Fault], shipped: Path, known: set[tuple[str, str]], before: Version) -> tuple[set[Fault], set[Fault]]:
    """The faults that are found when they are planted together: by the linter, and by the gate."""
    alone = faults[0].kind == "personal"
    with tempfile.TemporaryDirectory() as temporary:
        root = Path(temporary) / "knowledge"
        shutil.copytree(shipped, root)
        plant(root, faults)
        problems: tuple[Problem, ...] = checked(root, meaning=not alone).problems
        lost = set() if alone else {(one.case.wants[0], one.case.text) for one in judged(root, before)}
    seen = {(problem.code, problem.file) for problem in problems} - known
    by_linter = {fault for fault in faults if any((code, f"{fault.entry}.yml") in seen for code in fault.codes)}
    return by_linter, {fault for fault in faults if (fault.entry, fault.text) in lost}


def examined(root: Path) -> Version:
    own = replace(settings(), knowledge_dir=root)
    encoder = make_encoders(own)["e5"]
    return examine(build_room(own), encoder, [], encoder.name)


def judged(root: Path, before: Version) -> tuple[Finding, ...]:
    """What the gate finds lost, without golden questions."""
    return judge(examined(root), before, {}, make_encoders(settings())["e5"].encoder).lost


if __name__ == "__main__":
    sys.exit(main())

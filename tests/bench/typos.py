"""Typing mistakes put into the questions of a set, as people make them: which wrong character for which right one, and how often.

The table of confusions is counted in pairs of wrong and right sentences; nothing is learnt from it but where to put mistakes.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import replace

from bot.measuring.sets import RetrievalSet

SEED = 20261122
SHORT = 12  # characters; a longer query gets two slips, one up to here
_CHINESE = re.compile(r"[\u4e00-\u9fff]")

Confusions = Mapping[str, Mapping[str, int]]  # right character -> wrong character -> how often


def confusions(pairs: Iterable[tuple[str, str]]) -> Confusions:
    """pairs: (wrong, right) sentences; those of unequal length are left out, since their characters do not stand one above the other."""
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for wrong, right in pairs:
        if len(wrong) == len(right):
            for said, meant in zip(wrong, right):
                if said != meant and _CHINESE.fullmatch(said) and _CHINESE.fullmatch(meant):
                    found[meant][said] += 1
    return {meant: dict(found[meant]) for meant in sorted(found)}


def slipped(text: str, table: Confusions, seed: int = SEED) -> str:
    """The text with one slip, or two if it is long; fewer where too few of its characters have a confusion. Always the same for a text."""
    draw = random.Random(f"{seed} {text}")
    places = [at for at, char in enumerate(text) if char in table]
    chars = list(text)
    for at in draw.sample(places, min(len(places), 1 if len(text) <= SHORT else 2)):
        wrong = table[chars[at]]
        chars[at] = draw.choices(list(wrong), list(wrong.values()))[0]
    return "".join(chars)


def with_typos(clean: RetrievalSet, table: Confusions, source: str) -> RetrievalSet:
    """The same set, every query with its slips. source: of the table. Beside the clean set it shows what is lost."""
    queries = tuple(replace(query, text=slipped(query.text, table)) for query in clean.queries)
    protocol = f"{clean.protocol}; with one typing mistake, two above {SHORT} characters (drawn with seed {SEED}; as made in {source})"
    return replace(clean, name=f"{clean.name}-typos", protocol=protocol, kind="synthetic", queries=queries)

"""What the encoder's adapter is taught with: pairs of a question and a text of its entry, in batches of near entries."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.knowledge.schema import Entry
from bot.language import LANGUAGES
from bot.retrieval.encoder import Encoder
from bot.retrieval.fields import lines

TYPOS = 0.3  # of the English questions get slips of the keyboard
LETTERS_A_SLIP = 25
TOGETHER = 4  # entries near to one another that come into one batch
LOOKED_AT = 8  # of the nearest entries, from which these are taken


@dataclass(frozen=True)
class Pair:
    """A citizen's question, a text that it should be near to (with its role's prefix), and the entry of both."""

    question: str
    target: str
    entry: str


def batches(entries: Sequence[Entry], encoder: Encoder, size: int, draw: random.Random) -> Iterator[list[Pair]]:
    """Full batches, each of `size` entries, hard ones together; what fills no batch is left out."""
    left = {entry.id: pairs(entry, draw) for entry in entries}
    near = neighbours(entries, encoder)
    while True:
        waiting = [id_ for id_, found in left.items() if found]
        draw.shuffle(waiting)
        chosen: dict[str, None] = {}  # in order, each once
        for id_ in waiting:
            beside = [other for other in near[id_] if left[other] and other not in chosen][: TOGETHER - 1]
            if id_ not in chosen:
                chosen.update(dict.fromkeys((id_, *beside)))
        if len(chosen) < size:
            return
        yield [left[id_].pop() for id_ in list(chosen)[:size]]


def pairs(entry: Entry, draw: random.Random) -> list[Pair]:
    """One pair for each similar question; what it is paired with is drawn anew each time."""
    targets = [f"query: {entry.question[lang]}" for lang in LANGUAGES for _ in range(3)]
    targets += [f"passage: {line}" for lang in LANGUAGES for field in ("answer", "guide") for line in lines(entry, field, lang)]
    found = []
    for lang in LANGUAGES:
        for similar in entry.similar[lang]:
            others = [f"query: {q}" for other in LANGUAGES for q in entry.similar[other] if q != similar]
            target = draw.choice([*targets, *draw.sample(others, min(6, len(others)))])
            asked = slip(similar, draw) if lang == "en" and draw.random() < TYPOS else similar
            found.append(Pair(f"query: {asked}", target, entry.id))
    draw.shuffle(found)
    return found


def neighbours(entries: Sequence[Entry], encoder: Encoder) -> dict[str, list[str]]:
    """The nearest other entries of each, by the mean vector of their questions."""
    asked = [[question for lang in LANGUAGES for question in entry.questions(lang)] for entry in entries]
    means = np.stack([encoder.encode(questions, "query").mean(axis=0) for questions in asked])
    means -= means.mean(axis=0)
    means /= np.linalg.norm(means, axis=1, keepdims=True)
    order = np.argsort(-(means @ means.T), axis=1, kind="stable")
    ids = [entry.id for entry in entries]
    return {id_: [ids[other] for other in order[at][:LOOKED_AT] if other != at] for at, id_ in enumerate(ids)}


def slip(text: str, draw: random.Random) -> str:
    """An English text as it is typed in a hurry: letters swapped, left out or doubled; no capitals."""
    letters = list(text.lower())
    for _ in range(max(1, len(text) // LETTERS_A_SLIP)):
        at = draw.randrange(1, max(2, len(letters) - 1))
        way = draw.random()
        if way < 0.35:
            letters[at - 1 : at + 1] = letters[at - 1 : at + 1][::-1]
        elif way < 0.7:
            del letters[at]
        else:
            letters.insert(at, letters[at])
    return "".join(letters)

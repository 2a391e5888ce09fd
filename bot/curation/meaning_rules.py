"""Rules that need the encoder: questions that mean the same in two entries, similar questions and `not` questions in the wrong place.

All of them warn: a model may be mistaken. The numbers were chosen on the shipped knowledge; docs/editors/rules.md (K601, K602) says how.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from bot.answering.context import Message
from bot.answering.pipeline import Room, answer
from bot.answering.sure import sure
from bot.curation.left_out import LeftOut, Line, lines_of
from bot.knowledge.collection import Collection
from bot.knowledge.problems import Problem
from bot.knowledge.schema import Entry
from bot.language import LANGUAGES, Lang
from bot.language.normalise import fold
from bot.retrieval.encoder import Encoder, Vectors
from bot.retrieval.evidence import Floats
from bot.retrieval.retriever import Retrieval

SAME = 0.955  # cosine; of the shipped pairs that mean different things the nearest has 0.947
OWN = 0.03  # by how much a `not` question is nearer (cosine) to its own entry than to any other; of the shipped ones at most 0.014
NEARER = 0.08  # by how much the other entry's nearest question is nearer (cosine) than the own entry's
BLOCK = 512  # questions compared at once with all others


@dataclass(frozen=True)
class Asked:
    """A question of an entry and its place in the file."""

    entry: Entry
    path: tuple[object, ...]
    text: str


@dataclass(frozen=True)
class Ground:
    """What the rules stand on. encoder: one that knows the vectors of unchanged texts; vectors: (questions, dimensions); only: ids of the
    entries that are looked at, against all."""

    all_: Collection
    room: Room
    encoder: Encoder
    questions: tuple[Asked, ...]
    vectors: Vectors
    only: frozenset[str]


MeaningRule = Callable[[Ground], Iterator[Problem]]


def meaning_problems(all_: Collection, room: Room, encoder: Encoder, only: Iterable[str] | None = None) -> list[Problem]:
    """What these rules find in the entries of a collection; only entries that are served count. room: built on the same files; only: ids of
    the entries to be looked at, against all others; None: all."""
    served = [all_.entries[entry.id] for entry in room.served if entry.id in all_.entries]
    questions = tuple(asked for entry in served for asked in questions_of(entry))
    vectors = encoder.encode([asked.text for asked in questions], "query")
    ground = Ground(all_, room, encoder, questions, vectors, frozenset(all_.entries if only is None else only))
    return [problem for rule in RULES for problem in rule(ground)]


def questions_of(entry: Entry) -> Iterator[Asked]:
    """The title and the similar questions, in both languages."""
    for lang in LANGUAGES:
        yield Asked(entry, ("question", lang), entry.question[lang])
        yield from (Asked(entry, ("similar", lang, place), text) for place, text in enumerate(entry.similar[lang]))


def same_meaning(ground: Ground) -> Iterator[Problem]:
    """K601: two entries do not ask the same in other words."""
    for one, other, cosine in near_pairs(ground.questions, ground.vectors):
        if not ground.only & {one.entry.id, other.entry.id}:
            continue
        yield ground.all_.problem(one.entry, one.path, "K601", (
            f"“{one.text}”与 {other.entry.id} 的“{other.text}”几乎是同一个问题（相似度 {cosine:.2f}）。",
            f"'{one.text}' asks nearly the same as '{other.text}' in {other.entry.id} (likeness {cosine:.2f}).",
            "只在真正回答它的条目里保留，或把两个问法写得更具体。",
            "Keep it only in the entry that answers it, or make both more exact.",
        ), "warning")  # fmt: skip


def near_pairs(questions: Sequence[Asked], vectors: Vectors) -> Iterator[tuple[Asked, Asked, float]]:
    """Pairs of different entries whose cosine is at least SAME; titles come second, as what was there first. Equal texts are K203."""
    owner = {entry_id: at for at, entry_id in enumerate(dict.fromkeys(asked.entry.id for asked in questions))}
    owners = np.array([owner[asked.entry.id] for asked in questions])
    for start in range(0, len(questions), BLOCK):
        cosines = vectors[start : start + BLOCK] @ vectors.T
        near = np.argwhere((cosines >= SAME) & (owners[start : start + BLOCK, None] < owners[None, :]))
        for row, column in near:
            one, other = questions[start + int(row)], questions[int(column)]
            if fold(one.text) != fold(other.text):
                first, second = (other, one) if one.path[0] == "question" and other.path[0] != "question" else (one, other)
                yield first, second, float(cosines[row, column])


def lands_elsewhere(ground: Ground) -> Iterator[Problem]:
    """K602: a similar question is nearer to its own entry than to another: left out, it does not surely find that one instead."""
    lines = [line for line in lines_of(ground.room.served) if line.entry.id in ground.only]
    nearest = Nearest(ground)
    for line, retrieval in zip(lines, LeftOut(ground.room, ground.encoder).rank(lines)):
        if taken_away(line, retrieval, ground.room, nearest):
            came = retrieval.matches[0].entry
            yield ground.all_.problem(line.entry, ("similar", line.lang, line.place), "K602", (
                f"问法“{line.text}”更像 {came.id}（{came.question['zh']}）的问题。",
                f"'{line.text}' is rather a question of {came.id} ({came.question['en']}).",
                "请把它移到那个条目，或写明它问的是什么。", "Move it there, or say in it what it is about.",
            ), "warning")  # fmt: skip


def taken_away(line: Line, retrieval: Retrieval, room: Room, nearest: Nearest) -> bool:
    """Whether another entry is surely found, the own one is not even among the first, and the encoder alone says the same."""
    found = [match.entry.id for match in retrieval.matches]
    if line.entry.id in found or not sure(retrieval, room):
        return False
    cosines = nearest.of(line.entry.id, line.text)
    return bool(cosines[nearest.places[found[0]]] - cosines[nearest.places[line.entry.id]] >= NEARER)


class Nearest:
    """For a question, the cosine of the nearest other question of every entry."""

    def __init__(self, ground: Ground) -> None:
        ids = [asked.entry.id for asked in ground.questions]
        self.places = {id_: place for place, id_ in enumerate(dict.fromkeys(ids))}
        self._starts = [at for at, id_ in enumerate(ids) if at == 0 or ids[at - 1] != id_]
        self._at = {(asked.entry.id, asked.text): at for at, asked in enumerate(ground.questions)}
        self._vectors = ground.vectors

    def of(self, entry: str, text: str) -> Floats:
        """(entries,): by `places`."""
        at = self._at[entry, text]
        cosines = self._vectors @ self._vectors[at]
        cosines[at] = -1.0
        return np.maximum.reduceat(cosines, self._starts)

    def leads(self, entry: str, vector: Vectors) -> float:
        """By how much the nearest question of the entry is nearer to a question of this vector than that of any other entry."""
        cosines = np.maximum.reduceat(self._vectors @ vector, self._starts)
        own = self.places[entry]
        return float(cosines[own] - np.delete(cosines, own).max(initial=-1.0))


def not_lands_here(ground: Ground) -> Iterator[Problem]:
    """K603: what stands under `not` is not nearest to this entry by far, and this entry is neither the answer nor offered first."""
    asked = [
        Asked(entry, ("not", lang, place), text)
        for entry in ground.room.served if entry.id in ground.only
        for lang in LANGUAGES for place, text in enumerate(entry.not_[lang])
    ]  # fmt: skip
    nearest = Nearest(ground)
    for one, vector in zip(asked, ground.encoder.encode([one.text for one in asked], "query") if asked else ()):
        if nearest.leads(one.entry.id, vector) >= OWN:
            yield ground.all_.problem(one.entry, one.path, "K603", (
                f"not 里的“{one.text}”看来正是本条要回答的问题。",
                f"'{one.text}' stands under `not`, but seems to be a question of this entry.",
                "请移到问法里，或写得与本条的问法更不一样。", "Move it to the similar questions, or make it differ more from them.",
            ), "warning")  # fmt: skip
        elif shown_for(one.entry, one.text, "en" if "en" in one.path else "zh", ground.room):
            yield ground.all_.problem(one.entry, one.path, "K603", (
                f"not 里的“{one.text}”仍会用本条回答，或首先列出本条。",
                f"'{one.text}' stands under `not`, and this entry is answered or offered first.",
                "请改写本条里与它相近的问法，或把它写进回答它的条目。",
                "Reword what is like it in this entry, or add it to the entry that answers it.",
            ), "warning")  # fmt: skip


def shown_for(entry: Entry, text: str, lang: Lang, room: Room) -> bool:
    """Whether a citizen who writes this gets the entry as the answer, or as the first of the choices; without the router."""
    reply = answer(Message(text, lang), room)
    first = reply.entry or next(iter(reply.choices), None)
    return first is not None and first.id == entry.id


RULES: tuple[MeaningRule, ...] = (same_meaning, lands_elsewhere, not_lands_here)

"""Gaps: questions that were not met, put together by meaning and given to the department that can answer them."""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Final, Literal

import numpy as np

from bot.answering.context import Message
from bot.answering.pipeline import Room, answer
from bot.answering.steps.retrieve import search_text
from bot.curation.gap_clusters import cluster
from bot.curation.gap_owners import Owners
from bot.curation.gap_pairs import Pairs, signs
from bot.language import LANGUAGES, Lang
from bot.language.normalise import fold, tidy
from bot.records.unmet import UNSURE_BELOW, Unmet
from bot.retrieval.encoder import Vectors
from bot.retrieval.evidence import Floats
from bot.retrieval.retriever import Retrieval

MOST: Final = 4_000  # different questions that are put together at once; older ones wait
NEAREST: Final = 3
TURNED_DOWN: Final = frozenset({"rated_down", "not_asked", "rephrased"})  # reasons why the entry that was answered is not the right one
FITS: Final = 0.5  # mean chance of one entry in a gap, from which three of four proposals to add to it are right (tests/bench/gaps.py)
Way = Literal["similar", "draft"]


@dataclass(frozen=True)
class AskedText:
    """One masked text as often as it was asked."""

    text: str
    lang: Lang
    count: int


@dataclass(frozen=True)
class Gap:
    """id: of its earliest question, so that it stays while the gap grows. count: how often asked; reasons: how often each; nearest: ids of
    entries; way: what is proposed; entry: of which they would be similar questions; ours: whether it is a matter for us at all; draft: id
    of an entry not yet served that holds one of the questions; chance: that the first of `nearest` is the right entry, 0..1."""

    id: str
    department: str
    category: str
    count: int
    reasons: Mapping[str, int]
    texts: tuple[AskedText, ...]
    nearest: tuple[str, ...]
    way: Way
    entry: str | None
    ours: bool
    first: str
    last: str
    draft: str | None = None
    chance: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Found:
    """solved: how many questions the knowledge answers by now; waiting: how many different ones were too many for one run."""

    gaps: tuple[Gap, ...]
    solved: int
    waiting: int


@dataclass(frozen=True)
class Question:
    """A folded text with all turns in which it was asked. meant: with its slips put right."""

    text: str
    meant: str
    lang: Lang
    turns: tuple[Unmet, ...]
    retrieval: Retrieval
    vector: Vectors
    scores: Floats


def find_gaps(unmet: Sequence[Unmet], room: Room, owners: Owners) -> Found:
    """unmet: oldest first. Largest gap first."""
    by_text: dict[str, list[Unmet]] = {}
    for one in unmet:
        by_text.setdefault(fold(one.text), []).append(one)
    open_ = {text: turns for text, turns in by_text.items() if text and not _solved(text, turns, room)}
    kept = list(open_.values())[-MOST:]
    solved = sum(map(len, by_text.values())) - sum(map(len, open_.values()))
    if not kept:
        return Found((), solved, 0)
    questions = [question_of(turns, room) for turns in kept]
    tables, chances = compare(questions, owners)
    groups = [sorted(group) for group in cluster(Pairs.load().chance(tables))]
    gaps = [_gap([questions[place] for place in group], room, owners, chances[group]) for group in groups]
    return Found(tuple(sorted(gaps, key=lambda gap: (not gap.ours, -gap.count, gap.id))), solved, len(open_) - len(kept))


def _solved(folded: str, turns: Sequence[Unmet], room: Room) -> bool:
    """Whether the question would be answered now, and with another entry than the one that was turned down."""
    found = room.retriever.index.by_question.get(folded)
    served = found if found and found.id not in room.lapsed else None
    bad = {turn.entry for turn in turns if TURNED_DOWN & set(turn.reasons)}
    if served:
        return served.id not in bad
    reply = answer(Message(turns[0].text, _lang(turns[0].lang)), room)
    return bool(reply.entry and reply.entry.id not in bad and (reply.confidence or 0.0) >= UNSURE_BELOW)


def question_of(turns: Sequence[Unmet], room: Room) -> Question:
    lang = _lang(turns[0].lang)
    reading = search_text(tidy(turns[0].text), room.repair)
    evidence = room.retriever.index.search(reading.meant, words=reading.words)
    assert evidence.vector is not None
    retrieval = room.retriever.judge(evidence, reading.meant, lang, {})
    return Question(turns[0].text, reading.meant, lang, tuple(turns), retrieval, evidence.vector, room.retriever.scores(evidence, lang, {}))


def compare(questions: Sequence[Question], owners: Owners) -> tuple[dict[str, Floats], Floats]:
    """The signs of each two questions (see `gap_pairs.py`), and what the owners say of each, (questions, categories)."""
    langs, texts = [one.lang for one in questions], [one.meant for one in questions]
    points = owners.space.place(np.stack([one.vector for one in questions]), langs)
    chances = owners.chances(points, texts, langs)
    return signs(points, np.stack([one.scores for one in questions]), chances, owners.lexical.alike(texts, langs), langs), chances


def _lang(name: str) -> Lang:
    return "en" if name == "en" else "zh"


def _gap(questions: Sequence[Question], room: Room, owners: Owners, categories: Floats) -> Gap:
    """categories: what the owners say of each of the questions."""
    turns = sorted((turn for one in questions for turn in one.turns), key=lambda turn: (turn.at, turn.turn))
    chances = _chances(questions)
    by_category: defaultdict[str, float] = defaultdict(float)
    for id_, chance in chances.items():
        by_category[room.knowledge.entries[id_].category] += chance
    department, category = owners.of(categories, by_category)
    nearest = tuple(sorted(chances, key=lambda id_: (-chances[id_], id_))[:NEAREST])
    fits = bool(nearest) and chances[nearest[0]] >= FITS
    if fits:  # it is that entry's department, whatever the words are like
        category = room.knowledge.entries[nearest[0]].category
        department = room.knowledge.categories[category].department
    return Gap(
        id=gap_id(turns[0].text), department=department, category=category, count=len(turns),
        reasons=dict(Counter(reason for turn in turns for reason in turn.reasons)),
        texts=_texts(questions), nearest=nearest, way="similar" if fits else "draft", entry=nearest[0] if fits else None,
        ours=float(np.mean([room.retriever.learned.scope.log_odds(one.vector) for one in questions])) >= 0,
        first=_day(turns[0]), last=_day(turns[-1]), draft=_draft_of(questions, room),
        chance=round(chances[nearest[0]], 3) if nearest else 0.0,
    )  # fmt: skip


def _chances(questions: Sequence[Question]) -> dict[str, float]:
    """By entry: the mean chance that it is the right one; an entry that was turned down has none for that question."""
    found: defaultdict[str, float] = defaultdict(float)
    for one in questions:
        bad = {turn.entry for turn in one.turns if TURNED_DOWN & set(turn.reasons)}
        for place, match in enumerate(one.retrieval.matches):
            if match.entry.id not in bad:
                found[match.entry.id] += (one.retrieval.confidence if place == 0 else one.retrieval.offer * match.share) / len(questions)
    return dict(found)


def _texts(questions: Sequence[Question]) -> tuple[AskedText, ...]:
    """The most asked first, then those in the middle of the gap."""
    middle = np.mean([one.vector for one in questions], axis=0)
    order = sorted(questions, key=lambda one: (-len(one.turns), -float(one.vector @ middle), one.text))
    return tuple(AskedText(one.text, one.lang, len(one.turns)) for one in order)


def _draft_of(questions: Sequence[Question], room: Room) -> str | None:
    asked = {fold(one.text) for one in questions}
    drafts = (entry for entry in room.knowledge.entries.values() if entry.status == "draft")
    return next((entry.id for entry in drafts if any(fold(text) in asked for lang in LANGUAGES for text in entry.questions(lang))), None)


def gap_id(text: str) -> str:
    """Six characters that a person can type."""
    return hashlib.blake2b(fold(text).encode(), digest_size=3).hexdigest()


def _day(turn: Unmet) -> str:
    return date.fromtimestamp(turn.at).isoformat()

"""Why the first entries are where they are: the evidence for each by group, and the question of it that is nearest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from bot.knowledge.schema import Entry
from bot.language import Lang
from bot.retrieval.evidence import Near
from bot.retrieval.retriever import Match, Retrieval, Retriever, route_prior

SHOWN: Final = 5
QUESTIONS, ANSWER, GUIDE, WORDS, ROUTE = "questions", "answer", "guide", "words", "route"
GROUPS: Final = (QUESTIONS, ANSWER, GUIDE, WORDS, ROUTE)


@dataclass(frozen=True)
class Candidate:
    """One of the best entries. score, share: as in Match; routed: the router's probability of its category, None if it was not asked.

    parts: what each group of evidence adds to the score, by GROUPS; their sum is the score. 0 is what the average entry gets; the
    route only takes away. Without evidence `parts` is empty and `nearest` None.
    """

    entry: Entry
    score: float
    share: float
    nearest: Near | None
    parts: Mapping[str, float]
    routed: float | None


def candidates(retriever: Retriever, retrieval: Retrieval, lang: Lang, route: Mapping[str, float]) -> tuple[Candidate, ...]:
    """The best entries of a retrieval, at most SHOWN. lang, route: those that it was made with. Nothing is encoded or searched again."""
    return tuple(_candidate(retriever, retrieval, match, lang, route) for match in retrieval.matches[:SHOWN])


def _candidate(retriever: Retriever, retrieval: Retrieval, match: Match, lang: Lang, route: Mapping[str, float]) -> Candidate:
    evidence, index = retrieval.evidence, retriever.index
    routed = route.get(match.entry.category, 0.0) if route else None
    if evidence is None or not evidence.vectors:
        return Candidate(match.entry, match.score, match.share, None, {}, routed)
    place = next(at for at, entry in enumerate(index.entries) if entry.id == match.entry.id)
    parts = dict.fromkeys(GROUPS, 0.0)
    weighted = evidence.values[place] * retriever.learned.weights[lang]
    for name, value in zip(index.names, weighted):
        parts[group_of(name)] += float(value)
    if route:
        prior = float(np.ravel(route_prior([match.entry.category], route))[0])
        parts[ROUTE] = float(retriever.learned.route_weight[lang]) * prior
    return Candidate(match.entry, match.score, match.share, index.nearest_question(evidence.vectors, place), parts, routed)


def group_of(column: str) -> str:
    """The group of a column of the evidence: `e5.zh.similar-mean` is of the questions, `words.zh` of the words."""
    if column.startswith("words."):
        return WORDS
    field = column.rsplit(".", 1)[-1]
    return field if field in (ANSWER, GUIDE) else QUESTIONS

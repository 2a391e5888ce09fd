"""Rankers beside each other on one set."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.language import LANGUAGES, Lang
from bot.language.segment import Segmenter
from bot.measuring.intervals import Figure, interval
from bot.measuring.metrics import recall_at, reciprocal_rank
from bot.measuring.rankers import Bm25, Ours, PlainEncoder, Ranker, Weights
from bot.measuring.sets import Line, Query, RetrievalSet
from bot.retrieval.encoder import Encoder

FIGURES = ("recall_at_1", "recall_at_5", "mrr_at_10")
NAMES = ("bm25", "encoder", "ours")

Figures = Mapping[str, Figure]


@dataclass(frozen=True)
class Compared:
    """rankers: figures by ranker, over all queries; languages: the same for the queries of one language, where both occur."""

    queries: int
    rankers: Mapping[str, Figures]
    languages: Mapping[Lang, Mapping[str, Figures]]

    def to_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {"rankers": {name: _json(figures) for name, figures in self.rankers.items()}}
        if self.languages:
            found["languages"] = {
                lang: {name: _json(figures) for name, figures in rankers.items()} for lang, rankers in self.languages.items()
            }
        return found


def make_rankers(
    lines: Sequence[Line], plain: Encoder, shipped: Encoder, segmenter: Segmenter, weights: Weights | None = None
) -> dict[str, Ranker]:
    """bm25, encoder (as published) and ours (the shipped encoder). weights: of ours, where they are not those that were learnt."""
    ours = Ours(lines, shipped, segmenter, weights)
    return {"bm25": Bm25(lines, segmenter), "encoder": PlainEncoder(lines, plain), "ours": ours}


def compare(measured: RetrievalSet, rankers: Mapping[str, Ranker]) -> Compared:
    """Ask every query of every ranker."""
    texts = [query.text for query in measured.queries]
    rankings = {name: ranker.rank(texts) for name, ranker in rankers.items()}
    langs = [query.lang for query in measured.queries]
    places = {lang: [at for at, found in enumerate(langs) if found == lang] for lang in LANGUAGES}
    by_lang: dict[Lang, dict[str, Figures]] = {}
    if all(places.values()):
        by_lang = {lang: {name: _some(ranked, measured.queries, places[lang]) for name, ranked in rankings.items()} for lang in LANGUAGES}
    whole = range(len(texts))
    return Compared(len(texts), {name: _some(ranked, measured.queries, whole) for name, ranked in rankings.items()}, by_lang)


def _some(rankings: Sequence[Sequence[str]], queries: Sequence[Query], places: Sequence[int]) -> dict[str, Figure]:
    return figures([rankings[at] for at in places], [queries[at] for at in places])


def figures(rankings: Sequence[Sequence[str]], queries: Sequence[Query]) -> dict[str, Figure]:
    """R@1, R@5 and MRR@10 with their intervals."""
    pairs = list(zip(rankings, queries))
    values = {
        "recall_at_1": [recall_at(ranking, query.ids, 1) for ranking, query in pairs],
        "recall_at_5": [recall_at(ranking, query.ids, 5) for ranking, query in pairs],
        "mrr_at_10": [reciprocal_rank(ranking, query.ids) for ranking, query in pairs],
    }
    return {name: interval(values[name]) for name in FIGURES}


def _json(found: Figures) -> dict[str, Any]:
    return {name: figure.to_json() for name, figure in found.items()}

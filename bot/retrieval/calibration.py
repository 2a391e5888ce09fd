"""Signs by which one can tell whether the first entry is the right one."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np

from bot.language import Lang
from bot.language.hints import abroad, elsewhere, own_case
from bot.retrieval.evidence import Evidence, Floats

Signs = dict[str, float]
UNROUTED = 2.0  # stands for the router's signs where it was not asked; the sign "routed" tells the trees
OUT_OF_SCOPE, OWN_CASE = "out_of_scope", "own_case"  # control intents of the router


def signs_of(
    evidence: Evidence,
    scores: Floats,
    shares: Floats,
    order: Sequence[int],
    text: str,
    lang: Lang,
    route: Mapping[str, float],
    categories: Sequence[str],
    covered: float,
    languages: float,
    scope: float,
) -> Signs:
    """Named signs of one retrieval. order: places of the best entries, best first; categories: of every entry;
    covered: which part of the query's terms the first entry has; languages: for which part of the languages it is first;
    scope: log-odds that the question is one of ours, by its vector."""
    first, second = order[0], order[min(1, len(order) - 1)]
    columns = evidence.values
    business = {category: route.get(category, 0.0) for category in set(categories)}
    inside = sum(business.values())
    return {
        "share": _logit(float(shares[first])),
        "share3": _logit(float(sum(shares[at] for at in order[:3]))),
        "score": float(scores[first]),
        "margin": float(scores[first] - scores[second]),
        "agreement": float((columns.argmax(axis=0) == first).mean()),
        "languages": languages,
        "scope": scope,
        "cosine": float(evidence.cosine[first]),
        "best_cosine_gap": float(evidence.cosine.max() - evidence.cosine[first]),
        "words": math.log1p(float(evidence.raw[first, -2:].max())),
        "known_share": evidence.known_share,
        "covered": covered,
        "length": math.log1p(len(text) if lang == "zh" else len(text.split())),
        "elsewhere": elsewhere(text),
        "own_case": own_case(text),
        "abroad": abroad(text),
        "english": float(lang == "en"),
        "route": _logit(business.get(categories[first], 0.0) / inside) if inside else UNROUTED,
        "inside": _logit(inside) if route else UNROUTED,
        "outside": _logit(route.get(OUT_OF_SCOPE, 0.0)) if route else -UNROUTED,
        "routed": float(bool(route)),
        "own_route": _logit(route.get(OWN_CASE, 0.0)) if route else -UNROUTED,
        "same_category": float(np.mean([categories[at] == categories[first] for at in order[:3]])),
    }


def _logit(probability: float) -> float:
    kept = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(kept / (1 - kept))

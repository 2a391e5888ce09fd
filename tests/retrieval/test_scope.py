"""Whether a question is ours, from its vector."""

from __future__ import annotations

import numpy as np
import pytest

from bot.curation.learn_scope import fit_scope
from bot.retrieval.scope import Scope
from tests.contract.hash_encoder import HashEncoder


def test_the_log_odds_by_hand() -> None:
    assert Scope((2.0, -1.0), 0.5).log_odds(np.array([0.6, 0.8], dtype=np.float32)) == pytest.approx(0.5 + 1.2 - 0.8)


def test_without_weights_or_vector_it_says_nothing() -> None:
    assert Scope().log_odds(np.array([1, 0], dtype=np.float32)) == 0.0
    assert Scope((1.0, 1.0), 3.0).log_odds(None) == 0.0


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_is_learnt_tells_the_two_kinds_apart(lang: str) -> None:
    ours, others = ("办证", "下雨") if lang == "zh" else ("permit", "rain")
    kinds = {word: HashEncoder(16).encode([word], "query")[0] for word in (ours, others)}
    draw = np.random.default_rng(1)
    rows = [(kinds[word] + 0.1 * draw.normal(size=16), word == ours) for word in (ours, others) * 20]
    scope = fit_scope([vector for vector, _ in rows], [inside for _, inside in rows])
    assert scope.log_odds(kinds[ours]) > 1 > -1 > scope.log_odds(kinds[others])
    assert scope == fit_scope([vector for vector, _ in rows], [inside for _, inside in rows])


def test_with_one_kind_only_nothing_is_learnt() -> None:
    assert fit_scope([np.ones(4)] * 3, [True] * 3) == Scope() == fit_scope([], [])

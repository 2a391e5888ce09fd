"""What the rules by meaning count with; that they find their faults is in tests/docs/test_rules_manual.py and tests/bench/planted.py."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

import numpy as np
import pytest

from bot.curation.meaning_rules import OWN, Asked, Ground, Nearest
from bot.knowledge.loader import load
from bot.language import LANGUAGES
from tests import small_knowledge
from tests.small_knowledge import ID_LOST, INVOICE, TODAY


@pytest.fixture
def nearest(tmp_path: Path) -> Nearest:
    """Two entries of one question a language; the first one's lie along one axis, the second one's along the other."""
    small_knowledge.write(tmp_path / "knowledge")
    entries = load(tmp_path / "knowledge", TODAY).require().entries
    asked = tuple(Asked(entries[id_], ("question", lang), entries[id_].question[lang]) for id_ in (ID_LOST, INVOICE) for lang in LANGUAGES)
    vectors = np.array([[1, 0], [0.8, 0.6], [0, 1], [0, 1]], dtype=np.float32)
    return Nearest(Ground(cast(Any, None), cast(Any, None), cast(Any, None), asked, vectors, frozenset()))


@pytest.mark.parametrize(
    ("vector", "lead"), [((1.0, 0.0), 1.0), ((0.8, 0.6), 0.4), ((0.0, 1.0), -0.4)], ids=["its own", "nearer to its own", "the other's"]
)
def test_an_entry_leads_by_its_nearest_question_in_either_language(nearest: Nearest, vector: tuple[float, float], lead: float) -> None:
    assert nearest.leads(ID_LOST, np.array(vector, dtype=np.float32)) == pytest.approx(lead, abs=1e-6)
    assert (lead >= OWN) == (lead > 0)

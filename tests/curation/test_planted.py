"""The planted faults themselves, and that the rules without a model find theirs; `tests/bench/planted.py` measures all of them."""

from __future__ import annotations

import shutil
from collections import Counter
from datetime import date

import pytest

from bot.curation.history import stale_translations
from bot.knowledge.check import check
from bot.language import LANGUAGES, Lang
from bot.settings import ROOT
from tests.curation.planted import FAULTS, KINDS, plant

WITHOUT_A_MODEL = ("number", "amount", "list", "stale", "title", "personal")
TODAY = date(2026, 11, 22)


def test_there_are_six_of_each_kind_three_in_each_language() -> None:
    assert Counter((fault.kind, fault.lang) for fault in FAULTS) == {(kind, lang): 3 for kind in KINDS for lang in LANGUAGES}
    assert len({(fault.entry, fault.place, fault.lang) for fault in FAULTS}) == len(FAULTS) == 60


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> set[tuple[str, str]]:
    root = tmp_path_factory.mktemp("planted") / "knowledge"
    shutil.copytree(ROOT / "knowledge", root)
    plant(root)
    loaded = check(root, TODAY)
    assert loaded.found
    return {(problem.code, problem.file) for problem in (*loaded.problems, *stale_translations(root, loaded.found))}


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("kind", WITHOUT_A_MODEL)
def test_a_planted_fault_is_found(seen: set[tuple[str, str]], kind: str, lang: Lang) -> None:
    faults = [fault for fault in FAULTS if (fault.kind, fault.lang) == (kind, lang)]
    assert [fault.entry for fault in faults if not any((code, f"{fault.entry}.yml") in seen for code in fault.codes)] == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_shipped_knowledge_has_no_error_and_few_warnings(lang: Lang) -> None:
    loaded = check(ROOT / "knowledge", TODAY)
    assert [problem.text(lang) for problem in loaded.problems if problem.level == "error"] == []
    assert len(loaded.problems) <= 3

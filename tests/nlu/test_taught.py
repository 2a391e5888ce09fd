"""What a router was taught: when that is no longer what the knowledge says, and when it is not ours to serve."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.language import LANGUAGES, Lang
from bot.nlu import taught as lesson
from bot.nlu.taught import Taught, changed_share, enough_changed, file_of, keep, kept, taught
from tests import small_knowledge
from tests.small_knowledge import DRAFT, ENTRIES, EXPIRED, INVOICE, SERVED, TODAY, entry


def learn(folder: Path, changes: Mapping[str, dict[str, Any] | None]) -> Taught:
    """What is taught of the small knowledge with other, new and (None) without some entries."""
    entries = {key: value for key, value in {**ENTRIES, **changes}.items() if value is not None}
    return taught(small_knowledge.load(small_knowledge.write(folder, entries), TODAY).require(), TODAY, "us")


@pytest.fixture
def trained(tmp_path: Path) -> Taught:
    return learn(tmp_path / "trained", {})


def test_it_is_taught_the_entries_that_are_served(trained: Taught) -> None:
    assert set(trained.entries) == set(SERVED)
    assert not {DRAFT, EXPIRED} & set(trained.entries)


def test_nothing_changed_is_not_enough(trained: Taught, tmp_path: Path) -> None:
    again = learn(tmp_path / "again", {})
    assert again == trained and not enough_changed(trained, again)


def test_another_answer_changes_nothing(trained: Taught, tmp_path: Path) -> None:
    other = {**ENTRIES[INVOICE], "answer": {"zh": "另一个回答。\n", "en": "Another answer.\n"}}
    assert learn(tmp_path / "other", {INVOICE: other}) == trained


def test_a_new_entry_is_enough(trained: Taught, tmp_path: Path) -> None:
    now = learn(tmp_path / "now", {"tax/new": entry("车船税怎么交？", "How do I pay vehicle tax?")})
    assert enough_changed(trained, now)


def test_a_removed_or_expired_or_unpublished_entry_is_enough(trained: Taught, tmp_path: Path) -> None:
    removed = {small_knowledge.RESIDENCE: None, small_knowledge.ID_LOST: {**ENTRIES[small_knowledge.ID_LOST], "related": []}}
    assert enough_changed(trained, learn(tmp_path / "removed", removed))
    unpublished = {**ENTRIES[small_knowledge.RESIDENCE], "status": "draft"}
    assert enough_changed(trained, learn(tmp_path / "unpublished", {small_knowledge.RESIDENCE: unpublished}))


def test_a_renamed_entry_is_enough_though_its_questions_stay(trained: Taught, tmp_path: Path) -> None:
    now = learn(tmp_path / "now", {INVOICE: None, "tax/fapiao": ENTRIES[INVOICE]})
    assert enough_changed(trained, now)
    assert sorted(trained.entries[INVOICE]) == sorted(now.entries["tax/fapiao"])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_more_than_the_share_of_questions_is_enough_and_the_share_itself_is_not(
    trained: Taught, tmp_path: Path, lang: Lang, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = copy.deepcopy(ENTRIES[INVOICE])
    other["similar"][lang][0] = {"zh": "发票咋开", "en": "where do invoices come from"}[lang]
    now = learn(tmp_path / "now", {INVOICE: other})
    questions = sum(map(len, trained.entries.values()))
    assert changed_share(trained, now) == changed_share(now, trained) == 1 / questions
    monkeypatch.setattr(lesson, "SHARE", 1 / questions)
    assert not enough_changed(trained, now)
    monkeypatch.setattr(lesson, "SHARE", 0.99 / questions)
    assert enough_changed(trained, now)


def test_what_is_kept_is_read_again(trained: Taught, tmp_path: Path) -> None:
    model = tmp_path / "abc.tar.gz"
    keep(model, trained)
    assert kept(model) == trained
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["abc.json"]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"made_by": "us", "entries": []}', '{"made_by": "us", "entries": {"a": 1}}'])
def test_a_damaged_or_missing_file_says_nothing(tmp_path: Path, content: str) -> None:
    model = tmp_path / "abc.tar.gz"
    assert kept(model) is None
    file_of(model).write_text(content)
    assert kept(model) is None

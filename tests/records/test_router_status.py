"""The router's status: two files with one writer each, and plain sentences in both languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.language import LANGUAGES, Lang
from bot.records.router_status import (
    PROBLEMS,
    SERVED,
    TRAINING,
    Problem,
    RouterStatus,
    Served,
    Training,
    now,
    read_router_status,
    sentences,
    write_part,
)


def test_each_part_is_read_as_it_was_written(tmp_path: Path) -> None:
    served, training = Served("a.tar.gz", now(), Problem("other_program")), Training("b.tar.gz", now(), None)
    write_part(tmp_path / "state", served)
    write_part(tmp_path / "state", training)
    assert read_router_status(tmp_path / "state") == RouterStatus(served, training)
    assert sorted(path.name for path in (tmp_path / "state").iterdir()) == [SERVED, TRAINING]


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"model": 1}', '{"problem": {"code": "new"}, "else": 1}', '{"problem": {"code": "unreadable"}}']
)
def test_without_a_whole_file_nothing_is_known(tmp_path: Path, content: str) -> None:
    assert read_router_status(tmp_path) == RouterStatus(Served(), Training())
    for name in (SERVED, TRAINING):
        (tmp_path / name).write_text(content)
    assert read_router_status(tmp_path) == RouterStatus(Served(), Training())


@pytest.mark.parametrize("code", PROBLEMS)
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_problem_is_told_with_what_to_do(lang: Lang, code: str) -> None:
    status = RouterStatus(Served("a.tar.gz", "2026-11-23T03:00:00+08:00", Problem(code, "why")), Training())
    said = sentences(status, lang)
    assert len(said) == 2 and "a.tar.gz" in said[0]
    assert any(remedy in said[1] for remedy in ("make train", "make setup", "training.log"))
    assert {"zh": "路由模型", "en": "router"}[lang] in said[1]


@pytest.mark.parametrize(("lang", "word"), [("zh", "正在后台训练"), ("en", "is being trained")])
def test_a_training_is_told(lang: Lang, word: str) -> None:
    said = sentences(RouterStatus(Served(), Training("b.tar.gz", "2026-11-23T03:00:00+08:00")), lang)
    assert word in said[1] and "b.tar.gz" in said[1] and {"zh": "未知", "en": "unknown"}[lang] in said[0]

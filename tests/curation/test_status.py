"""`faq status` says in both languages what is served, and its exit code says whether that is what is in the files."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.answering.live_status import LiveStatus, Trouble, write_status
from bot.curation import command_status
from bot.records.router_status import Served, write_part
from bot.settings import Settings
from tests.curation.conftest import Run

PROBLEM = Trouble("tax/invoice.yml", 7, "K101", {"zh": "“answer”没有英文。", "en": "'answer' has no English."})
GOOD = LiveStatus("abc", "2026-11-22T10:00:00+08:00", 243, "abc")


@pytest.fixture
def chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    made = Settings(state_dir=tmp_path)
    write_part(tmp_path, Served("model.tar.gz", "2026-11-22T09:00:00+08:00"))
    monkeypatch.setattr(command_status, "settings", lambda: made)
    monkeypatch.setattr(command_status, "in_use", lambda host, port: True)
    return made


@pytest.mark.parametrize(("lang", "said"), [("zh", "版本 abc，243 条"), ("en", "version abc, 243 entries")])
def test_what_is_served(run: Run, chosen: Settings, lang: str, said: str) -> None:
    write_status(chosen, GOOD)
    code, out, _ = run("status", "--lang", lang)
    assert code == 0
    assert said in out and "model.tar.gz" in out and "2026-11-22T10:00:00+08:00" in out


@pytest.mark.parametrize(
    ("lang", "said"), [("zh", "tax/invoice.yml:7: K101 “answer”没有英文。"), ("en", "tax/invoice.yml:7: K101 'answer' has no English.")]
)
def test_what_is_not_served_and_why(run: Run, chosen: Settings, lang: str, said: str) -> None:
    write_status(chosen, GOOD.with_problems([PROBLEM] * 23))
    code, out, _ = run("status", "--lang", lang)
    assert code == 1
    assert out.count(said) == 20 and {"zh": "另有 3 处", "en": "3 more"}[lang] in out


@pytest.mark.parametrize(("lang", "said"), [("zh", "服务没有运行"), ("en", "not running")])
def test_a_service_that_does_not_run(run: Run, chosen: Settings, monkeypatch: pytest.MonkeyPatch, lang: str, said: str) -> None:
    monkeypatch.setattr(command_status, "in_use", lambda host, port: False)
    write_status(chosen, GOOD)
    code, out, _ = run("status", "--lang", lang)
    assert code == 1 and said in out and "abc" in out


@pytest.mark.parametrize(("lang", "said"), [("zh", "还没有启动过"), ("en", "has not been started yet")])
def test_before_the_first_start(run: Run, chosen: Settings, lang: str, said: str) -> None:
    assert said in run("status", "--lang", lang)[1]

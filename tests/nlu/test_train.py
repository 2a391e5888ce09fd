"""Training: once for the same inputs, never a half-taught model."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.nlu import train as training
from bot.nlu.encoder_onnx import MADE
from bot.nlu.examples import knowledge
from bot.nlu.train import CategoriesMissing, NoModel, TrainingFailed, check_categories, current_model, inputs_hash, train
from bot.settings import ROOT, Settings, settings
from tests.small_knowledge import CATEGORIES, INVOICE, TODAY


@pytest.fixture
def chosen(small: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Small knowledge, and an encoder folder that has only its id."""
    (tmp_path / "encoder").mkdir()
    (tmp_path / "encoder" / MADE).write_text("{}")
    monkeypatch.setenv("FAQ_ENCODER", str(tmp_path / "encoder"))
    settings.cache_clear()
    return settings()


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Rasa's training in a moment: it writes a file. The names of what was trained."""
    names: list[str] = []

    def run(chosen: Settings, folder: Path, name: str) -> Path:
        names.append(name)
        (folder / name).write_text(name)
        return folder / name

    monkeypatch.setattr(training, "_run_rasa", run)
    monkeypatch.setattr(training, "check_categories", lambda model, categories: None)
    return names


def test_the_same_inputs_are_trained_once(chosen: Settings, trained: list[str]) -> None:
    first, second = train(chosen, TODAY), train(chosen, TODAY)
    assert first == second == current_model(chosen)
    assert trained == [first.name]


def test_another_encoder_or_day_with_other_entries_or_question_is_another_model(chosen: Settings) -> None:
    hashes = {inputs_hash(chosen, TODAY), inputs_hash(chosen, TODAY - timedelta(days=10))}  # one entry was still served then
    (chosen.encoder_dir / MADE).write_text('{"name": "another"}')
    hashes.add(inputs_hash(chosen, TODAY))
    file = chosen.knowledge_dir / f"{INVOICE}.yml"
    file.write_text(file.read_text(encoding="utf-8").replace("怎么开发票呀", "发票咋开"), encoding="utf-8")
    knowledge.cache_clear()
    hashes.add(inputs_hash(chosen, TODAY))
    assert len(hashes) == 4


def test_without_a_model_the_sentence_says_how_to_get_one(chosen: Settings) -> None:
    with pytest.raises(NoModel, match="make train"):
        current_model(chosen)


def test_a_pointer_to_a_model_that_is_gone_is_no_model(chosen: Settings, trained: list[str]) -> None:
    train(chosen, TODAY).unlink()
    with pytest.raises(NoModel):
        current_model(chosen)


def test_a_model_that_misses_a_category_is_not_put_into_use(chosen: Settings, trained: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    good = train(chosen, TODAY)
    metadata = SimpleNamespace(domain=SimpleNamespace(intents=["greeting", "tax"]))
    monkeypatch.setattr("rasa.engine.storage.local_model_storage.LocalModelStorage.metadata_from_archive", lambda path: metadata)
    monkeypatch.setattr(training, "check_categories", check_categories)
    (chosen.encoder_dir / MADE).write_text('{"name": "another"}')
    with pytest.raises(CategoriesMissing, match=r"household-registration, id-residence.*check_names"):
        train(chosen, TODAY)
    assert current_model(chosen) == good
    assert [path.name for path in good.parent.iterdir() if path.name.startswith(".")] == []


def test_a_failed_training_leaves_the_last_good_model_in_use(chosen: Settings, trained: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    good = train(chosen, TODAY)

    def fail(chosen: Settings, folder: Path, name: str) -> Path:
        (folder / name).write_text("half")
        raise TrainingFailed("it broke", "what Rasa said")

    monkeypatch.setattr(training, "_run_rasa", fail)
    (chosen.encoder_dir / MADE).write_text('{"name": "another"}')
    with pytest.raises(TrainingFailed, match=r"what Rasa said\n.*last good model"):
        train(chosen, TODAY)
    assert current_model(chosen) == good
    assert list(good.parent.glob("*.tar.gz")) == [good]


def test_only_the_last_models_are_kept(chosen: Settings, trained: list[str]) -> None:
    for number in range(training.KEPT + 2):
        (chosen.encoder_dir / MADE).write_text(str(number))
        model = train(chosen, TODAY)
        os.utime(model, (number, number))
    assert len(list(model.parent.glob("*.tar.gz"))) == training.KEPT
    assert current_model(chosen) == model


def test_broken_knowledge_ends_the_command_with_its_problems(
    chosen: Settings, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (chosen.knowledge_dir / f"{INVOICE}.yml").write_text("question: [", encoding="utf-8")
    assert training.main() == 1
    assert f"{INVOICE}.yml:" in capsys.readouterr().err


def test_a_real_training_knows_every_category_and_is_not_repeated(
    encoder_folder: Path, small: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("FAQ_ENCODER", str(encoder_folder))
    settings.cache_clear()
    command = [sys.executable, "-m", "bot.nlu.train"]
    first = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert first.returncode == 0, first.stderr
    model = current_model(small)
    check_categories(model, CATEGORIES)
    start = time.monotonic()
    again = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert again.stdout == first.stdout == f"The router is {model.name}.\n"
    assert time.monotonic() - start < 5

    from rasa.core.agent import Agent

    agent = Agent.load(model)
    for text, intent in (("怎么开发票？", "tax"), ("How do I replace a lost ID card?", "id-residence"), ("你好", "greeting")):
        parsed = asyncio.run(agent.parse_message(text))
        assert parsed["intent"]["name"] == intent
        assert len(parsed["intent_ranking"]) >= len(CATEGORIES) + 12

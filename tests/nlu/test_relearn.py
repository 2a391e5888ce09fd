"""Learning in the background: only if enough has changed, never what the running server could not take, and always with a word on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.nlu import taught as lesson
from bot.nlu import train as training
from bot.nlu.encoder_onnx import MADE
from bot.nlu.examples import knowledge
from bot.nlu.relearn import OtherProgram, main, relearn
from bot.nlu.taught import file_of, kept
from bot.nlu.train import TrainingFailed, current_model, train
from bot.records.router_status import Problem, Training, read_router_status
from bot.settings import Settings, settings
from tests import small_knowledge
from tests.small_knowledge import ENTRIES, INVOICE, TODAY, entry


@pytest.fixture
def chosen(small: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    (tmp_path / "encoder").mkdir()
    (tmp_path / "encoder" / MADE).write_text("{}")
    monkeypatch.setenv("FAQ_ENCODER", str(tmp_path / "encoder"))
    settings.cache_clear()
    return settings()


@pytest.fixture
def trained(monkeypatch: pytest.MonkeyPatch) -> list[Training]:
    """Rasa's training in a moment. What the status said in each."""
    seen: list[Training] = []

    def run(chosen: Settings, folder: Path, name: str) -> Path:
        seen.append(read_router_status(chosen.state_dir).training)
        (folder / name).write_text(name)
        return folder / name

    monkeypatch.setattr(training, "_run_rasa", run)
    monkeypatch.setattr(training, "check_categories", lambda model, categories: None)
    return seen


def edit(chosen: Settings, name: str, content: dict[str, object]) -> None:
    small_knowledge.write(chosen.knowledge_dir, {name: content})
    knowledge.cache_clear()


def test_what_was_just_trained_is_not_trained_again(chosen: Settings, trained: list[Training]) -> None:
    train(chosen, TODAY)
    assert relearn(chosen, TODAY) is None
    assert len(trained) == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_little_change_waits_and_the_pointer_stays(
    chosen: Settings, trained: list[Training], monkeypatch: pytest.MonkeyPatch, lang: str
) -> None:
    monkeypatch.setattr(lesson, "SHARE", 0.5)
    model = train(chosen, TODAY)
    other = {
        **ENTRIES[INVOICE],
        "question": {**ENTRIES[INVOICE]["question"], lang: {"zh": "发票怎么开具？", "en": "How are invoices issued?"}[lang]},
    }
    edit(chosen, INVOICE, other)
    assert relearn(chosen, TODAY) is None
    assert current_model(chosen) == model and len(trained) == 1


def test_a_new_entry_is_learnt_and_the_status_says_so_meanwhile(chosen: Settings, trained: list[Training]) -> None:
    before = train(chosen, TODAY)
    edit(chosen, "tax/new", entry("车船税怎么交？", "How do I pay vehicle tax?"))
    model = relearn(chosen, TODAY)
    assert model == current_model(chosen) != before
    during, after = trained[-1], read_router_status(chosen.state_dir).training
    assert during.wanted == after.wanted == model.name and during.since
    assert (after.since, after.problem) == (None, None)
    again = kept(model)
    assert again and "tax/new" in again.entries


def test_a_model_of_an_older_version_of_this_program_is_signed_for(chosen: Settings, trained: list[Training]) -> None:
    model = train(chosen, TODAY)
    file_of(model).unlink()
    relearn(chosen, TODAY)
    assert kept(model) and len(trained) == 1


def test_another_program_is_left_to_set_up(chosen: Settings, trained: list[Training], capsys: pytest.CaptureFixture[str]) -> None:
    model = train(chosen, TODAY)
    (chosen.encoder_dir / MADE).write_text('{"name": "another"}')
    edit(chosen, "tax/new", entry("车船税怎么交？", "How do I pay vehicle tax?"))
    with pytest.raises(OtherProgram, match="make setup"):
        relearn(chosen, TODAY)
    assert main() == 1
    assert "make setup" in capsys.readouterr().err
    assert current_model(chosen) == model and len(trained) == 1
    assert read_router_status(chosen.state_dir).training.problem == Problem("other_program")


def test_broken_knowledge_is_no_failure_of_the_training(
    chosen: Settings, trained: list[Training], capsys: pytest.CaptureFixture[str]
) -> None:
    (chosen.knowledge_dir / f"{INVOICE}.yml").write_text("question: [", encoding="utf-8")
    assert main() == 0
    assert trained == [] and read_router_status(chosen.state_dir).training == Training()
    assert capsys.readouterr() == ("", "")


def test_a_failed_training_is_told_and_the_last_good_model_stays(
    chosen: Settings, trained: list[Training], monkeypatch: pytest.MonkeyPatch
) -> None:
    model = train(chosen, TODAY)

    def fail(chosen: Settings, folder: Path, name: str) -> Path:
        raise TrainingFailed("Rasa ended with status 1", "what Rasa said")

    monkeypatch.setattr(training, "_run_rasa", fail)
    edit(chosen, "tax/new", entry("车船税怎么交？", "How do I pay vehicle tax?"))
    assert main() == 1
    assert current_model(chosen) == model
    status = read_router_status(chosen.state_dir).training
    assert status.since is None and status.problem and status.problem.code == "training_failed"
    assert "status 1" in status.problem.text("en") and "status 1" in status.problem.text("zh")


def test_what_a_killed_training_left_is_removed_by_the_next(chosen: Settings, trained: list[Training]) -> None:
    left = chosen.build_dir / "rasa" / ".training-x" / "model"
    left.mkdir(parents=True)
    (left / "part").write_text("half")
    model = train(chosen, TODAY)
    assert [path.name for path in model.parent.iterdir() if path.is_dir()] == []


def test_one_who_trains_keeps_others_waiting(chosen: Settings, trained: list[Training], monkeypatch: pytest.MonkeyPatch) -> None:
    import fcntl

    def run(chosen: Settings, folder: Path, name: str) -> Path:
        with (chosen.build_dir / "rasa" / training.LOCK).open("w") as lock, pytest.raises(BlockingIOError):
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        (folder / name).write_text(name)
        return folder / name

    monkeypatch.setattr(training, "_run_rasa", run)
    train(chosen, TODAY)
    with (chosen.build_dir / "rasa" / training.LOCK).open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)

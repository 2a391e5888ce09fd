"""When the background training of the router is started, that there is never more than one, and what is said when it fails."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest

from bot.curation import router_trainer
from bot.curation.router_trainer import EVERY, RouterTrainer
from bot.records.router_status import Training, now, read_router_status, write_part
from bot.settings import Settings
from tests import small_knowledge
from tests.curation.test_serve import fake_python
from tests.small_knowledge import ENTRIES, INVOICE

QUIET = 60.0


class Time:
    def __init__(self) -> None:
        self.seconds, self.day = 1000.0, date(2026, 11, 22)

    def go(self, seconds: float) -> None:
        self.seconds += seconds


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def runs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A repository whose training writes down each run, and lasts until the file `end` is there; its content is the exit code."""
    written = tmp_path / "root" / "runs"
    script = (
        f'echo "$2 $FAQ_KNOWLEDGE_DIR $(nice)" >> {written}; '
        f"while [ ! -e {written.parent}/end ]; do sleep 0.02; done; exit $(cat {written.parent}/end)"
    )
    fake_python(tmp_path / "root", "rasa", script)
    written.write_text("")
    monkeypatch.setattr(router_trainer, "ROOT", tmp_path / "root")
    return written


@pytest.fixture
def trainer(good: Path, tmp_path: Path, clock: Time, runs: Path) -> Iterator[RouterTrainer]:
    chosen = Settings(knowledge_dir=good, build_dir=tmp_path / "build", state_dir=tmp_path / "state", router_quiet=QUIET)
    made = RouterTrainer(chosen, lambda: clock.seconds, lambda: clock.day)
    yield made
    made.stop()


def started(runs: Path) -> int:
    return sum("bot.nlu.relearn" in line for line in runs.read_text().splitlines())


def until(condition: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not condition():
        assert time.monotonic() < end
        time.sleep(0.02)


def finish(trainer: RouterTrainer, runs: Path, code: int = 0) -> str | None:
    """Let the training end; what the trainer says then."""
    (runs.parent / "end").write_text(str(code))
    assert trainer._training
    trainer._training.wait(20)
    said = trainer.tick()
    (runs.parent / "end").unlink()
    return said


def begin(trainer: RouterTrainer, clock: Time, runs: Path, number: int) -> None:
    trainer.tick()
    clock.go(QUIET)
    trainer.tick()
    until(lambda: started(runs) == number)


def save(trainer: RouterTrainer, text: str) -> None:
    small_knowledge.write(trainer._settings.knowledge_dir, {INVOICE: {**ENTRIES[INVOICE], "answer": {"zh": text, "en": text}}})


def test_it_asks_once_at_the_start_after_a_quiet_while_in_the_background(trainer: RouterTrainer, clock: Time, runs: Path) -> None:
    trainer.tick()
    clock.go(QUIET - EVERY)
    trainer.tick()
    assert trainer._training is None
    clock.go(EVERY)
    trainer.tick()
    until(lambda: started(runs) == 1)
    assert runs.read_text().split() == ["bot.nlu.relearn", str(trainer._settings.knowledge_dir), str(min(os.nice(0) + 10, 19))]
    assert finish(trainer, runs) is None
    for _ in range(3):
        clock.go(QUIET)
        assert trainer.tick() is None and trainer._training is None


def test_while_files_keep_changing_it_waits(trainer: RouterTrainer, clock: Time, runs: Path) -> None:
    trainer.tick()
    for number in range(4):
        clock.go(QUIET / 2)
        save(trainer, f"改{number}")
        trainer.tick()
    assert trainer._training is None
    clock.go(QUIET)
    trainer.tick()
    until(lambda: started(runs) == 1)


def test_what_changes_during_a_training_is_asked_about_after_it(trainer: RouterTrainer, clock: Time, runs: Path) -> None:
    begin(trainer, clock, runs, 1)
    save(trainer, "改了")
    for _ in range(5):
        clock.go(QUIET)
        trainer.tick()
    assert started(runs) == 1, "never two at once"
    finish(trainer, runs)
    begin(trainer, clock, runs, 2)


def test_another_day_is_asked_about(trainer: RouterTrainer, clock: Time, runs: Path) -> None:
    begin(trainer, clock, runs, 1)
    finish(trainer, runs)
    clock.day = date(2026, 11, 23)
    clock.go(EVERY)
    begin(trainer, clock, runs, 2)


def test_a_failure_is_said_once_in_both_languages_and_not_tried_again(trainer: RouterTrainer, clock: Time, runs: Path) -> None:
    begin(trainer, clock, runs, 1)
    said = finish(trainer, runs, code=1)
    problem = read_router_status(trainer._settings.state_dir).training.problem
    assert problem and "exit code 1" in problem.text("zh") and "exit code 1" in problem.text("en")
    assert said and "未能重新训练" in said and "could not be trained" in said and str(trainer.log) in said
    for _ in range(3):
        clock.go(QUIET)
        assert trainer.tick() is None
    assert started(runs) == 1


def test_a_training_that_was_killed_is_no_training_any_more(trainer: RouterTrainer, clock: Time, runs: Path) -> None:
    begin(trainer, clock, runs, 1)
    assert trainer._training
    write_part(trainer._settings.state_dir, Training("x.tar.gz", now()))
    os.kill(trainer._training.pid, signal.SIGKILL)
    trainer._training.wait(20)
    assert trainer.tick()
    status = read_router_status(trainer._settings.state_dir).training
    assert status.since is None and status.problem and "signal 9" in status.problem.text("zh")


def test_stopping_ends_a_training(trainer: RouterTrainer, clock: Time, runs: Path) -> None:
    begin(trainer, clock, runs, 1)
    write_part(trainer._settings.state_dir, Training("x.tar.gz", now()))
    training = trainer._training
    assert training and training.poll() is None
    trainer.stop()
    assert training.poll() is not None
    assert read_router_status(trainer._settings.state_dir).training == Training()
    trainer.stop()

"""Train the router anew if enough has changed since: `python -m bot.nlu.relearn`, started by `./faq serve` in the background.

It ends without a word if there is nothing to learn, or if the knowledge has an error: the editor is told of that elsewhere.
"""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from bot.errors import FaqError
from bot.knowledge.problems import BrokenKnowledge
from bot.nlu.examples import knowledge
from bot.nlu.taught import Taught, enough_changed, kept, made_by, taught
from bot.nlu.train import NoModel, current_model, inputs_hash, train
from bot.records.router_status import Problem, Training, now, write_part
from bot.settings import Settings, settings


class OtherProgram(FaqError):
    def __init__(self) -> None:
        super().__init__(
            "The program is not the one that the router was trained with, so it is not trained in the background. "
            "Stop the service, run 'make setup', and start it."
        )


def relearn(chosen: Settings, today: date) -> Path | None:
    """The model trained anew; None if the one in use will do. OtherProgram if code or configuration is not that of the one in use:
    a server that runs could not take it."""
    wanted = taught(knowledge(chosen.knowledge_dir), today, made_by(chosen))
    before = _in_use(chosen)
    if before and before.made_by != wanted.made_by:
        raise OtherProgram
    if before and not enough_changed(before, wanted):
        write_part(chosen.state_dir, Training(current_model(chosen).name))
        return None
    name = f"{inputs_hash(chosen, today)}.tar.gz"
    write_part(chosen.state_dir, Training(name, now()))
    model = train(chosen, today)
    write_part(chosen.state_dir, Training(name))
    return model


def _in_use(chosen: Settings) -> Taught | None:
    try:
        return kept(current_model(chosen))
    except NoModel:
        return None


def main() -> int:
    chosen = settings()
    try:
        model = relearn(chosen, date.today())
    except BrokenKnowledge:
        return 0
    except OtherProgram as err:
        return _fail(chosen, Problem("other_program"), err)
    except FaqError as err:
        return _fail(chosen, Problem("training_failed", str(err).splitlines()[-1]), err)
    except Exception as err:
        _fail(chosen, Problem("training_failed", type(err).__name__), err)
        raise
    if model:
        print(f"{now()} The router is {model.name}.")
    return 0


def _fail(chosen: Settings, problem: Problem, err: Exception) -> int:
    print(f"{now()} {err}", file=sys.stderr)
    write_part(chosen.state_dir, Training(problem=problem))
    return 1


if __name__ == "__main__":
    sys.exit(main())

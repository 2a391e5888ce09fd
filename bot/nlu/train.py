"""Train the router: `python -m bot.nlu.train`. Does nothing when a model of the same inputs is there."""

from __future__ import annotations

import fcntl
import logging
import os
import shutil
import sys
import warnings
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from datetime import date
from hashlib import sha256
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from bot.errors import FaqError
from bot.knowledge.problems import BrokenKnowledge
from bot.nlu import taught
from bot.nlu.encoder_onnx import encoder_id
from bot.nlu.environment import QUIET
from bot.nlu.examples import examples_hash, knowledge
from bot.nlu.sources import RASA, content_hash, source_hash
from bot.settings import ROOT, Settings, settings

DATA = ("data/nlu", "data/rules")
FILES = ("config.yml", "domain.yml", *(f"{folder}/**/*.yml" for folder in DATA))
CURRENT = "current"  # holds the file name of the model trained last
LOCK = "training.lock"  # held by who trains
KEPT = 3  # models, the one in use and those to go back to


class TrainingFailed(FaqError):
    def __init__(self, why: str, said: str) -> None:
        last = "\n".join(said.strip().splitlines()[-20:])
        super().__init__(f"{last}\nThe router was not trained: {why}. The last good model stays in use.")


class CategoriesMissing(FaqError):
    def __init__(self, missing: Iterable[str]) -> None:
        names = ", ".join(sorted(missing))
        super().__init__(
            f"The trained router does not know {names}. Most likely bot.nlu.importer.KnowledgeImporter in config.yml could not be "
            "imported, which Rasa only warns of; run 'python -m bot.nlu.check_names'. The last good model stays in use."
        )


class NoModel(FaqError):
    def __init__(self, folder: Path) -> None:
        super().__init__(f"There is no trained router in {folder}. Run 'make train'.")


def model_folder(chosen: Settings) -> Path:
    return chosen.build_dir / "rasa"


def inputs_hash(chosen: Settings, today: date) -> str:
    """Equal inputs, equal name of the model."""
    files = content_hash(path for pattern in FILES for path in ROOT.glob(pattern))
    parts = (examples_hash(chosen.knowledge_dir, today), files, source_hash(), encoder_id(chosen.encoder_dir), RASA)
    return sha256(" ".join(parts).encode()).hexdigest()[:12]


def train(chosen: Settings, today: date) -> Path:
    """The model of today's inputs, trained if it is not there yet. Of two that train at the same time the second waits."""
    model = model_folder(chosen) / f"{inputs_hash(chosen, today)}.tar.gz"
    known = knowledge(chosen.knowledge_dir)
    model.parent.mkdir(parents=True, exist_ok=True)
    with _alone(model.parent / LOCK):
        for left in model.parent.glob(".training-*"):  # by a training that was killed
            shutil.rmtree(left, ignore_errors=True)
        if not model.exists():
            # Trained in a folder beside, checked, then renamed: a half-made or half-taught model is never found.
            with TemporaryDirectory(dir=model.parent, prefix=".training-") as folder:
                fresh = _run_rasa(chosen, Path(folder), model.name)
                check_categories(fresh, known.categories)
                fresh.replace(model)
        taught.keep(model, taught.taught(known, today, taught.made_by(chosen)))
        _point_to(model)
        _remove_old(model)
    return model


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Nobody else is in here for as long as the block lasts; the lock of a process that ended is free."""
    with lock.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def current_model(chosen: Settings) -> Path:
    """The model trained last, or NoModel."""
    folder = model_folder(chosen)
    pointer = folder / CURRENT
    model = folder / pointer.read_text(encoding="utf-8").strip() if pointer.exists() else folder / CURRENT
    if model == pointer or not model.exists():
        raise NoModel(folder)
    return model


def check_categories(model: Path, categories: Iterable[str]) -> None:
    """Raise CategoriesMissing unless every category is an intent of the model."""
    from rasa.engine.storage.local_model_storage import LocalModelStorage

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Rasa has one for every domain with slots
        known = set(LocalModelStorage.metadata_from_archive(model).domain.intents)
    missing = set(categories) - known
    if missing:
        raise CategoriesMissing(missing)


def _run_rasa(chosen: Settings, folder: Path, name: str) -> Path:
    os.environ.update(QUIET)
    # Rasa keeps its training cache in the working folder unless told where.
    os.environ.setdefault("RASA_CACHE_DIRECTORY", str(chosen.build_dir / "rasa-cache"))
    said = StringIO()
    with redirect_stdout(said), redirect_stderr(said):  # hundreds of lines; they are shown if it fails
        import skops.io  # noqa: F401  # imported after TensorFlow it walks through every module, which takes 8 seconds
        from rasa.model_training import train as rasa_train
        from rasa.shared.exceptions import RasaException

        _errors_only()
        try:
            result = rasa_train(
                domain=str(ROOT / "domain.yml"), config=str(ROOT / "config.yml"),
                training_files=[str(ROOT / part) for part in DATA], output=str(folder), fixed_model_name=name,
            )  # fmt: skip
        except SystemExit as err:  # Rasa ends the process where others raise
            raise TrainingFailed(f"Rasa ended with status {err.code}", said.getvalue()) from err
        except RasaException as err:
            raise TrainingFailed(f"Rasa says: {err}", said.getvalue()) from err
    if result.code != 0 or not result.model:
        raise TrainingFailed(f"Rasa ended with status {result.code}", said.getvalue())
    return Path(result.model)


def _errors_only() -> None:
    """Without this Rasa writes thousands of debug lines."""
    from rasa.utils.log_utils import configure_structlog

    logging.getLogger("rasa").setLevel(logging.ERROR)
    configure_structlog(logging.ERROR)


def _point_to(model: Path) -> None:
    temporary = model.with_name(f".{CURRENT}.{os.getpid()}")
    temporary.write_text(model.name + "\n", encoding="utf-8")
    temporary.replace(model.with_name(CURRENT))
    os.utime(model)  # in use now, however long ago it was trained


def _remove_old(model: Path) -> None:
    models = sorted(model.parent.glob("*.tar.gz"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in models[KEPT:]:
        path.unlink()
        taught.file_of(path).unlink(missing_ok=True)


def _keep_old(err: BrokenKnowledge) -> int:
    """Broken knowledge files do not stop the service: the last good router stays, if there is one."""
    print(err, file=sys.stderr)
    try:
        print(f"The last good router stays in use: {current_model(settings()).name}.", file=sys.stderr)
    except NoModel:
        return 1
    return 0


def main() -> int:
    try:
        model = train(settings(), date.today())
    except BrokenKnowledge as err:
        return _keep_old(err)
    except FaqError as err:
        print(err, file=sys.stderr)
        return 1
    print(f"The router is {model.name}.")
    return 0


if __name__ == "__main__":
    sys.exit(main())

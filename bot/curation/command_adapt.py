"""`faq adapt`: train the encoder's adapter on the entries' own texts. Wants the packages of requirements/dev-actions.txt."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from datetime import date
from pathlib import Path

from bot.answering.room import served_entries
from bot.curation import adapt
from bot.knowledge.loader import load
from bot.retrieval import adapter
from bot.retrieval.encoder_build import TOKENIZER, WEIGHTS, write_folder
from bot.settings import settings


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--epochs", type=int, default=adapt.Recipe.epochs, help="how often each question is seen / 训练轮数")


def main(options: argparse.Namespace) -> int:
    from sentence_transformers import SentenceTransformer

    knowledge = load(settings().knowledge_dir).require()
    recipe = adapt.Recipe(epochs=options.epochs)
    packages = settings().build_dir / "packages"
    folder = Path(tempfile.mkdtemp(dir=settings().build_dir))
    try:
        # From the packaged weights, not from the model in use: that one may carry an adapter already.
        write_folder(packages / WEIGHTS, packages / TOKENIZER, folder, folder / "no adapter")
        model = SentenceTransformer(str(folder), backend="torch")
        found = adapt.train(model, served_entries(knowledge, date.today()), recipe)
    finally:
        shutil.rmtree(folder)
    adapter.save(adapter.FILE, found, recipe.alpha / recipe.rank)
    print(f"{adapter.FILE.name}: {adapter.FILE.stat().st_size / 1e6:.1f} MB, knowledge {knowledge.version}, {recipe}")
    return 0

"""`faq adapt`: train the encoder's adapter on the entries' own texts. Wants the packages of requirements/dev-actions.txt."""

from __future__ import annotations

import argparse
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from bot.answering.room import served_entries
from bot.curation import adapt
from bot.errors import FaqError
from bot.knowledge.loader import load
from bot.knowledge.schema import Entry
from bot.retrieval import adapter
from bot.retrieval.encoder_build import TOKENIZER, WEIGHTS, write_folder
from bot.settings import settings


class NoSuchCategory(FaqError):
    def __init__(self, names: Sequence[str]) -> None:
        super().__init__(f"There is no category {', '.join(names)}; see knowledge/categories.yml. / 没有这个业务分类。")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--epochs", type=int, default=adapt.Recipe.epochs, help="how often each question is seen / 训练轮数")
    parser.add_argument("--kept", type=float, default=adapt.Recipe.kept, help="part of the change that is kept / 保留的比例")
    parser.add_argument("--without", default="", help="categories to leave out, with commas, to see what new ones gain / 不参与训练的分类")
    parser.add_argument("--out", type=Path, default=adapter.FILE, help="the file to write / 写入的文件")


def main(options: argparse.Namespace) -> int:
    knowledge = load(settings().knowledge_dir).require()
    without = {name for name in options.without.split(",") if name}
    if unknown := sorted(without - set(knowledge.categories)):
        raise NoSuchCategory(unknown)
    entries = [entry for entry in served_entries(knowledge, date.today()) if entry.category not in without]
    recipe = adapt.Recipe(epochs=options.epochs, kept=options.kept)
    found = _train(entries, recipe)
    made = {"command": "./faq adapt", "knowledge": knowledge.version, "without": sorted(without), **asdict(recipe)}
    adapter.save(options.out, found, recipe.scale, made)
    print(f"{options.out.name}: {options.out.stat().st_size / 1e6:.1f} MB, {made}")
    return 0


def _train(entries: Sequence[Entry], recipe: adapt.Recipe) -> dict[str, tuple[Any, Any]]:
    """From the packaged weights, not from the model in use: that one may carry an adapter already."""
    from sentence_transformers import SentenceTransformer

    from bot.retrieval.encoder_st import TorchEncoder

    packages = settings().build_dir / "packages"
    folder = Path(tempfile.mkdtemp(dir=settings().build_dir))
    try:
        write_folder(packages / WEIGHTS, packages / TOKENIZER, folder, None)
        model = SentenceTransformer(str(folder), backend="torch")
        return adapt.train(model, entries, TorchEncoder(model), recipe)
    finally:
        shutil.rmtree(folder)

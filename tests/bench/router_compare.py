"""Which router? Rasa pipelines trained on 80 % of the entries of each category, asked the questions of the other 20 %.

    .venv/rasa/bin/python -m tests.bench.router_compare [--only NAME ...] [--folds N] [--scales 2 4 8] [--epochs 30]

Every pipeline sees the same examples, data/nlu/ among them, and is timed inside Rasa. No question of a tested entry is trained
on, so the figures say how a router does with needs that no one has written down yet. Figures and choice: docs/adr/0003.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.knowledge.schema import Entry, Knowledge
from bot.language import LANGUAGES, Lang
from bot.nlu.encoder_onnx import shared_encoder
from bot.nlu.environment import QUIET
from bot.nlu.examples import knowledge
from bot.settings import ROOT, settings

FOLDS = 5
TOKENIZER: dict[str, Any] = {"name": "bot.nlu.tokenizer.BilingualTokenizer"}
WORDS: list[dict[str, Any]] = [
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 3},
]
REGRESSION: dict[str, Any] = {
    "name": "bot.nlu.classifier.RouterClassifier",
    "max_iter": 300,
    "ranking_length": 40,
    "regression": 1,
    "nearness": 0,
}


@dataclass(frozen=True)
class Question:
    text: str
    lang: Lang
    category: str


@dataclass
class Row:
    """What one pipeline did, over all its folds."""

    name: str
    places: dict[Lang, list[int]] = field(default_factory=lambda: defaultdict(list))  # rank of the right category, from 0
    train_seconds: list[float] = field(default_factory=list)
    parse_seconds: list[float] = field(default_factory=list)

    def text(self) -> str:
        cells = [f"{self._share(lang, top):.3f}" for lang in LANGUAGES for top in (1, 3)]
        train, parse = statistics.mean(self.train_seconds), 1000 * statistics.median(self.parse_seconds)
        return f"| {self.name} | " + " | ".join(cells) + f" | {train:.0f} s | {parse:.1f} ms |"

    def _share(self, lang: Lang, top: int) -> float:
        return sum(place < top for place in self.places[lang]) / len(self.places[lang])


def embeddings(scale: float) -> dict[str, Any]:
    return {"name": "bot.nlu.featurizer.SentenceEmbeddingFeaturizer", "scale": scale}


def pipelines(scales: Sequence[float], epochs: int) -> dict[str, list[dict[str, Any]]]:
    found = {"words + LR": [TOKENIZER, *WORDS, REGRESSION]}
    for scale in scales:
        found[f"embeddings x{scale:g} + LR"] = [TOKENIZER, embeddings(scale), REGRESSION]
    middle = scales[len(scales) // 2]
    found[f"embeddings x{middle:g} + words + LR"] = [TOKENIZER, embeddings(middle), *WORDS, REGRESSION]
    diet = {"name": "DIETClassifier", "epochs": epochs, "entity_recognition": False, "ranking_length": 40, "random_seed": 1}
    found[f"words + DIET, {epochs} epochs"] = [TOKENIZER, *WORDS, diet]
    return found


def split(known: Knowledge, fold: int) -> tuple[list[Entry], list[Entry]]:
    """Entries to learn from and entries to ask about: every fifth entry of each category, by id."""
    learnt, asked = [], []
    for entries in known.by_category.values():
        for place, entry in enumerate(sorted(entries, key=lambda entry: entry.id)):
            (asked if place % FOLDS == fold else learnt).append(entry)
    return learnt, asked


def questions(entries: Sequence[Entry]) -> Iterator[Question]:
    for entry in entries:
        for lang in LANGUAGES:
            for text in entry.questions(lang):
                yield Question(text, lang, entry.category)


def write_project(folder: Path, pipeline: list[dict[str, Any]], learnt: Sequence[Entry]) -> None:
    from rasa.shared.utils.io import write_yaml

    by_category: dict[str, list[str]] = defaultdict(list)
    for question in questions(learnt):
        by_category[question.category].append(question.text)
    nlu = [{"intent": category, "examples": "".join(f"- {text}\n" for text in texts)} for category, texts in by_category.items()]
    (folder / "data").mkdir()
    write_yaml({"version": "3.1", "nlu": nlu}, folder / "data" / "knowledge.yml")
    for path in (ROOT / "data" / "nlu").glob("*.yml"):
        (folder / "data" / path.name).write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    write_yaml({"recipe": "default.v1", "assistant_id": "compare", "language": "zh", "pipeline": pipeline}, folder / "config.yml")


def measure(row: Row, pipeline: list[dict[str, Any]], known: Knowledge, fold: int) -> None:
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    learnt, asked = split(known, fold)
    with TemporaryDirectory() as name:
        folder = Path(name)
        write_project(folder, pipeline, learnt)
        os.environ["RASA_CACHE_DIRECTORY"] = str(folder / "cache")  # empty: every pipeline pays for its own training
        start = time.perf_counter()
        with redirect_stdout(StringIO()):  # Rasa says where the model is
            model = train_nlu(str(folder / "config.yml"), str(folder / "data"), str(folder), fixed_model_name="router")
        row.train_seconds.append(time.perf_counter() - start)
        shared_encoder.cache_clear()  # no pipeline may find the vectors that the one before it made
        agent = Agent.load(model)
        for question in questions(asked):
            start = time.perf_counter()
            parsed = asyncio.run(agent.parse_message(question.text))
            row.parse_seconds.append(time.perf_counter() - start)
            ranking = [intent["name"] for intent in parsed["intent_ranking"]]
            row.places[question.lang].append(ranking.index(question.category) if question.category in ranking else len(ranking))


def quiet() -> None:
    """Rasa's messages of training hide the table."""
    import logging

    from rasa.utils.log_utils import configure_structlog

    configure_structlog(logging.ERROR)
    logging.getLogger("rasa").setLevel(logging.ERROR)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", nargs="*", default=[], help="pipelines whose name begins so")
    parser.add_argument("--folds", type=int, default=1, help="how many of the five splits to run")
    parser.add_argument("--scales", type=float, nargs="*", default=[4.0])
    parser.add_argument("--epochs", type=int, default=30, help="of DIET")
    options = parser.parse_args()
    os.environ.update(QUIET)
    import skops.io  # noqa: F401  # after TensorFlow it would take 8 seconds

    quiet()
    known = knowledge(settings().knowledge_dir)
    _, asked = split(known, 0)
    print(f"{date.today()}, knowledge {known.version}: {len(known.entries)} entries, {len(asked)} asked about in fold 0", flush=True)
    print("| pipeline | zh at 1 | zh at 3 | en at 1 | en at 3 | training | one parse |\n|---|---|---|---|---|---|---|", flush=True)
    for name, pipeline in pipelines(options.scales, options.epochs).items():
        if options.only and not name.startswith(tuple(options.only)):
            continue
        row = Row(name)
        for fold in range(options.folds):
            measure(row, pipeline, known, fold)
        print(row.text(), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

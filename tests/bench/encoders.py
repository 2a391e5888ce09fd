"""`make bench-encoders`: the encoder in torch, in ONNX and in 8-bit ONNX, with the adapter; and the last as published, without it.

Each runs in a process of its own, on one thread, one query at a time, as in the action server. Quality is of the encoder alone:
questions of data/calibration against the questions and similar questions of the entries, both languages, each column z-scored and all
added with equal weights (nothing is learnt); and XQuAD, English questions that look for their Chinese translations, by cosine.
"""

from __future__ import annotations

import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from bot.answering.room import served_entries
from bot.answering.steps.retrieve import search_text
from bot.curation import learn
from bot.curation.command_learn import DATA
from bot.errors import FaqError
from bot.knowledge.loader import load
from bot.knowledge.repair_words import repair_for
from bot.knowledge.schema import Entry
from bot.language import LANGUAGES
from bot.language.normalise import tidy
from bot.language.segment import Segmenter
from bot.measuring.plain import plain_encoder
from bot.measuring.sets import RetrievalSet
from bot.retrieval import fields
from bot.retrieval.encoder import Vectors
from bot.retrieval.encoder_st import NoEncoder, TorchEncoder
from bot.retrieval.evidence import Floats, z_scores
from bot.retrieval.index_faiss import spans
from bot.settings import ROOT, settings
from tests.bench import shared_sets

Field = fields.Field
SEED, QUESTIONS = 20261122, 400
ROUNDS = 3  # over the questions; the one with the lowest median is shown
FIELDS: tuple[Field, ...] = ("question", "similar")
PUBLIC = "xquad-en-zh"
CLOCKS: Mapping[str, Callable[[], float]] = {"wall": time.perf_counter, "CPU": time.process_time}


@dataclass(frozen=True)
class Kind:
    """folder: a sentence-transformers folder; weights: the file in it that is used."""

    name: str
    folder: Path
    weights: str


@dataclass(frozen=True)
class Texts:
    """queries: encoded one by one, the first `timed` of them for time; lines: encoded in batches."""

    queries: tuple[str, ...]
    timed: int
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Column:
    """One field in one language. starts: where each entry's lines begin."""

    lines: tuple[str, ...]
    starts: npt.NDArray[np.intp]


@dataclass(frozen=True)
class Lesson:
    """What quality is judged by. targets: of each question, the places of the right entries."""

    questions: tuple[str, ...]
    langs: tuple[str, ...]
    targets: tuple[frozenset[int], ...]
    columns: tuple[Column, ...]
    public: RetrievalSet | None

    def texts(self) -> Texts:
        asked, lines = (
            ([query.text for query in self.public.queries], [line.text for line in self.public.index]) if self.public else ([], [])
        )
        return Texts((*self.questions, *asked), len(self.questions), (*(line for column in self.columns for line in column.lines), *lines))


def main(arguments: Sequence[str]) -> int:
    if arguments:
        name, folder, weights, exchange = arguments
        measure(Kind(name, Path(folder), weights), Path(exchange))
        return 0
    try:
        print(f"date {date.today().isoformat()}, knowledge {load(settings().knowledge_dir).require().version}", flush=True)
        lesson = make_lesson()
        with tempfile.TemporaryDirectory(dir=settings().build_dir, prefix=".bench-encoders-") as temporary:
            rows = [(kind, *ask(kind, lesson, Path(temporary))) for kind in kinds(Path(temporary) / "float")]
            print("\n".join(table(rows, lesson)))
    except FaqError as err:
        print(err, file=sys.stderr)
        return 1
    return 0


def make_lesson() -> Lesson:
    knowledge = load(settings().knowledge_dir).require()
    entries = served_entries(knowledge, date.today())
    place = {entry.id: at for at, entry in enumerate(entries)}
    rows = [row for row in learn.read_rows(DATA, {}) if any(target in place for target in row.targets)]
    rows = random.Random(SEED).sample(rows, QUESTIONS)
    repair = repair_for(knowledge, Segmenter(knowledge.domain_words()))
    public = next((one for one in shared_sets.shared_sets() if one.name == PUBLIC), None)
    return Lesson(
        tuple(search_text(tidy(row.text), repair).meant for row in rows),
        tuple(row.lang for row in rows),
        tuple(frozenset(place[target] for target in row.targets if target in place) for row in rows),
        tuple(column_of(entries, field, lang) for lang in LANGUAGES for field in FIELDS),
        public,
    )


def column_of(entries: Sequence[Entry], field: Field, lang: Any) -> Column:
    found = [(at, line) for at, entry in enumerate(entries) for line in fields.lines(entry, field, lang)]
    return Column(tuple(line for _, line in found), spans([at for at, _ in found]))


def kinds(floats: Path) -> list[Kind]:
    """floats: a folder that is made for the ONNX model with 32-bit weights. NoEncoder, or NoWeights for the plain one."""
    served = settings().encoder_dir
    if not (served / "made.json").exists():
        raise NoEncoder(served)
    plain_encoder()
    export_floats(served, floats)
    return [
        Kind("torch, 32 bit", served, "model.safetensors"),
        Kind("ONNX, 32 bit", floats, "onnx/model.onnx"),
        Kind("ONNX, 8 bit (served)", served, "onnx/model_int8.onnx"),
        Kind("ONNX, 8 bit, without the adapter", settings().build_dir / "encoder-plain", "onnx/model_int8.onnx"),
    ]


def export_floats(served: Path, floats: Path) -> None:
    """The served folder with `onnx/model.onnx` in place of its 8-bit form."""
    from sentence_transformers import SentenceTransformer

    shutil.copytree(served, floats, ignore=shutil.ignore_patterns("onnx"))
    model = SentenceTransformer(str(floats), backend="onnx", model_kwargs={"provider": "CPUExecutionProvider", "export": True})
    model.save_pretrained(str(floats))


def ask(kind: Kind, lesson: Lesson, exchange: Path) -> tuple[dict[str, Any], Vectors, Vectors]:
    """What `measure` finds in a process of its own, and the vectors of the queries and of the lines."""
    (exchange / "texts.json").write_text(json.dumps(asdict(lesson.texts())), encoding="utf-8")
    command = [sys.executable, "-m", "tests.bench.encoders", kind.name, str(kind.folder), kind.weights, str(exchange)]
    subprocess.run(command, check=True, cwd=ROOT)
    facts = json.loads((exchange / "facts.json").read_text(encoding="utf-8"))
    with np.load(exchange / "vectors.npz") as file:
        return facts, file["queries"], file["lines"]


def measure(kind: Kind, exchange: Path) -> None:
    """Load the encoder, and leave in the folder its memory, its times and its vectors of the texts there."""
    content = json.loads((exchange / "texts.json").read_text(encoding="utf-8"))
    before = resident()
    encoder = load_encoder(kind)
    encoder.encode(["你好"], "query")
    memory = resident() - before
    timed, rest = content["queries"][: content["timed"]], content["queries"][content["timed"] :]
    rounds = [[encode_timed(encoder, text) for text in timed] for _ in range(ROUNDS)]
    facts: dict[str, Any] = {"memory": memory, "size": (kind.folder / kind.weights).stat().st_size}
    for clock in CLOCKS:
        seconds = min(([took[clock] for _, took in one] for one in rounds), key=lambda found: float(np.median(found)))
        facts[clock] = [float(np.median(seconds)), float(np.quantile(seconds, 0.95))]
    queries = [vectors for vectors, _ in rounds[0]] + [encoder.encode([text], "query") for text in rest]
    np.savez(exchange / "vectors.npz", queries=np.concatenate(queries), lines=encoder.encode(content["lines"], "query"))
    (exchange / "facts.json").write_text(json.dumps(facts), encoding="utf-8")


def load_encoder(kind: Kind) -> TorchEncoder:
    import onnxruntime
    import torch
    from sentence_transformers import SentenceTransformer
    from transformers.utils import logging

    logging.set_verbosity_error()
    torch.set_num_threads(1)
    if not kind.weights.startswith("onnx/"):
        return TorchEncoder(SentenceTransformer(str(kind.folder), device="cpu"))
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 1
    chosen = {"provider": "CPUExecutionProvider", "file_name": kind.weights, "session_options": options}
    return TorchEncoder(SentenceTransformer(str(kind.folder), backend="onnx", model_kwargs=chosen))


def encode_timed(encoder: TorchEncoder, text: str) -> tuple[Vectors, dict[str, float]]:
    """The vector, (1, dimensions), and the seconds by each clock."""
    began = {name: clock() for name, clock in CLOCKS.items()}
    vectors = encoder.encode([text], "query")
    return vectors, {name: clock() - began[name] for name, clock in CLOCKS.items()}


def resident() -> int:
    """Bytes of this process in memory (Linux)."""
    return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1]) * 4096


def right_at_one(lesson: Lesson, queries: Vectors, lines: Vectors) -> dict[str, float]:
    """Share right by language of the question, and of the public set. queries, lines: as in `Lesson.texts`."""
    at, sums = 0, np.zeros((len(lesson.questions), len(lesson.columns[0].starts)), dtype=np.float32)
    own = queries[: len(lesson.questions)]
    for column in lesson.columns:
        sums += column_scores(own, lines[at : at + len(column.lines)], column.starts)
        at += len(column.lines)
    right = [int(row.argmax()) in targets for row, targets in zip(sums, lesson.targets)]
    found = {lang: float(np.mean([is_right for is_right, of in zip(right, lesson.langs) if of == lang])) for lang in LANGUAGES}
    if lesson.public:
        nearest = (queries[len(lesson.questions) :] @ lines[at:].T).argmax(axis=1)
        ids = [line.id for line in lesson.public.index]
        found[PUBLIC] = float(np.mean([ids[place] in query.ids for place, query in zip(nearest, lesson.public.queries)]))
    return found


def column_scores(queries: Vectors, lines: Vectors, starts: npt.NDArray[np.intp]) -> Floats:
    """(queries, entries): the best cosine of each entry's lines, z-scored over the entries for each query."""
    best = np.maximum.reduceat(queries @ lines.T, starts, axis=1)
    return z_scores(np.asarray(best.T, dtype=np.float32)).T


def table(rows: Sequence[tuple[Kind, dict[str, Any], Vectors, Vectors]], lesson: Lesson) -> Iterator[str]:
    """Markdown, one line an encoder."""
    public = [f"{PUBLIC}: R@1"] if lesson.public else []
    head = ["encoder", "weights", "memory", *(f"{clock} ms: median (p95)" for clock in CLOCKS), "zh: R@1", "en: R@1", *public]
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for kind, facts, queries, lines in rows:
        times = [f"{facts[clock][0] * 1e3:.1f} ({facts[clock][1] * 1e3:.1f})" for clock in CLOCKS]
        shares = [f"{share:.3f}" for share in right_at_one(lesson, queries, lines).values()]
        sizes = [f"{facts[of] / 1e6:.0f} MB" for of in ("size", "memory")]
        yield f"| {' | '.join([kind.name, *sizes, *times, *shares])} |"
    if not lesson.public:
        yield "\nThe public set is not at hand (no folder ../shared/data): left out."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

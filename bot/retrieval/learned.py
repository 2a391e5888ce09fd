"""What `make learn` learns from `data/calibration/`: weights and calibration. Kept in `learned.json`, never typed in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from bot.errors import FaqError
from bot.language import LANGUAGES, Lang
from bot.retrieval.boosted import Boosted
from bot.retrieval.calibration import Signs
from bot.retrieval.evidence import Floats
from bot.retrieval.scope import Scope

FILE = Path(__file__).with_name("learned.json")


class LineWeights(NamedTuple):
    """How much each sign of a line counts (`bot/retrieval/lines.py`); only their proportion matters."""

    best: float
    mean: float
    words: float


class LearnedElsewhere(FaqError):
    def __init__(self, missing: Sequence[str]) -> None:
        super().__init__(f"{FILE.name} was learnt for other evidence (it differs in: {', '.join(missing)}). Run 'make learn'.")


@dataclass(frozen=True)
class Learned:
    """columns: names of the evidence, in order; weights: (columns,) by language of the question; thresholds: 0..1."""

    columns: tuple[str, ...]
    weights: Mapping[Lang, Floats]
    route_weight: Mapping[Lang, float]
    lines: Mapping[Lang, LineWeights]  # for lines that are not entries
    scope: Scope
    right: Boosted  # the first entry is the right one
    among_three: Boosted  # one of the first three is
    made: Mapping[str, Any]

    def check(self, names: Sequence[str], encoder: str | None = None) -> None:
        """LearnedElsewhere, unless the evidence, and the encoder where its name is given, are what the weights were learnt for."""
        if encoder and self.made.get("encoder") not in (None, family(encoder)):
            raise LearnedElsewhere([f"encoder {family(encoder)}"])
        if tuple(names) != self.columns:
            raise LearnedElsewhere(sorted(set(names) ^ set(self.columns)) or ["order"])

    def probabilities(self, signs: Signs) -> tuple[float, float]:
        """The probability that the first entry is right, and that one of the first three is (never less)."""
        right = self.right.probability(signs)
        return right, max(right, self.among_three.probability(signs))

    def save(self, path: Path = FILE) -> None:
        content = asdict(self)
        content["weights"] = {lang: [round(float(w), 5) for w in self.weights[lang]] for lang in LANGUAGES}
        # One line a key: the trees are many numbers that nobody reads, the rest is for people.
        lines = [f"{json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}" for key, value in content.items()]
        path.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


def family(encoder: str) -> str:
    """The encoder's name without the processor that it was quantised for."""
    return encoder.split("-int8-")[0]


def load(path: Path = FILE) -> Learned:
    content = json.loads(path.read_text(encoding="utf-8"))
    content["columns"] = tuple(content["columns"])
    content["weights"] = {lang: np.array(values, dtype=np.float32) for lang, values in content["weights"].items()}
    content["lines"] = {lang: LineWeights(*values) for lang, values in content["lines"].items()}
    content["scope"] = Scope(**content["scope"])
    content["right"], content["among_three"] = Boosted.from_json(content["right"]), Boosted.from_json(content["among_three"])
    return Learned(**content)


def starting_point(columns: Sequence[str]) -> Learned:
    """Equal weights and no calibration: where learning begins."""
    flat = Boosted((), 0.0, ())
    weights = {lang: np.full(len(columns), 1 / len(columns), dtype=np.float32) for lang in LANGUAGES}
    lines: dict[Lang, LineWeights] = dict.fromkeys(LANGUAGES, LineWeights(1.0, 0.0, 0.0))
    return Learned(tuple(columns), weights, {"zh": 0.0, "en": 0.0}, lines, Scope(), flat, flat, {})

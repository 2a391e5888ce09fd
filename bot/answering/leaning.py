"""Whether a message after an answer asks for an element of it, means an entry beside it, or stands alone.

A logistic regression on a few signs, learnt by `make learn` and kept in `leaning.json`.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import numpy.typing as npt

from bot.answering.asking import Asked
from bot.answering.nearby import Nearby, nearby, place_of
from bot.errors import FaqError
from bot.knowledge.schema import Entry
from bot.language import Lang
from bot.language.normalise import fold
from bot.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

FILE: Final = Path(__file__).with_name("leaning.json")
ELEMENT, BESIDE, ALONE = "element", "beside", "alone"
KINDS: Final = (ELEMENT, BESIDE, ALONE)
# Said of the matter that was talked about: "那外地户口呢", "and if I lost it?".
_LEANS: Final = re.compile(
    r"^(?:那|如果|要是|假如|万一|但是?|不过|(?:and|but|what (?:about|if)|how about|if|so|ok)\b)|呢$|\b(?:instead|though|as well|too|then)$"
)
_MOST_MARGIN: Final = 6.0  # beyond it a lead says no more


class LeaningElsewhere(FaqError):
    def __init__(self) -> None:
        super().__init__(f"{FILE.name} was learnt for other signs. Run 'make learn'.")


@dataclass(frozen=True)
class After:
    """A message after an answer. asked: what it asks for; near: the entries beside the last one; signs: by name, what `Leaning` weighs;
    kind: what comes of them, empty where nothing was learnt."""

    asked: Asked
    near: Nearby
    signs: Mapping[str, float]
    kind: str


@dataclass(frozen=True)
class Leaning:
    """weights: (signs + 1, kinds), the last row a constant, for signs less their mean and over their spread. made: how it was learnt."""

    names: tuple[str, ...]
    mean: npt.NDArray[np.float64]
    spread: npt.NDArray[np.float64]
    weights: npt.NDArray[np.float64]
    made: Mapping[str, Any]

    def probabilities(self, signs: Mapping[str, float]) -> dict[str, float]:
        """By kind. LeaningElsewhere if the signs are not those that it was learnt for."""
        if tuple(signs) != self.names:
            raise LeaningElsewhere
        values = (np.array(list(signs.values())) - self.mean) / self.spread
        scores = np.append(values, 1.0) @ self.weights
        powers = np.exp(scores - scores.max())
        return dict(zip(KINDS, (powers / powers.sum()).tolist()))

    def kind(self, signs: Mapping[str, float]) -> str:
        found = self.probabilities(signs)
        return max(found, key=lambda name: found[name])

    def save(self, path: Path = FILE) -> None:
        content = {name: value.tolist() if isinstance(value, np.ndarray) else value for name, value in asdict(self).items()}
        path.write_text(
            "{\n" + ",\n".join(f"{json.dumps(name)}: {json.dumps(value)}" for name, value in content.items()) + "\n}\n", "utf-8"
        )


def load(path: Path = FILE) -> Leaning:
    content = json.loads(path.read_text(encoding="utf-8"))
    arrays = {name: np.array(content[name]) for name in ("mean", "spread", "weights")}
    return Leaning(tuple(content["names"]), **arrays, made=content["made"])


def after(text: str, lang: Lang, retrieval: Retrieval, last: Entry, room: Room) -> After | None:
    """text: tidy; retrieval: of it. None where the ranking came without its evidence."""
    evidence = retrieval.evidence
    if room.asking is None or evidence is None or evidence.vector is None:
        return None
    asked = room.asking.read(evidence.vector)
    matter = room.asking.matter(evidence.terms)
    near = nearby(text, evidence, lang, last, room)
    index, place = room.retriever.index, place_of(last, room)
    covered = {at: index.covered(replace(evidence, terms=matter), at) if matter else -0.5 for at in (place, near.at)}
    signs = {
        "lead": asked.lead,
        "variant": asked.variant,
        "confidence": _logit(retrieval.confidence),
        "last_place": math.log1p(near.last_place),
        "last_gap": near.last_gap,
        "place": math.log1p(near.place),
        "gap": near.gap,
        "margin": min(near.margin, _MOST_MARGIN),
        "joined_gap": near.joined_gap,
        "top_near": float(near.place == 0),
        "foreign": float(min(4, sum(not index.covered(replace(evidence, terms=(word,)), place) for word in matter))),
        "covered_last": covered[place],
        "covered_near": covered[near.at],
        "leans": float(leans(text)),
        "length": math.log1p(len(text) if lang == "zh" else 2 * len(text.split())),
        "elsewhere": retrieval.signs["elsewhere"],
        "own_case": retrieval.signs["own_case"],
    }
    return After(asked, near, signs, room.leaning.kind(signs) if room.leaning else "")


def leans(text: str) -> bool:
    """Whether the text begins or ends as one that goes on about the same matter."""
    return _LEANS.search(fold(text)) is not None


def _logit(probability: float) -> float:
    kept = min(max(probability, 1e-3), 1 - 1e-3)
    return math.log(kept / (1 - kept))

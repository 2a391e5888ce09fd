"""What a short message after an answer asks for: a guide element, the same matter for another case, or something else.

Learnt at start from `data/follow_ups.yml` against the questions of the entries and the router's small talk, by one linear layer on the
encoder's vectors. The fit is in closed form, so there is no seed, and nothing to learn again when the encoder or the knowledge changes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import yaml

from bot.errors import FaqError
from bot.knowledge.schema import GUIDE_ELEMENTS
from bot.language import LANGUAGES, Lang
from bot.language.segment import Segmenter
from bot.retrieval.encoder import Encoder, Vectors
from bot.retrieval.lexical import terms

FILE: Final = "follow_ups.yml"
VARIANT: Final = "variant"
SHRINK: Final = 0.1  # of the weights; 0.05 and 0.2 did no better
HALF: Final = 0.5  # weight of all questions together, and of all chatter, beside the examples'
SECOND: Final = 0.6  # a second element is meant as well if it has so much of the first's score, and at least SECOND_LEAST
SECOND_LEAST: Final = 0.3

Floats = npt.NDArray[np.float64]
Examples = Mapping[str, Mapping[Lang, Sequence[str]]]


class BrokenExamples(FaqError):
    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"{file} cannot be used ({why}). Give each guide element and '{VARIANT}' a list of texts in zh and in en.")


@dataclass(frozen=True)
class Asked:
    """elements: of the guide, the likeliest first; lead: its score above that of an ordinary question and of chatter, about -1..1;
    variant: the same for asking after another case."""

    elements: tuple[str, ...]
    lead: float
    variant: float


class Asking:
    """weights: (dimensions + 1, kinds), the last row a constant; frame: terms that only ask, and name no matter."""

    def __init__(self, weights: Floats, frame: frozenset[str]) -> None:
        self._weights, self._frame = weights, frame

    def read(self, vector: Vectors) -> Asked:
        """vector: (dimensions,), of the message."""
        scores = np.append(vector, 1.0) @ self._weights
        elements, variant = scores[: len(GUIDE_ELEMENTS)], float(scores[len(GUIDE_ELEMENTS)])
        other = float(scores[-2:].max())
        first, second = (int(place) for place in np.argsort(-elements)[:2])
        both = elements[second] >= max(SECOND_LEAST, SECOND * elements[first])
        asked = (first, second) if both else (first,)
        return Asked(tuple(GUIDE_ELEMENTS[place] for place in asked), float(elements[first]) - other, variant - other)

    def matter(self, query: Iterable[str]) -> tuple[str, ...]:
        """The words of a query that name a matter. query: its terms."""
        return tuple(term for term in query if not term.startswith("2:") and term not in self._frame)


@dataclass(frozen=True)
class Sums:
    """What the fit needs to know of the vectors of one kind. products: (dimensions + 1, dimensions + 1), of each with itself; total:
    (dimensions + 1,)."""

    products: Floats
    total: Floats
    count: int

    def __add__(self, other: Sums) -> Sums:
        return Sums(self.products + other.products, self.total + other.total, self.count + other.count)

    def __sub__(self, other: Sums) -> Sums:
        return Sums(self.products - other.products, self.total - other.total, self.count - other.count)


class AskingLearner:
    """Learns again when the entries' questions change: what is new is added to the sums, what is gone is taken away.

    folder: data/; BrokenExamples if the file in it is not as it must be.
    """

    def __init__(self, folder: Path, encoder: Encoder, segmenter: Segmenter) -> None:
        examples = read_examples(folder / FILE)
        kinds = [[text for lang in LANGUAGES for text in examples[kind][lang]] for kind in (*GUIDE_ELEMENTS, VARIANT)]
        self._encoder, self.segmenter = encoder, segmenter
        self._kinds = [sums_of(encoder.encode(texts, "query")) for texts in kinds]
        self._chatter = sums_of(encoder.encode(list(chatter(folder / "nlu")), "query"))
        self._frame = frozenset(term for texts in kinds for text in texts for term in terms(text, segmenter))
        self._known: Counter[str] = Counter()
        self._questions = self._chatter - self._chatter

    def learn(self, questions: Iterable[str]) -> Asking:
        """questions: of the entries, both languages."""
        wanted = Counter(questions)
        changed = {text for text, _ in wanted.items() ^ self._known.items()}
        added, removed = (Counter({text: times[text] for text in changed}) for times in (wanted, self._known))
        if removed.total() * 2 > wanted.total():  # so many that counting anew is less work
            self._questions, added, removed = self._chatter - self._chatter, wanted, Counter()
        self._questions = self._questions + self._sums(added) - self._sums(removed)
        self._known = wanted
        return Asking(solve([*self._kinds, self._questions, self._chatter]), self._frame)

    def _sums(self, texts: Counter[str]) -> Sums:
        return sums_of(self._encoder.encode(list(texts.elements()), "query")) if texts.total() else self._chatter - self._chatter


def learn_asking(folder: Path, questions: Sequence[str], encoder: Encoder, segmenter: Segmenter) -> Asking:
    """Learn once. folder: data/; questions: of the entries, both languages. BrokenExamples if the file is not as it must be."""
    return AskingLearner(folder, encoder, segmenter).learn(questions)


def sums_of(vectors: Vectors) -> Sums:
    """vectors: (texts, dimensions)."""
    rows = np.hstack([vectors, np.ones((len(vectors), 1))]).astype(np.float64)
    return Sums(rows.T @ rows, rows.sum(axis=0), len(rows))


def fit(vectors: Vectors, kind_of: npt.NDArray[np.intp], kinds: int) -> Floats:
    """(dimensions + 1, kinds): weighted ridge regression on which kind a text is of. The last two kinds weigh HALF of the others each."""
    return solve([sums_of(vectors[kind_of == kind]) for kind in range(kinds)])


def solve(kinds: Sequence[Sums]) -> Floats:
    """The same from the sums of each kind."""
    counts = [kind.count for kind in kinds]
    half = HALF * sum(counts[:-2])
    weights = [1.0] * (len(kinds) - 2) + [half / max(count, 1) for count in counts[-2:]]
    shrink = SHRINK * np.eye(len(kinds[0].total))
    shrink[-1, -1] = 0  # the constant may be what it likes
    products = sum((weight * kind.products for weight, kind in zip(weights, kinds)), shrink)
    totals = np.stack([weight * kind.total for weight, kind in zip(weights, kinds)], axis=1)
    return np.asarray(np.linalg.solve(products, totals), dtype=np.float64)


def read_examples(file: Path) -> Examples:
    """The examples by kind and language. BrokenExamples if a kind or a language is missing, or holds anything but texts."""
    try:
        content = yaml.safe_load(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as err:
        raise BrokenExamples(file, type(err).__name__) from err
    if not isinstance(content, dict) or set(content) != {*GUIDE_ELEMENTS, VARIANT}:
        raise BrokenExamples(file, "other kinds than expected")
    for kind, texts in content.items():
        if not isinstance(texts, dict) or any(not _are_texts(texts.get(lang)) for lang in LANGUAGES):
            raise BrokenExamples(file, f"the texts of '{kind}'")
    return content


def _are_texts(found: object) -> bool:
    return isinstance(found, list) and bool(found) and all(isinstance(text, str) for text in found)


def chatter(folder: Path) -> Iterator[str]:
    """The router's examples of what no entry answers: small talk, danger, what is out of scope, one's own case. folder: data/nlu."""
    for path in sorted(folder.glob("*.yml")):
        for intent in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            lines = (line.strip() for line in intent["examples"].splitlines())
            yield from (line[2:].strip() for line in lines if line.startswith("- "))

"""The questions of this folder through the whole assistant, and the figures of them, part by part.

questions.jsonl and out_of_scope.jsonl: one question, one right entry or none. follow_ups.jsonl: what is asked after an answer.
two_questions.jsonl: two at once. emergencies.jsonl: dangers, what only looks like them, and swearing. All were written from the
citizen's side by writers who did not see how anything is recognised: not the entries' similar questions, not the word lists, not the
code. Nothing is learnt from them; weights and thresholds come from data/calibration.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np

from bot.curation import asking, evaluate
from bot.curation.asking import Result
from bot.curation.evaluate import Pair
from bot.curation.rows import Row, read
from bot.knowledge.loader import version
from bot.language import LANGUAGES
from bot.measuring.intervals import Figure, interval_of, interval_or_none
from bot.measuring.metrics import Bin, Confusion, CurvePoint, answered_against_right, confusion, expected_calibration_error, reliability
from bot.retrieval import learned
from bot.settings import settings

FOLDER = Path(__file__).parent
PARTS: Mapping[str, tuple[str, ...]] = {
    "questions": ("questions.jsonl", "out_of_scope.jsonl"),
    "follow_ups": ("follow_ups.jsonl",),
    "two_questions": ("two_questions.jsonl",),
    "emergencies": ("emergencies.jsonl",),
}
BY_KIND = ("entry_at_1", "answered", "right_when_answered", "false_answers")
AS_EXPECTED = "as_expected"


@dataclass(frozen=True)
class Part:
    """Rows with what came back for them."""

    name: str
    rows: tuple[Row, ...]
    results: tuple[Result, ...]

    @property
    def pairs(self) -> list[Pair]:
        return list(zip(self.rows, self.results))

    def figures(self) -> dict[str, dict[str, Figure | None]]:
        """By language, with intervals."""
        return evaluate.with_intervals(self.rows, self.results)


@dataclass(frozen=True)
class Calibration:
    """What the confidence is worth in one language. operating: share answered, and share right of these, as the assistant is set."""

    error: Figure
    bins: list[Bin]
    curve: list[CurvePoint]
    operating: tuple[float, float]


def measure(folder: Path = FOLDER) -> list[Part]:
    """Every part that has a file, through Rasa; one start of the assistant for all."""
    rows = {name: [row for file in files if (folder / file).exists() for row in read(folder / file)] for name, files in PARTS.items()}
    results = iter(asking.through_rasa([row for part in rows.values() for row in part], settings()))
    return [Part(name, tuple(part), tuple(next(results) for _ in part)) for name, part in rows.items() if part]


def facts() -> dict[str, str]:
    """What was measured: date, knowledge, encoder, what was learnt."""
    model = json.loads((settings().encoder_dir / "made.json").read_text(encoding="utf-8"))["name"]
    made = json.dumps(dict(learned.load().made), ensure_ascii=False)
    return {
        "date": date.today().isoformat(),
        "knowledge": version(settings().knowledge_dir),
        "encoder": model,
        "learned": f"{hashlib.sha256(learned.FILE.read_bytes()).hexdigest()[:12]} {made}",
    }


def by_kind(part: Part) -> dict[tuple[str, str], dict[str, Figure | None]]:
    """By kind and language: the figures that its rows have, and the share of rows that came out as expected."""
    found = {}
    for kind in sorted({row.kind for row in part.rows if row.kind}):
        for lang in LANGUAGES:
            pairs = [(row, result) for row, result in part.pairs if row.kind == kind and row.lang == lang]
            if pairs:
                figures = evaluate.with_intervals(*zip(*pairs))[lang]
                found[kind, lang] = {
                    **{name: figures[name] for name in BY_KIND},
                    AS_EXPECTED: interval_or_none([evaluate.as_expected(row, result) for row, result in pairs]),
                }
    return found


def calibration(part: Part) -> dict[str, Calibration]:
    """By language, of the rows that have a ranking, in scope and out of it; a row out of scope is never right."""
    found = {}
    for lang in LANGUAGES:
        pairs = [(row, result) for row, result in part.pairs if row.lang == lang and _has_confidence(row, result)]
        if pairs:
            found[lang] = _calibration(pairs, [(row, result) for row, result in part.pairs if row.lang == lang])
    return found


def _has_confidence(row: Row, result: Result) -> bool:
    return (row.in_scope or row.out_of_scope) and result.ranked and result.confidence is not None


def _calibration(pairs: Sequence[Pair], everything: Sequence[Pair]) -> Calibration:
    confidences = np.array([result.confidence for _, result in pairs])
    truth = np.array([row.in_scope and result.entries[0] in row.entries for row, result in pairs])

    def error(places: np.ndarray) -> float:
        return expected_calibration_error(confidences[places], truth[places])

    shares = {measure.name: evaluate.share(measure.values(everything)) or 0.0 for measure in evaluate.CORE}
    return Calibration(
        interval_of(error, len(pairs)),
        reliability(confidences, truth),
        answered_against_right(confidences, truth, [row.in_scope for row, _ in pairs]),
        (shares["answered"], shares["right_when_answered"]),
    )


def routing(part: Part, categories: Sequence[str]) -> Confusion:
    """The right category against the router's first intent, of the questions in scope."""
    return confusion([(row.category, result.route) for row, result in part.pairs if row.in_scope and row.category], categories)


def write(parts: Sequence[Part]) -> Path:
    """Keep every row with its result, for looking at what went wrong."""
    path = settings().state_dir / "artifacts" / "bench.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as file:
        for part in parts:
            for row, result in part.pairs:
                kept = {"part": part.name, "kind": row.kind, "lang": row.lang, "text": row.text, "before": row.before}
                expected = {"expected": row.entries or row.both or row.outcome, "as_expected": evaluate.as_expected(row, result)}
                shown = {"answers": result.answers, "choices": result.choices}
                file.write(json.dumps({**kept, **expected, **result.to_json(), **shown}, ensure_ascii=False) + "\n")
    return path

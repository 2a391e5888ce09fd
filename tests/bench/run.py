"""`make bench`: the questions of this folder through the whole assistant, and the table.

questions.jsonl: one Chinese and one English question for each entry. out_of_scope.jsonl: questions that must not be
answered. Both were written from the citizen's side by a writer who had the list of entry titles and no other file: not
the entries' similar questions, not the answers. A third of them carry noise (typos, voice input, traditional characters,
initials, broken English). Nothing is learnt from them; weights and thresholds come from data/calibration.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from bot.curation import evaluate
from bot.knowledge.loader import version
from bot.retrieval import learned
from bot.settings import settings

FOLDER = Path(__file__).parent
FILES = (FOLDER / "questions.jsonl", FOLDER / "out_of_scope.jsonl")


def main() -> int:
    rows = [row for file in FILES for row in evaluate.read(file)]
    results = evaluate.through_rasa(rows, settings())
    print("\n".join(header()))
    print(evaluate.table(evaluate.summarise(rows, results)))
    print("\nBy kind of question: right entry at 1 / answered / right when answered")
    print("\n".join(by_kind(rows, results)))
    write(rows, results)
    return 0


def header() -> list[str]:
    model = json.loads((settings().encoder_dir / "made.json").read_text(encoding="utf-8"))["name"]
    return [
        f"date {date.today().isoformat()}, knowledge {version(settings().knowledge_dir)}, encoder {model}",
        f"learnt from {dict(learned.load().made)}",
    ]


def by_kind(rows: Sequence[evaluate.Row], results: Sequence[evaluate.Result]) -> list[str]:
    kinds = {row["id"]: row["kind"] for file in FILES for row in map(json.loads, file.read_text(encoding="utf-8").splitlines())}
    lines = []
    for kind in sorted(set(kinds.values())):
        for lang in ("zh", "en"):
            pairs = [(row, result) for row, result in zip(rows, results) if kinds[row.id] == kind and row.lang == lang]
            figures = evaluate.summarise(*zip(*pairs))[lang] if pairs else {}
            if figures.get("in_scope"):
                shares = "  ".join(str(figures[name]) for name in ("entry_at_1", "answered", "right_when_answered"))
                lines.append(f"{kind:12} {lang}  {shares}  ({figures['in_scope']})")
            elif figures:
                lines.append(f"{kind:12} {lang}  false answers {figures['false_answers']}  ({figures['out_of_scope']})")
    return lines


def write(rows: Sequence[evaluate.Row], results: Sequence[evaluate.Result]) -> None:
    """Keep every row with its result, for looking at what went wrong."""
    path = settings().state_dir / "artifacts" / "bench.jsonl"
    path.parent.mkdir(parents=True, exist_ok=True)
    lines = [
        json.dumps({"text": row.text, "expected": row.entries or row.outcome, **result.to_json()}, ensure_ascii=False)
        for row, result in zip(rows, results)
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"\nevery row: {path}")


if __name__ == "__main__":
    sys.exit(main())

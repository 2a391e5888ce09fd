"""`faq learn`: learn weights and calibration from `data/calibration/`, then what leans on an answer; show what left-out rows say."""

from __future__ import annotations

import argparse
import json
import subprocess
import tempfile
from pathlib import Path

from bot.answering.bands import Costs
from bot.answering.room import build_index, make_encoders
from bot.answering.steps.retrieve import search_text
from bot.curation import learn, learn_follow_ups
from bot.curation.learn_report import other_costs, summary
from bot.curation.learn_trees import SEED
from bot.errors import FaqError
from bot.knowledge.loader import load
from bot.knowledge.repair_words import repair_for
from bot.language.normalise import tidy
from bot.retrieval.learned import family
from bot.settings import ROOT, settings

DATA = ROOT / "data" / "calibration"


class NoRoutes(FaqError):
    def __init__(self, why: str) -> None:
        super().__init__(f"The router could not be asked: {why}. Run 'make setup' first.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--dry-run", action="store_true", help="only show what the left-out rows say / 只显示结果，不写文件")


def main(options: argparse.Namespace) -> int:
    knowledge = load(settings().knowledge_dir).require()
    encoders = make_encoders(settings())
    index = build_index(settings(), knowledge, encoders=encoders)
    rows = learn.read_rows(DATA, routes(DATA))
    repair = repair_for(knowledge, index.segmenter)
    lesson = learn.Lesson(index, rows, {row.id: search_text(tidy(row.text), repair) for row in rows})
    made = {
        "command": "./faq learn",
        "date": learn.today(),
        "seed": SEED,
        "data": learn.data_hash(DATA),
        "knowledge": knowledge.version,
        "encoder": family(index.encoder_name),
    }
    learned, judged = learn.learn(lesson, made, next(iter(encoders.values())))
    print(f"{len(rows)} rows, each judged by what was learnt without its entry")
    costs = Costs.of(settings())
    print("\n".join([*summary(judged, costs), *other_costs(judged, costs)]))
    if options.dry_run:
        return 0
    learned.save()
    return learn_follow_ups.main()


def routes(folder: Path) -> dict[str, dict[str, float]]:
    """The router's probabilities for every row, asked of the trained Rasa model in Rasa's environment."""
    command = [str(ROOT / ".venv" / "rasa" / "bin" / "python"), "-m", "bot.nlu.routes", *map(str, sorted(folder.glob("*.jsonl")))]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    if done.returncode:
        raise NoRoutes(done.stderr.strip().splitlines()[-1] if done.stderr.strip() else f"exit code {done.returncode}")
    found = [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]
    return {row["id"]: row["route"] for row in found}


def route_of(question: str) -> dict[str, float]:
    """The same for one question; it takes seconds. NoRoutes if the router cannot be asked."""
    with tempfile.TemporaryDirectory(prefix="faq-asked-") as folder:
        (Path(folder) / "asked.jsonl").write_text(json.dumps({"id": "asked", "text": question}) + "\n", encoding="utf-8")
        try:
            return routes(Path(folder))["asked"]
        except (OSError, KeyError) as err:
            raise NoRoutes(type(err).__name__) from err

"""A made-up quarter of use, to look at reports with: `python -m tests.records.quarter STATE_FOLDER [TURNS]`. No real person's words."""

from __future__ import annotations

import random
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.knowledge.loader import load
from bot.knowledge.schema import Entry
from bot.records.database import make_tables, open_database, save
from bot.records.records import FILE
from bot.records.tables import CONVERSATION_RATINGS, RATINGS, TURNS
from bot.settings import ROOT

DAYS = 13 * 7
CHANNELS = {"web": 6, "wechat": 3, "wechat_mini": 2, "alipay": 1}
OUTCOMES = {
    "answered": 62, "answered_followup": 9, "clarification": 11, "unanswerable_no_match": 7, "unanswerable_out_of_scope": 3,
    "smalltalk": 6, "handover": 2, "guard_emergency": 0.4, "guard_input": 0.6, "error_retrieval": 0.3,
}  # fmt: skip
IN_VAIN = {
    "zh": (
        "发票弄丢了怎么补一份",
        "电动车上牌要多少钱",
        "老人免费体检在哪里报名",
        "孩子转学要什么材料",
        "我的电话是13812345678，房产证办好了吗",
    ),
    "en": (
        "can my dog travel by train",
        "where do I register an electric bike",
        "free check-up for my parents",
        "moving my child to another school",
    ),
}


def plant(address: str, entries: list[Entry], until: date, turns: int = 12_000, seed: int = 7) -> None:
    """The 13 weeks before and with `until`; the same seed writes the same."""
    chance = random.Random(seed)
    weights = [1 / (place + 3) for place in range(len(entries))]  # a few entries are asked for often
    first = datetime.combine(until, datetime.min.time()) - timedelta(days=DAYS - 1)
    made = [_turn(number, chance, chance.choices(entries, weights)[0], first) for number in range(turns)]
    answered = [row for row in made if row["outcome"].startswith("answered")]
    ratings = [
        {"turn": row["turn"], "at": row["at"], "helpful": chance.random() < 0.86, "reason": None, "text": ""}
        for row in answered
        if chance.random() < 0.06
    ]
    levels = [
        {
            "conversation": f"c{number}", "at": chance.choice(made)["at"], "channel": _one(chance, CHANNELS),
            "level": _one(chance, {5: 40, 4: 38, 3: 14, 2: 5, 1: 3}),
        }
        for number in range(turns // 40)
    ]  # fmt: skip
    engine = open_database(address)
    make_tables(engine)
    with engine.begin() as connection:
        for table, rows in ((TURNS, made), (RATINGS, ratings), (CONVERSATION_RATINGS, levels)):
            save(connection, table, rows)
    engine.dispose()


def _turn(number: int, chance: random.Random, entry: Entry, first: datetime) -> dict[str, Any]:
    outcome, lang = _one(chance, OUTCOMES), _one(chance, {"zh": 5, "en": 1})
    at = first + timedelta(days=DAYS * chance.random() ** 0.8, hours=0)  # more and more
    asked = chance.choice(IN_VAIN[lang]) if outcome.startswith("unanswerable") else entry.question[lang]
    sure = {"answered": 0.97, "clarification": 0.6}.get(outcome, 0.2)
    return {
        "turn": f"t{number}", "at": int(at.timestamp()) // 60 * 60, "channel": _one(chance, CHANNELS), "lang": lang, "outcome": outcome,
        "category": entry.category, "entry": entry.id if outcome.startswith("answered") else None,
        "confidence": min(1.0, sure * chance.uniform(0.8, 1.03)), "text": asked, "candidates": entry.id, "knowledge": "made-up",
        "milliseconds": int(chance.lognormvariate(4.1, 0.45)), "about": None,
    }  # fmt: skip


def _one(chance: random.Random, weights: dict[Any, float]) -> Any:
    return chance.choices(list(weights), list(weights.values()))[0]


def main(folder: Path, turns: int) -> None:
    knowledge = load(ROOT / "knowledge").require()
    plant(f"sqlite:///{folder / FILE}", sorted(knowledge.entries.values(), key=lambda entry: entry.id), date.today(), turns)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 12_000)

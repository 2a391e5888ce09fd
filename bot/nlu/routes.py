"""`python -m bot.nlu.routes FILE.jsonl …`: the trained router's probabilities for each row, one JSON line each.

Used when weights are learnt; runs in Rasa's environment. A text goes the way that the chat page sends it.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from bot.language.normalise import tidy
from bot.nlu.train import current_model
from bot.settings import settings


def main(files: Sequence[str]) -> int:
    import skops.io  # noqa: F401  # before rasa: afterwards it takes 8 s
    from rasa.core.agent import Agent

    logging.disable(logging.INFO)  # Rasa logs the texts that it parses
    agent = Agent.load(str(current_model(settings())))
    for file in files:
        for line in Path(file).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            parsed = asyncio.run(agent.parse_message(tidy(row["text"])))
            route = {
                intent["name"]: round(intent["confidence"], 5) for intent in parsed["intent_ranking"] if intent["name"] != "nlu_fallback"
            }
            print(json.dumps({"id": row["id"], "route": route}, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

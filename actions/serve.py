"""The action server: one process, ready before it listens: `python -m actions.serve`."""

from __future__ import annotations

import gc
import logging
import sys

from bot.errors import FaqError
from bot.settings import settings


def main() -> int:
    """Build the room, then serve rasa-sdk's webhook. Exit code 1 and one sentence if the room cannot be built."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    for noisy in ("sanic", "rasa_sdk", "httpx", "sentence_transformers"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        return _serve()
    except FaqError as err:
        print(err, file=sys.stderr)
        return 1


def _serve() -> int:
    from rasa_sdk.endpoint import create_app
    from rasa_sdk.executor import ActionExecutor

    from actions import wiring

    wiring.records()  # a wrong address is an error now, not at a question
    room = wiring.room()
    logging.getLogger(__name__).info("ready: %d entries, knowledge %s", len(room.served), room.knowledge.version)
    gc.collect()
    gc.freeze()  # a look at all that was built till now, whenever enough is new, would hold up answers by a third of a second
    wiring.live().follow()
    executor = ActionExecutor()
    executor.register_package("actions")
    app = create_app(executor)
    # One process: rasa-sdk's own `run` keeps a second one as manager, with everything imported twice.
    app.run(host=settings().action_host, port=settings().action_port, single_process=True, access_log=False, motd=False)
    return 0


if __name__ == "__main__":
    sys.exit(main())

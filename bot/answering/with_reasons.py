"""The reply with its explanation beside it, for the service with the setting `explain`; without it nothing is computed."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from bot.answering.context import Message
from bot.answering.explanation import explain
from bot.answering.pipeline import Room, run
from bot.answering.reply import Reply

logger = logging.getLogger(__name__)


def answered(message: Message, room: Room, wanted: bool) -> tuple[Reply, dict[str, Any]]:
    """The reply, and what the reply object carries besides: the explanation, if it is wanted. A fault in it keeps no answer back."""
    context = run(message, room)
    assert context.reply is not None, "compose makes a reply for every outcome"
    if not wanted:
        return context.reply, {}
    try:
        return context.reply, {"explanation": explain(context, room).to_json()}
    except Exception as err:
        # Where it broke, but never what the error says: that may quote what was typed.
        logger.error("No explanation: %s\n%s", type(err).__name__, "".join(traceback.format_tb(err.__traceback__)))
        return context.reply, {}

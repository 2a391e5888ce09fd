"""Make the text legible: one line, no invisible signs, half-width letters."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answering.context import Context
from bot.answering.outcomes import Outcome
from bot.language.normalise import tidy

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

# "/restart", '/intent{"a": 1}': a bot's command, not a citizen's words. To the router "/restart" means "start over".
_COMMAND = re.compile(r"/[A-Za-z]\w*(?:@[\d.]+)?(?: ?\{.*)?", re.ASCII)


def normalise(context: Context, room: Room) -> None:
    """Ends with `guard_input` if neither a letter nor a digit is left, or if it is a bot's command."""
    context.text = tidy(context.message.text)
    context.lang = context.message.lang_hint
    if not any(char.isalnum() for char in context.text) or _COMMAND.fullmatch(context.text):
        context.outcome = Outcome.GUARD_INPUT

"""Find the language of the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.answering.context import Context
from bot.language.detect import detect

if TYPE_CHECKING:
    from bot.answering.pipeline import Room


def detect_language(context: Context, room: Room) -> None:
    """A text without words, such as "2", is in the language that the citizen reads the page in."""
    context.lang = detect(context.text, default=context.message.lang_hint)

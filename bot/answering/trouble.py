"""The reply when something of ours broke."""

from __future__ import annotations

import uuid

from bot.answering.outcomes import Outcome
from bot.answering.reply import Reply
from bot.answering.sentences import SENTENCES
from bot.language import Lang


def trouble_reply(lang: Lang, knowledge: str = "") -> Reply:
    """knowledge: version that was to answer; empty if there was none."""
    return Reply(Outcome.ERROR_RETRIEVAL, lang, SENTENCES["error_retrieval"][lang], turn=uuid.uuid4().hex, knowledge=knowledge)

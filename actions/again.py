"""Whether a message asks the same as the one before in other words, and was answered otherwise: then the first answer did not help."""

from __future__ import annotations

from typing import Final

from bot.answering.context import Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room
from bot.answering.reply import Reply
from bot.language.normalise import fold

FIRST: Final = 3  # places of the ranking among which the entry before must still be
# Cosine from which two questions are taken for one in other words. Measured on 2026-11-23: 99 % of LCQMC's paraphrases reach it; of pairs
# from related entries 0.4 % (zh) and 0.2 % (en), of two questions of one entry 4.5 % and 2.6 %; of free rewordings 26 % and 31 %.
ALIKE: Final = 0.88
QUESTION: Final = ("answered", "clarification", "unanswerable")  # outcomes by their beginning


def asked_again(message: Message, reply: Reply, room: Room) -> str | None:
    """The turn that is asked again, or None. Looks at texts only where entry and ranking leave it open; nothing is kept."""
    if not message.earlier or message.choice or message.not_asked or reply.about or not (message.text and message.before):
        return None
    last = message.earlier[-1]
    if last.entry is None or last.entry not in reply.ranking[:FIRST] or (reply.entry and reply.entry.id == last.entry):
        return None
    if reply.outcome is Outcome.ANSWERED_FOLLOWUP or not reply.outcome.value.startswith(QUESTION):
        return None
    if fold(message.before) == fold(message.text):
        return None
    before, now = room.retriever.index.encode_all([message.before, message.text])
    alike = all(float(before[name].ravel() @ now[name].ravel()) >= ALIKE for name in before)
    return last.turn if alike else None

"""Replies of before that the citizen may come back to with "not what I asked": which, and what else the question may have meant.

Only ids of turns and entries are kept with the conversation, never what was typed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from bot.answering.outcomes import Outcome
from bot.answering.reply import Reply

if TYPE_CHECKING:
    from bot.answering.context import Message

KEPT: Final = 3  # replies
MOST_NEXT: Final = 3  # entries that are offered instead
FOUND: Final = (Outcome.ANSWERED, Outcome.ANSWERED_FOLLOWUP, Outcome.CLARIFICATION)


@dataclass(frozen=True)
class Earlier:
    """turn: of the reply; entry: id of what it answered with last; next: ids to offer instead, best first; empty: there is nothing more
    to offer; None: nobody looked yet."""

    turn: str
    entry: str | None
    next: tuple[str, ...] | None

    def to_json(self) -> dict[str, Any]:
        return {"turn": self.turn, "entry": self.entry, "next": None if self.next is None else list(self.next)}


def read_earlier(slot: object) -> tuple[Earlier, ...]:
    """What the slot holds, oldest first. What has not the right form is left out."""
    return tuple(_read(one) for one in slot if _is_earlier(one)) if isinstance(slot, list) else ()


def earlier_after(message: Message, reply: Reply) -> tuple[Earlier, ...]:
    """What the next message may come back to."""
    known = message.earlier
    if reply.about:
        # What it was about comes last, so that a second "not what I asked" is about the same; by then all was offered.
        used = [Earlier(one.turn, one.entry, ()) for one in known if one.turn == reply.about]
        return (*(one for one in known if one.turn != reply.about), *used)
    if reply.outcome in FOUND:
        entry = (reply.also[-1] if reply.also else reply.entry) if reply.entry else None
        return (*known, Earlier(reply.turn, entry.id if entry else None, _next(message, reply)))[-KEPT:]
    if reply.outcome.family == "unanswerable":
        return (*known, Earlier(reply.turn, None, ()))[-KEPT:]
    return known


def _next(message: Message, reply: Reply) -> tuple[str, ...] | None:
    shown = {card.id for card in (reply.entry, *reply.also) if card} | {choice.id for choice in reply.choices}
    if reply.outcome is not Outcome.ANSWERED_FOLLOWUP and reply.ranking:
        return tuple(id_ for id_ in reply.ranking if id_ not in shown)[:MOST_NEXT] or None
    if message.earlier and shown & set(message.offered):  # picked among choices: the question is the one before
        before = message.earlier[-1].next
        return None if before is None else tuple(id_ for id_ in before if id_ not in shown)
    return None


def _is_earlier(one: object) -> bool:
    return isinstance(one, Mapping) and isinstance(one.get("turn"), str)


def _read(one: Mapping[str, Any]) -> Earlier:
    entry, others = one.get("entry"), one.get("next")
    return Earlier(
        turn=one["turn"],
        entry=entry if isinstance(entry, str) else None,
        next=tuple(id_ for id_ in others if isinstance(id_, str)) if isinstance(others, list) else None,
    )

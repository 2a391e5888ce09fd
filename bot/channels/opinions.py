"""What citizens think of replies and of the service: read, checked, and handed to the records. Knows no HTTP and no platform."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.channels.inbox import clean, optional_text, read_object, read_session, read_turn
from bot.channels.refusals import Refused
from bot.channels.replies import Reply
from bot.language.normalise import length, tidy
from bot.records.opinions import LEVELS, MOST_WORDS, REASONS
from bot.records.records import ConversationRating, NotRecorded, Rating, Records

REMEMBERED = 50_000  # replies, of all conversations together
RATED_WITHIN = 86_400  # seconds after a reply, where this process does not remember it
PATIENCE = 3.0  # seconds to look for a reply in the records
_LABEL = b"faq rating"


@dataclass(frozen=True)
class Feedback:
    """What a client sent about one reply. text: clean, without personal numbers."""

    session: str
    turn: str
    helpful: bool
    reason: str | None
    text: str


@dataclass(frozen=True)
class Level:
    """What a client sent about the whole conversation."""

    session: str
    level: int


def read_feedback(raw: bytes) -> Feedback:
    """Refused if the body has not the right form, or too many words."""
    fields = read_object(raw)
    session, turn, helpful = read_session(fields), read_turn(fields, "turn"), fields.get("helpful")
    reason, text = optional_text(fields, "reason"), optional_text(fields, "text") or ""
    if turn is None or not isinstance(helpful, bool):
        raise Refused("bad_field")
    if reason is not None and (helpful or reason not in REASONS):
        raise Refused("bad_field")
    if max(length(text.strip()), length(tidy(text))) > MOST_WORDS:
        raise Refused("note_too_long", limit=MOST_WORDS, letters=2 * MOST_WORDS)
    return Feedback(session, turn, helpful, reason, clean(text))


def read_level(raw: bytes) -> Level:
    """Refused if the body has not the right form."""
    fields = read_object(raw)
    session, level = read_session(fields), fields.get("level")
    if type(level) is not int or level not in LEVELS:  # True is an int as well
        raise Refused("bad_field")
    return Level(session, level)


class Opinions:
    """One for a channel. A reply may be rated by the conversation that got it; of what this process has forgotten, as after a restart,
    it must be in the records and younger than a day."""

    def __init__(
        self, channel: str, secret: bytes, records: Records, clock: Callable[[], float] = time.time, remembered: int = REMEMBERED
    ) -> None:
        """secret: makes conversations out of senders that lead back to nobody; clock: seconds since 1970."""
        self._channel, self._records, self._clock, self._kept = channel, records, clock, remembered
        # A key of its own: without it a rating could be told to belong to a stored conversation.
        self._key = hmac.new(secret, _LABEL, hashlib.sha256).digest()
        self._given: OrderedDict[str, str] = OrderedDict()  # turn -> sender

    def remember(self, sender: str, replies: Iterable[Reply]) -> None:
        """These replies were given to this sender."""
        for reply in replies:
            if isinstance(reply.get("turn"), str):
                self._given[reply["turn"]] = sender
        while len(self._given) > self._kept:
            self._given.popitem(last=False)

    async def feedback(self, sender: str, said: Feedback) -> None:
        """Keep what was thought of a reply; Refused if it is not this sender's to rate, or cannot be kept."""
        given = self._given.get(said.turn)
        if given != sender and (given is not None or not await self._recorded(said.turn)):
            raise Refused("unknown_turn")
        self._keep(Rating(said.turn, said.helpful, said.reason, said.text))

    def rate(self, sender: str, level: int) -> None:
        """Keep what was thought of the conversation; Refused if it cannot be kept."""
        conversation = hmac.new(self._key, f"{self._channel}:{sender}".encode(), hashlib.sha256).hexdigest()[:32]
        self._keep(ConversationRating(conversation, self._channel, level))

    def _keep(self, item: Rating | ConversationRating) -> None:
        if not self._records.add(item):
            raise Refused("not_saved")

    async def _recorded(self, turn: str) -> bool:
        """Whether the records have this turn, not older than a day. The event loop does not wait for the database."""
        look = asyncio.get_running_loop().run_in_executor(None, self._records.minute_of, turn)
        try:
            minute = await asyncio.wait_for(look, PATIENCE)
        except (NotRecorded, asyncio.TimeoutError) as err:
            raise Refused("not_saved") from err
        return minute is not None and self._clock() - minute < RATED_WITHIN

"""The chat desk: everything that happens to a message between the HTTP request and Rasa. Knows neither."""

from __future__ import annotations

from dataclasses import dataclass

from bot.channels.browse import Browse
from bot.channels.core import Ask, Conversation
from bot.channels.inbox import read_letter, read_question
from bot.channels.limits import RateLimit, address_key
from bot.channels.opinions import Opinions, read_feedback, read_level
from bot.channels.replies import Reply
from bot.channels.session import Issued, SessionOffice


@dataclass(frozen=True)
class Desk:
    sessions: SessionOffice
    browse: Browse
    conversation: Conversation
    opinions: Opinions
    by_address: RateLimit
    by_session: RateLimit
    max_text: int

    def knock(self, address: str) -> None:
        """Count a request of this address; Refused if it sends too many."""
        self.by_address.take(address_key(address))

    def open_session(self) -> Issued:
        return self.sessions.issue()

    async def answer(self, raw: bytes, ask: Ask | None) -> list[Reply]:
        """The replies to a request body, or Refused. ask: None while Rasa is not ready."""
        letter = read_letter(raw)
        sender = self._sender(letter.session)
        question = read_question(letter, self.max_text)
        if question.choice:
            await self.browse.check_choice(question.choice)
        more = {"not_asked": letter.not_asked} if letter.not_asked else None
        replies = await self.conversation.answer(sender, letter.id, question, ask, more)
        self.opinions.remember(sender, replies)
        return replies

    async def feedback(self, raw: bytes) -> None:
        """Keep what the body says about a reply, or Refused."""
        said = read_feedback(raw)
        await self.opinions.feedback(self._sender(said.session), said)

    def rate(self, raw: bytes) -> None:
        """Keep what the body says about the conversation, or Refused."""
        said = read_level(raw)
        self.opinions.rate(self._sender(said.session), said.level)

    def _sender(self, token: str) -> str:
        """The session that a token stands for, with the request counted."""
        session = self.sessions.check(token)
        self.by_session.take(session.id)
        return session.id

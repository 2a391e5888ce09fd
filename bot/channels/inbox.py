"""From the bytes of a request to a clean Question, or a refusal. Nothing typed ever becomes a Rasa command."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import dataclass
from typing import Any

from bot.channels.refusals import Refused
from bot.channels.session import MAX_TOKEN
from bot.language import LANGUAGES, Lang
from bot.language.masks import mask
from bot.language.normalise import length, tidy

_MESSAGE_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")
_TURN = re.compile(r"[A-Za-z0-9_-]{1,64}")
_ENTRY_ID = re.compile(r"[a-z0-9-]{1,64}/[a-z0-9-]{1,64}")
_BLANK = set(" \t\r\n\v\f")


@dataclass(frozen=True)
class Letter:
    """What a client sent: the right types, nothing more is known of it yet."""

    session: str
    text: str
    lang: Lang
    choice: str | None
    id: str | None
    not_asked: str | None = None  # turn of the reply that was "not what I asked"


@dataclass(frozen=True)
class Question:
    """text: one clean line, without personal numbers; empty if what was typed holds no word and no digit."""

    text: str
    lang: Lang  # of the interface
    choice: str | None

    @property
    def wordless(self) -> bool:
        return not self.text


def is_json(content_type: str) -> bool:
    """Whether a Content-Type header announces JSON."""
    return content_type.split(";")[0].strip().lower() == "application/json"


def read_letter(raw: bytes) -> Letter:
    """The letter in a request body; Refused if the body is not a JSON object of the right types."""
    fields = read_object(raw)
    lang = fields.get("lang")
    if lang not in LANGUAGES:
        raise Refused("bad_field")
    session, text = read_session(fields), _text(fields, "text")
    choice, message_id, not_asked = optional_text(fields, "choice"), optional_text(fields, "id"), read_turn(fields, "not_asked")
    if text is None or (choice is not None and not_asked is not None):
        raise Refused("bad_field")
    if message_id is not None and not _MESSAGE_ID.fullmatch(message_id):
        raise Refused("bad_field")
    return Letter(session, text, "zh" if lang == "zh" else "en", choice, message_id, not_asked)


def read_question(letter: Letter, max_text: int) -> Question:
    """The clean question of a letter; Refused if it is blank, too long, or its choice cannot be an entry."""
    return question_of(letter.text, letter.lang, letter.choice, max_text)


def question_of(said: str, lang: Lang, choice: str | None, max_text: int) -> Question:
    """The clean question in what a citizen said, by whatever channel; Refused as `read_question` does."""
    typed = said.strip()
    if all(char in _BLANK or unicodedata.category(char)[0] == "Z" for char in said):
        raise Refused("empty_text")
    # Folding widths can make a text longer than what was typed.
    if max(length(typed), length(tidy(typed))) > max_text:
        raise Refused("text_too_long", limit=max_text, letters=2 * max_text)
    if choice is not None and not _ENTRY_ID.fullmatch(choice):
        raise Refused("unknown_choice")
    text = clean(typed)
    return Question(text if _has_words(text) else "", lang, choice)


def clean(text: str) -> str:
    """One line without invisible characters, emoji and personal numbers; a slash in front stays a character, not a command."""
    masked = mask(tidy(text)).strip()
    return "／" + masked[1:] if masked.startswith("/") else masked


def _has_words(text: str) -> bool:
    return any(unicodedata.category(char)[0] in "LN" for char in text)


def read_turn(fields: dict[str, Any], name: str) -> str | None:
    """The id of a reply, or None where there is none; Refused if it cannot be one."""
    turn = optional_text(fields, name)
    if turn is not None and not _TURN.fullmatch(turn):
        raise Refused("bad_field")
    return turn


def read_session(fields: dict[str, Any]) -> str:
    """The token of the session, not checked yet; Refused without one."""
    session = _text(fields, "session")
    if session is None or len(session) > MAX_TOKEN:
        raise Refused("bad_field")
    return session


def read_object(raw: bytes) -> dict[str, Any]:
    """The JSON object in a request body, or Refused."""
    try:
        value = json.loads(raw.decode("utf-8"))
    except (ValueError, RecursionError) as err:  # binary, broken, or nested without end
        raise Refused("bad_json") from err
    if not isinstance(value, dict):
        raise Refused("bad_field")
    return value


def _text(fields: dict[str, Any], name: str) -> str | None:
    value = fields.get(name)
    return value if isinstance(value, str) else None


def optional_text(fields: dict[str, Any], name: str) -> str | None:
    """A text, or None where it is missing or null; Refused if it is anything else."""
    if fields.get(name) is None:
        return None
    value = _text(fields, name)
    if value is None:
        raise Refused("bad_field")
    return value

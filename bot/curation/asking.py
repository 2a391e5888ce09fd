"""Send rows through the assistant: the whole of it, or the pipeline alone."""

from __future__ import annotations

import json
import socket
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from time import sleep
from typing import Any

from bot.answering.context import Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import answer
from bot.answering.room import build_room
from bot.answering.sentences import SENTENCES
from bot.curation.rows import ANSWERED, Row
from bot.curation.supervisor import Supervisor, healthy
from bot.errors import FaqError
from bot.knowledge.loader import load
from bot.language import LANGUAGES
from bot.settings import Settings

CLIENTS = 4
REFUSED = 422  # the status of a text that the service does not take: empty, or too long


class UnknownBefore(FaqError):
    def __init__(self, row: str, before: str) -> None:
        super().__init__(f"Row {row} comes after an answer of {before}, which is no entry. Correct `before`.")


class TextRefused(FaqError):
    def __init__(self, url: str) -> None:
        super().__init__(f"{url} does not take this text; it is empty or too long.")


@dataclass(frozen=True)
class Result:
    """What came back for a row. entries: best first; ranked: they are a ranking, so that the confidence speaks of the first.

    answers: ids of the entries answered; choices: ids of those offered; text: the reply in plain text; told: guide elements of the
    entry that the text holds; says_missing: the text says that the entry does not cover what is asked.
    """

    id: str
    outcome: str
    route: str | None
    confidence: float | None
    entries: tuple[str, ...]
    ranked: bool = True
    answers: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    text: str = ""
    told: tuple[str, ...] = ()
    says_missing: bool = False

    def to_json(self) -> dict[str, Any]:
        return {
            "id": self.id, "outcome": self.outcome, "route": self.route, "confidence": self.confidence, "entries": list(self.entries)
        }  # fmt: skip

    @property
    def answered(self) -> bool:
        return self.outcome.split("_")[0] == ANSWERED

    @property
    def first(self) -> tuple[str, ...]:
        """The entry answered, or the best of the ranking; empty if there is neither."""
        return self.answers[:1] or self.entries[:1]


def through_retrieval(rows: Sequence[Row], settings: Settings) -> list[Result]:
    """The pipeline alone, without the router's word."""
    room = build_room(settings)
    for row in rows:
        if row.before and row.before not in room.knowledge.entries:
            raise UnknownBefore(row.id, row.before)
    messages = [Message(row.text, "en" if row.lang == "en" else "zh", last_entry=row.before) for row in rows]
    return [result_of(row.id, answer(message, room).to_json()) for row, message in zip(rows, messages)]


def through_rasa(rows: Sequence[Row], settings: Settings) -> list[Result]:
    """The whole assistant, each row in a session of its own; servers are started on free ports if none is running."""
    first = openings(rows, settings)
    url = f"http://{settings.host}:{settings.port}"
    if healthy(url):
        return ask_all(rows, url, first)
    own = replace(settings, port=free_port(), action_port=free_port())
    # No limits, and no records: these are no questions of citizens.
    changes = {
        "FAQ_WEB_RATE_ADDRESS_PER_MINUTE": "1000000",
        "FAQ_WEB_RATE_SESSION_PER_MINUTE": "1000000",
        "FAQ_RECORDS_URL": "sqlite://",
    }
    with Supervisor(own, changes) as supervisor:
        return ask_all(rows, supervisor.url, first)


def openings(rows: Sequence[Row], settings: Settings) -> dict[str, str]:
    """By row id: the title of the entry that is answered before the row. UnknownBefore for what is no entry."""
    if not any(row.before for row in rows):
        return {}
    entries = load(settings.knowledge_dir).require().entries
    found = {}
    for row in rows:
        if row.before and row.before not in entries:
            raise UnknownBefore(row.id, row.before)
        if row.before:
            found[row.id] = entries[row.before].question["en" if row.lang == "en" else "zh"]
    return found


def ask_all(rows: Sequence[Row], url: str, first: Mapping[str, str] | None = None) -> list[Result]:
    """first: by row id, what is said in the session before the row."""
    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(lambda row: ask(row, url, (first or {}).get(row.id)), rows))


def ask(row: Row, url: str, first: str | None = None) -> Result:
    session = post(f"{url}/chat/session", {"lang": row.lang})["session"]
    if first:
        post(f"{url}/chat/messages", {"session": session, "text": first, "lang": row.lang})
    try:
        replies = post(f"{url}/chat/messages", {"session": session, "text": row.text, "lang": row.lang})["replies"]
    except TextRefused:
        return result_of(row.id, {"outcome": Outcome.GUARD_INPUT.value})
    return result_of(row.id, replies[-1])


def post(url: str, body: Mapping[str, Any], wait: Callable[[float], None] | None = None) -> dict[str, Any]:
    """POST JSON, get JSON; where the service says "too many", wait as long as it says and try again."""

    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return dict(json.load(response))
        except urllib.error.HTTPError as err:
            if err.code == REFUSED:
                raise TextRefused(url) from err
            if err.code not in (429, 503):
                raise FaqError(f"{url} answered {err.code}: {err.read(300).decode(errors='replace')}") from err
            (wait or sleep)(float(err.headers.get("Retry-After", "1")))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def result_of(row_id: str, reply: Mapping[str, Any]) -> Result:
    """A reply object as a result; the entries are the ranking, or what was shown where there is no ranking."""
    cards = [card for card in (reply.get("entry"), *(reply.get("also") or ())) if card]
    answers = tuple(dict.fromkeys(card["id"] for card in cards))
    choices = tuple(choice["id"] for choice in reply.get("choices") or ())
    text = reply.get("text") or ""
    return Result(
        id=row_id,
        outcome=reply["outcome"],
        route=reply.get("route"),
        confidence=reply.get("confidence"),
        entries=tuple(reply.get("ranking") or (answers[:1] + choices)),
        ranked=bool(reply.get("ranking")),
        answers=answers,
        choices=choices,
        text=text,
        told=tuple(_told(cards[0], text)) if cards else (),
        says_missing=bool(cards) and _says_missing(cards[0], text),
    )


def _told(card: Mapping[str, Any], text: str) -> Iterator[str]:
    """The guide elements of an entry that stand in a text, whole."""
    for element in card.get("guide") or ():
        parts = [element["text"]] if element.get("text") else list(element.get("items") or ())
        if parts and all(part in text for part in parts):
            yield element["element"]


def _says_missing(card: Mapping[str, Any], text: str) -> bool:
    if "title" not in card or "department" not in card:
        return False
    facts = {"title": card["title"], "department": card["department"]["name"], "phone": card["department"]["phone"]}
    return any(SENTENCES["followup_missing"][lang].format(**facts) in text for lang in LANGUAGES)

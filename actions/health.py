"""Says whether a question can really be answered, by answering one."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from bot.answering.context import Message
from bot.answering.live_status import LiveStatus, read_status
from bot.answering.pipeline import answer
from bot.language import LANGUAGES
from bot.settings import settings


class Health(Action):
    """Called by the chat page's health route; no rule leads here."""

    def name(self) -> str:
        return "action_health"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        room = wiring.room()
        probe = room.served[0]
        reply = answer(Message(probe.question["zh"]), room)
        found = reply.entry is not None or bool(reply.choices)
        entries = len(room.served)
        said = {"ready": found, "knowledge": room.knowledge.version, "entries": entries}
        dispatcher.utter_message(json_message=said | refused(read_status(settings())))
        return []


def refused(status: LiveStatus) -> dict[str, Any]:
    """Which version of the files is not served, and why; nothing while the files are served."""
    if not status.problems:
        return {}
    problems = [{lang: problem.text(lang) for lang in LANGUAGES} for problem in status.problems]
    return {"refused": {"knowledge": status.seen, "problems": problems, "more": status.more}}

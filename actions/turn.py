"""One turn: what Rasa sends about a message becomes the pipeline's message, and the reply becomes events."""

from __future__ import annotations

import logging
import time
import traceback
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from actions.recording import record
from actions.slots import slots_after
from bot.answering.context import Message
from bot.answering.earlier import read_earlier
from bot.answering.pipeline import Room
from bot.answering.trouble import trouble_reply
from bot.answering.with_reasons import answered
from bot.language import LANGUAGES
from bot.settings import settings

logger = logging.getLogger(__name__)


def respond(dispatcher: CollectingDispatcher, tracker: Tracker, room: Room | None = None) -> list[EventType]:
    """Answer the latest message. This is the door: whatever breaks behind it, the citizen gets a sentence."""
    message, began, version = message_of(tracker), time.perf_counter(), ""
    try:
        room = room or wiring.room()  # once: new knowledge may come while we answer
        version = room.knowledge.version
        reply, more = answered(message, room, settings().explain)
    except Exception as err:
        # Where it broke, but never what the error says: that may quote what was typed.
        logger.error("error_retrieval: %s\n%s", type(err).__name__, "".join(traceback.format_tb(err.__traceback__)))
        reply, more = trouble_reply(message.lang_hint, version), {}
    dispatcher.utter_message(json_message={**reply.to_json(), **more})
    record(reply, message, tracker.get_latest_input_channel(), time.perf_counter() - began, room)
    return slots_after(reply, message)


def message_of(tracker: Tracker) -> Message:
    latest: dict[str, Any] = tracker.latest_message
    said = latest.get("metadata")
    metadata: dict[str, Any] = said if isinstance(said, dict) else {}
    ranking = latest.get("intent_ranking") or []
    lang, choice, not_asked = metadata.get("lang"), metadata.get("choice"), metadata.get("not_asked")
    return Message(
        text=latest.get("text") or "",
        lang_hint=lang if lang in LANGUAGES else "zh",
        route={intent["name"]: float(intent["confidence"]) for intent in ranking if intent["name"] not in (None, "nlu_fallback")},
        offered=tuple(tracker.get_slot("faq_choices") or ()),
        last_entry=tracker.get_slot("faq_entry"),
        choice=choice if isinstance(choice, str) else None,
        earlier=read_earlier(tracker.get_slot("faq_earlier")),
        not_asked=not_asked if isinstance(not_asked, str) else None,
        before=text_before(tracker),
    )


def text_before(tracker: Tracker) -> str:
    """What the citizen wrote before the latest message, masked as it came; empty if Rasa does not send it any more."""
    said = [event.get("text") or "" for event in tracker.events if event.get("event") == "user"]
    return said[-2] if len(said) > 1 else ""

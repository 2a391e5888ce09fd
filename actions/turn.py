"""One turn: what Rasa sends about a message becomes the pipeline's message, and the reply becomes events."""

from __future__ import annotations

import logging
import traceback
from typing import Any

from rasa_sdk import Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import wiring
from bot.answering.context import Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room
from bot.answering.reply import Reply
from bot.answering.trouble import trouble_reply
from bot.answering.with_reasons import answered
from bot.language import LANGUAGES
from bot.settings import settings

logger = logging.getLogger(__name__)

# "Please reply with a number" must not take the choices away.
NOTHING_SAID = (Outcome.GUARD_INPUT, Outcome.GUARD_EMERGENCY, Outcome.ERROR_RETRIEVAL)


def respond(dispatcher: CollectingDispatcher, tracker: Tracker, room: Room | None = None) -> list[EventType]:
    """Answer the latest message. This is the door: whatever breaks behind it, the citizen gets a sentence."""
    message = message_of(tracker)
    try:
        reply, more = answered(message, room or wiring.room(), settings().explain)
    except Exception as err:
        # Where it broke, but never what the error says: that may quote what was typed.
        logger.error("error_retrieval: %s\n%s", type(err).__name__, "".join(traceback.format_tb(err.__traceback__)))
        reply, more = trouble_reply(message.lang_hint), {}
    dispatcher.utter_message(json_message={**reply.to_json(), **more})
    return slots_after(reply, message)


def message_of(tracker: Tracker) -> Message:
    latest: dict[str, Any] = tracker.latest_message
    said = latest.get("metadata")
    metadata: dict[str, Any] = said if isinstance(said, dict) else {}
    ranking = latest.get("intent_ranking") or []
    lang, choice = metadata.get("lang"), metadata.get("choice")
    return Message(
        text=latest.get("text") or "",
        lang_hint=lang if lang in LANGUAGES else "zh",
        route={intent["name"]: float(intent["confidence"]) for intent in ranking if intent["name"] not in (None, "nlu_fallback")},
        offered=tuple(tracker.get_slot("faq_choices") or ()),
        last_entry=tracker.get_slot("faq_entry"),
        choice=choice if isinstance(choice, str) else None,
    )


def slots_after(reply: Reply, message: Message) -> list[EventType]:
    """What the next message may refer to; only what changes is sent."""
    if reply.outcome in NOTHING_SAID:
        return []
    before = {"faq_choices": list(message.offered) or None, "faq_entry": message.last_entry}
    shown = [card.id for card in (reply.entry, *reply.also) if card]
    entry = shown[-1] if shown else message.last_entry
    after = {"faq_choices": [choice.id for choice in reply.choices] or None, "faq_entry": entry}
    return [SlotSet(name, value) for name, value in after.items() if value != before[name]]

"""What the next message may refer to: the slots after a reply."""

from __future__ import annotations

from rasa_sdk.events import EventType, SlotSet

from bot.answering.context import Message
from bot.answering.earlier import earlier_after
from bot.answering.outcomes import Outcome
from bot.answering.reply import Reply

# "Please reply with a number" must not take the choices away.
NOTHING_SAID = (Outcome.GUARD_INPUT, Outcome.GUARD_EMERGENCY, Outcome.ERROR_RETRIEVAL)


def slots_after(reply: Reply, message: Message) -> list[EventType]:
    """Only what changes is sent."""
    if reply.outcome in NOTHING_SAID:
        return []
    before = {
        "faq_choices": list(message.offered) or None,
        "faq_entry": message.last_entry,
        "faq_earlier": [one.to_json() for one in message.earlier] or None,
    }
    shown = [card.id for card in (reply.entry, *reply.also) if card]
    after = {
        "faq_choices": [choice.id for choice in reply.choices] or None,
        "faq_entry": shown[-1] if shown else message.last_entry,
        "faq_earlier": [one.to_json() for one in earlier_after(message, reply)] or None,
    }
    return [SlotSet(name, value) for name, value in after.items() if value != before[name]]

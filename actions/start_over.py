"""Forgets what was talked about, and says so, unless the message hides a real question."""

from __future__ import annotations

from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.turn import respond


class StartOver(Action):
    def name(self) -> str:
        return "action_start_over"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        events = respond(dispatcher, tracker)
        if dispatcher.messages[-1]["custom"]["outcome"] == "smalltalk":
            return [SlotSet("faq_choices", None), SlotSet("faq_entry", None), SlotSet("faq_earlier", None)]
        return events

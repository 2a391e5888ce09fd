"""How a message can end. A closed list; reports group by the word before the first underscore."""

from __future__ import annotations

from enum import Enum


class Outcome(str, Enum):
    ANSWERED = "answered"
    ANSWERED_FOLLOWUP = "answered_followup"
    CLARIFICATION = "clarification"
    SMALLTALK = "smalltalk"
    UNANSWERABLE_NO_MATCH = "unanswerable_no_match"
    UNANSWERABLE_OUT_OF_SCOPE = "unanswerable_out_of_scope"
    HANDOVER = "handover"
    GUARD_EMERGENCY = "guard_emergency"
    GUARD_INPUT = "guard_input"
    ERROR_RETRIEVAL = "error_retrieval"

    @property
    def family(self) -> str:
        return self.value.split("_")[0]

""" "Not what I asked": what else the question may have meant; the second time, or with nothing left to offer, who knows."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.answering.context import Context
from bot.answering.earlier import MOST_NEXT, Earlier
from bot.answering.outcomes import Outcome
from bot.answering.steps.take_choice import says_no
from bot.knowledge.schema import Entry
from bot.language import Lang
from bot.language.normalise import fold

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

INTENT: Final = "not_asked"
_ZH: Final = (
    r"(?:不对|不是|错了|抱歉)?[，, ]?(?:这|那)?"
    r"(?:不是这个(?:意思|问题)?|(?:根本|都)?不是我(?:想|要)?问的(?:这个|问题)?|我(?:想|要)?问的不是这个|答非所问|文不对题|答错了)(?:吧|啊|呀|呢|了)?"
)
_EN: Final = (
    r"(?:no,? |sorry,? )?(?:(?:that|this|it) is |(?:that|it)['’]?s |this )?not "
    r"(?:what i (?:asked|meant|was asking)|my question)(?: for| about)?",
    r"(?:no,? )?i (?:did not|didn['’]?t) ask (?:for )?(?:that|this)",
)
_TYPED: Final = re.compile("|".join((_ZH, *_EN)))


def not_asked(context: Context, room: Room) -> None:
    """Ends if the button was pressed or the words for it were typed; so does "none of these" to what was offered instead."""
    message, said = context.message, fold(context.text)
    again = bool(message.offered and message.earlier and message.earlier[-1].next == ()) and says_no(said)
    if message.not_asked or again or _TYPED.fullmatch(said):
        offer_instead(context, room)


def offer_instead(context: Context, room: Room) -> None:
    """Ends with `clarification` and up to three other entries, or with `handover` to the department of the entry that was answered."""
    context.retrieval = context.confidence = None  # of these words, not of the question
    about = _about(context)
    if about is None:
        context.small_talk, context.outcome = "not_asked_unknown", Outcome.CLARIFICATION
        return
    context.about = about.turn
    answered = room.knowledge.entries.get(about.entry or "")
    context.choices = _others(about, answered, context.lang, room)
    if context.choices:
        context.outcome = Outcome.CLARIFICATION
    else:
        context.outcome, context.small_talk = Outcome.HANDOVER, "not_asked_hotline"
        context.owner = room.knowledge.owner(answered) if answered else None


def _about(context: Context) -> Earlier | None:
    """The reply that is meant: by its id where the button was pressed, else the last one."""
    message = context.message
    if message.not_asked:
        return next((one for one in message.earlier if one.turn == message.not_asked), None)
    return message.earlier[-1] if message.earlier else None


def _others(about: Earlier, answered: Entry | None, lang: Lang, room: Room) -> tuple[Entry, ...]:
    """Where nobody looked yet, as after a click, what is most like the entry's own question."""
    served = room.retriever.index.by_id
    ids = about.next
    if ids is None:
        ids = _alike(answered, lang, room) if answered else ()
    return tuple(served[id_] for id_ in ids if id_ in served)[:MOST_NEXT]


def _alike(entry: Entry, lang: Lang, room: Room) -> tuple[str, ...]:
    matches = room.retriever.retrieve(entry.question[lang], lang, {}).matches
    return tuple(match.entry.id for match in matches if match.entry.id != entry.id)

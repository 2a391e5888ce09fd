"""Take the choice that a citizen made among the questions offered: by click, by number or by title."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.answering.context import Context
from bot.answering.outcomes import Outcome
from bot.knowledge.schema import Entry
from bot.language import LANGUAGES
from bot.language.normalise import fold

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

_WORDS = {  # more than three are known, so that a wrong number is answered as such
    1: ("1", "一", "first", "one", "①", "1st"),
    2: ("2", "二", "second", "two", "②", "2nd", "两"),
    3: ("3", "三", "third", "three", "③", "3rd"),
    4: ("4", "四", "fourth", "four"),
    5: ("5", "五", "fifth", "five"),
    6: ("6", "六", "sixth", "six"),
}
NUMBERS = {word: number for number, words in _WORDS.items() for word in words}
_NUMBER = re.compile(
    r"(?:我?(?:要|选|想问|说的是|是)?(?:第)?(?P<zh>[1-6一二两三四五六])(?:个|条|项|号)?(?:吧|的|呢)?"
    r"|(?:i mean |i want |option |number |no\.? ?|choice )?(?:the )?(?P<en>[1-6]|first|second|third|fourth|fifth|sixth|one|two|three|four|five|six|1st|2nd|3rd)(?: one| option| choice)?(?: please)?)"
)
_YES = re.compile(r"(?:是的?|对的?|嗯+|没错|好的?|就是这个|yes|yeah|yep|right|correct|ok(?:ay)?|that one)")
_NO = re.compile(r"(?:不是|不对|都不是|没有|不|以上都不是|no|nope|none|none of (?:them|these|those)|neither)")


def take_choice(context: Context, room: Room) -> None:
    """Sets the entry and ends with `answered` if one was picked; "no" to all of them ends without a match."""
    message = context.message
    if message.choice:
        _pick(context, room, message.choice)
        return
    said = fold(context.text)
    by_title = _titled(said, message.offered, room)
    if by_title:
        _pick(context, room, by_title)
    elif number_of(said):
        _take_number(context, room, number_of(said) or 0)
    elif message.offered and says_no(said):
        context.outcome = Outcome.UNANSWERABLE_NO_MATCH
    elif message.offered and _YES.fullmatch(said):
        _take_yes(context, room)


def number_of(said: str) -> int | None:
    """The number that a folded text picks, 1 to 6, or None."""
    match = _NUMBER.fullmatch(said)
    return NUMBERS[match["zh"] or match["en"]] if match else None


def says_no(said: str) -> bool:
    """Whether a folded text says no to all that was offered."""
    return _NO.fullmatch(said) is not None


def _take_number(context: Context, room: Room, number: int) -> None:
    if number <= len(context.message.offered):
        _pick(context, room, context.message.offered[number - 1])
    else:
        # With nothing offered there is no number to pick: `compose` then asks for words.
        context.small_talk = "pick_a_number" if context.message.offered else None
        context.outcome = Outcome.GUARD_INPUT


def _take_yes(context: Context, room: Room) -> None:
    """Yes to one choice picks it; yes to several says nothing, so the number is asked for."""
    if len(context.message.offered) == 1:
        _pick(context, room, context.message.offered[0])
    else:
        context.small_talk, context.outcome = "pick_a_number", Outcome.GUARD_INPUT


def _titled(said: str, offered: tuple[str, ...], room: Room) -> str | None:
    entries: list[Entry] = [room.knowledge.entries[id_] for id_ in offered if id_ in room.knowledge.entries]
    for entry in entries:
        if said in {fold(entry.question[lang]) for lang in LANGUAGES}:
            return entry.id
    return None


def _pick(context: Context, room: Room, entry_id: str) -> None:
    entry = room.retriever.index.by_id.get(entry_id)
    if entry:
        context.entry, context.outcome, context.confidence = entry, Outcome.ANSWERED, 1.0

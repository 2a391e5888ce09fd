"""Understand a short message after an answer: what it costs, what to bring, how long it takes; or the same for another case.

Plain questions are known by patterns, the rest by their likeness to examples (`bot/answering/asking.py`), weighed against how near the
message is to the last entry, to one beside it and to any other (`bot/answering/leaning.py`). See docs/adr/0011-follow-ups.md.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.answering.context import Context
from bot.answering.leaning import BESIDE, ELEMENT, After, after, leans
from bot.answering.outcomes import Outcome
from bot.answering.steps.small_talk import OUTCOMES, SURE
from bot.answering.sure import sure
from bot.knowledge.schema import Entry
from bot.language import Lang
from bot.language.courtesies import without_courtesies
from bot.language.normalise import fold
from bot.retrieval.calibration import OUT_OF_SCOPE, OWN_CASE
from bot.retrieval.retriever import Retrieval

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

# What may stand around the asked element without making it a new topic.
_LEAD_ZH: Final = r"(?:那|那么|然后|请问|还有|这个|它|办这个|一共|大概|具体|到底|我|要|需要|得|都|是|去|在|一般|现在)*"
_TAIL_ZH: Final = r"(?:呢|啊|呀|吗|么|的|了|办|才行|才能办|可以办)*"
_LEAD_EN: Final = r"(?:(?:and|so|ok|okay|then|but|please|also|what about|how about|tell me),? ?)*"
_TAIL_EN: Final = r"(?: (?:for (?:it|this|that)|then|please|exactly|it|this|that|in total|altogether|do i|to bring|i need))*"

ASKED: Final[dict[str, dict[Lang, str]]] = {
    "fee": {
        "zh": r"(?:多少钱|花多少钱|收费(?:多少|标准)?|费用(?:多少)?|怎么收费|收不收费|免费|交钱|交多少钱|花钱|手续费)",
        "en": r"(?:how much(?: (?:is|does) (?:it|this|that)(?: cost)?)?|(?:what(?:'s| is) )?the (?:fee|cost|price)s?|is it free|what does it cost|any fees?|costs?|fees?)",
    },
    "materials": {
        "zh": r"(?:带什么(?:材料|东西|证件)?|带哪些(?:材料|东西|证件)?|什么材料|哪些材料|材料|准备什么(?:材料)?|什么证件|哪些证件|材料清单)",
        "en": r"(?:what (?:documents|papers|materials)(?: (?:are needed|do i (?:need|bring|take)|should i (?:bring|take)))?|what (?:do|should|must) i (?:bring|take|need)|"
        r"which (?:documents|papers)(?: do i need)?|documents|papers)",
    },
    "time": {
        "zh": r"(?:多久(?:能好|能拿到|能办好|办好|可以拿|能下来|出来)?|多长时间|几天(?:能好|能拿到|办好)?|什么时候(?:能好|能拿到)|办多久)",
        "en": r"(?:how long(?: (?:does|will) (?:it|this|that) take)?|how many days|when (?:will|is) it (?:be )?ready|time)",
    },
    "where": {
        "zh": r"(?:哪里(?:办|办理)?|哪儿(?:办)?|去哪里?(?:办|办理)?|什么地方(?:办)?|地点|地址|哪个窗口|到哪里?办)",
        "en": r"(?:where(?: (?:do|can|should) i (?:go|apply|do (?:it|this|that)))?|where is (?:it|that)|which (?:office|counter)|(?:(?:what(?:'s| is) )?the )?address)",
    },
    "online": {
        "zh": r"(?:网上(?:能办|可以办|怎么办|能不能办|办理)?|(?:能|可以|能不能)(?:在)?(?:网上|手机上?|线上)办?|线上(?:能办|办)?|手机(?:能办|上能办|上?办))",
        "en": r"(?:(?:can i do (?:it|this|that) )?online|can (?:it|this|that) be done online|is (?:it|that|this) possible online|on (?:my|the) phone)",
    },
    "steps": {
        "zh": r"(?:流程|步骤|怎么(?:办|弄|操作)|办理流程|什么流程|分几步)",
        "en": r"(?:what are the steps|(?:the )?steps|what(?:'s| is) the (?:process|procedure)|how do i do (?:it|this|that))",
    },
    "conditions": {
        "zh": r"(?:什么条件|哪些条件|条件|有什么要求|有要求|什么要求|谁(?:能|可以)办)",
        "en": r"(?:what are the (?:conditions|requirements)|(?:the )?(?:conditions|requirements)|who can apply|am i eligible)",
    },
    "phone": {
        "zh": r"(?:电话(?:多少|号码|是多少)?|打什么电话|咨询电话|联系电话)",
        "en": r"(?:(?:what(?:'s| is) )?the (?:phone|telephone)(?: number)?|phone number|who(?:m)? (?:do|can) i call)",
    },
}  # fmt: skip


CLEAR: Final = 0.5  # a lead beyond doubt; of the router, more likely than everything else together
WHOLE: Final = ("steps", "conditions")  # asked with the matter named again, the whole answer is shown again
ALONE: Final = 0.25  # the same where nothing was answered before and no matter is named
LIKE: Final = 0.05  # lead on questions, small talk and danger, from which the router's word for these does not count
CERTAIN: Final = 0.98  # of the router, from which its word for small talk counts all the same
LIKELY: Final = 0.6  # that the first entry is right
CLOSE: Final = 0.3  # lead of the first entry beside the last one, in standard deviations, below which it is asked which was meant
CHOICES: Final = 3
NAME: Final = 2  # words of a bare name at most


def follow_up(context: Context, room: Room) -> None:
    """Ends with `answered_followup`: elements of the last entry, or the whole of an entry beside it; or with a choice of such entries.

    With no entry before it, such a text ("how much?") gets the question back which matter it is about.
    """
    last = room.retriever.index.by_id.get(context.message.last_entry or "")
    element = asked_element(without_courtesies(context.text), context.lang)
    if element and last:
        _tell(context, last, (element,))
    elif element:
        _ask_which_matter(context, room)
    elif last:
        _in_context(context, room, last)
    else:
        _without_context(context, room)


def _tell(context: Context, entry: Entry, elements: tuple[str, ...]) -> None:
    context.entry, context.elements, context.outcome = entry, elements, Outcome.ANSWERED_FOLLOWUP
    context.confidence = None  # the ranking of "how much?" alone says nothing of this entry


def _ask_which_matter(context: Context, room: Room) -> None:
    if context.retrieval is None or not sure(context.retrieval, room):
        context.small_talk, context.outcome = "which_matter", Outcome.CLARIFICATION


def _without_context(context: Context, room: Room) -> None:
    evidence = context.retrieval.evidence if context.retrieval else None
    if (
        room.asking is None
        or evidence is None
        or evidence.vector is None
        or any(context.message.route.get(intent, 0.0) >= SURE for intent in OUTCOMES)
    ):
        return
    asked = room.asking.read(evidence.vector)
    if asked.lead >= ALONE and not room.asking.matter(evidence.terms):
        _ask_which_matter(context, room)


def _in_context(context: Context, room: Room, last: Entry) -> None:
    if _is_a_name(context, room):
        return  # "护照" alone asks nothing of the last answer
    retrieval, found = context.retrieval, _read(context, room, last)
    if retrieval is None or found is None or _is_no_question(context, found):
        return
    kind, near = found.kind, found.near
    top = retrieval.matches[0].entry.id
    elsewhere = retrieval.confidence >= LIKELY and top not in (last.id, near.entries[0].id) and not found.signs["leans"]
    if elsewhere and found.signs["foreign"]:
        return  # a new topic
    if kind == ELEMENT and not (top == last.id and sure(retrieval, room) and found.asked.elements[0] in WHOLE):
        _tell(context, last, found.asked.elements)
    elif kind == BESIDE and (near.margin >= CLOSE or near.place == 0):
        _tell(context, near.entries[0], ())
    elif kind == BESIDE:
        context.choices, context.outcome = near.entries[:CHOICES], Outcome.CLARIFICATION


def _is_a_name(context: Context, room: Room) -> bool:
    """Whether the text is one or two words that name a matter, and nothing else."""
    evidence = context.retrieval.evidence if context.retrieval else None
    if evidence is None or room.asking is None or leans(context.text):
        return False
    words = [term for term in evidence.terms if not term.startswith("2:")]
    return len(words) <= NAME and len(room.asking.matter(evidence.terms)) == len(words)


def leans_clearly(context: Context, room: Room) -> bool:
    """Whether a message is so clearly about the entry answered last that the router's word for small talk or danger does not count: it
    has never seen such messages."""
    last = room.retriever.index.by_id.get(context.message.last_entry or "")
    if last is None:
        return False
    found = _read(context, room, last)
    return asked_element(without_courtesies(context.text), context.lang) is not None or (found is not None and _clear(found))


def _read(context: Context, room: Room, last: Entry) -> After | None:
    """Read once. A sure ranking of another entry, for a text that asks for no element, is a new topic and need not be read."""
    if context.after is None and context.retrieval and (leans(context.text) or not _is_new(context.retrieval, room, last)):
        context.after = after(context.text, context.lang, context.retrieval, last, room)
    return context.after


def _is_new(retrieval: Retrieval, room: Room, last: Entry) -> bool:
    if retrieval.matches[0].entry.id == last.id or not sure(retrieval, room):
        return False
    vector = retrieval.evidence.vector if retrieval.evidence else None
    return vector is None or room.asking is None or room.asking.read(vector).lead < 0


def _clear(found: After) -> bool:
    return (found.kind == ELEMENT and found.asked.lead >= LIKE) or (found.kind == BESIDE and found.asked.variant >= LIKE)


def _is_no_question(context: Context, found: After) -> bool:
    """Whether the router is sure of small talk, or of what no entry answers, and the message is not clearly about the last entry."""
    route = context.message.route
    talk = max((route.get(intent, 0.0), intent) for intent in OUTCOMES)
    calls = talk[1] == "human" and found.asked.elements[0] == "phone"  # "can I speak to someone?"
    if talk[0] >= CERTAIN and not calls and found.asked.lead < CLEAR:
        return True
    apart = max(route.get(intent, 0.0) for intent in (OUT_OF_SCOPE, OWN_CASE)) >= SURE and not found.signs["leans"]
    return (apart and found.signs["foreign"] > 0) or ((apart or talk[0] >= SURE) and not _clear(found))


def asked_element(text: str, lang: Lang) -> str | None:
    """The guide element that the whole text asks for, or None if it says anything else."""
    said = fold(text)
    lead, tail = (_LEAD_ZH, _TAIL_ZH) if lang == "zh" else (_LEAD_EN, _TAIL_EN)
    for element, patterns in ASKED.items():
        if re.fullmatch(rf"{lead}{patterns[lang]}{tail}", said):
            return element
    return None

"""Understand a short question about the entry answered last: what it costs, what to bring, how long it takes, where."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from bot.answering.context import Context
from bot.answering.outcomes import Outcome
from bot.language import Lang
from bot.language.courtesies import without_courtesies
from bot.language.normalise import fold

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


def follow_up(context: Context, room: Room) -> None:
    """Ends with `answered_followup` if the text asks for one element of the last entry and for nothing else.

    With no entry before it, such a text ("how much?") gets the question back which matter it is about.
    """
    last = room.retriever.index.by_id.get(context.message.last_entry or "")
    element = asked_element(without_courtesies(context.text), context.lang)
    if element and not last and not _sure(context, room):
        context.small_talk, context.outcome = "which_matter", Outcome.CLARIFICATION
    elif element and last:
        context.entry, context.element, context.outcome = last, element, Outcome.ANSWERED_FOLLOWUP
        context.confidence = None  # the ranking of "how much?" alone says nothing of this entry


def _sure(context: Context, room: Room) -> bool:
    return context.retrieval is not None and context.retrieval.confidence >= room.retriever.learned.answer_from


def asked_element(text: str, lang: Lang) -> str | None:
    """The guide element that the whole text asks for, or None if it says anything else."""
    said = fold(text)
    lead, tail = (_LEAD_ZH, _TAIL_ZH) if lang == "zh" else (_LEAD_EN, _TAIL_EN)
    for element, patterns in ASKED.items():
        if re.fullmatch(rf"{lead}{patterns[lang]}{tail}", said):
            return element
    return None

"""Reply objects: which of Rasa's messages are one, and the two that the channel writes itself."""

from __future__ import annotations

import secrets
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.knowledge.schema import Both
from bot.language import LANGUAGES, Lang

Reply = dict[str, Any]

OUTCOMES = (
    "answered", "answered_followup", "clarification", "smalltalk", "unanswerable_no_match", "unanswerable_out_of_scope",
    "handover", "guard_emergency", "guard_input", "error_retrieval",
)  # fmt: skip

WORDLESS: Both = {
    "zh": "我没有看到文字。请用一句话告诉我您想办什么事，例如“身份证丢了怎么补办”。",
    "en": "I could not find any words in your message. Please tell me in a sentence what you need, "
    "for example “How do I replace a lost ID card?”",
}
NO_ANSWER: Both = {
    "zh": "抱歉，智能问答暂时没能给出答复，您的问题没有问题。请稍后再问一次；如果着急，可以拨打 12345 热线，有工作人员为您解答。",
    "en": "Sorry, the assistant could not answer just now; there is nothing wrong with your question. "
    "Please ask again in a moment, or call the 12345 hotline, where staff can help you.",
}


def wordless(lang: Lang) -> Reply:
    """The kind sentence for emoji or control characters alone."""
    return _plain("guard_input", lang, WORDLESS[lang])


def no_answer(lang: Lang) -> Reply:
    """The polite sentence for when the action server is down or too slow."""
    return _plain("error_retrieval", lang, NO_ANSWER[lang])


def from_messages(messages: Iterable[Mapping[str, Any]], lang: Lang) -> list[Reply]:
    """The reply objects among what Rasa collected. Plain text, as Rasa's own responses are, becomes small talk in one piece."""
    replies: list[Reply] = []
    texts: list[str] = []
    for message in messages:
        custom, text = message.get("custom"), message.get("text")
        if _is_reply(custom):
            replies.append(dict(custom or {}))
        elif isinstance(text, str) and text.strip():
            texts.append(text.strip())
    if texts:
        replies.append(_plain("smalltalk", lang, "\n\n".join(texts)))
    return replies


def failed(replies: Sequence[Reply]) -> bool:
    """Whether it is worth asking again: an error, as opposed to not knowing."""
    return any(str(reply["outcome"]).startswith("error_") for reply in replies)


def _is_reply(custom: object) -> bool:
    if not isinstance(custom, Mapping):
        return False
    return custom.get("outcome") in OUTCOMES and custom.get("lang") in LANGUAGES and isinstance(custom.get("text"), str)


def _plain(outcome: str, lang: Lang, text: str) -> Reply:
    return {
        "outcome": outcome, "lang": lang, "text": text, "entry": None, "choices": [], "related": [], "department": None,
        "confidence": None, "turn": secrets.token_urlsafe(9), "knowledge": "",
    }  # fmt: skip

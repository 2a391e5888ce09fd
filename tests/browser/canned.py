"""Replies for the stand-in server: one of each kind, in both languages, from canned.json."""

from __future__ import annotations

import json
from functools import lru_cache
from itertools import count
from pathlib import Path
from typing import Any

Reply = dict[str, Any]

# What a question must contain to get each outcome; anything else is answered.
WORDS = (
    ("clarification", ("身份证怎么办", "id card?")),
    ("unanswerable_no_match", ("火星", "mars")),
    ("guard_emergency", ("着火", "fire")),
    ("error_retrieval", ("坏了", "broken")),
    ("answered_followup", ("带什么", "what do i bring")),
)

TWO = ("另外", "also")  # what a question must contain to get two answers
SECOND = {"zh": "第二个问题怎么办？", "en": "What about the second question?"}

EXPLAINED = ("为什么", "explain")  # a question with one of these is answered as if the setting `explain` were on


_turns = count(1)


@lru_cache(maxsize=1)
def canned() -> dict[str, Any]:
    """The texts, by kind and language."""
    texts: dict[str, Any] = json.loads(Path(__file__).with_suffix(".json").read_text("utf-8"))
    return texts


def reply_to(text: str, choice: str | None, interface: str, not_asked: str | None = None) -> Reply:
    """The canned reply to a question; to markup, an answer that holds the same markup. not_asked: the turn that was not meant."""
    lang = _language(text, interface)
    outcome = (
        "clarification"
        if not_asked
        else next((name for name, words in WORDS if not choice and any(word in text.lower() for word in words)), "answered")
    )
    entry = _entry(text, choice, lang) if outcome.startswith("answered") else None
    choices = canned()["choices"][lang] if outcome == "clarification" else []
    spoken = canned()["texts"].get(outcome, {}).get(lang) or str(entry and entry["answer"])
    unanswered = outcome == "unanswerable_no_match"
    explained = any(word in text.lower() for word in EXPLAINED)
    return {
        "outcome": outcome,
        "lang": lang,
        "text": "\n".join([spoken, *(f"{number}. {one['title']}" for number, one in enumerate(choices, 1))]),
        "entry": entry,
        "also": [{**entry, "id": "second/one", "title": SECOND[lang]}] if entry and any(word in text.lower() for word in TWO) else [],
        "choices": choices,
        "related": canned()["related"][lang] if entry else [],
        "department": {"id": "public-security", "name": canned()["department"][lang], "phone": "12345"} if unanswered else None,
        "confidence": 0.9,
        "turn": f"{next(_turns):032x}",
        "about": not_asked,
        **({"explanation": canned()["explanation"][lang]} if explained else {}),
    }


def _language(text: str, interface: str) -> str:
    if any("\u4e00" <= char <= "\u9fff" for char in text):
        return "zh"
    return "en" if any(char.isalpha() for char in text) else interface


def _entry(text: str, choice: str | None, lang: str) -> dict[str, Any]:
    entry = dict(canned()["entry"][lang])
    if choice:
        return {**entry, "id": choice, "title": text}
    if "<" in text:
        return {**entry, "title": text, "answer": f"{text}\n[x](javascript:alert(1)) [y](data:text/html,z)"}
    return entry

"""What every reply and every refusal must look like."""

from __future__ import annotations

from typing import Any

from bot.answering.outcomes import Outcome
from bot.knowledge.schema import GUIDE_ELEMENTS

KEYS = {"outcome", "lang", "text", "entry", "choices", "related", "department", "confidence", "turn", "knowledge"}
# How the pipeline found it; the channel's own sentences have none of these.
FOUND = {"also", "about", "route", "ranking"}
WITH_ENTRY = {"answered", "answered_followup"}


def check_reply(reply: Any) -> None:
    assert set(reply) in (KEYS, KEYS | FOUND), set(reply)
    assert reply["outcome"] in {outcome.value for outcome in Outcome}
    assert reply["lang"] in ("zh", "en")
    assert reply["text"].strip() and reply["turn"]
    assert reply["knowledge"] or not FOUND & set(reply), "a reply of the pipeline names the version that it came from"
    assert (reply["entry"] is not None) == (reply["outcome"] in WITH_ENTRY)
    assert not reply["choices"] or reply["outcome"] in ("clarification", "answered")  # which may ask back about a second question
    assert len(reply["choices"]) <= 3
    assert reply["confidence"] is None or 0 <= reply["confidence"] <= 1
    for choice in (*reply["choices"], *reply["related"]):
        assert set(choice) == {"id", "title"} and choice["id"].count("/") == 1 and choice["title"]
    if reply["entry"]:
        _check_entry(reply["entry"])
    if reply["department"]:
        _check_department(reply["department"])


def best(reply: Any) -> str | None:
    """The entry that a reply answers with, or puts first among those it asks about."""
    if reply["entry"]:
        return str(reply["entry"]["id"])
    return str(reply["choices"][0]["id"]) if reply["choices"] else None


def _check_entry(entry: Any) -> None:
    assert set(entry) == {"id", "title", "category", "department", "answer", "guide", "basis", "reviewed"}
    assert set(entry["category"]) == {"id", "name"} and entry["id"].startswith(entry["category"]["id"] + "/")
    _check_department(entry["department"])
    assert entry["title"] and entry["answer"].strip() and entry["basis"]
    assert len(entry["reviewed"]) == len("2026-11-20")
    for element in entry["guide"]:
        assert set(element) == {"element", "label", "text", "items"} and element["element"] in GUIDE_ELEMENTS
        assert (element["text"] is None) != (element["items"] is None), "either a text or items"
    for basis in entry["basis"]:
        assert set(basis) == {"title", "url"} and basis["title"]


def _check_department(department: Any) -> None:
    assert set(department) == {"id", "name", "phone"} and all(department.values())


def check_refusal(content: Any) -> None:
    assert set(content) == {"error"}
    assert content["error"]["code"]
    assert all(content["error"]["message"][lang].strip() for lang in ("zh", "en"))

"""What the channel itself says: every sentence in both languages, every status what it should be."""

from __future__ import annotations

import pytest

from bot.channels import replies
from bot.channels.refusals import REFUSALS, Refused

STATUSES = {
    "bad_json": 400, "bad_field": 400, "session_forged": 401, "session_expired": 401, "foreign_origin": 403, "not_found": 404,
    "method_not_allowed": 405, "too_large": 413, "not_json": 415, "not_form": 415, "empty_text": 422, "text_too_long": 422,
    "unknown_choice": 422, "unknown_turn": 422, "note_too_long": 422, "too_many": 429, "not_saved": 503, "internal": 500, "busy": 503,
    "not_ready": 503,
}  # fmt: skip


def test_the_list_of_refusals_is_closed():
    assert {code: refusal.status for code, refusal in REFUSALS.items()} == STATUSES


@pytest.mark.parametrize("code", sorted(STATUSES))
def test_a_refusal_speaks_both_languages(code):
    message = Refused(code, seconds=3, limit=300, letters=600).body["error"]["message"]
    assert set(message) == {"zh", "en"}
    assert any("\u4e00" <= char <= "\u9fff" for char in message["zh"])
    assert message["en"].isascii()
    assert "{" not in message["zh"] + message["en"]


@pytest.mark.parametrize("code", ["internal", "busy", "not_ready"])
def test_when_it_is_our_fault_the_citizen_is_told_of_12345(code):
    message = Refused(code).body["error"]["message"]
    assert "12345" in message["zh"]
    assert "12345" in message["en"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_channels_own_replies_have_the_form_of_all_replies(lang):
    for reply, outcome in ((replies.wordless(lang), "guard_input"), (replies.no_answer(lang), "error_retrieval")):
        assert (reply["outcome"], reply["lang"]) == (outcome, lang)
        assert set(reply) == {"outcome", "lang", "text", "entry", "choices", "related", "department", "confidence", "turn", "knowledge"}
    assert "12345" in replies.no_answer(lang)["text"]


def test_custom_replies_pass_unchanged():
    custom = {"outcome": "answered", "lang": "en", "text": "t", "entry": {"id": "a/b"}, "more": 1}
    assert replies.from_messages([{"recipient_id": "x", "custom": custom}], "zh") == [custom]


def test_plain_texts_of_rasa_become_one_small_talk_reply():
    (reply,) = replies.from_messages([{"text": "a"}, {"text": " b "}], "en")
    assert (reply["outcome"], reply["text"]) == ("smalltalk", "a\n\nb")


@pytest.mark.parametrize(
    "custom", [None, "text", [], {"outcome": "made_up", "lang": "zh", "text": "x"}, {"outcome": "answered"}, {"ready": True}]
)
def test_anything_else_is_no_reply(custom):
    assert replies.from_messages([{"custom": custom}], "zh") == []


def test_only_an_error_is_worth_asking_again():
    assert replies.failed([replies.no_answer("zh")])
    assert not replies.failed([replies.wordless("zh")])


@pytest.mark.parametrize(("lang", "reason"), [("zh", "第一名就是正确答案"), ("en", "The first entry is the right one")])
def test_an_explanation_reaches_the_page_with_its_reply(lang, reason: str) -> None:
    custom = {"outcome": "answered", "lang": lang, "text": "x", "explanation": {"reason": reason}}
    assert replies.from_messages([{"custom": custom}], lang) == [custom]

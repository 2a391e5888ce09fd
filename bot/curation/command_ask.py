"""`faq ask`: one question through the pipeline, with the ranking and the reason for the outcome."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from typing import Any

from bot.answering.context import Context, Message
from bot.answering.outcomes import Outcome
from bot.answering.pipeline import Room, run
from bot.answering.room import build_room
from bot.language import Lang
from bot.settings import settings

SHOWN = 5


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", help="the question, as a citizen types it / 市民的原话")
    parser.add_argument("--json", action="store_true", help="reply and ranking as JSON / 以 JSON 输出")


def main(options: argparse.Namespace) -> int:
    room = build_room(settings())
    context = run(Message(options.question), room)
    assert context.reply is not None
    if options.json:
        print(
            json.dumps(
                {**context.reply.to_json(), "reason": reason(context, room), "matches": ranking(context)}, ensure_ascii=False, indent=1
            )
        )
    else:
        print("\n".join(_lines(context, room)))
    return 0


def ranking(context: Context) -> list[dict[str, Any]]:
    """The best entries with score (summed evidence) and share (softmax among all entries)."""
    matches = context.retrieval.matches[:SHOWN] if context.retrieval else ()
    return [
        {"id": match.entry.id, "title": match.entry.question[context.lang], "score": round(match.score, 2), "share": round(match.share, 3)}
        for match in matches
    ]


def reason(context: Context, room: Room) -> str:
    """Why this outcome, in one sentence in the language of the question."""
    lang: Lang = context.lang
    learned = room.retriever.learned
    if context.outcome in (Outcome.ANSWERED, Outcome.CLARIFICATION, Outcome.UNANSWERABLE_NO_MATCH) and context.retrieval:
        sure, offer = context.retrieval.confidence, context.retrieval.offer
        if lang == "zh":
            return f"第一名正确的把握 {sure:.2f}（回答需 ≥ {learned.answer_from:.2f}），前三名里有正确答案的把握 {offer:.2f}（反问需 ≥ {learned.offer_from:.2f}）。"
        return (
            f"The first entry is right with probability {sure:.2f} (an answer needs {learned.answer_from:.2f}), "
            f"one of the first three with {offer:.2f} (asking which needs {learned.offer_from:.2f})."
        )
    assert context.outcome is not None
    return f"由步骤直接决定：{context.outcome.value}。" if lang == "zh" else f"Decided by a step of its own: {context.outcome.value}."


def _lines(context: Context, room: Room) -> Iterator[str]:
    assert context.reply is not None
    yield context.reply.text
    yield ""
    yield f"[{context.reply.outcome.value}] {reason(context, room)}"
    for place, match in enumerate(ranking(context), start=1):
        yield f"{place}. {match['score']:7.2f}  {match['share']:.3f}  {match['id']}  {match['title']}"

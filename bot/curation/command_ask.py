"""`faq ask`: one question through the pipeline, with the ranking and the reason for the outcome; with `--explain` all that counted."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from typing import Any

from bot.answering.context import Context, Message
from bot.answering.explanation import Explanation, explain
from bot.answering.pipeline import run
from bot.answering.room import build_room
from bot.curation.command_learn import NoRoutes, route_of
from bot.curation.explain_table import table
from bot.errors import FaqError
from bot.settings import settings

SHOWN = 5


class NoSuchEntry(FaqError):
    def __init__(self, entry_id: str) -> None:
        super().__init__(f"No entry that is served has the id '{entry_id}'. An id is folder/file name, as in id-residence/id-lost.")


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("question", help="the question, as a citizen types it / 市民的原话")
    parser.add_argument("--json", action="store_true", help="reply and ranking as JSON / 以 JSON 输出")
    parser.add_argument(
        "--explain",
        action="store_true",
        help="with the router, and why it answers that (takes seconds) / 连同路由，说明为什么这样答（需要几秒）",
    )
    parser.add_argument("--before", metavar="ENTRY_ID", help="the entry answered just before / 上一条回答的条目")


def main(options: argparse.Namespace) -> int:
    room = build_room(settings())
    if options.before and options.before not in room.retriever.index.by_id:
        raise NoSuchEntry(options.before)
    route = routed(options.question) if options.explain else {}
    context = run(Message(options.question, route=route, last_entry=options.before), room)
    found = explain(context, room)
    if options.json:
        print(json.dumps(content(context, found, options.explain), ensure_ascii=False, indent=1))
    else:
        print("\n".join(_lines(context, found, options.explain)))
    return 0


def routed(question: str) -> Mapping[str, float]:
    """The trained router's probabilities by intent, asked in Rasa's environment; none, and a line on why, where it is not built."""
    print("Asking the router, which takes some seconds. / 正在询问路由，需要几秒。", file=sys.stderr)
    try:
        return route_of(question)
    except NoRoutes as err:
        print(err, file=sys.stderr)
        return {}


def content(context: Context, found: Explanation, whole: bool) -> dict[str, Any]:
    """The reply with the reason and the ranking. whole: the explanation as well."""
    assert context.reply is not None
    more = {"explanation": found.to_json()} if whole else {}
    return {**context.reply.to_json(), "reason": found.reason, "matches": ranking(context), **more}


def ranking(context: Context) -> list[dict[str, Any]]:
    """The best entries with score (summed evidence) and share (softmax among all entries)."""
    matches = context.retrieval.matches[:SHOWN] if context.retrieval else ()
    return [
        {"id": match.entry.id, "title": match.entry.question[context.lang], "score": round(match.score, 2), "share": round(match.share, 3)}
        for match in matches
    ]


def _lines(context: Context, found: Explanation, whole: bool) -> Iterator[str]:
    assert context.reply is not None
    yield context.reply.text
    yield ""
    yield f"[{context.reply.outcome.value}] {found.reason}"
    if whole:
        yield from table(found)
        return
    for place, match in enumerate(ranking(context), start=1):
        yield f"{place}. {match['score']:7.2f}  {match['share']:.3f}  {match['id']}  {match['title']}"

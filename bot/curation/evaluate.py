"""Send questions through the assistant and count what came back, by language."""

from __future__ import annotations

import json
import socket
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from bot.answering.context import Message
from bot.answering.pipeline import answer
from bot.answering.room import build_room
from bot.curation.supervisor import Supervisor, healthy
from bot.errors import FaqError
from bot.language import LANGUAGES
from bot.language.detect import detect
from bot.settings import Settings

CLIENTS = 4
ANSWERED = "answered"


class BadRow(FaqError):
    def __init__(self, file: Path, line: int, why: str) -> None:
        super().__init__(f'{file}:{line}: {why}. A row is {{"id": …, "text": …, "expect": {{"entry": …}}}}.')


class UnreadableFile(FaqError):
    def __init__(self, file: Path, why: str) -> None:
        super().__init__(f"The questions in {file} cannot be read ({why}). Give a UTF-8 file with one JSON object a line.")


@dataclass(frozen=True)
class Row:
    """A question and what is expected. entries: any is right; outcome: a value or a family, or None."""

    id: str
    text: str
    lang: str
    entries: tuple[str, ...]
    category: str | None
    outcome: str | None

    @property
    def wants_answer(self) -> bool:
        return self.outcome is None or self.outcome.split("_")[0] == ANSWERED


@dataclass(frozen=True)
class Result:
    """What came back for a row. entries: best first."""

    id: str
    outcome: str
    route: str | None
    confidence: float | None
    entries: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "entries": list(self.entries)}

    @property
    def answered(self) -> bool:
        return self.outcome.split("_")[0] == ANSWERED


def read(file: Path) -> list[Row]:
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as err:
        raise UnreadableFile(file, type(err).__name__) from err
    rows = []
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            content = json.loads(line)
            expect = content["expect"]
            entries = tuple(expect.get("entries") or ([expect["entry"]] if "entry" in expect else []))
            category = expect.get("category") or (entries[0].split("/")[0] if entries else None)
            if not isinstance(content["text"], str):
                raise TypeError("text is no text")
            lang = content.get("lang") or detect(content["text"])
            rows.append(Row(str(content["id"]), content["text"], lang, entries, category, expect.get("outcome")))
        except (KeyError, TypeError, ValueError, AttributeError) as err:
            raise BadRow(file, number, f"unreadable ({type(err).__name__}: {err})") from err
    return rows


def through_retrieval(rows: Sequence[Row], settings: Settings) -> list[Result]:
    """The pipeline alone, without the router's word."""
    room = build_room(settings)
    return [result_of(row.id, answer(Message(row.text, "en" if row.lang == "en" else "zh"), room).to_json()) for row in rows]


def through_rasa(rows: Sequence[Row], settings: Settings) -> list[Result]:
    """The whole assistant, each row in a session of its own; servers are started on free ports if none is running."""
    url = f"http://{settings.host}:{settings.port}"
    if healthy(url):
        return ask_all(rows, url)
    own = replace(settings, port=free_port(), action_port=free_port())
    no_limits = {"FAQ_WEB_RATE_ADDRESS_PER_MINUTE": "1000000", "FAQ_WEB_RATE_SESSION_PER_MINUTE": "1000000"}
    with Supervisor(own, no_limits) as supervisor:
        return ask_all(rows, supervisor.url)


def ask_all(rows: Sequence[Row], url: str) -> list[Result]:
    with ThreadPoolExecutor(CLIENTS) as clients:
        return list(clients.map(lambda row: ask(row, url), rows))


def ask(row: Row, url: str) -> Result:
    session = post(f"{url}/chat/session", {"lang": row.lang})["session"]
    replies = post(f"{url}/chat/messages", {"session": session, "text": row.text, "lang": row.lang})["replies"]
    return result_of(row.id, replies[-1])


def post(url: str, body: Mapping[str, Any], wait: Callable[[float], None] | None = None) -> dict[str, Any]:
    """POST JSON, get JSON; where the service says "too many", wait as long as it says and try again."""

    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})
    while True:
        try:
            with urllib.request.urlopen(request, timeout=30) as response:
                return dict(json.load(response))
        except urllib.error.HTTPError as err:
            if err.code not in (429, 503):
                raise FaqError(f"{url} answered {err.code}: {err.read(300).decode(errors='replace')}") from err
            (wait or time.sleep)(float(err.headers.get("Retry-After", "1")))


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def result_of(row_id: str, reply: Mapping[str, Any]) -> Result:
    """A reply object as a result; the entries are the ranking, or what was shown where there is no ranking."""
    shown = ([reply["entry"]["id"]] if reply.get("entry") else []) + [choice["id"] for choice in reply.get("choices") or ()]
    return Result(row_id, reply["outcome"], reply.get("route"), reply.get("confidence"), tuple(reply.get("ranking") or shown))


def summarise(rows: Sequence[Row], results: Sequence[Result]) -> dict[str, dict[str, Any]]:
    """Counts and shares by language, and for all."""
    pairs = list(zip(rows, results))
    groups = [(str(lang), [(row, result) for row, result in pairs if row.lang == lang]) for lang in LANGUAGES]
    return {name: _figures(group) for name, group in [*groups, ("all", pairs)] if group}


def _figures(pairs: Sequence[tuple[Row, Result]]) -> dict[str, Any]:
    inside = [(row, result) for row, result in pairs if row.wants_answer and row.entries]
    routed = [(row, result) for row, result in pairs if row.wants_answer and row.category]
    outside = [(row, result) for row, result in pairs if not row.wants_answer]
    answered = [(row, result) for row, result in inside if result.answered]
    return {
        "rows": len(pairs),
        "in_scope": len(inside),
        "out_of_scope": len(outside),
        "route_right": share(sum(result.route == row.category for row, result in routed), len(routed)),
        "category_right": share(sum(_category(result) == row.category for row, result in routed), len(routed)),
        "entry_at_1": share(sum(bool(set(result.entries[:1]) & set(row.entries)) for row, result in inside), len(inside)),
        "entry_at_3": share(sum(bool(set(result.entries[:3]) & set(row.entries)) for row, result in inside), len(inside)),
        "answered": share(len(answered), len(inside)),
        "right_when_answered": share(sum(bool(set(r.entries[:1]) & set(row.entries)) for row, r in answered), len(answered)),
        "asked_which": share(sum(result.outcome == "clarification" for _, result in inside), len(inside)),
        "false_answers": share(sum(result.answered for _, result in outside), len(outside)),
        "expected_outcome": share(
            sum(_as_expected(row, result) for row, result in pairs if row.outcome), sum(bool(row.outcome) for row, _ in pairs)
        ),
    }


def _category(result: Result) -> str | None:
    return result.entries[0].split("/")[0] if result.entries else None


def _as_expected(row: Row, result: Result) -> bool:
    assert row.outcome is not None
    return result.outcome == row.outcome or result.outcome.split("_")[0] == row.outcome


def share(count: int, of: int) -> float | None:
    return round(count / of, 4) if of else None


def table(summary: Mapping[str, Mapping[str, Any]]) -> str:
    """The summary for a person: one line a figure, one column a language."""
    names = list(next(iter(summary.values())))
    width = max(map(len, names)) + 2
    lines = ["".ljust(width) + "".join(lang.rjust(9) for lang in summary)]
    for name in names:
        lines.append(name.ljust(width) + "".join(_cell(figures[name]).rjust(9) for figures in summary.values()))
    return "\n".join(lines)


def _cell(value: Any) -> str:
    return "-" if value is None else f"{value:.3f}" if isinstance(value, float) else str(value)

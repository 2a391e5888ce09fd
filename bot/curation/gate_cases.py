"""What the gate asks of one version of the knowledge, and how each question ends in it.

Three kinds of case: every similar question, left out (`left_out.py`); every `not` question; every golden question. They go through the
pipeline without the router, so that no training lies between an edit and its verdict.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Literal

from bot.answering.context import Message
from bot.answering.pipeline import Room, answer
from bot.answering.sure import sure
from bot.curation.asking import Result, result_of
from bot.curation.left_out import LeftOut, Line, lines_of
from bot.curation.rows import Row
from bot.knowledge.schema import Entry, Knowledge
from bot.language import LANGUAGES, Lang
from bot.retrieval.encoder import Encoder
from bot.retrieval.retriever import Retrieval

Kind = Literal["similar", "not", "golden"]
# right: its own entry comes first; offered: it is among three to choose from; wrong: another entry is answered; refused: none of these.
State = Literal["right", "offered", "refused", "wrong"]
OFFERED = 3


@dataclass(frozen=True)
class Case:
    """wants: ids of the entries of which one must come (of a `not` question: must not); text: empty for a golden question, which is told
    by its id alone, so that nobody tunes an entry to it."""

    kind: Kind
    wants: tuple[str, ...]
    lang: Lang
    text: str
    id: str = ""

    @property
    def key(self) -> str:
        return "|".join((self.kind, self.id) if self.id else (self.kind, self.wants[0], self.lang, self.text))


@dataclass(frozen=True)
class Ending:
    """How a case ended. entry: id of the entry that came first, if any."""

    case: Case
    state: State
    entry: str | None


@dataclass(frozen=True)
class Version:
    """One version of the knowledge as the gate sees it. made_by: encoder and weights; lines: texts by entry and field; endings: by key."""

    knowledge: str
    made_by: str
    lines: Mapping[str, Mapping[str, tuple[str, ...]]]
    endings: Mapping[str, Ending]

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "endings": [asdict(ending) for ending in self.endings.values()]}

    @classmethod
    def from_json(cls, content: Mapping[str, Any]) -> Version:
        """KeyError, TypeError or ValueError if it is not what `to_json` gives."""
        lines = {id_: {name: tuple(texts) for name, texts in fields.items()} for id_, fields in content["lines"].items()}
        endings = [_ending(item) for item in content["endings"]]
        return cls(content["knowledge"], content["made_by"], lines, {ending.case.key: ending for ending in endings})


def _ending(content: Mapping[str, Any]) -> Ending:
    case = content["case"]
    return Ending(Case(**{**case, "wants": tuple(case["wants"])}), content["state"], content["entry"])


def examine(room: Room, encoder: Encoder, golden: Sequence[Row], made_by: str) -> Version:
    """Ask everything. encoder: one that knows the vectors of unchanged texts; golden: rows of bench files."""
    endings = [*_similar(room, encoder), *_not(room), *_golden(room, golden)]
    return Version(room.knowledge.version, made_by, lines_by_entry(room.knowledge), {ending.case.key: ending for ending in endings})


def _similar(room: Room, encoder: Encoder) -> Iterator[Ending]:
    lines = list(lines_of(room.served))
    for line, retrieval in zip(lines, LeftOut(room, encoder).rank(lines)):
        yield Ending(Case("similar", (line.entry.id,), line.lang, line.text), _state(line, retrieval, room), retrieval.matches[0].entry.id)


def _state(line: Line, retrieval: Retrieval, room: Room) -> State:
    found = [match.entry.id for match in retrieval.matches[:OFFERED]]
    if found[0] == line.entry.id:
        return "right"
    if sure(retrieval, room):
        return "wrong"
    return "offered" if line.entry.id in found else "refused"


def _not(room: Room) -> Iterator[Ending]:
    for entry in room.served:
        for lang in LANGUAGES:
            for text in entry.not_[lang]:
                card = answer(Message(text, lang), room).entry
                came = card.id if card else None
                yield Ending(Case("not", (entry.id,), lang, text), "wrong" if came == entry.id else "right", came)


def _golden(room: Room, rows: Sequence[Row]) -> Iterator[Ending]:
    """Rows that stand alone: with an entry, or none of which may come."""
    for row in rows:
        if not (row.in_scope or row.out_of_scope):
            continue
        lang: Lang = "en" if row.lang == "en" else "zh"
        result = result_of(row.id, answer(Message(row.text, lang), room).to_json())
        yield Ending(Case("golden", row.entries, lang, "", row.id), golden_state(row, result), next(iter(result.first), None))


def golden_state(row: Row, result: Result) -> State:
    """Of a row without an entry: `right` unless it is answered."""
    if not row.entries:
        return "wrong" if result.answered else "right"
    if result.answered:
        return "right" if set(result.answers[:1]) & set(row.entries) else "wrong"
    return "offered" if set(result.choices) & set(row.entries) else "refused"


def lines_by_entry(knowledge: Knowledge) -> dict[str, dict[str, tuple[str, ...]]]:
    return {entry.id: lines_in(entry) for entry in knowledge.entries.values()}


def lines_in(entry: Entry) -> dict[str, tuple[str, ...]]:
    """The texts of an entry by field, as in "similar.zh"; those that decide what is found."""
    past = entry.status == "published" and not entry.served(date.today())
    found: dict[str, tuple[str, ...]] = {"status": ("expired" if past else entry.status,)}
    for lang in LANGUAGES:
        found[f"question.{lang}"] = (entry.question[lang],)
        found[f"similar.{lang}"] = tuple(entry.similar[lang])
        found[f"not.{lang}"] = tuple(entry.not_[lang])
        found[f"answer.{lang}"] = tuple(line for line in entry.answer[lang].splitlines() if line.strip())
        for element in entry.guide:
            found[f"guide.{element}.{lang}"] = tuple((entry.guide_text(element, lang) or "").splitlines())
    return found

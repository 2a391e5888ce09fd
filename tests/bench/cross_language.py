"""What is lost when the knowledge is there in the other language only: our own questions against an index of one language.

Two rankings: the lines of an entry (title, similar questions, answer) by `LineRetriever`, and the evidence that serves citizens with the
columns of one language alone, weights learnt anew for them on data/calibration. The route takes no part. Served, both languages are
indexed, so a question always has lines in its own; this shows what an entry that is there in one language only would come to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from bot.answering.room import build_index, make_encoders
from bot.answering.steps.retrieve import search_text
from bot.curation import learn
from bot.curation.command_learn import DATA
from bot.curation.learn_weights import fit_weights
from bot.curation.rows import Row, read
from bot.knowledge.loader import load
from bot.knowledge.repair_words import repair_for
from bot.knowledge.schema import Entry
from bot.language import LANGUAGES, Lang
from bot.language.normalise import tidy
from bot.language.repair import Repair
from bot.language.segment import Segmenter
from bot.measuring import plain
from bot.measuring.intervals import Figure, interval
from bot.measuring.rankers import Ours, Ranker
from bot.measuring.sets import Line
from bot.retrieval.encoder import Encoder
from bot.retrieval.evidence import EvidenceIndex, Floats
from bot.settings import settings
from tests.bench import own

SUM = 6.0  # of the equal weights to which weights are held, as in `make learn`

Questions = Mapping[Lang, Sequence[Row]]
Hits = Mapping[tuple[Lang, Lang], Sequence[bool]]  # by language of the question and of the index: whether the right entry is first


@dataclass(frozen=True)
class Across:
    """One ranking. figures: right entry at 1 by (language of the question, of the index); gaps: of the same questions, how much less that
    is in the other language than in their own, 0.03 being three points."""

    name: str
    figures: Mapping[tuple[Lang, Lang], Figure]
    gaps: Mapping[Lang, Figure]

    def to_json(self) -> dict[str, Any]:
        figures = {f"{asked} -> {indexed}": figure.to_json() for (asked, indexed), figure in self.figures.items()}
        return {"recall_at_1": figures, "gap": {lang: figure.to_json() for lang, figure in self.gaps.items()}}


def measure() -> list[Across]:
    """Both rankings on the questions in scope of questions.jsonl."""
    knowledge = load(settings().knowledge_dir).require()
    encoder = plain.shipped_encoder()
    index = build_index(settings(), knowledge, encoders=make_encoders(settings()))
    questions = in_scope(read(own.FOLDER / "questions.jsonl"))
    found = [judged("lines", dict(by_lines(index.entries, questions, encoder, index.segmenter)))]
    encoder.save()
    return [*found, judged("evidence", dict(by_evidence(index, questions, repair_for(knowledge, index.segmenter))))]


def in_scope(rows: Sequence[Row]) -> Questions:
    return {lang: [row for row in rows if row.lang == lang and row.in_scope] for lang in LANGUAGES}


def judged(name: str, hits: Hits) -> Across:
    other: dict[Lang, Lang] = {"zh": "en", "en": "zh"}
    gaps = {lang: interval([float(one) - two for one, two in zip(hits[lang, lang], hits[lang, other[lang]])]) for lang in LANGUAGES}
    return Across(name, {pair: interval(values) for pair, values in hits.items()}, gaps)


def lines_of(entries: Sequence[Entry], lang: Lang) -> list[Line]:
    """Title, similar questions and answer of each entry, in one language."""
    return [Line(entry.id, text) for entry in entries for text in (*entry.questions(lang), entry.answer[lang])]


def by_lines(
    entries: Sequence[Entry], questions: Questions, encoder: Encoder, segmenter: Segmenter
) -> Iterator[tuple[tuple[Lang, Lang], list[bool]]]:
    for indexed in LANGUAGES:
        ranker: Ranker = Ours(lines_of(entries, indexed), encoder, segmenter)
        for asked in LANGUAGES:
            rankings = ranker.rank([row.text for row in questions[asked]])
            yield (asked, indexed), [ranking[0] in row.entries for ranking, row in zip(rankings, questions[asked])]


def by_evidence(index: EvidenceIndex, questions: Questions, repair: Repair) -> Iterator[tuple[tuple[Lang, Lang], list[bool]]]:
    taught = [row for row in learn.read_rows(DATA, {}) if row.targets and all(target in index.by_id for target in row.targets)]
    lesson = learn.Lesson(index, taught, {row.id: search_text(tidy(row.text), repair) for row in taught})
    for asked in LANGUAGES:
        readings = [search_text(tidy(row.text), repair) for row in questions[asked]]
        tables = [index.search(reading.meant, words=reading.words).values for reading in readings]
        for indexed in LANGUAGES:
            columns = columns_of(index.names, indexed)
            scores = np.stack(tables)[:, :, columns] @ learnt(lesson, asked, columns)
            first = [index.entries[place].id for place in scores.argmax(axis=1)]
            yield (asked, indexed), [id_ in row.entries for id_, row in zip(first, questions[asked])]


def columns_of(names: Sequence[str], lang: Lang) -> list[int]:
    """Places of the columns that are of lines in this language."""
    return [place for place, name in enumerate(names) if lang in name.split("-")[0].split(".")]


def learnt(lesson: learn.Lesson, lang: Lang, columns: Sequence[int]) -> Floats:
    """(columns,): weights for the questions of one language, as `make learn` learns them, without the route."""
    places = [at for at, row in enumerate(lesson.rows) if row.lang == lang]
    tables = np.stack([lesson.evidence[at].values[:, columns] for at in places])
    wanted = np.zeros(tables.shape[:2], dtype=np.float32)
    for number, at in enumerate(places):
        wanted[number, [lesson.place[target] for target in lesson.rows[at].targets]] = 1
    return np.asarray(fit_weights(tables, wanted, np.full(len(columns), SUM / len(columns)), learn.PULL), dtype=np.float32)

"""Whether a similar question would find its entry if staff had not written it down: the ranking with that one line left out.

Everything else stays as it is served. For the entry itself the line leaves every column that holds it, and the words of the entry's text;
other entries keep all theirs. What is asked is the fit of the entry to such questions, not whether a text is found word for word.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from bot.answering.pipeline import Room
from bot.answering.steps.retrieve import search_text
from bot.knowledge.schema import Entry
from bot.language import LANGUAGES, Lang
from bot.language.normalise import tidy
from bot.language.repair import Reading
from bot.retrieval.asked import asked_line
from bot.retrieval.encoder import Encoder, Vectors
from bot.retrieval.evidence import MEAN_OF, SEVERAL, Column, Evidence, Floats, z_scores
from bot.retrieval.fields import whole_text
from bot.retrieval.lexical import LexicalIndex
from bot.retrieval.retriever import Retrieval


@dataclass(frozen=True)
class Line:
    """A similar question. place: which one of its entry and language, from 0."""

    entry: Entry
    lang: Lang
    place: int

    @property
    def text(self) -> str:
        return self.entry.similar[self.lang][self.place]


def lines_of(entries: Sequence[Entry]) -> Iterator[Line]:
    """Every similar question of some entries, in order."""
    for entry in entries:
        for lang in LANGUAGES:
            yield from (Line(entry, lang, place) for place in range(len(entry.similar[lang])))


class LeftOut:
    """Rankings of one room, each with one line left out. encoder: one that knows the vectors of unchanged texts."""

    def __init__(self, room: Room, encoder: Encoder) -> None:
        self._room, self._index = room, room.retriever.index
        self._name = self._index.columns[0].name.split(".")[0]
        self._encoder = encoder
        self._places = {entry.id: at for at, entry in enumerate(self._index.entries)}
        self._words: dict[tuple[int, Lang], LexicalIndex] = {}

    def rank(self, lines: Sequence[Line]) -> list[Retrieval]:
        """One ranking a line; the route does not count."""
        if not lines:
            return []
        readings = [search_text(tidy(line.text), self._room.repair) for line in lines]
        vectors = self._encoder.encode([reading.meant for reading in readings], "query")
        return [self._rank_one(line, reading, vector) for line, reading, vector in zip(lines, readings, vectors)]

    def _rank_one(self, line: Line, reading: Reading, vector: Vectors) -> Retrieval:
        vectors = {self._name: vector}
        whole = self._index.search(reading.meant, vectors, reading.words)
        return self._room.retriever.judge(self._without(line, whole, vectors), reading.meant, line.lang, {})

    def _without(self, line: Line, whole: Evidence, vectors: Mapping[str, Vectors]) -> Evidence:
        """The evidence of all, with other values for the line's own entry."""
        place = self._places[line.entry.id]
        raw, cosine = whole.raw.copy(), whole.cosine.copy()
        best: list[float] = []
        at = 0
        for column in self._index.columns:
            encoder, _, field = column.name.split(".")
            left = self._remaining(column, place, line, vectors[encoder], float(raw[:, at].min()))
            if left is not None:
                raw[place, at] = left[0]
                if field in SEVERAL:
                    raw[place, at + 1] = left.mean()
            if field in ("question", *SEVERAL):
                best.append(float(raw[place, at]))
            at += 2 if field in SEVERAL else 1
        cosine[place] = max(best)
        words = self._words_without(line.place, line.lang).scores(whole.terms)
        raw[place, at + LANGUAGES.index(line.lang)] = words[place]
        return replace(whole, values=z_scores(raw), raw=raw, cosine=cosine)

    def _remaining(self, column: Column, place: int, line: Line, vector: Vectors, least: float) -> Floats | None:
        """The best few cosines of the entry's other lines in a column, best first; None if the line is not in it."""
        start = int(column.starts[place])
        end = int(column.starts[place + 1]) if place + 1 < len(column.starts) else len(column.lines)
        said = asked_line(line.text)
        others = [at for at in range(start, end) if asked_line(column.lines[at]) != said]
        if len(others) == end - start:
            return None
        if not others:
            return np.full(1, least, dtype=np.float32)
        cosines = column.index.cosines(vector, start, end - start)[[at - start for at in others]]
        return np.maximum(-np.sort(-cosines)[:MEAN_OF], least)

    def _words_without(self, place: int, lang: Lang) -> LexicalIndex:
        """The word index of a language in which every entry lacks its similar question at `place`; read for the line's own entry."""
        if (place, lang) not in self._words:
            texts = [whole_text(_shorter(entry, place, lang), lang) for entry in self._index.entries]
            self._words[place, lang] = LexicalIndex(texts, self._index.segmenter)
        return self._words[place, lang]


def _shorter(entry: Entry, place: int, lang: Lang) -> Entry:
    similar = entry.similar[lang]
    return replace(entry, similar={**entry.similar, lang: similar[:place] + similar[place + 1 :]})

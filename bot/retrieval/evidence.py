"""The evidence for every entry, given a question: one column a (encoder, language, field), normalised for the question.

An entry's evidence is later summed over all columns. Languages stay apart, since an encoder prefers lines in the
language of the question whatever they say; each column is z-scored over the entries, so that columns can be added.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from bot.knowledge.schema import Entry
from bot.language import LANGUAGES, Lang
from bot.language.segment import Segmenter
from bot.retrieval.asked import Asked, asked_line
from bot.retrieval.encoder import Encoder, Role, Vectors
from bot.retrieval.fields import FIELDS, ROLES, Field, lines, whole_text
from bot.retrieval.index_faiss import FaissIndex
from bot.retrieval.lexical import LexicalIndex, terms

Floats = npt.NDArray[np.float32]
NEAREST = 200  # lines looked at in one index; the others count as the last of these. 2048 ranked no better and took three times as long
SEVERAL = ("similar", "asked")  # fields of which an entry has several lines
MEAN_OF = 3  # of these, whose mean is a column beside the best one's


@dataclass(frozen=True)
class Column:
    """One index, searched. starts: where each entry's lines begin."""

    name: str
    index: FaissIndex
    starts: npt.NDArray[np.intp]
    lines: tuple[str, ...]


class Texts(NamedTuple):
    """What of an entry is searched: lines by language and field, and the whole of it by language."""

    entry: Entry
    lines: Mapping[tuple[Lang, Field], tuple[str, ...]]
    whole: Mapping[Lang, str]


class Near(NamedTuple):
    """A question of an entry, title or similar one, and its cosine to the query."""

    text: str
    lang: Lang
    cosine: float


@dataclass(frozen=True)
class Evidence:
    """values: (entries, columns), z-scored; raw: the same before; cosine: (entries,), the best cosine to a question of the entry.

    terms: of the query; known_share: which part of them occurs anywhere in the knowledge, 0..1. vectors: of the query, by encoder.
    """

    values: Floats
    raw: Floats
    cosine: Floats
    terms: tuple[str, ...]
    known_share: float
    vectors: Mapping[str, Vectors] | None = None

    @property
    def vector(self) -> Vectors | None:
        """Of the query, by the first encoder; None where it was not encoded."""
        return next(iter(self.vectors.values())) if self.vectors else None


class EvidenceIndex:
    """All indexes of the served entries. before: an earlier one, of which is taken over what has not changed."""

    def __init__(
        self, entries: Sequence[Entry], encoders: Mapping[str, Encoder], segmenter: Segmenter, asked: Asked | None = None,
        before: EvidenceIndex | None = None,
    ) -> None:  # fmt: skip
        self.entries = tuple(entries)
        self._asked = asked or {lang: {} for lang in LANGUAGES}
        self._encoders, self.segmenter = encoders, segmenter
        known: Mapping[str, Texts] = before._texts if before else {}
        self._texts: Mapping[str, Texts] = {entry.id: texts_of(entry, self._asked, known.get(entry.id)) for entry in entries}
        kept = {column.name: column for column in before.columns} if before and before.encoder_name == self.encoder_name else {}
        self._columns = [column for name in encoders for column in self._build(name, kept)]
        self._lexical: dict[Lang, LexicalIndex] = {}
        for lang in LANGUAGES:
            whole = [self._texts[entry.id].whole[lang] for entry in entries]
            self._lexical[lang] = LexicalIndex(whole, segmenter, before._lexical[lang] if before else None)
        self.names = tuple(self._names())
        self.by_id = {entry.id: entry for entry in self.entries}
        self.by_question = by_question(self.entries)

    def _build(self, name: str, kept: Mapping[str, Column]) -> Iterator[Column]:
        for lang in LANGUAGES:
            for field in FIELDS:
                column, groups = f"{name}.{lang}.{field}", [self._texts[entry.id].lines[lang, field] for entry in self.entries]
                texts = tuple(chain.from_iterable(groups))
                starts = np.cumsum([0, *map(len, groups[:-1])], dtype=np.intp)
                same = kept.get(column)
                if same and same.lines == texts:
                    index = same.index
                else:
                    index = FaissIndex(encode_new(texts, self._encoders[name], ROLES[field], same))
                yield Column(column, index, starts, texts)

    def _names(self) -> Iterator[str]:
        for column in self._columns:
            yield column.name
            if column.name.endswith(SEVERAL):
                yield f"{column.name}-mean"
        yield from (f"words.{lang}" for lang in LANGUAGES)

    @property
    def columns(self) -> tuple[Column, ...]:
        """The searched indexes, in the order of `names`; a column of means follows each of those in SEVERAL, and the words come last."""
        return tuple(self._columns)

    @property
    def encoder_name(self) -> str:
        return next(iter(self._encoders.values())).name

    def with_encoders(self, encoders: Mapping[str, Encoder]) -> EvidenceIndex:
        """The same indexes, with other objects of the same encoders."""
        other = copy.copy(self)
        other._encoders = encoders
        return other

    def encode(self, query: str) -> dict[str, Vectors]:
        return self.encode_all([query])[0]

    def encode_all(self, queries: Sequence[str]) -> list[dict[str, Vectors]]:
        """The vectors of each query, by encoder; encoded in one batch."""
        encoded = {name: encoder.encode(list(queries), "query") for name, encoder in self._encoders.items()}
        return [{name: vectors[place] for name, vectors in encoded.items()} for place in range(len(queries))]

    def search(self, query: str, vectors: Mapping[str, Vectors] | None = None, words: str = "", besides: str | None = None) -> Evidence:
        """The evidence for all entries.

        vectors: of the query by encoder, where they are known already; words: what to look up word by word, if not the query; besides: a
        question that does not count though it was asked, so that what is learnt from it is not learnt from itself.
        """
        vectors = vectors or self.encode(query)
        first = next(iter(self._encoders))
        itself = asked_line(besides) if besides else ""
        raw: list[Floats] = []
        cosine = np.full(len(self.entries), -1, dtype=np.float32)
        for column in self._columns:
            encoder, _, field = column.name.split(".")
            similarities = column.index.similarities(vectors[encoder], NEAREST)
            if itself and field == "asked":
                similarities[[at for at, line in enumerate(column.lines) if line == itself]] = similarities.min()
            best = np.maximum.reduceat(similarities, column.starts)
            raw.append(best)
            if field in SEVERAL:
                raw.append(mean_of_best(similarities, column.starts, MEAN_OF))
            if encoder == first and field in ("question", *SEVERAL):
                cosine = np.maximum(cosine, best)
        query_terms = terms(words or query, self.segmenter)
        raw += [self._lexical[lang].scores(query_terms) for lang in LANGUAGES]
        share = max(self._lexical[lang].known_share(query_terms) for lang in LANGUAGES)
        stacked = np.stack(raw, axis=1)
        return Evidence(z_scores(stacked), stacked, cosine, tuple(query_terms), share, vectors)

    def covered(self, evidence: Evidence, place: int) -> float:
        """Which part of the query's terms the entry at `place` has, in the language where that is more, 0..1."""
        return max(self._lexical[lang].covered(evidence.terms, place) for lang in LANGUAGES)

    def nearest_question(self, vectors: Mapping[str, Vectors], place: int) -> Near:
        """Which question of the entry at `place` is nearest to the query, for the first encoder; of equal ones the title before the others.

        vectors: of the query, by encoder. Looks at the lines of this entry alone; nothing is encoded.
        """
        first = next(iter(self._encoders))
        found: list[Near] = []
        for lang in LANGUAGES:
            for column in self._columns:
                if column.name not in (f"{first}.{lang}.question", f"{first}.{lang}.similar"):
                    continue
                start = int(column.starts[place])
                end = int(column.starts[place + 1]) if place + 1 < len(column.starts) else len(column.lines)
                cosines = column.index.cosines(vectors[first], start, end - start)
                best = int(cosines.argmax())
                found.append(Near(column.lines[start + best], lang, float(cosines[best])))
        return max(found, key=lambda near: near.cosine)


def texts_of(entry: Entry, asked: Asked, before: Texts | None) -> Texts:
    """before: of an entry of the same id; it does if it is the same object, since entries never change."""
    if before and before.entry is entry:
        return before
    found = {(lang, field): tuple(lines(entry, field, lang, asked[lang].get(entry.id, ()))) for lang in LANGUAGES for field in FIELDS}
    return Texts(entry, found, {lang: whole_text(entry, lang) for lang in LANGUAGES})


def encode_new(texts: Sequence[str], encoder: Encoder, role: Role, before: Column | None) -> Vectors:
    """(texts, dimensions). before: a column of the same kind; the vectors of its first and last lines that are the same are taken over."""
    if before is None or not before.index.exact:
        return encoder.encode(texts, role)
    old = before.lines
    first = next((at for at, (one, two) in enumerate(zip(old, texts)) if one != two), min(len(old), len(texts)))
    most = min(len(old), len(texts)) - first
    last = next((at for at in range(most) if old[-1 - at] != texts[-1 - at]), most)
    between = texts[first : len(texts) - last]
    new = [encoder.encode(between, role)] if between else []
    return np.concatenate([before.index.vectors(0, first), *new, before.index.vectors(len(old) - last, last)])


def by_question(entries: Sequence[Entry]) -> dict[str, Entry]:
    """The entry of every question and similar question, by the question's folded form (no two entries share one: rule K203)."""
    return {question: entry for entry in entries for lang in LANGUAGES for question in entry.folded[lang]}


def mean_of_best(values: Floats, starts: npt.NDArray[np.intp], count: int) -> Floats:
    """(entries,): the mean of each entry's `count` best values. values: (lines,); starts: where each entry's lines begin."""
    ends = np.append(starts[1:], len(values))
    width = int((ends - starts).max())
    table = np.full((len(starts), width), -np.inf, dtype=np.float32)
    rows = np.repeat(np.arange(len(starts)), ends - starts)
    table[rows, np.arange(len(values)) - starts[rows]] = values
    best = -np.sort(-table, axis=1)[:, :count]
    known = np.isfinite(best)
    return np.asarray(np.where(known, best, 0).sum(axis=1) / known.sum(axis=1), dtype=np.float32)


def z_scores(columns: Floats) -> Floats:
    """Each column with mean 0 and standard deviation 1; a column without any difference becomes 0."""
    spread = columns.std(axis=0)
    return np.asarray((columns - columns.mean(axis=0)) / np.where(spread > 1e-6, spread, 1), dtype=np.float32)

"""Token vectors of the served encoder, and late interaction over them: for `tests/bench/retrieval_trials.py` alone."""

from __future__ import annotations

import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, cast

import numpy as np
import numpy.typing as npt

from bot.knowledge.schema import Entry
from bot.language import LANGUAGES, Lang
from bot.retrieval.encoder import CachedEncoder, Vectors
from bot.retrieval.evidence import Floats

BATCH = 32
PROMPT = "query:"


class Tokens:
    """The tokens of every question of the entries. keep: a folder where they stay between runs, or none."""

    def __init__(self, encoder: CachedEncoder, entries: Sequence[Entry], keep: Path | None) -> None:
        self._count = len(entries)
        self._model: Any = cast(Any, encoder.encoder)._model  # only sentence-transformers gives tokens
        self._before = len(self._model.tokenizer(PROMPT)["input_ids"]) - 1  # begin and prompt; one more ends the text
        self._side = {lang: self._line_side(encoder, entries, lang, keep) for lang in LANGUAGES}
        self._mean = np.concatenate([side.tokens for side in self._side.values()]).astype(np.float32).mean(axis=0)
        self._spent: list[float] = []

    def _line_side(self, encoder: CachedEncoder, entries: Sequence[Entry], lang: Lang, keep: Path | None) -> Side:
        lines = [(place, line) for place, entry in enumerate(entries) for line in entry.questions(lang)]
        texts = [line for _, line in lines]
        path = keep / f"tokens.{encoder.name}.{lang}.{len(texts)}.npz" if keep else None
        if path and path.exists():
            with np.load(path) as file:
                tokens, counts = file["tokens"], file["counts"]
        else:
            found = self.of(texts)
            tokens, counts = np.concatenate(found).astype(np.float16), np.array([len(one) for one in found])
            if path:
                np.savez(path, tokens=tokens, counts=counts)
        owners = np.array([place for place, _ in lines])
        return Side(tokens, counts, owners, encoder.encode(texts, "query"))

    def of(self, texts: Sequence[str]) -> list[Vectors]:
        """(tokens, dimensions) of each text, as the encoder's last layer has them, without those of the prompt."""
        found = self._model.encode(
            list(texts), prompt_name="query", output_value="token_embeddings", batch_size=BATCH, show_progress_bar=False
        )
        return [np.asarray(one, dtype=np.float32)[self._before : -1] for one in found]

    def columns(self, asked: Sequence[Vectors], whole: Sequence[Vectors], nearest: int, centred: bool) -> npt.NDArray[np.float64]:
        """(questions, entries, languages): the best line's mean over the question's tokens; lines that were not compared count as the
        last of these. asked: tokens of each question; whole: its vector; centred: the mean of all tokens is taken away first, since all
        tokens of this encoder are alike."""
        mean = self._mean if centred else np.zeros_like(self._mean)
        sides = [side.unit(mean) for side in self._side.values()]
        table = np.zeros((len(asked), self._count, len(sides)))
        self._spent = []
        for at, (found, vector) in enumerate(zip(asked, whole)):
            began = time.perf_counter()
            tokens = unit(found - mean)
            for number, side in enumerate(sides):
                table[at, :, number] = side.best(tokens, vector, nearest, self._count)
            self._spent.append(time.perf_counter() - began)
        return table

    def facts(self) -> str:
        count, width = sum(len(side.tokens) for side in self._side.values()), len(self._mean)
        lines = sum(len(side.counts) for side in self._side.values())
        size = f"{count * width * 2 / 1e6:.0f} MB in half precision, {count * width / 1e6:.0f} MB in 8 bit"
        return f"{lines} lines, {count} tokens: {size}; the last trial took {np.mean(self._spent) * 1000:.2f} ms a question beside encoding"


class Side:
    """The lines of one language. tokens: (all tokens, dimensions); counts: tokens of each line; owners: entry of each line."""

    def __init__(self, tokens: Any, counts: Any, owners: Any, vectors: Vectors) -> None:
        self.tokens, self.counts, self.owners, self.vectors = tokens, counts, owners, vectors
        self.ends = np.cumsum(counts)

    def unit(self, mean: Floats) -> Side:
        return Side(unit(self.tokens.astype(np.float32) - mean), self.counts, self.owners, self.vectors)

    def best(self, tokens: Floats, vector: Vectors, nearest: int, entries: int) -> Floats:
        """(entries,): see Tokens.columns. tokens: of the question; vector: of the question as a whole."""
        cosines = self.vectors @ vector
        lines = np.argpartition(-cosines, nearest)[:nearest]
        some = np.concatenate([self.tokens[self.ends[line] - self.counts[line] : self.ends[line]] for line in lines])
        starts = np.cumsum(self.counts[lines]) - self.counts[lines]
        scores = np.maximum.reduceat(tokens @ some.T, starts, axis=1).mean(axis=0)
        found = np.full(entries, scores.min(), dtype=np.float32)
        np.maximum.at(found, self.owners[lines], scores)
        return found


def unit(vectors: Floats) -> Floats:
    return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

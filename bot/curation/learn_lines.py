"""Weights for lines that are not entries (`bot/retrieval/lines.py`), learnt on the titles of knowledge/ with data/calibration."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from bot.curation.learn_weights import fit_weights
from bot.knowledge.schema import Entry
from bot.language import LANGUAGES, Lang
from bot.language.segment import Segmenter
from bot.retrieval.encoder import Encoder
from bot.retrieval.learned import LineWeights
from bot.retrieval.lines import LineRetriever

PULL = 0.01  # nearly free: three weights, hundreds of rows
START = LineWeights(best=20.0, mean=0.0, words=0.0)  # cosines differ by hundredths


def learn_lines(
    entries: Sequence[Entry], asked: Mapping[Lang, Sequence[tuple[str, Sequence[str]]]], encoder: Encoder, segmenter: Segmenter
) -> dict[Lang, LineWeights]:
    """Weights by language. asked: (text, ids of right entries) by language."""
    return {lang: _fit(entries, lang, asked[lang], encoder, segmenter) for lang in LANGUAGES}


def _fit(
    entries: Sequence[Entry], lang: Lang, asked: Sequence[tuple[str, Sequence[str]]], encoder: Encoder, segmenter: Segmenter
) -> LineWeights:

    # Titles alone: one line an id, as sets of other people have it; with similar questions words would weigh twice as much.
    lines = [(entry.id, entry.question[lang]) for entry in entries]
    retriever = LineRetriever([id_ for id_, _ in lines], [text for _, text in lines], encoder, segmenter, {})
    vectors = encoder.encode([text for text, _ in asked], "query")
    tables = np.stack([retriever.features(text, vector) for (text, _), vector in zip(asked, vectors)])
    wanted = np.array([[id_ in right for id_ in retriever.ids] for _, right in asked], dtype=np.float32)
    best, mean, words = fit_weights(tables, wanted, np.array(START), PULL)
    # The mean of one line is that line: what it weighs is added to the best.
    scale = best + mean
    return LineWeights(round(best / scale, 4), round(mean / scale, 4), round(words / scale, 4))

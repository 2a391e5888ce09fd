"""Public sets that are no retrieval: what must not be answered, pairs that mean the same or not, in scope against out of it.

They lie where `shared_sets` says; each by the protocol that its README names.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from bot.curation.asking import through_retrieval
from bot.curation.rows import Row
from bot.language.segment import Segmenter
from bot.measuring.intervals import Figure, interval, interval_of
from bot.measuring.metrics import auc
from bot.retrieval.encoder import Encoder
from bot.retrieval.lexical import terms
from bot.settings import settings
from tests.bench.shared_sets import DATA, ROWS_AN_INTENT, SEED, rows_of, said_of

SAMPLE = 500
# Labels and intents that may touch a city's services are left out: see the README of each folder.
SMP_FAR = frozenset(
    "chat cookbook video epg poetry stock tvchannel music weather message translation app riddle novel radio match lottery cinemas calc "
    "datetime email contacts schedule".split()
)
CLINC_NEAR = frozenset(
    "taxes w2 income insurance insurance_change international_visa vaccines travel_alert direct_deposit current_location traffic".split()
)


@dataclass(frozen=True)
class Other:
    """figures: by what is measured; None where it makes no sense, and `note` says why."""

    name: str
    source: str
    licence: str
    lang: str
    protocol: str
    figures: Mapping[str, Figure | None]
    note: str = ""


def others(encoder: Encoder, segmenter: Segmenter, data: Path = DATA) -> Iterator[Other]:
    """Every one whose files are there."""
    yield from false_answers(data)
    if (data / "zh_bustm/pairs.jsonl").exists():
        yield bustm(data / "zh_bustm", encoder, segmenter)
    if (data / "en_clinc150/train.jsonl").exists() and (data / "en_clinc150/val.jsonl").exists():
        yield clinc(data / "en_clinc150", encoder)


def must_not_be_answered(data: Path) -> dict[str, tuple[str, list[str]]]:
    """By folder: the language, and a seeded sample of messages that no entry of a city answers."""
    found: dict[str, tuple[str, list[str]]] = {}
    if (data / "zh_smp2017_ecdt/utterances.jsonl").exists():
        rows = rows_of(data / "zh_smp2017_ecdt/utterances.jsonl")
        found["zh_smp2017_ecdt"] = ("zh", sample(row["text"] for row in rows if row["label"] in SMP_FAR))
    if (data / "zh_chitchat/chitchat.jsonl").exists():
        found["zh_chitchat"] = ("zh", sample(row["text"] for row in rows_of(data / "zh_chitchat/chitchat.jsonl")))
    if (data / "en_clinc150/val.jsonl").exists():
        rows = rows_of(data / "en_clinc150/val.jsonl")
        found["en_clinc150"] = ("en", sample(row["text"] for row in rows if row["intent"] not in CLINC_NEAR))
    return found


def sample(texts: Iterator[str]) -> list[str]:
    distinct = sorted(set(texts))
    return random.Random(SEED).sample(distinct, min(SAMPLE, len(distinct)))


def false_answers(data: Path) -> Iterator[Other]:
    """How many get an answer from the shipped pipeline, the router not asked."""
    wanted = must_not_be_answered(data)
    rows = [
        Row(f"{name}-{n}", text, lang, (), None, "unanswerable") for name, (lang, texts) in wanted.items() for n, text in enumerate(texts)
    ]
    results = iter(through_retrieval(rows, settings()) if rows else [])
    for name, (lang, texts) in wanted.items():
        came = [next(results) for _ in texts]
        figures: dict[str, Figure | None] = {
            "false_answers": interval([result.answered for result in came]),
            "asked_which": interval([result.outcome == "clarification" for result in came]),
        }
        protocol = f"at most {SAMPLE} messages, drawn with seed {SEED}, through the pipeline without the router"
        yield Other(f"{name}: must not be answered", *said_of(data / name), lang, protocol, figures)


def bustm(folder: Path, encoder: Encoder, segmenter: Segmenter) -> Other:
    """How well a score of a pair tells same from not the same."""
    rows = rows_of(folder / "pairs.jsonl")
    pairs, truth = [(row["s1"], row["s2"]) for row in rows], [row["label"] == 1 for row in rows]
    texts = sorted({text for pair in pairs for text in pair})
    place = {text: at for at, text in enumerate(texts)}
    vectors = encoder.encode(texts, "query")
    cosines = [float(vectors[place[one]] @ vectors[place[other]]) for one, other in pairs]
    figures = {"bm25": _auc(bm25_of_pairs(pairs, texts, segmenter), truth), "encoder": _auc(cosines, truth), "ours": None}
    note = "ours ranks lines and has no score for a pair: not measured"
    return Other("zh_bustm: pairs", *said_of(folder), "zh", "AUC of the scores of all pairs", figures, note)


def bm25_of_pairs(pairs: Sequence[tuple[str, str]], texts: Sequence[str], segmenter: Segmenter) -> list[float]:
    """BM25 of the second text for the first and of the first for the second, summed, over an index of all texts."""
    import bm25s

    index = bm25s.BM25(method="lucene")
    split = [terms(text, segmenter) or ["-"] for text in texts]
    index.index(split, show_progress=False)
    place = {text: at for at, text in enumerate(texts)}
    scores: dict[str, np.ndarray] = {}

    def score(asked: str, found: str) -> float:
        if asked not in scores:
            scores[asked] = np.asarray(index.get_scores(split[place[asked]]), dtype=np.float32)
        return float(scores[asked][place[found]])

    return [score(one, other) + score(other, one) for one, other in pairs]


def clinc(folder: Path, encoder: Encoder) -> Other:
    """How well the nearest cosine tells questions of known intents from those of none."""
    draw = random.Random(SEED)
    known: dict[str, list[str]] = {}
    for row in rows_of(folder / "train.jsonl"):
        known.setdefault(row["intent"], []).append(row["text"])
    known.pop("oos", None)
    indexed = [text for intent in sorted(known) for text in draw.sample(known[intent], min(ROWS_AN_INTENT, len(known[intent])))]
    rows = rows_of(folder / "val.jsonl")
    nearest = (encoder.encode([row["text"] for row in rows], "query") @ encoder.encode(indexed, "query").T).max(axis=1)
    figures = {"encoder": _auc(nearest.tolist(), [row["intent"] != "oos" for row in rows])}
    protocol = f"{ROWS_AN_INTENT} training rows an intent indexed; AUROC of the nearest cosine of the validation rows, known against oos"
    return Other("en_clinc150: in scope or not", *said_of(folder), "en", protocol, figures)


def _auc(scores: Sequence[float], truth: Sequence[bool]) -> Figure:
    values, is_true = np.asarray(scores), np.asarray(truth)
    return interval_of(lambda places: auc(values[places].tolist(), is_true[places].tolist()), len(values))

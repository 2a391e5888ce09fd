"""`python -m tests.bench.retrieval_trials [NAME …] [--draw N] [--keep FOLDER]`: what else could be ranked by.

Every trial is a table of evidence, (questions, entries, columns), and a way to learn its weights; both are measured on data/calibration
with whole entries left out, beside the ranking as it is served. The figures in docs/adr/0014-retrieval-trials.md come from here.
"""

from __future__ import annotations

import argparse
import re
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path

import numpy as np

from bot.knowledge.schema import Entry
from bot.language import LANGUAGES, Lang
from bot.language.normalise import simplify
from bot.language.segment import Segmenter
from bot.retrieval.evidence import z_scores
from bot.retrieval.fields import whole_text
from bot.retrieval.lexical import terms
from tests.bench.repair_compare import resident
from tests.bench.token_vectors import Tokens
from tests.bench.trial_ground import SHORT, Ground, Judged, Numbers, Trial, apart, gain, ground, judge, sets_of, tied, usual

LENGTHS: dict[Lang, tuple[int, int]] = {"zh": (4, 40), "en": (2, 24)}  # where short begins and long ends, for smooth weights
NEAR = 30  # lines of a language whose tokens are compared


def by_length(on: Ground) -> Iterator[Trial]:
    """Weights by language and length of the question: two sets, or a line from one to the other."""

    def halves(long: Callable[[int, Lang], float]) -> dict[Lang, Numbers]:
        found = {}
        for lang in LANGUAGES:
            part = np.array([long(on.length(at, lang), lang) for at in on.rows[lang]])[:, None, None]
            found[lang] = np.concatenate([on.base[lang] * (1 - part), on.base[lang] * part], axis=2)
        return found

    def smooth(length: int, lang: Lang) -> float:
        low, high = np.log(LENGTHS[lang])
        return float(np.clip((np.log(max(length, 1)) - low) / (high - low), 0, 1))

    two, slope = halves(lambda length, lang: float(length > SHORT[lang])), halves(smooth)
    yield Trial("short and long apart", two, apart)
    for pull in (0.3, 3.0):
        yield Trial(f"short and long, held to the language's ({pull})", two, tied(pull))
        yield Trial(f"weights = base + length x slope ({pull})", slope, tied(pull))


def pieces(text: str) -> list[str]:
    """Character n-grams: 2 to 4 within a word of Latin letters, its ends marked; 1 to 3 within a run of Chinese."""
    found = []
    for run in re.findall(r"[a-z0-9]+|[\u3400-\u9fff]+", simplify(text).lower()):
        run, sizes = (f"_{run}_", (2, 3, 4)) if run[0].isascii() else (run, (1, 2, 3))
        found += [run[at : at + size] for size in sizes for at in range(len(run) - size + 1)]
    return found


def questions_of(entry: Entry, lang: Lang) -> str:
    return "\n".join(entry.questions(lang))


def n_grams(on: Ground) -> Iterator[Trial]:
    """BM25 over character n-grams beside, or instead of, the words; and what words do if the questions have a column of their own."""
    texts = {lang: on.words(lang) for lang in LANGUAGES}
    yield Trial("n-grams of everything, beside words", on.added(scored(on, whole_text, pieces, texts)), usual)
    questions = scored(on, questions_of, pieces, texts)
    yield Trial("n-grams of the questions, beside words", on.added(questions), usual)
    yield Trial("n-grams of the questions, no words", on.added(questions, "words"), usual)
    words = scored(on, questions_of, lambda text: terms(text, on.lesson.index.segmenter), texts)
    yield Trial("words of the questions, beside those of everything", on.added(words), usual)


def scored(
    on: Ground, document: Callable[[Entry, Lang], str], split: Callable[[str], list[str]], texts: Mapping[Lang, Sequence[str]]
) -> Callable[[Lang], Numbers]:
    """BM25 of what `split` makes of the entries' documents, (questions, entries, languages) by language. texts: what is looked up."""
    import bm25s

    before, indexes = resident(), []
    for of in LANGUAGES:
        index = bm25s.BM25(method="lucene")
        index.index([split(document(entry, of)) for entry in on.entries], show_progress=False)
        indexes.append(index)
    grown, began = resident() - before, time.perf_counter()

    def scores(text: str) -> Numbers:
        query = split(text)
        known = [[piece for piece in query if piece in index.vocab_dict] for index in indexes]
        found = [index.get_scores(some) if some else np.zeros(len(on.entries)) for index, some in zip(indexes, known)]
        return np.stack(found, axis=1)

    tables = {lang: np.stack([scores(text) for text in texts[lang]]) for lang in LANGUAGES}
    spent = (time.perf_counter() - began) * 1000 / sum(map(len, texts.values()))
    print(f"  {sum(len(index.vocab_dict) for index in indexes)} terms, {grown:.0f} MB more, {spent:.2f} ms a question")
    return tables.__getitem__


def domain_words(on: Ground) -> Iterator[Trial]:
    plain = Segmenter()
    words = scored(on, whole_text, lambda text: terms(text, plain), {lang: on.words(lang) for lang in LANGUAGES})
    yield Trial("jieba without the domain's words", on.added(words, "words"), usual)


def official(on: Ground) -> Callable[[str, Sequence[Lang]], str]:
    """The official terms, in the languages asked for, of the glossary's words in a text, each once and none that it has already."""
    found = []
    for term in on.knowledge.glossary:
        for lang in LANGUAGES:
            for word in (*term.plain[lang], term.term[lang]):
                pattern = rf"\b{re.escape(word)}s?\b" if word[0].isascii() else re.escape(word)
                found.append((re.compile(pattern, re.IGNORECASE), term))

    def of(text: str, languages: Sequence[Lang]) -> str:
        said = [term.term[lang] for pattern, term in found if pattern.search(text) for lang in languages]
        return " ".join(term for term in dict.fromkeys(said) if term.lower() not in text.lower())

    return of


def synonyms(on: Ground) -> Iterator[Trial]:
    """The official terms of plain words, added to what is looked up and to what is encoded."""
    of = official(on)
    own = {lang: [f"{text}\n{of(text, [lang])}" for text in on.words(lang)] for lang in LANGUAGES}
    both = {lang: [f"{text}\n{of(text, LANGUAGES)}" for text in on.words(lang)] for lang in LANGUAGES}
    for name, texts in (("official terms looked up", own), ("the same in both languages", both)):
        yield Trial(name, on.added(scored(on, whole_text, lambda text: terms(text, on.lesson.index.segmenter), texts), "words"), usual)
    tables = {}
    for lang in LANGUAGES:
        tables[lang] = on.base[lang].copy()
        for place, at in enumerate(on.rows[lang]):
            reading = on.lesson.readings[on.lesson.rows[at].id]
            if terms_found := of(reading.meant, [lang]):
                evidence = on.lesson.index.search(f"{reading.meant} {terms_found}", words=reading.words)
                tables[lang][place, :, :-1] = evidence.values
        print(f"  {lang}: {sum(bool(of(text, [lang])) for text in on.words(lang))} of {len(tables[lang])} questions have a term to add")
    yield Trial("official terms encoded", tables, usual)


def late(on: Ground) -> Iterator[Trial]:
    """Late interaction (Khattab and Zaharia 2020): for each token of the question its best token of a line, in the mean."""
    tokens = Tokens(on.encoder, on.entries, on.keep)
    texts = {lang: [on.lesson.readings[on.lesson.rows[at].id].meant for at in on.rows[lang]] for lang in LANGUAGES}
    asked = {lang: [tokens.of([text])[0] for text in texts[lang]] for lang in LANGUAGES}
    whole = {lang: [(on.lesson.evidence[at].vectors or {})["e5"] for at in on.rows[lang]] for lang in LANGUAGES}
    for name, lines, centred in (("", NEAR, False), (", centred", NEAR, True), (", centred, 200 lines", 200, True)):
        found = {lang: tokens.columns(asked[lang], whole[lang], lines, centred) for lang in LANGUAGES}
        yield Trial(f"tokens compared{name}", on.added(found.__getitem__), usual)
        print(f"  {tokens.facts()}")


def prior(on: Ground) -> Iterator[Trial]:
    yield Trial("without the route", on.picked(lambda name: name != "route"), usual)


def fields(on: Ground) -> Iterator[Trial]:
    """What is summed."""
    near = [at for at, name in enumerate(on.names) if name.endswith(("question", "similar"))]
    raw = {lang: np.stack([on.lesson.evidence[at].raw for at in on.rows[lang]]) for lang in LANGUAGES}
    best = {lang: raw[lang][:, :, near].max(axis=2, keepdims=True) for lang in LANGUAGES}
    yield Trial("the best line alone", on.added(best.__getitem__, ""), usual)
    yield Trial("the best line, words, route", on.added(best.__getitem__, "e5"), usual)
    yield Trial("the best line beside the sum", on.added(best.__getitem__), usual)
    yield Trial("without the mean of similar questions", on.picked(lambda name: not name.endswith("mean")), usual)
    yield Trial("without the best similar question", on.picked(lambda name: not name.endswith("similar")), usual)
    yield Trial("without answers and guides", on.picked(lambda name: not name.endswith(("answer", "guide"))), usual)
    yield Trial("without words", on.picked(lambda name: not name.startswith("words")), usual)


def asked(on: Ground) -> Iterator[Trial]:
    """What people asked before; and a new entry, about which nobody has asked yet while about all others they have."""
    yield Trial("without what was asked", on.picked(lambda name: ".asked" not in name), usual)
    columns = {name: at for at, name in enumerate(on.names)}
    tables = {}
    for lang in LANGUAGES:
        raw = np.stack([on.lesson.evidence[at].raw for at in on.rows[lang]])
        for name, at in columns.items():
            if ".asked" in name:
                own = on.wanted[lang] > 0
                raw[own, at] = raw[own, columns[name.replace("asked", "similar")]]
        values = np.stack([z_scores(one) for one in raw]).astype(np.float64)
        tables[lang] = np.concatenate([values, on.base[lang][:, :, -1:]], axis=2)
    yield Trial("the right entry as a new one", tables, usual, on.base)


TRIALS: dict[str, Callable[[Ground], Iterator[Trial]]] = {
    "length": by_length, "n-grams": n_grams, "domain": domain_words, "synonyms": synonyms, "late": late, "route": prior, "fields": fields,
    "asked": asked,
}  # fmt: skip


def line(on: Ground, lang: Lang, now: Judged, before: Judged) -> str:
    """R@1 of each set with the questions won and lost against the ranking that is served; R@3 and log-probability of all."""
    cells = []
    for name, of in sets_of(on, lang).items():
        first, earlier = now.rank[of] == 0, before.rank[of] == 0
        cells.append(f"{name} {first.mean():.3f} (+{(first & ~earlier).sum()} -{(earlier & ~first).sum()})")
    mean, error = gain(on, lang, now, before)
    three = f"R@3 {(now.rank < 3).mean():.3f}"
    return f"  {lang}  {'  '.join(cells)}  {three}  log {now.log.mean():.4f} ({mean:+.4f} ± {error:.4f})"


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*", choices=[*TRIALS, []], help="all without a name")
    parser.add_argument("--keep", type=Path, help="a folder for what takes long: routes and token vectors")
    parser.add_argument("--draw", type=int, default=0, help="another split into folds than that of `make learn`")
    options = parser.parse_args()
    on = ground(options.keep, options.draw)
    served = Trial("as served", on.base, usual)
    before = {lang: judge(on, served, lang) for lang in LANGUAGES}
    print({lang: {name: int(of.sum()) for name, of in sets_of(on, lang).items()} for lang in LANGUAGES})
    for trial in chain([served], *(TRIALS[name](on) for name in options.names or TRIALS)):
        print(trial.name)
        for lang in LANGUAGES:
            print(line(on, lang, judge(on, trial, lang), before[lang]), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

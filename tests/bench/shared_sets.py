"""Public sets beside the checkout, as retrieval sets, each by the protocol that its README names.

Nothing of them is copied into the project. They lie in `../shared/data`; where they do not, `available` says so, and whoever measures
says that they were left out.
"""

from __future__ import annotations

import json
import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.measuring.sets import Kind, Line, Query, RetrievalSet
from bot.settings import ROOT
from tests.bench.typos import confusions, with_typos

DATA = ROOT.parent / "shared" / "data"
READ = "2026-11-22"  # the day on which the folders were taken
SEED = 20261122
ROWS_AN_INTENT = 5

Pair = tuple[str, str]  # id, text
Rows = list[dict[str, Any]]


def available(data: Path = DATA) -> bool:
    return data.is_dir() and any(data.glob("*/*.jsonl"))


def shared_sets(data: Path = DATA) -> Iterator[RetrievalSet]:
    """Every set whose files are there, one at a time."""
    for files, make in MAKERS:
        if all((data / file).exists() for file in files):
            yield from make(data)


def missing(data: Path = DATA) -> list[str]:
    """The files that some set needs and that are not there."""
    return sorted({file for files, _ in MAKERS for file in files if not (data / file).exists()})


def rows_of(file: Path) -> Rows:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]


def said_of(folder: Path) -> tuple[str, str]:
    """Source and licence, as the folder's README states them."""
    text = (folder / "README.md").read_text(encoding="utf-8") if (folder / "README.md").exists() else ""
    sources = re.findall(r"- repository `([^`]+)` @ `([0-9a-f]{7})", text)
    licence = re.search(r"^Licence as stated: (.+)$", text, re.MULTILINE)
    return ", ".join(f"{name}@{commit}" for name, commit in sources) or folder.name, licence.group(1) if licence else "none stated"


def build(
    folder: Path, name: str, langs: tuple[str, str], protocol: str, kind: Kind, index: Iterable[Pair], asked: Iterable[Pair]
) -> RetrievalSet:
    """index, asked: ids and texts. A text that is asked of several ids accepts any of them; a line under several ids counts for all."""
    lines = tuple(dict.fromkeys(Line(id_, text) for id_, text in index))
    owners: dict[str, list[str]] = defaultdict(list)
    texts: dict[str, list[str]] = defaultdict(list)
    for line in lines:
        owners[line.text].append(line.id)
        texts[line.id].append(line.text)
    queries: dict[str, dict[str, None]] = defaultdict(dict)
    for id_, text in asked:
        if text.strip() and id_ in texts:
            # Two answers with the same words cannot be told apart; of an id with many lines one common line says nothing.
            same = owners[texts[id_][0]] if len(texts[id_]) == 1 else []
            queries[text].update(dict.fromkeys([id_, *same]))
    source, licence = said_of(folder)
    found = tuple(Query(text, tuple(ids)) for text, ids in queries.items())
    return RetrievalSet(name, source, licence, READ, *langs, protocol, kind, lines, found)


def _answers(folder: Path, file: str, name: str, lang: str, kind: Kind) -> RetrievalSet:
    rows = [row for row in rows_of(folder / file) if row["answer"].strip()]
    index, asked = [(row["id"], row["answer"]) for row in rows], [(row["id"], row["question"]) for row in rows]
    return build(folder, name, (lang, lang), "answers indexed, questions asked", kind, index, asked)


def _taiwan(folder_name: str, short: str) -> Callable[[Path], Iterator[RetrievalSet]]:
    def make(data: Path) -> Iterator[RetrievalSet]:
        yield _answers(data / folder_name, "faq.jsonl", f"{short}-traditional", "zh-Hant", "human")
        yield _answers(data / folder_name, "faq_simplified_mechanical.jsonl", f"{short}-simplified", "zh-Hans", "synthetic")

    return make


def _lcqmc(data: Path) -> Iterator[RetrievalSet]:
    folder = data / "zh_lcqmc"
    index = [(row["faq_id"], row["question"]) for row in rows_of(folder / "retrieval_index.jsonl")]
    asked = [(row["faq_id"], row["query"]) for row in rows_of(folder / "retrieval_queries.jsonl")]
    yield build(folder, "lcqmc", ("zh", "zh"), "questions indexed, their paraphrases asked", "human", index, asked)


def _banking(data: Path) -> Iterator[RetrievalSet]:
    folder = data / "en_banking77"
    by_intent: dict[str, list[str]] = defaultdict(list)
    for row in rows_of(folder / "train.jsonl"):
        by_intent[row["intent"]].append(row["text"])
    draw = random.Random(SEED)
    index = [(name, text) for name in sorted(by_intent) for text in draw.sample(by_intent[name], ROWS_AN_INTENT)]
    asked = [(row["intent"], row["text"]) for row in rows_of(folder / "test.jsonl")]
    protocol = f"{ROWS_AN_INTENT} training rows an intent indexed (drawn with seed {SEED}), test rows asked; right: the intent"
    yield build(folder, "banking77", ("en", "en"), protocol, "human", index, asked)


def _singpass(data: Path) -> Iterator[RetrievalSet]:
    folder = data / "en_singpass_faq"
    rows = [row for row in rows_of(folder / "faq.jsonl") if row["question"].strip()]
    yield _answers(folder, "faq.jsonl", "singpass-answers", "en", "human")
    index, asked = [(row["id"], row["question"]) for row in rows], [(row["id"], row["title"]) for row in rows]
    yield build(folder, "singpass-titles", ("en", "en"), "questions indexed, titles of their pages asked", "human", index, asked)


def _covid(data: Path) -> Iterator[RetrievalSet]:
    folder = data / "en_covid_faq"
    rows = rows_of(folder / "question_pairs.jsonl")
    index = [(row["q1"], row["q1"]) for row in rows]
    asked = [(row["q1"], row["q2"]) for row in rows if row["label"] == 1]
    protocol = "first questions of all pairs indexed, second questions of the pairs that mean the same asked"
    yield build(folder, "covid", ("en", "en"), protocol, "human", index, asked)


def _xquad(data: Path) -> Iterator[RetrievalSet]:
    folder = data / "bi_xquad"
    rows = rows_of(folder / "questions.jsonl")
    texts = {lang: [(row["id"], row[f"q_{lang}"]) for row in rows] for lang in ("en", "zh")}
    for asked, indexed in (("en", "zh"), ("zh", "en")):
        protocol = "questions indexed in one language, their translations asked"
        yield build(folder, f"xquad-{asked}-{indexed}", (indexed, asked), protocol, "parallel", texts[indexed], texts[asked])


def _xquad_paragraphs(data: Path) -> Iterator[RetrievalSet]:
    folder = data / "bi_xquad"
    rows, paragraphs = rows_of(folder / "questions.jsonl"), rows_of(folder / "paragraphs.jsonl")
    for asked in ("en", "zh"):
        for indexed in ("en", "zh"):
            index = [(str(row["para"]), row[indexed]) for row in paragraphs]
            queries = [(str(row["para"]), row[f"q_{asked}"]) for row in rows]
            protocol = "paragraphs indexed, questions about them asked"
            yield build(folder, f"xquad-paragraphs-{asked}-{indexed}", (indexed, asked), protocol, "parallel", index, queries)


def _tatoeba(data: Path) -> Iterator[RetrievalSet]:
    folder = data / "bi_tatoeba_cmn_yue_wuu"
    rows = rows_of(folder / "parallel.jsonl")
    for lang in ("cmn", "yue", "wuu"):
        pairs = [(str(number), row) for number, row in enumerate(rows) if row["lang"] == lang]
        texts = {side: [(id_, row[side]) for id_, row in pairs] for side in ("zh", "en")}
        protocol = "sentences indexed in one language, their translations asked"
        yield build(folder, f"tatoeba-{lang}-en", ("en", lang), protocol, "parallel", texts["en"], texts["zh"])
        if lang == "cmn":
            yield build(folder, f"tatoeba-en-{lang}", (lang, "en"), protocol, "parallel", texts["zh"], texts["en"])


def _with_typos(make: Callable[[Path], Iterator[RetrievalSet]], name: str) -> Callable[[Path], Iterator[RetrievalSet]]:
    """The set of this name with typing mistakes in its queries."""

    def made(data: Path) -> Iterator[RetrievalSet]:
        folder = data / "zh_csc_typos"
        table = confusions((row["wrong"], row["correct"]) for row in rows_of(folder / "ecspell_pairs.jsonl"))
        yield from (with_typos(one, table, said_of(folder)[0]) for one in make(data) if one.name == name)

    return made


MAKERS: Sequence[tuple[tuple[str, ...], Callable[[Path], Iterator[RetrievalSet]]]] = (
    (("zht_taipei_faq/faq.jsonl", "zht_taipei_faq/faq_simplified_mechanical.jsonl"), _taiwan("zht_taipei_faq", "taipei")),
    (
        ("zht_hsinchu_social_faq/faq.jsonl", "zht_hsinchu_social_faq/faq_simplified_mechanical.jsonl"),
        _taiwan("zht_hsinchu_social_faq", "hsinchu"),
    ),
    (("zh_lcqmc/retrieval_index.jsonl", "zh_lcqmc/retrieval_queries.jsonl"), _lcqmc),
    (
        ("zh_csc_typos/ecspell_pairs.jsonl", "zh_lcqmc/retrieval_index.jsonl", "zh_lcqmc/retrieval_queries.jsonl"),
        _with_typos(_lcqmc, "lcqmc"),
    ),
    (
        ("zh_csc_typos/ecspell_pairs.jsonl", "zht_taipei_faq/faq.jsonl", "zht_taipei_faq/faq_simplified_mechanical.jsonl"),
        _with_typos(_taiwan("zht_taipei_faq", "taipei"), "taipei-simplified"),
    ),
    (("en_banking77/train.jsonl", "en_banking77/test.jsonl"), _banking),
    (("en_singpass_faq/faq.jsonl",), _singpass),
    (("en_covid_faq/question_pairs.jsonl",), _covid),
    (("bi_xquad/questions.jsonl",), _xquad),
    (("bi_xquad/questions.jsonl", "bi_xquad/paragraphs.jsonl"), _xquad_paragraphs),
    (("bi_tatoeba_cmn_yue_wuu/parallel.jsonl",), _tatoeba),
)

"""`faq eval-retrieval`: two files go in, three rankers come out."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bot.curation import command_eval_retrieval
from bot.language.segment import Segmenter
from bot.measuring import compare, plain
from bot.measuring.rankers import PlainEncoder, Weights
from bot.measuring.sets import Line
from bot.retrieval.encoder import CachedEncoder, Encoder
from tests import small_knowledge
from tests.contract.hash_encoder import HashEncoder
from tests.curation.conftest import Run

INDEX = [
    {"id": "tax/invoice", "text": "怎么开发票"},
    {"id": "tax/invoice", "text": "how do I issue an invoice"},
    {"id": "id/lost", "text": "身份证丢了怎么补办"},
    {"id": "id/lost", "text": "replace a lost identity card"},
]
QUERIES = [
    {"text": "发票怎么开", "ids": ["tax/invoice"]},
    {"text": "身份证丢了", "ids": ["id/lost"]},
    {"text": "issue an invoice", "ids": ["tax/invoice"]},
    {"text": "identity card", "ids": ["tax/invoice"]},  # what BM25 finds is not what is expected here
]
FIGURES = ["recall_at_1", "recall_at_5", "mrr_at_10"]


class OursByCosine(PlainEncoder):
    def __init__(self, lines: Sequence[Line], encoder: Encoder, segmenter: Segmenter, weights: Weights | None) -> None:
        super().__init__(lines, encoder)


@pytest.fixture(autouse=True)
def without_models(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> HashEncoder:
    encoder, house = HashEncoder(), small_knowledge.write(tmp_path / "house")
    loaded = command_eval_retrieval.load(house, small_knowledge.TODAY)
    monkeypatch.setattr(command_eval_retrieval, "load", lambda folder: loaded)
    monkeypatch.setattr(compare, "Ours", OursByCosine)
    for name in ("plain_encoder", "shipped_encoder"):
        monkeypatch.setattr(plain, name, lambda: CachedEncoder(encoder, tmp_path / "vectors"))
    return encoder


@pytest.fixture
def ask(run: Run, tmp_path: Path) -> Any:
    def go(index: list[dict[str, Any]], queries: list[dict[str, Any]], *more: str) -> tuple[int, str, str]:
        files = []
        for name, rows in (("index", index), ("queries", queries)):
            file = tmp_path / f"{name}.jsonl"
            file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
            files += [f"--{name}", str(file)]
        return run("eval-retrieval", *files, *more)

    return go


def test_json_is_one_object_with_three_rankers(ask: Any) -> None:
    code, output, errors = ask(INDEX, QUERIES, "--json")
    found = json.loads(output)
    assert (code, errors) == (0, "")
    assert list(found["rankers"]) == ["bm25", "encoder", "ours"]
    assert all(list(figures) == FIGURES for figures in found["rankers"].values())
    bm25 = found["rankers"]["bm25"]["recall_at_1"]
    assert (bm25["value"], bm25["count"]) == (0.75, 4) and 0 <= bm25["low"] <= 0.75 <= bm25["high"] <= 1
    assert (found["sets"]["lines"], found["sets"]["ids"], found["sets"]["asked"]) == (4, 2, 4)


def test_both_languages_are_reported_apart_where_both_occur(ask: Any) -> None:
    found = json.loads(ask(INDEX, QUERIES, "--json")[1])
    assert {lang: rankers["bm25"]["recall_at_1"]["value"] for lang, rankers in found["languages"].items()} == {"zh": 1.0, "en": 0.5}
    assert "languages" not in json.loads(ask(INDEX, QUERIES[:2], "--json")[1])


def test_a_person_gets_a_table_with_intervals(ask: Any) -> None:
    code, output, _ = ask(INDEX, QUERIES)
    lines = output.splitlines()
    assert code == 0 and lines[0].startswith("4 lines with 2 ids, 4 queries")
    assert lines[1].split() == FIGURES
    assert [line.split()[0] for line in lines[2:5]] == ["bm25", "encoder", "ours"]
    assert lines[2].split()[1] == "0.750" and "zh: 2 queries" in lines and "en: 2 queries" in lines


def test_a_single_line_and_a_single_query_are_enough(ask: Any) -> None:
    code, output, _ = ask(INDEX[:1], QUERIES[:1], "--json")
    assert code == 0
    assert {name: figures["recall_at_1"]["value"] for name, figures in json.loads(output)["rankers"].items()} == dict.fromkeys(
        ("bm25", "encoder", "ours"), 1.0
    )


def test_known_texts_are_not_encoded_again(ask: Any, without_models: HashEncoder) -> None:
    ask(INDEX, QUERIES)
    first = sum(map(len, without_models.calls))
    ask(INDEX, QUERIES)
    assert first == len(INDEX) + len(QUERIES)
    assert sum(map(len, without_models.calls)) == first


@pytest.mark.parametrize(
    ("index", "queries", "said"),
    [
        ([], QUERIES, "There is no row in"),
        (INDEX, [], "There is no row in"),
        (INDEX, [{"text": "护照", "ids": ["passport"]}], "1 rows name ids that stand in no row of"),
        (INDEX + INDEX[:1], QUERIES, "the same id and text stand in row 1 already"),
        (INDEX, [{"text": "护照"}], "ids is not a list"),
    ],
)
def test_what_is_wrong_with_the_files_is_one_sentence(ask: Any, index: list, queries: list, said: str) -> None:
    code, output, errors = ask(index, queries)
    assert (code, output) == (1, "")
    assert said in errors and errors.count("\n") == 1

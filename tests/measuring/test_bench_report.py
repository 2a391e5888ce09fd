"""`make report` and `make bench`: what is counted, what is left out, what stands in the page and in the JSON."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.curation import evaluate
from bot.curation.asking import Result
from bot.curation.rows import Row
from bot.measuring.compare import compare
from bot.measuring.sets import Line, Query, RetrievalSet
from bot.settings import ROOT, Settings
from tests import small_knowledge
from tests.bench import cross_language, figure_names, own, report, report_pages, run, shared_others, shared_sets
from tests.contract.hash_encoder import HashEncoder
from tests.records.quarter import plant

ROWS = (
    Row("z1", "发票", "zh", ("tax/a",), "tax", None, kind="plain"),
    Row("z2", "税", "zh", ("tax/b",), "tax", None, kind="noise"),
    Row("z3", "驾照", "zh", ("traffic/a",), "traffic", None, kind="plain"),
    Row("z4", "菜谱", "zh", (), None, "unanswerable", kind="far"),
    Row("e1", "invoice", "en", ("tax/a",), "tax", None, kind="plain"),
)
RESULTS = (
    Result("z1", "answered", "tax", 0.9, ("tax/a",), answers=("tax/a",)),  # right
    Result("z2", "answered", "traffic", 0.7, ("tax/a", "tax/b"), answers=("tax/a",)),  # wrong
    Result("z3", "answered", "greeting", None, ("traffic/a",), ranked=False, answers=("traffic/a",)),  # word for word: no ranking
    Result("z4", "unanswerable_no_match", "out_of_scope", 0.3, ("tax/a",)),  # rightly not answered
    Result("e1", "clarification", "tax", 0.4, ("tax/a",), choices=("tax/a",)),
)
PART = own.Part("questions", ROWS, RESULTS)


def test_calibration_is_of_the_rows_with_a_ranking_in_scope_and_out() -> None:
    found = own.calibration(PART)
    # zh: 0.9 right, 0.7 wrong, 0.3 out of scope and so not right: (0.1 + 0.7 + 0.3) / 3
    assert found["zh"].error.value == pytest.approx(1.1 / 3) and found["zh"].error.count == 3
    assert [(point.threshold, point.answered, point.right, point.false_answers) for point in found["zh"].curve] == [
        (0.9, 0.5, 1.0, 0.0),
        (0.7, 1.0, 0.5, 0.0),
        (0.3, 1.0, 0.5, 1.0),
    ]
    assert found["zh"].operating == (1.0, 0.6667)
    assert found["en"].operating == (0.0, 0.0) and found["en"].error.value == pytest.approx(0.6)


def test_routing_counts_what_went_to_no_category_apart() -> None:
    found = own.routing(PART, ["tax", "traffic"])
    assert (found.counts.tolist(), found.elsewhere.tolist()) == ([[2, 1], [0, 0]], [0, 1])


def test_kinds_are_counted_by_language() -> None:
    found = own.by_kind(PART)
    assert list(found) == [("far", "zh"), ("noise", "zh"), ("plain", "zh"), ("plain", "en")]
    plain = found["plain", "zh"]
    assert plain["entry_at_1"] is not None and plain["entry_at_1"].count == 2 and plain["false_answers"] is None
    assert [figures["as_expected"].value for figures in found.values() if figures["as_expected"]] == [1.0, 0.0, 1.0, 0.0]


def test_the_table_of_make_bench_has_every_figure_with_its_interval() -> None:
    text = "\n".join(run.tables(PART))
    assert "questions: zh rows 4 in_scope 3 out_of_scope 1" in text
    for measure in evaluate.CORE:
        assert measure.name in text
    assert "calibration error zh  0.367 (" in text and "plain          en" in text


def test_parts_without_a_file_are_not_measured(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(own.asking, "through_rasa", lambda rows, settings: [Result(row.id, "answered", None, None, ()) for row in rows])
    (tmp_path / "emergencies.jsonl").write_text(
        '{"id": "g", "text": "着火了", "expect": {"outcome": "guard_emergency"}}\n', encoding="utf-8"
    )
    (tmp_path / "questions.jsonl").write_text('{"id": "q", "text": "tax", "expect": {"entry": "tax/a"}}\n', encoding="utf-8")
    found = own.measure(tmp_path)
    assert [(part.name, [row.id for row in part.rows], [one.id for one in part.results]) for part in found] == [
        ("questions", ["q"], ["q"]),
        ("emergencies", ["g"], ["g"]),
    ]


def measured() -> report_pages.Measured:
    lines, queries = (Line("a", "甲"), Line("b", "乙")), (Query("甲", ("a",)), Query("other", ("b",)))

    class Fixed:
        def rank(self, texts: Any) -> list[list[str]]:
            return [["a", "b"] for _ in texts]

    sets = [
        RetrievalSet(name, "o/r@1", "MIT", "2026-11-22", "zh", "zh", "protocol", kind, lines, queries)
        for name, kind in (("real", "human"), ("made", "synthetic"), ("twins", "parallel"))
    ]
    found = report_pages.Measured([PART], left_out=[report.NOT_AT_HAND])
    found.compared = [(one, compare(one, dict.fromkeys(("bm25", "encoder", "ours"), Fixed()))) for one in sets]
    found.others = [shared_others.Other("pairs", "o/p@2", "none stated", "zh", "AUC", {"ours": None}, "not measured")]
    return found


def test_the_report_keeps_kinds_of_sets_apart(tmp_path: Path) -> None:
    html = report.write({"date": "2026-11-22", "command": "make report"}, measured(), tmp_path).read_text(encoding="utf-8")
    sections = html.split("<section>")
    for kind, name in (("human", "real"), ("synthetic", "made"), ("parallel", "twins")):
        own_section = next(section for section in sections if report_pages.KINDS[kind][0].zh in section)
        assert [other for other in ("real", "made", "twins") if f">{other}<" in own_section] == [name]
    assert html.count("<svg") == 3 + 3 and report.NOT_AT_HAND.zh in html and report.NOT_AT_HAND.en in html


def test_the_json_has_sources_counts_and_intervals(tmp_path: Path) -> None:
    report.write({"date": "2026-11-22"}, measured(), tmp_path)
    found = json.loads((tmp_path / "report.json").read_text(encoding="utf-8"))
    assert found["own"]["questions"]["figures"]["zh"]["right_when_answered"]["count"] == 3
    assert found["own"]["questions"]["figures"]["en"]["false_answers"] is None
    assert found["shared"]["real"]["rankers"]["ours"]["recall_at_1"]["value"] == 0.5
    assert found["shared"]["real"]["languages"]["zh"]["ours"]["recall_at_1"]["value"] == 1.0
    assert (found["shared"]["made"]["licence"], found["shared"]["made"]["kind"]) == ("MIT", "synthetic")
    assert found["others"]["pairs"]["figures"] == {"ours": None}


def test_every_figure_is_explained_in_both_languages() -> None:
    assert {measure.name for measure in (*evaluate.CORE, *evaluate.MORE)} | {own.AS_EXPECTED} == set(figure_names.SAID)


def test_without_the_public_sets_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(shared_sets, "available", lambda: False)
    monkeypatch.setattr(own, "measure", lambda: [PART])
    monkeypatch.setattr(own, "write", lambda parts: tmp_path / "bench.jsonl")
    monkeypatch.setattr(cross_language, "measure", lambda: [])
    found = report.measure(report.parser().parse_args([]))
    assert (found.parts, found.compared, found.left_out) == ([PART], [], [report.NOT_AT_HAND])
    assert report.NOT_AT_HAND.en in capsys.readouterr().out
    assert report.measure(report.parser().parse_args(["--skip-shared"])).left_out == [report.ON_DEMAND]


def test_a_name_that_is_none_is_one_sentence(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(shared_sets, "available", lambda: False)
    assert report.main(["--only", "lcqcm"]) == 1
    assert capsys.readouterr().err == "There is nothing called lcqcm to measure. Choose from: own, cross-language, others.\n"


def write(file: Path, rows: list[dict[str, Any]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def test_what_may_touch_a_city_is_not_among_what_must_not_be_answered(tmp_path: Path) -> None:
    write(tmp_path / "zh_smp2017_ecdt/utterances.jsonl", [{"text": "讲笑话", "label": "chat"}, {"text": "挂号", "label": "health"}])
    write(tmp_path / "en_clinc150/val.jsonl", [{"text": "pay taxes", "intent": "taxes"}, {"text": "flip a coin", "intent": "flip_coin"}])
    assert shared_others.must_not_be_answered(tmp_path) == {"zh_smp2017_ecdt": ("zh", ["讲笑话"]), "en_clinc150": ("en", ["flip a coin"])}


def test_a_sample_is_distinct_bounded_and_always_the_same() -> None:
    texts = [f"text {number % 900}" for number in range(2000)]
    found = shared_others.sample(iter(texts))
    assert len(found) == len(set(found)) == 500
    assert shared_others.sample(iter(reversed(texts))) == found


def test_pairs_that_say_the_same_score_higher(tmp_path: Path) -> None:
    rows = [{"s1": "护照过期", "s2": "护照过期", "label": 1}, {"s1": "开发票", "s2": "身份证", "label": 0}]
    write(tmp_path / "pairs.jsonl", rows * 20)
    from bot.language.segment import Segmenter

    found = shared_others.bustm(tmp_path, HashEncoder(), Segmenter())
    assert found.figures["ours"] is None and "not measured" in found.note
    assert [figure.value for figure in found.figures.values() if figure] == [1.0, 1.0]


def test_questions_of_known_intents_are_nearer_than_others(tmp_path: Path) -> None:
    train = [{"text": f"coin {number}", "intent": "flip_coin"} for number in range(5)] + [{"text": "zzz", "intent": "oos"}]
    val = [{"text": "coin 1", "intent": "flip_coin"}, {"text": "zzz", "intent": "oos"}] * 20
    write(tmp_path / "train.jsonl", train)
    write(tmp_path / "val.jsonl", val)
    found = shared_others.clinc(tmp_path, HashEncoder()).figures["encoder"]
    assert found is not None and found.value == 1.0


def test_no_module_of_the_bench_is_too_long() -> None:
    for name in ("own", "run", "report", "report_pages", "figure_names", "shared_sets", "shared_others", "cross_language", "typos"):
        assert len((ROOT / "tests" / "bench" / f"{name}.py").read_text(encoding="utf-8").splitlines()) <= 300


@pytest.mark.parametrize(("lang", "said"), [("zh", "使用情况报表"), ("en", "How the assistant was used")])
def test_use_is_told_beside_the_report_once_something_was_recorded(tmp_path: Path, monkeypatch, lang: str, said: str) -> None:
    knowledge = small_knowledge.knowledge(tmp_path / "knowledge")
    chosen = Settings(knowledge_dir=small_knowledge.write(tmp_path / "knowledge", {}), state_dir=tmp_path)
    monkeypatch.setattr(report, "settings", lambda: chosen)
    monkeypatch.setenv("FAQ_LANG", lang)
    assert report.write_use(tmp_path / "out") is None and not (tmp_path / "out").exists()
    plant(f"sqlite:///{tmp_path / 'records.db'}", list(knowledge.entries.values()), date.today(), turns=100)
    file = report.write_use(tmp_path / "out")
    assert file is not None and said in file.read_text("utf-8")

"""Learning on a toy problem: two columns, of which one knows the answer."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from bot.answering.bands import Costs
from bot.curation import command_learn, learn, learn_trees
from bot.curation.command_learn import NoRoutes, routes
from bot.curation.learn import (
    FOLDS,
    Judged,
    Lesson,
    Row,
    read_rows,
)
from bot.curation.learn_report import other_costs, summary
from bot.curation.learn_trees import fit_boosted
from bot.knowledge.schema import Entry
from bot.language import Lang
from bot.language.repair import Reading
from bot.language.segment import Segmenter
from bot.retrieval.evidence import Evidence, z_scores
from bot.retrieval.learned import Learned
from tests import small_knowledge
from tests.contract.hash_encoder import HashEncoder

IDS = [f"tax/{name}" for name in "abcdef"]


class ToyIndex:
    """Column `knows` is high for the entry that the text names, column `noise` is drawn at random."""

    names = ("knows", "noise", "words.zh", "words.en")
    encoder_name = "toy"

    def __init__(self, entries: list[Entry]) -> None:
        self.entries = tuple(entries)
        self.segmenter = Segmenter()

    def search(self, text: str, words: str = "", besides: str | None = None) -> Evidence:
        number, wanted = map(int, text.split())
        draw = np.random.default_rng(number)
        raw = draw.normal(size=(6, 4)).astype(np.float32)
        if wanted >= 0:
            raw[wanted, 0] += 4
        raw[:, 2:] = np.abs(raw[:, 2:])  # scores of words are never below nought
        cosine = np.asarray(0.5 + 0.05 * raw[:, 0], dtype=np.float32)
        return Evidence(z_scores(raw), raw, cosine, ("x",), 1.0 if wanted >= 0 else 0.1)

    def covered(self, evidence: Evidence, place: int) -> float:
        return evidence.known_share


@pytest.fixture(scope="module")
def lesson(tmp_path_factory: pytest.TempPathFactory) -> Lesson:
    entries = {id_: small_knowledge.entry(f"问题{number}怎么办？", f"What about question {number}?") for number, id_ in enumerate(IDS)}
    known = small_knowledge.load(small_knowledge.write(tmp_path_factory.mktemp("toy"), entries), small_knowledge.TODAY).require()
    rows = []
    for number in range(120):
        wanted = number % 6 if number % 3 else -1
        lang = "zh" if number % 2 else "en"
        targets = (IDS[wanted],) if wanted >= 0 else ()
        group = f"g{number // 4}"
        rows.append(Row(f"r{number}", f"{number} {wanted}", lang, targets, group, {"tax": 0.9} if wanted >= 0 else {"out_of_scope": 0.9}))
    return Lesson(ToyIndex([known.entries[id_] for id_ in IDS]), rows, {row.id: Reading(row.text, row.text) for row in rows})  # type: ignore[arg-type]


def test_folds_keep_groups_together_and_are_all_used(lesson: Lesson) -> None:
    fold_of: dict[str, set[int]] = {}
    for row, fold in zip(lesson.rows, lesson.folds):
        fold_of.setdefault(row.group, set()).add(int(fold))
    assert all(len(folds) == 1 for folds in fold_of.values())
    assert set(map(int, lesson.folds)) == set(range(FOLDS))


def test_folds_do_not_depend_on_the_order_of_the_rows(lesson: Lesson) -> None:
    again = Lesson(lesson.index, lesson.rows[::-1], lesson.readings)
    assert again.folds.tolist() == lesson.folds.tolist()[::-1]


def test_the_column_that_knows_gets_the_weight(lesson: Lesson) -> None:
    for lang in ("zh", "en"):
        weights, route = lesson.weights(range(len(lesson.rows)), lang)
        assert weights[0] > 2 * max(weights[1:])
        assert (weights >= 0).all() and route >= 0


@pytest.fixture(scope="module")
def learnt(lesson: Lesson) -> Iterator[tuple[Learned, list[Judged]]]:
    with pytest.MonkeyPatch.context() as patch:  # a few big steps: a toy problem needs no more
        patch.setattr(learn_trees, "TREES", 25)
        patch.setattr(learn_trees, "RATE", 0.3)
        yield learn.learn(lesson, {"seed": 1}, HashEncoder())


def test_what_is_learnt_ranks_and_tells_the_known_from_the_rest(lesson: Lesson, learnt: tuple[Learned, list[Judged]]) -> None:
    learned, judged = learnt
    assert len(judged) == len(lesson.rows)
    inside = [row for row in judged if row.row.targets]
    outside = [row for row in judged if not row.row.targets]
    assert sum(row.is_right for row in inside) > 0.8 * len(inside)
    assert not any(row.is_right or row.in_three for row in outside)
    assert np.mean([row.right for row in inside]) > 0.5 > np.mean([row.right for row in outside])
    assert all(row.offer >= row.right for row in judged)
    assert learned.made == {"seed": 1} and learned.columns == ToyIndex.names


def test_learning_twice_gives_the_same(lesson: Lesson, learnt: tuple[Learned, list[Judged]], tmp_path: Path) -> None:
    for name, learned in (("one", learnt[0]), ("two", learn.learn(lesson, {"seed": 1}, HashEncoder())[0])):
        learned.save(tmp_path / name)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_trees_follow_the_sign_that_tells_and_survive_one_that_never_changes() -> None:
    signs = [{"tells": float(number % 2), "same": 3.0} for number in range(80)]
    found = fit_boosted(signs, [number % 2 == 1 and number < 70 for number in range(80)])
    assert found.names == ("same", "tells")
    # 35 of 80 are true: the log-odds before the first tree.
    assert found.start == pytest.approx(np.log(35 / 45), abs=1e-5)
    assert found.probability({"tells": 1.0, "same": 3.0}) > 0.7 > 0.3 > found.probability({"tells": 0.0, "same": 3.0})


def test_the_kept_trees_say_what_scikit_learn_says(monkeypatch: pytest.MonkeyPatch) -> None:
    from sklearn.ensemble import HistGradientBoostingClassifier

    fitted = []
    fit = HistGradientBoostingClassifier.fit
    monkeypatch.setattr(HistGradientBoostingClassifier, "fit", lambda self, table, truth: fitted.append(self) or fit(self, table, truth))
    draw = np.random.default_rng(1)
    table = draw.normal(size=(100, 3))
    truth = table[:, 0] + 0.5 * draw.normal(size=100) > 0.2
    signs = [dict(zip("abc", map(float, row))) for row in table]
    found = fit_boosted(signs, list(map(bool, truth)))
    assert [found.probability(sign) for sign in signs] == pytest.approx(fitted[0].predict_proba(table)[:, 1], abs=2e-3)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_summary_says_what_the_left_out_rows_show(learnt: tuple[Learned, list[Judged]], lang: str) -> None:
    line = next(line for line in summary(learnt[1], Costs(3, 0.5, 0.3)) if line.startswith(f"{lang}:"))
    assert "right when answered" in line and "out of scope answered" in line and "calibration error" in line


def test_the_summary_counts_what_the_costs_decide() -> None:
    # Wrong answers cost 1 and questions 0.3: an answer from 0.7 on, a choice from 0.3 on, below it a refusal.
    rows = [
        judged("en", 0.9, 0.9, True),
        judged("en", 0.8, 0.9, False),
        judged("en", 0.5, 0.9, False, in_three=True),
        judged("en", 0.1, 0.2, False),
        judged("en", 0.75, 0.8, False, targets=()),
        judged("en", 0.1, 0.4, False, targets=()),
        *2 * [judged("en", 0.0, 0.1, False, targets=())],
    ]
    (line,) = summary(rows, Costs(1, 0.3, 0.3))
    assert "right at 1 0.250, at 3 0.500, answered 0.500, right when answered 0.500" in line
    assert "asked which 0.250 (right one among them 1.000), out of scope answered 0.250, asked which 0.250" in line


def test_the_dearer_a_wrong_answer_the_fewer_answers(learnt: tuple[Learned, list[Judged]]) -> None:
    lines = list(other_costs(learnt[1], Costs(3, 0.5, 0.3)))[1:]
    answered = [float(line.split("zh ")[1].split(" /")[0]) for line in lines]
    assert answered == sorted(answered, reverse=True) and answered[0] > answered[-1]


def judged(lang: Lang, right: float, offer: float, is_right: bool, in_three: bool = False, targets: tuple[str, ...] = ("tax/a",)) -> Judged:
    return Judged(Row("", "", lang, targets, "", {}), right, offer, is_right, is_right or in_three)


def test_rows_are_read_with_their_group_and_route(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text(
        '{"id": "o", "text": "下雨吗", "lang": "zh", "expect": {"outcome": "unanswerable"}}\n', encoding="utf-8"
    )
    (tmp_path / "a.jsonl").write_text(
        '{"id": "i", "text": "tax", "lang": "en", "expect": {"entries": ["tax/a", "tax/b"]}}\n', encoding="utf-8"
    )
    assert read_rows(tmp_path, {"i": {"tax": 1.0}}) == [
        Row("i", "tax", "en", ("tax/a", "tax/b"), "tax/a", {"tax": 1.0}),
        Row("o", "下雨吗", "zh", (), "o", {}),
    ]


def fake_rasa(root: Path, script: str, monkeypatch: pytest.MonkeyPatch) -> Path:
    python = root / ".venv" / "rasa" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    python.chmod(0o755)
    monkeypatch.setattr(command_learn, "ROOT", root)
    return root


def test_the_routers_word_is_read_from_its_lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line = json.dumps({"id": "a", "route": {"tax": 0.9}})
    root = fake_rasa(tmp_path, f"echo 'a warning'; echo '{line}'", monkeypatch)
    assert routes(root) == {"a": {"tax": 0.9}}


@pytest.mark.parametrize(("script", "why"), [("echo first >&2; echo 'No model.' >&2; exit 1", "No model"), ("exit 3", "exit code 3")])
def test_a_router_that_cannot_be_asked_is_one_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, why: str) -> None:
    root = fake_rasa(tmp_path, script, monkeypatch)
    with pytest.raises(NoRoutes, match=why) as caught:
        routes(root)
    assert "make setup" in str(caught.value)

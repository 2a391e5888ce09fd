"""`faq ask`."""

from __future__ import annotations

import json

import pytest

from tests.answering.conftest import FakeRetriever
from tests.curation.conftest import Run
from tests.small_knowledge import ID_LOST, INVOICE, RESIDENCE


@pytest.mark.parametrize(
    ("question", "title", "reason"),
    [
        ("身份证丢了", "身份证丢了怎么补办？", "第一名正确的把握 0.90（回答需 ≥ 0.70）"),
        ("lost my ID card", "How do I replace a lost ID card?", "right with probability 0.90 (an answer needs 0.70)"),
    ],
)
def test_json_has_the_reply_the_reason_and_the_ranking_with_scores(run: Run, question: str, title: str, reason: str) -> None:
    code, output, errors = run("ask", question, "--json")
    found = json.loads(output)
    assert (code, errors, found["outcome"]) == (0, "", "answered")
    assert reason in found["reason"]
    assert [match["id"] for match in found["matches"]] == [ID_LOST, RESIDENCE, INVOICE]
    assert found["matches"][0] == {"id": ID_LOST, "title": title, "score": 9, "share": 0.6}


@pytest.mark.parametrize(
    ("question", "answer"),
    [("身份证丢了", "身份证丢了怎么补办：请到窗口办理。"), ("lost my ID card", "How do I replace a lost ID card: go to the counter.")],
)
def test_for_a_person_the_reply_comes_first_and_the_ranking_under_it(run: Run, question: str, answer: str) -> None:
    code, output, _ = run("ask", question)
    lines = output.splitlines()
    assert code == 0 and lines[0] == answer
    assert any(line.startswith("[answered]") for line in lines)
    assert [line.split()[3] for line in lines[-3:]] == [ID_LOST, RESIDENCE, INVOICE]


@pytest.mark.parametrize(
    ("question", "reason"),
    [
        ("？？？", "由步骤直接决定：guard_input。"),
        ("/restart", "由步骤直接决定：guard_input。"),
        ("number two", "Decided by a step of its own: guard_input."),
    ],
)
def test_an_outcome_without_a_ranking_has_its_reason_too(run: Run, question: str, reason: str) -> None:
    found = json.loads(run("ask", question, "--json")[1])
    assert (found["reason"], found["matches"]) == (reason, [])


@pytest.mark.parametrize(("question", "outcome"), [("那个证", "clarification"), ("that paper", "clarification")])
def test_asking_which_is_explained_by_both_thresholds(run: Run, retriever: FakeRetriever, question: str, outcome: str) -> None:
    retriever.confidence, retriever.offer = 0.4, 0.6
    found = json.loads(run("ask", question, "--json")[1])
    assert found["outcome"] == outcome
    assert all(number in found["reason"] for number in ("0.40", "0.70", "0.60", "0.20"))


def test_a_command_that_does_not_exist_is_refused(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run("dance")
    assert caught.value.code == 2
    assert "invalid choice" in capsys.readouterr().err

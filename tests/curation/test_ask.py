"""`faq ask`."""

from __future__ import annotations

import json

import pytest

from bot.curation import command_learn
from bot.curation.command_learn import NoRoutes
from bot.curation.explain_table import width
from tests.answering.conftest import FakeRetriever
from tests.curation.conftest import Run
from tests.small_knowledge import ID_LOST, INVOICE, RESIDENCE


@pytest.mark.parametrize(
    ("question", "title", "reason"),
    [
        ("身份证丢了", "身份证丢了怎么补办？", "第一名就是正确答案的可能是 0.960，前三名里有正确答案的可能是 0.980"),
        (
            "lost my ID card",
            "How do I replace a lost ID card?",
            "is the right one with probability 0.960, one of the first three is with 0.980",
        ),
    ],
)
def test_json_has_the_reply_the_reason_and_the_ranking_with_scores(
    run: Run, retriever: FakeRetriever, question: str, title: str, reason: str
) -> None:
    retriever.confidence, retriever.offer = 0.96, 0.98
    code, output, errors = run("ask", question, "--json")
    found = json.loads(output)
    assert (code, errors, found["outcome"]) == (0, "", "answered")
    assert reason in found["reason"]
    assert [match["id"] for match in found["matches"]] == [ID_LOST, RESIDENCE, INVOICE]
    assert "explanation" not in found
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
        ("？？？", "没有一个字或数字"),
        ("/restart", "命令"),
        ("number two", "does not tell which question is picked"),
    ],
)
def test_an_outcome_without_a_ranking_has_its_reason_too(run: Run, question: str, reason: str) -> None:
    found = json.loads(run("ask", question, "--json")[1])
    assert reason in found["reason"]
    assert found["matches"] == []


@pytest.mark.parametrize(
    ("question", "reason"), [("那个证", "代价最小的是反问"), ("that paper", "asking which is meant is expected to cost least")]
)
def test_asking_which_is_explained_by_both_probabilities(run: Run, retriever: FakeRetriever, question: str, reason: str) -> None:
    retriever.confidence, retriever.offer = 0.4, 0.87
    found = json.loads(run("ask", question, "--json")[1])
    assert found["outcome"] == "clarification"
    assert all(said in found["reason"] for said in ("0.400", "0.870", reason))


class TestExplain:
    """With `--explain`; no test starts Rasa, `routes` is replaced."""

    @pytest.fixture(autouse=True)
    def router(self, monkeypatch: pytest.MonkeyPatch) -> list[str]:
        """The texts that the router was asked."""
        asked: list[str] = []

        def routes(folder):
            (row,) = [json.loads(line) for path in folder.glob("*.jsonl") for line in path.read_text(encoding="utf-8").splitlines()]
            asked.append(row["text"])
            return {row["id"]: {"id-residence": 0.82, "tax": 0.1}}

        monkeypatch.setattr(command_learn, "routes", routes)
        return asked

    @pytest.mark.parametrize(
        ("question", "heads", "share", "title"),
        [
            ("我的证丢了", ["名次", "得分", "占比", "路由份额"], "身份证与居住证 82%", "身份证丢了怎么补办？"),
            (
                "my paper is lost",
                ["place", "score", "share", "router's share"],
                "residence permits 82%",
                "How do I replace a lost ID card?",
            ),
        ],
    )
    def test_a_table_in_the_language_of_the_question(
        self, run: Run, router: list[str], question: str, heads: list[str], share: str, title: str
    ) -> None:
        code, output, errors = run("ask", question, "--explain")
        lines = output.splitlines()
        assert (code, router) == (0, [question])
        assert "takes some seconds" in errors and "需要几秒" in errors
        assert any(line.startswith("- ") and share in line for line in lines)
        at = next(number for number, line in enumerate(lines) if all(head in line for head in heads))
        assert lines[at + 1].split() == ["1", "9.0", "60%", "82%"]
        assert lines[at + 2].strip() == f"{title}  [{ID_LOST}]"
        assert width(lines[at]) == width(lines[at + 1]) == width(lines[at + 3])

    @pytest.mark.parametrize("question", ["我的证丢了", "my paper is lost"])
    def test_as_data(self, run: Run, question: str) -> None:
        found = json.loads(run("ask", question, "--explain", "--json")[1])
        explanation = found["explanation"]
        assert explanation["reason"] == found["reason"]
        assert explanation["route"] == {"id-residence": 0.82, "tax": 0.1}
        assert [one["routed"] for one in explanation["candidates"]] == [0.82, 0.82, 0.1]
        assert set(explanation["costs"]) == {"answer", "ask", "refuse"}

    @pytest.mark.parametrize("fault", [NoRoutes("no model"), FileNotFoundError()])
    @pytest.mark.parametrize(("question", "said"), [("我的证丢了", "没有问过路由。"), ("my paper is lost", "The router was not asked.")])
    def test_without_a_router_it_goes_on_and_says_so(
        self, run: Run, monkeypatch: pytest.MonkeyPatch, fault: Exception, question: str, said: str
    ) -> None:
        def broken(folder):
            raise fault

        monkeypatch.setattr(command_learn, "routes", broken)
        code, output, errors = run("ask", question, "--explain")
        assert code == 0 and f"- {said}" in output.splitlines()
        assert "Run 'make setup' first." in errors

    @pytest.mark.parametrize("question", ["我的证丢了", "my paper is lost"])
    def test_the_router_is_not_asked_unless_wanted(self, run: Run, router: list[str], question: str) -> None:
        assert run("ask", question)[2] == ""
        assert router == []


@pytest.mark.parametrize(
    ("question", "reason"),
    [("多少钱", "上一条回答的是“身份证丢了怎么补办？”"), ("how much is it?", "“How do I replace a lost ID card?” was answered before")],
)
def test_an_entry_can_have_been_answered_before(run: Run, question: str, reason: str) -> None:
    found = json.loads(run("ask", question, "--before", ID_LOST, "--json")[1])
    assert (found["outcome"], found["entry"]["id"]) == ("answered_followup", ID_LOST)
    assert reason in found["reason"]


@pytest.mark.parametrize("question", ["多少钱", "how much is it?"])
def test_an_entry_before_that_does_not_exist_is_refused_in_one_sentence(run: Run, question: str) -> None:
    code, output, errors = run("ask", question, "--before", "id-residence/nothing")
    assert (code, output) == (1, "")
    assert "'id-residence/nothing'" in errors and errors.count("\n") == 1


def test_a_command_that_does_not_exist_is_refused(run: Run, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        run("dance")
    assert caught.value.code == 2
    assert "invalid choice" in capsys.readouterr().err

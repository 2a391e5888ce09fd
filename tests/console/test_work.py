"""Trying a question, gaps to accept, the gate's report, and the command that starts it all."""

from __future__ import annotations

import html
import io
import time
import urllib.error
import urllib.request
from dataclasses import replace
from threading import Thread

import pytest

from bot.console import asking, pages_work
from bot.console.app import Console
from bot.console.asking import RoomAsker
from bot.console.jobs import Job
from bot.console.users import Users
from bot.console.web import MOST_BODY, POLICY, Server
from bot.curation import __main__ as faq
from bot.curation import command_console, gate_published
from bot.curation.command_learn import NoRoutes
from bot.curation.gaps import AskedText, Found, Gap
from bot.curation.gate import Verdict
from bot.curation.gate_cases import Version
from bot.errors import FaqError
from bot.knowledge import loader
from bot.knowledge.problems import Problem
from tests import small_knowledge
from tests.answering.conftest import repair, retriever, room, small  # noqa: F401  (fixtures)
from tests.console.conftest import PASSWORD, Open
from tests.small_knowledge import DRAFT, ID_LOST, INVOICE

WORKING = {"zh": "每 5 秒刷新", "en": "reloads every 5 seconds"}
TEXTS = (AskedText("发票 丢了 怎么 补", "zh", 3), AskedText("invoice lost, what now", "en", 1))
GAP = Gap("0154b0", "tax", "tax", 4, {"refused": 4}, TEXTS, (INVOICE,), "draft", None, True, "2026-11-03", "2026-11-07")
QUESTION = {"zh": "怎么开发票？", "en": "How do I issue an invoice?"}
LOOKED_UP = {"zh": "为什么这样答", "en": "Why"}


def finished(console: Console, name: str) -> Job:
    """The job once it has ended."""
    until = time.monotonic() + 10
    while console.jobs.of(name).running and time.monotonic() < until:
        time.sleep(0.01)
    return console.jobs.of(name)


@pytest.fixture
def with_gap(console: Console, monkeypatch: pytest.MonkeyPatch) -> Console:
    found = (Found((GAP,), 2, 0), small_knowledge.knowledge(console.desk.root))
    monkeypatch.setattr(pages_work.command_gaps, "look", lambda settings: found)
    return console


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_question_is_tried_with_its_reply_and_the_reason(console: Console, open_as: Open, room, lang: str) -> None:  # noqa: F811
    console.asker = RoomAsker(console.settings, lambda settings: room)
    body = html.unescape(open_as("guest", lang).post("/try", question=QUESTION[lang]).body)
    reply, found = console.asker.ask(QUESTION[lang], lang, {})
    assert reply.text in body and reply.outcome.value in body
    assert LOOKED_UP[lang] in body and found.reason in body and all(sentence in body for sentence in found.sentences)
    assert found.candidates and all(f'href="/entry/{one.entry.id}"' in body for one in found.candidates)


def test_the_room_is_built_anew_when_the_files_change_and_only_then(console: Console, room) -> None:  # noqa: F811
    built = []
    asker = RoomAsker(console.settings, lambda settings: built.append(1) or room)
    for _ in range(2):
        asker.ask(QUESTION["zh"], "zh", {})
    assert len(built) == 1
    path = console.desk.root / f"{INVOICE}.yml"
    path.write_text(path.read_text("utf-8") + "# seen\n", "utf-8")
    asker.ask(QUESTION["zh"], "zh", {})
    assert len(built) == 2


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_gap_becomes_a_draft_or_similar_questions_and_is_marked(with_gap: Console, open_as: Open, lang: str) -> None:
    browser = open_as("tax-wang", lang)
    browser.get("/gaps")
    assert browser.post("/gaps/look").status == 303
    assert finished(with_gap, "gaps").result is not None
    assert "发票 丢了 怎么 补" in browser.get("/gaps").body
    assert browser.post("/gaps/accept", gap=GAP.id, way="similar", entry=INVOICE).status == 303
    assert "invoice lost, what now" in (with_gap.desk.root / f"{INVOICE}.yml").read_text("utf-8")
    assert {"zh": "已写入", "en": "Written into"}[lang] in browser.get("/gaps").body
    assert with_gap.audit.events(INVOICE)[0].action == "gap_accepted"


def test_a_department_neither_sees_nor_accepts_what_is_another_ones(with_gap: Console, open_as: Open) -> None:
    with_gap.users.add("police", "department", "public-security", PASSWORD)
    browser = open_as("police")
    browser.post("/gaps/look")
    finished(with_gap, "gaps")
    assert GAP.id not in browser.get("/gaps").body
    before = {path: path.read_bytes() for path in with_gap.desk.root.rglob("*.yml")}
    assert browser.post("/gaps/accept", gap=GAP.id, way="draft").status == 403
    assert browser.post("/gaps/accept", gap=GAP.id, way="similar", entry=INVOICE).status == 403
    assert browser.post("/gaps/accept", gap=GAP.id, way="similar", entry="../x/y").status == 404
    assert browser.post("/gaps/accept", gap="none", way="draft").status == 404
    tax = open_as("tax-wang")
    assert tax.post("/gaps/accept", gap=GAP.id, way="similar", entry=ID_LOST).status == 403
    assert {path: path.read_bytes() for path in with_gap.desk.root.rglob("*.yml")} == before
    assert tax.post("/gaps/accept", gap=GAP.id, way="draft").status == 303
    assert f"tax/gap-{GAP.id}" in tax.get("/", status="draft").body


@pytest.mark.parametrize(
    ("lang", "unknown", "doubt", "full"),
    [
        ("zh", "没有编号为“tax/none”的条目", "可能不属于政务服务", "已存在"),
        ("en", "There is no entry 'tax/none'", "perhaps no matter", "there already"),
    ],
)
def test_a_gap_that_cannot_be_accepted_leads_back_to_the_list_with_the_reason(
    with_gap: Console, open_as: Open, lang: str, unknown: str, doubt: str, full: str
) -> None:
    browser = open_as("tax-wang", lang)
    browser.get("/gaps")
    browser.post("/gaps/look")
    found, knowledge = finished(with_gap, "gaps").result
    assert doubt not in browser.get("/gaps").body
    stranger = replace(GAP, ours=False, texts=tuple(replace(one, text=knowledge.entries[INVOICE].question[one.lang]) for one in TEXTS))
    with_gap.jobs._jobs["gaps"] = Job(result=(replace(found, gaps=(stranger,)), knowledge))
    page = browser.post("/gaps/accept", gap=GAP.id, way="similar", entry="tax/none")
    assert page.status == 404 and unknown in html.unescape(page.body) and GAP.id in page.body
    assert doubt in page.body
    page = browser.post("/gaps/accept", gap=GAP.id, way="similar", entry=INVOICE)
    assert page.status == 422 and full in page.body and GAP.id in page.body


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_gate_runs_in_the_background_and_a_fault_is_a_sentence(console: Console, open_as: Open, monkeypatch, lang: str) -> None:
    def fails() -> None:
        raise FaqError("No encoder here. Run make setup.")

    monkeypatch.setattr(pages_work, "_judged", lambda settings: fails)
    browser = open_as("lin", lang)
    assert browser.post("/gate/run").status == 303
    assert finished(console, "gate").problem
    assert "Run make setup." in browser.get("/gate").body
    console.jobs._jobs["gate"] = Job(running=True)
    body = browser.get("/gate").body
    assert WORKING[lang] in body and 'http-equiv="refresh"' in body
    assert open_as("guest").post("/gate/run").status == 403


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_passed_is_kept_as_published_unless_the_files_changed_since(console: Console, open_as: Open, lang: str) -> None:
    kept = console.settings.build_dir / gate_published.FILE
    version = Version(loader.version(console.desk.root), "letters", {}, {})
    verdict = Verdict(version.knowledge, None, True, (), (), (), {})
    assert open_as("lin", lang).post("/gate/publish").status == 404
    console.jobs._jobs["gate"] = Job(result=(verdict, version))
    assert open_as("tax-wang", lang).post("/gate/publish").status == 403
    browser = open_as("lin", lang)
    assert {"zh": "存为已发布版本", "en": "Keep as the published version"}[lang] in browser.get("/gate").body
    assert browser.post("/gate/publish").status == 303
    assert gate_published.read(kept) == version and console.audit.events()[0].action == "published"
    kept.unlink()
    path = console.desk.root / f"{INVOICE}.yml"
    path.write_text(path.read_text("utf-8") + "# later\n", "utf-8")
    assert browser.post("/gate/publish").status == 409 and not kept.exists()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_entry_is_checked_by_meaning_among_all_others(console: Console, open_as: Open, lang: str) -> None:
    said = Problem(
        "tax/invoice.yml",
        6,
        "K601",
        {"zh": "几乎是同一个问题", "en": "asks nearly the same"},
        {"zh": "请移走。", "en": "Move it."},
        "warning",
    )

    class Says(RoomAsker):
        def by_meaning(self, found, entry):
            return [said] if entry == INVOICE else []

    console.asker = Says(console.settings)
    browser = open_as("guest", lang)
    assert said.what[lang] in browser.get(f"/entry/{INVOICE}/meaning").body
    assert {"zh": "没有发现问题", "en": "finds no problem"}[lang] in browser.get(f"/entry/{ID_LOST}/meaning").body
    assert {"zh": "还没有对外使用", "en": "not served"}[lang] in browser.get(f"/entry/{DRAFT}/meaning").body


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_question_is_tried_with_the_router_or_told_why_not(console: Console, open_as: Open, room, monkeypatch, lang: str) -> None:  # noqa: F811
    console.asker = RoomAsker(console.settings, lambda settings: room)
    browser = open_as("guest", lang)
    monkeypatch.setattr(asking, "route_of", lambda question: {"tax": 0.9})
    assert "90" in browser.post("/try", question=QUESTION[lang], routed="on").body

    def fails(question):
        raise NoRoutes("no model")

    monkeypatch.setattr(asking, "route_of", fails)
    page = browser.post("/try", question=QUESTION[lang], routed="on").body
    assert {"zh": "路由没有答复", "en": "The router did not answer"}[lang] in page and LOOKED_UP[lang] in page


def test_over_a_socket_pages_have_the_policy_and_bad_requests_are_refused(console: Console) -> None:
    server = Server("127.0.0.1", 0, console.answer)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        with urllib.request.urlopen(f"{server.url}/sign-in", timeout=10) as page:
            assert page.headers["Content-Security-Policy"] == POLICY and page.headers["Cache-Control"] == "no-store"
            assert "HttpOnly" in page.headers["Set-Cookie"] and "faq_console=" in page.headers["Set-Cookie"]
        with urllib.request.urlopen(f"{server.url}/console.css", timeout=10) as style:
            assert style.headers["Content-Type"].startswith("text/css")
        for body, headers, status in (
            (b"a=b", {}, 403),  # no token
            (b"x" * 9, {"Content-Length": str(MOST_BODY + 1)}, 413),
            (b"&".join(b"a%d=1" % number for number in range(600)), {}, 400),
        ):
            with pytest.raises(urllib.error.HTTPError) as caught:
                urllib.request.urlopen(urllib.request.Request(f"{server.url}/sign-in", body, headers), timeout=10)
            assert caught.value.code == status
            said = caught.value.read().decode()
            assert status == 403 or ("没有保存" in said and "Back button" in said and 'href="/"' in said)
            caught.value.close()
    finally:
        server.shutdown()
        server.server_close()


@pytest.mark.parametrize(("lang", "said"), [("zh", "已添加用户 mei"), ("en", "User mei added")])
def test_the_command_adds_a_user_with_a_password_from_a_pipe(home, monkeypatch, capsys, lang: str, said: str) -> None:
    monkeypatch.setattr(command_console, "settings", lambda: home)
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{PASSWORD}\n"))
    arguments = ["console", "--add-user", "mei", "--role", "department", "--department", "tax", "--lang", lang]
    assert faq.main(arguments) == 0
    assert said in capsys.readouterr().out
    found = Users(home.state_dir).verified("mei", PASSWORD)
    assert found is not None and (found.role, found.department) == ("department", "tax")


@pytest.mark.parametrize(("lang", "said", "none"), [("zh", "已删除用户 lin", "没有用户"), ("en", "User lin removed", "no user 'lin'")])
def test_a_removed_user_is_out_at_once(console: Console, open_as: Open, home, monkeypatch, capsys, lang: str, said: str, none: str) -> None:
    monkeypatch.setattr(command_console, "settings", lambda: home)
    browser = open_as("lin", lang)
    assert browser.get("/audit").status == 200
    assert faq.main(["console", "--remove-user", "lin", "--lang", lang]) == 0
    assert said in capsys.readouterr().out
    assert 'name="password"' in browser.get("/audit").body
    assert faq.main(["console", "--remove-user", "lin", "--lang", lang]) == 1
    assert none in capsys.readouterr().err


def test_the_command_refuses_an_unknown_department_and_a_taken_port(home, monkeypatch, capsys) -> None:
    monkeypatch.setattr(command_console, "settings", lambda: home)
    assert faq.main(["console", "--add-user", "mei", "--role", "department", "--department", "nowhere"]) == 1
    assert "public-security, tax" in capsys.readouterr().err
    server = Server("127.0.0.1", 0, lambda request: None)  # type: ignore[arg-type, return-value]
    try:
        monkeypatch.setattr(command_console, "settings", lambda: replace(home, console_port=server.server_port))
        assert faq.main(["console"]) == 1
        assert "FAQ_CONSOLE_PORT" in capsys.readouterr().err
    finally:
        server.server_close()

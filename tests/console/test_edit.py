"""Changing an entry: what is saved, what is refused, who may, and what happens when two people save."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from bot.console.app import Console
from bot.knowledge.loader import load
from tests.console.conftest import Browser, Open, fields
from tests.small_knowledge import ID_LOST, INVOICE, TODAY

COMMENTED = """\
# who signs: Mrs Wang
question:
  zh: 怎么开发票？  # the title
  en: "How do I issue an invoice?"
similar:
  zh: [发票咋开, 开票流程, 要开发票, 发票怎么弄, 想开张发票]
  en:
    - invoice how
    # asked often
    - issue invoices
    - making an invoice
    - need a fapiao
    - fapiao please

answer:
  zh: |
    请到窗口办理。
  en: |
    Go to the counter.
basis:
  - title: { zh: 《某条例》, en: Some Regulations }
reviewed: 2026-11-01
status: published
"""
NOT_SAVED = {"zh": "没有保存", "en": "not saved"}
CONFLICT = {"zh": "lin已保存了这一条", "en": "lin saved this entry while you were editing"}
REWORDED = {
    "similar.zh": "税票咋领\n开票流程\n想要一张票\n票据怎么弄\n报销要的票去哪弄",
    "similar.en": "invoice how\nwhere do I get a fapiao\nmaking one for a customer\nneed it for my accounts\nfapiao please",
}  # questions without advice
CARRIED = {"zh": "尚未保存", "en": "not saved yet"}


def path_of(console: Console, entry: str = INVOICE) -> Path:
    return console.desk.root / f"{entry}.yml"


def save(browser: Browser, entry: str, form: dict[str, str], **changes: str):
    return browser.post(f"/entry/{entry}", action="save", **{**form, **{key.replace("__", "."): text for key, text in changes.items()}})


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_one_field_is_changed_and_comments_order_and_quotes_stay(console: Console, open_as: Open, lang: str) -> None:
    path_of(console).write_text(COMMENTED, "utf-8")
    browser = open_as("lin", lang)
    form = browser.form(INVOICE)
    changed = {"zh": "请带身份证到窗口办理。", "en": "Go to the counter with your ID card."}[lang]
    assert save(browser, INVOICE, form, **{f"answer__{lang}": changed}).status == 303
    was = {"zh": "请到窗口办理。", "en": "Go to the counter."}[lang]
    assert path_of(console).read_text("utf-8") == COMMENTED.replace(was, changed)
    assert changed in browser.get(f"/entry/{INVOICE}", saved="1").body


def test_saving_without_a_change_leaves_every_byte(console: Console, open_as: Open) -> None:
    before = path_of(console, ID_LOST).read_bytes()
    browser = open_as("lin")
    form = {key: text.replace("\n", "\r\n") for key, text in browser.form(ID_LOST).items()}  # as browsers send it
    assert save(browser, ID_LOST, form).status == 303
    assert path_of(console, ID_LOST).read_bytes() == before


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(
    ("key", "text", "code"),
    [
        ("answer.en", "", {"zh": "这一项必须填写", "en": "This must be filled in"}),
        ("answer.en", "Your number is 33072219900307451X.", "K501"),
        ("similar.zh", "只有一个", "K103"),
        ("question.en", "How do I replace a lost ID card?", "K203"),  # another entry's
        ("related", "tax/none", "K204"),
        ("reviewed", "soon", {"zh": "日期请写成", "en": "Write the date as"}),
        ("basis.title.en", "One\nTwo", {"zh": "依据中文 1 条，英文 2 条", "en": "1 in Chinese, 2 in English"}),
        ("status", "perhaps", {"zh": "请选择状态", "en": "Choose a status"}),
        ("answer.zh", "bell\x07", {"zh": "控制字符", "en": "control characters"}),
    ],
)
def test_what_the_linter_refuses_is_not_saved_and_nothing_typed_is_lost(
    console: Console, open_as: Open, lang: str, key: str, text: str, code
) -> None:
    before = path_of(console).read_bytes()
    browser = open_as("lin", lang)
    form = browser.form(INVOICE)
    page = browser.post(f"/entry/{INVOICE}", action="save", **{**form, "answer.zh": "另写一版。", key: text})
    assert page.status == 422
    assert (code if isinstance(code, str) else code[lang]) in page.body and NOT_SAVED[lang] in page.body.lower()
    kept = fields(page.body)
    assert key == "status" or kept[key] == text
    assert key == "answer.zh" or kept["answer.zh"] == "另写一版。"
    assert path_of(console).read_bytes() == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_preview_shows_the_change_and_the_problems_and_writes_nothing(console: Console, open_as: Open, lang: str) -> None:
    before = path_of(console).read_bytes()
    browser = open_as("lin", lang)
    form = browser.form(INVOICE)
    good = browser.post(f"/entry/{INVOICE}", action="preview", **{**form, **REWORDED, "question.zh": "怎样开发票？"})
    assert good.status == 200 and "+  zh: 怎样开发票？" in good.body and {"zh": "没有发现问题", "en": "finds no problem"}[lang] in good.body
    bad = browser.post(f"/entry/{INVOICE}", action="preview", **{**form, "answer.en": ""})
    assert {"zh": "这一项必须填写", "en": "This must be filled in"}[lang] in bad.body
    assert path_of(console).read_bytes() == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_advice_is_shown_and_does_not_keep_from_saving(console: Console, open_as: Open, lang: str) -> None:
    browser = open_as("lin", lang)
    fees = {"answer.zh": "到窗口办理，收费20元。", "answer.en": "Go to the counter; the fee is 30 yuan."}
    form = {**browser.form(INVOICE), **REWORDED, **fees}
    preview = browser.post(f"/entry/{INVOICE}", action="preview", **form)
    assert "K404" in preview.body and {"zh": "金额不一致", "en": "disagrees in a"}[lang] in preview.body
    assert browser.post(f"/entry/{INVOICE}", action="save", **form).status == 303
    assert "K404" in browser.get(f"/entry/{INVOICE}").body
    assert '<span class="badge warn">1</span>' in browser.get("/", text=INVOICE).body


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_form_is_linted_while_somebody_types_and_nothing_is_written(console: Console, open_as: Open, lang: str) -> None:
    before = path_of(console).read_bytes()
    browser = open_as("lin", lang)
    form = {**browser.form(INVOICE), **REWORDED}
    lint = f"/entry/{INVOICE}/lint"
    fine = browser.post(lint, **form)
    assert fine.status == 200 and {"zh": "没有发现问题", "en": "finds no problem"}[lang] in fine.body and "<html" not in fine.body
    assert "K401" in browser.post(lint, **{**form, "answer.zh": "请在30天内到窗口办理。"}).body
    assert 'href="#reviewed"' in browser.post(lint, **{**form, "reviewed": "soon"}).body
    raw = browser.get(f"/entry/{INVOICE}", text="1") and fields(browser.page.body)
    assert "K101" in browser.post(lint, **{**raw, "raw": raw["raw"].replace("en:", "de:")}).body
    assert {"zh": "别人保存了", "en": "Somebody else has saved"}[lang] in browser.post(lint, **{**form, "version": "0" * 64}).body
    assert open_as("guest").post(lint, **form).status == 403
    assert path_of(console).read_bytes() == before


def test_what_was_typed_is_shown_as_text_never_as_a_page(console: Console, open_as: Open) -> None:
    browser = open_as("lin")
    form = browser.form(INVOICE)
    nasty = '</textarea><script>alert("x")</script><img src=x onerror=y>'
    assert save(browser, INVOICE, form, question__en=nasty).status == 303
    for path in ("/", f"/entry/{INVOICE}", f"/entry/{INVOICE}/history"):
        body = browser.get(path).body
        assert "<script>" not in body and "<img" not in body and "&lt;script&gt;" in body


def test_a_department_changes_its_own_entries_and_only_reads_the_others(console: Console, open_as: Open) -> None:
    browser = open_as("tax-wang")
    assert save(browser, INVOICE, browser.form(INVOICE), question__en="How do I get a fapiao?").status == 303
    before = path_of(console, ID_LOST).read_bytes()
    form = browser.form(ID_LOST)
    assert 'value="save"' not in browser.page.body and "Public Security Bureau" in browser.page.body
    assert save(browser, ID_LOST, form, question__en="Mine now?").status == 403
    assert browser.post(f"/entry/{ID_LOST}", action="save", version=form["version"], raw="x: y").status == 403
    assert browser.post(f"/entry/{ID_LOST}/roll-back", revision="x", version=form["version"]).status == 403
    assert path_of(console, ID_LOST).read_bytes() == before


def test_a_viewer_changes_nothing(console: Console, open_as: Open) -> None:
    before = path_of(console).read_bytes()
    browser = open_as("guest")
    assert save(browser, INVOICE, browser.form(INVOICE), question__en="Mine now?").status == 403
    assert path_of(console).read_bytes() == before


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_second_of_two_editors_is_told_sees_both_versions_and_loses_nothing(console: Console, open_as: Open, lang: str) -> None:
    first, second = open_as("lin", lang), open_as("tax-wang", lang)
    one, two = first.form(INVOICE), second.form(INVOICE)
    assert save(first, INVOICE, one, answer__zh="一号的答案。", answer__en="The answer of one.").status == 303
    saved = path_of(console).read_bytes()
    page = save(second, INVOICE, two, answer__zh="二号的答案。", question__en="How do I get a fapiao?")
    assert page.status == 409 and CONFLICT[lang] in page.body
    assert path_of(console).read_bytes() == saved
    merged = fields(page.body)
    assert merged["answer.zh"] == "二号的答案。" and "一号的答案。" in page.body  # both changed it: mine in the form, theirs beside it
    assert merged["answer.en"] == "The answer of one."  # only the other changed it
    assert merged["question.en"] == "How do I get a fapiao?"  # only I changed it
    assert save(second, INVOICE, merged).status == 303
    entry = load(console.desk.root, TODAY).require().entries[INVOICE]
    assert (entry.answer["zh"], entry.answer["en"]) == ("二号的答案。", "The answer of one.")
    assert entry.question["en"] == "How do I get a fapiao?"


def test_a_file_changed_outside_the_console_counts_as_a_second_editor_too(console: Console, open_as: Open) -> None:
    browser = open_as("lin")
    form = browser.form(INVOICE)
    path_of(console).write_text(path_of(console).read_text("utf-8") + "# by hand\n", "utf-8")
    assert save(browser, INVOICE, form, question__en="How do I get a fapiao?").status == 409
    assert "# by hand" in path_of(console).read_text("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_typed_survives_the_end_of_the_session(console: Console, open_as: Open, lang: str) -> None:
    before = path_of(console).read_bytes()
    browser = open_as("lin", lang)
    form = browser.form(INVOICE)
    browser.cookies.clear()
    asked = save(browser, INVOICE, form, answer__zh="写了很久的答案。")
    assert asked.status == 403 and "写了很久的答案。" in asked.body and CARRIED[lang] in asked.body
    carried = fields(asked.body)
    page = browser.post("/sign-in", name="lin", password="correct horse", carry_path=f"/entry/{INVOICE}", **carried)
    assert page.status == 200 and CARRIED[lang] in page.body
    assert fields(page.body)["answer.zh"] == "写了很久的答案。"
    assert path_of(console).read_bytes() == before
    assert save(browser, INVOICE, fields(page.body)).status == 303
    assert "写了很久的答案。" in path_of(console).read_text("utf-8")


def git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), "-c", "user.name=t", "-c", "user.email=t@example.org", *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


@pytest.mark.parametrize("repository", [True, False], ids=["git", "plain"])
def test_history_tells_who_changed_what_and_goes_back(console: Console, open_as: Open, repository: bool) -> None:
    before = path_of(console).read_bytes()
    if repository:
        git(console.desk.root, "init", "-q")
        git(console.desk.root, "add", ".")
        git(console.desk.root, "commit", "-q", "-m", "first")
        (console.desk.root / "tax" / "draft.yml").write_bytes(path_of(console, "tax/draft").read_bytes() + b"# not mine\n")
    browser = open_as("lin")
    assert save(browser, INVOICE, browser.form(INVOICE), question__en="How do I get a fapiao?").status == 303
    if repository:
        assert git(console.desk.root, "log", "-1", "--format=%an %cn %s").strip() == f"lin lin {INVOICE}: saved"
        assert git(console.desk.root, "status", "--porcelain").split() == ["M", "tax/draft.yml"]  # what is not ours is left alone
    item = console.desk.shelf().items[INVOICE]
    revisions = console.desk.revisions(item)
    assert len(revisions) == 2
    shown = browser.get(f"/entry/{INVOICE}/history", revision=revisions[0].id).body
    assert "lin" in shown and "+  en: How do I get a fapiao?" in shown
    back = browser.get(f"/entry/{INVOICE}/history", revision=revisions[1].id).body
    assert "-  en: How do I get a fapiao?" in back
    assert browser.post(f"/entry/{INVOICE}/roll-back", revision=revisions[1].id, version="0" * 64).status == 409
    assert browser.post(f"/entry/{INVOICE}/roll-back", revision=revisions[1].id, version=item.version).status == 303
    assert path_of(console).read_bytes() == before
    assert len(console.desk.revisions(item)) == 3  # nothing of the history is lost
    assert [event.action for event in console.audit.events(INVOICE)] == ["rolled_back", "saved"]
    assert browser.get(f"/entry/{INVOICE}/history", revision="--output=x").status == 404


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_was_changed_outside_is_not_booked_on_who_saves_next(console: Console, open_as: Open, lang: str) -> None:
    path_of(console).write_text(COMMENTED, "utf-8")
    git(console.desk.root, "init", "-q")
    git(console.desk.root, "add", ".")
    git(console.desk.root, "commit", "-q", "-m", "first")
    path_of(console).write_text(COMMENTED.replace("Go to the counter", "Come to the counter"), "utf-8")
    browser = open_as("lin", lang)
    save(browser, INVOICE, browser.form(INVOICE), question__en="How do I get a fapiao?")
    assert git(console.desk.root, "log", "-2", "--format=%an").split() == ["lin", "outside"]
    assert "counter" not in git(console.desk.root, "show", "--format=", "-U0", "HEAD")
    shown = browser.get(f"/entry/{INVOICE}/history").body
    assert {"zh": "在工作台以外改动", "en": "Changed outside the console"}[lang] in shown and f"{INVOICE}: " not in shown


def test_a_commit_that_git_refuses_is_told_and_the_file_is_saved(console: Console, open_as: Open) -> None:
    git(console.desk.root, "init", "-q")
    git(console.desk.root, "add", ".")
    git(console.desk.root, "commit", "-q", "-m", "first")
    hook = console.desk.root / ".git" / "hooks" / "pre-commit"
    hook.parent.mkdir(exist_ok=True)
    hook.write_text("#!/bin/sh\necho no entry without a ticket >&2\nexit 1\n")
    hook.chmod(0o755)
    browser = open_as("lin")
    page = save(browser, INVOICE, browser.form(INVOICE), question__en="How do I get a fapiao?")
    assert "no entry without a ticket" in page.body
    assert "fapiao" in path_of(console).read_text("utf-8")
    assert "not_committed" in [event.action for event in console.audit.events(INVOICE)]


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["lf", "crlf"])
def test_editing_as_a_text_keeps_line_ends_and_checks_the_same(console: Console, open_as: Open, ends: str) -> None:
    path_of(console).write_bytes(COMMENTED.replace("\n", ends).encode())
    browser = open_as("lin")
    sent = fields(browser.get(f"/entry/{INVOICE}", text="1").body)
    typed = sent["raw"].replace("Go to the counter.", "Come to the counter.").replace("\n", "\r\n")
    assert browser.post(f"/entry/{INVOICE}", action="save", version="0" * 64, raw=typed).status == 409
    broken = browser.post(f"/entry/{INVOICE}", action="save", version=sent["version"], raw=typed.replace("answer:", "anwser:"))
    assert broken.status == 422 and "K003" in broken.body and "Come to the counter." in broken.body
    assert browser.post(f"/entry/{INVOICE}", action="save", version=sent["version"], raw=typed).status == 303
    assert path_of(console).read_bytes() == COMMENTED.replace("Go to", "Come to").replace("\n", ends).encode()


@pytest.mark.parametrize("word", ["公安局", "发票"])
def test_a_file_in_gbk_is_shown_readable_and_becomes_utf8(console: Console, open_as: Open, word: str) -> None:
    path_of(console).write_bytes(COMMENTED.replace("窗口", word).encode("gb18030"))
    browser = open_as("lin")
    sent = browser.form(INVOICE)
    assert word in sent["raw"]
    assert browser.post(f"/entry/{INVOICE}", action="save", **sent).status == 303
    assert path_of(console).read_text("utf-8") == COMMENTED.replace("窗口", word)

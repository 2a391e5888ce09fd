"""Who gets in, who does not, and what a session is worth."""

from __future__ import annotations

import json
import stat

import pytest

from bot.console import users as users_module
from bot.console.app import COOKIE, Console
from bot.console.users import Users, WrongUser
from bot.console.web import HEADERS
from tests.console.conftest import PASSWORD, Browser, Open
from tests.small_knowledge import INVOICE

SIGN_IN = {"zh": "用户名", "en": "Password"}
WRONG = {"zh": "用户名或密码不对", "en": "The name or the password is wrong"}
WAIT = {"zh": "15 分钟后再试", "en": "Try again in 15 minutes"}


def test_a_password_is_kept_as_a_slow_hash_with_a_salt_of_its_own_in_a_private_file(tmp_path):
    users = Users(tmp_path)
    first, second = users.add("a", "viewer", "", PASSWORD), users.add("b", "viewer", "", PASSWORD)
    assert first.key != second.key and first.salt != second.salt
    assert PASSWORD not in users.file.read_text("utf-8")
    assert stat.S_IMODE(users.file.stat().st_mode) == 0o600
    assert users_module.COST["n"] * users_module.COST["r"] >= 2**18
    assert users.verified("a", PASSWORD) == first
    assert users.verified("a", PASSWORD + "x") is None and users.verified("nobody", PASSWORD) is None


@pytest.mark.parametrize(
    ("name", "role", "department", "password"),
    [
        ("a b", "viewer", "", PASSWORD),
        ("../a", "viewer", "", PASSWORD),
        ("", "viewer", "", PASSWORD),
        ("a", "viewer", "", "short"),
        ("a", "viewer", "", "x" * 201),
        ("a", "department", "", PASSWORD),
        ("a", "editor", "tax", PASSWORD),
    ],
)
def test_a_user_that_will_not_do_is_refused_in_both_languages(tmp_path, name, role, department, password):
    with pytest.raises(WrongUser) as caught:
        Users(tmp_path).add(name, role, department, password)
    assert caught.value.text("zh") != caught.value.text("en")
    assert not Users(tmp_path).file.exists()


def test_a_name_may_be_chinese(tmp_path):
    assert Users(tmp_path).add("林小红", "editor", "", PASSWORD).name in Users(tmp_path).all()


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_without_a_session_every_page_asks_for_the_password(console: Console, lang: str) -> None:
    for path in ("/", "/try", "/expiring", "/gaps", "/gate", "/audit", f"/entry/{INVOICE}", f"/entry/{INVOICE}/history"):
        body = Browser(console, lang).get(path).body
        assert SIGN_IN[lang] in body and 'type="password"' in body
        assert "开发票" not in body and "issue an invoice" not in body


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_wrong_password_is_refused_and_too_many_are_stopped(console: Console, lang: str) -> None:
    browser = Browser(console, lang)
    browser.get("/sign-in")
    for _ in range(5):
        page = browser.post("/sign-in", name="lin", password="wrong password")
        assert page.status == 403 and WRONG[lang] in page.body
    page = browser.post("/sign-in", name="lin", password=PASSWORD)
    assert page.status == 429 and WAIT[lang] in page.body
    assert browser.post("/sign-in", name="lin", password=PASSWORD, address="10.0.0.9").status == 303  # from elsewhere she gets in


def test_the_session_changes_at_the_sign_in_and_its_cookie_is_closed_to_scripts_and_other_sites(console: Console) -> None:
    browser = Browser(console)
    browser.get("/sign-in")
    before = browser.cookies[COOKIE]
    page = browser.post("/sign-in", name="lin", password=PASSWORD)
    sent = [value for name, value in page.headers if name == "Set-Cookie"]
    assert len(sent) == 1 and "HttpOnly" in sent[0] and "SameSite=Strict" in sent[0]
    assert browser.cookies[COOKIE] != before
    assert browser.get("/").status == 200 and INVOICE in browser.page.body


def test_a_forged_cookie_is_worth_nothing(console: Console, open_as: Open) -> None:
    browser = open_as("guest")
    name, ends, id_, mac = browser.cookies[COOKIE].split(".")
    for cookie in (f"bGlu.{ends}.{id_}.{mac}", f"{name}.{int(ends) + 9}.{id_}.{mac}", f"{name}.{ends}.{id_}.", "x", "", "a.b.c.d", "..."):
        browser.cookies[COOKIE] = cookie
        assert 'type="password"' in browser.get("/").body


def test_a_session_ends_by_the_clock_by_signing_out_and_by_a_new_password(home, console: Console, monkeypatch) -> None:
    now = [1_000.0]
    timed = Console(home, clock=lambda: now[0])
    browser = Browser(timed).sign_in("lin")
    assert INVOICE in browser.get("/").body
    now[0] += home.session_hours * 3600 + 1
    assert 'type="password"' in browser.get("/").body
    out = Browser(timed).sign_in("lin")
    kept = dict(out.cookies)
    assert out.post("/sign-out").status == 303
    for again in (timed, Console(home, clock=lambda: now[0])):  # nor after a restart
        assert 'type="password"' in Browser(again, cookies=dict(kept)).get("/").body
    other = Browser(timed).sign_in("lin")
    timed.users.add("lin", "editor", "", PASSWORD + "!")
    assert 'type="password"' in other.get("/").body


@pytest.mark.parametrize("token", ["", "0" * 64, "字"])
def test_a_form_without_the_token_of_its_session_does_nothing(console: Console, open_as: Open, token: str) -> None:
    browser = open_as("lin")
    form = browser.form(INVOICE)
    before = (console.desk.root / f"{INVOICE}.yml").read_bytes()
    browser.token = token
    page = browser.post(f"/entry/{INVOICE}", action="save", **{**form, "question.en": "How do I get a forged invoice?"})
    assert page.status == 403
    assert (console.desk.root / f"{INVOICE}.yml").read_bytes() == before


def test_a_form_from_another_site_does_nothing_even_with_the_token(open_as: Open) -> None:
    browser = open_as("lin")
    assert browser.post("/sign-out", origin="https://elsewhere.example").status == 403
    assert browser.get("/").status == 200 and INVOICE in browser.page.body


def test_the_policy_allows_only_our_own_scripts_and_no_frame() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert "default-src 'none'" in policy and "script-src 'self';" in policy and "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy and "form-action 'self'" in policy


def test_broken_users_are_a_sentence_and_nobody_gets_in(console: Console) -> None:
    console.users.file.write_text(json.dumps({"lin": {"role": "editor"}}), "utf-8")
    page = Browser(console).get("/")
    assert page.status == 500 and "console-users.json" in page.body and "恢复" in page.body and "tax/" not in page.body


def test_a_password_typed_as_a_name_is_not_written_down(console: Console) -> None:
    browser = Browser(console)
    browser.get("/sign-in")
    browser.post("/sign-in", name=PASSWORD, password="lin")
    assert [(event.user, event.action) for event in console.audit.events()] == [("?", "refused")]
    assert PASSWORD not in console.audit.file.read_text("utf-8")

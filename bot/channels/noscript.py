"""The chat as plain pages: a form that is posted, and a page with its answer. For browsers in which no script runs.

The session is a signed field of the form, not a cookie. All text is escaped; the page may load our style sheets and nothing else.
"""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from html import escape
from typing import Any
from urllib.parse import parse_qs

from bot.channels.markup import blocks, inline, link, phone
from bot.channels.refusals import Refused
from bot.channels.replies import Reply
from bot.language import Lang

Answer = Callable[[bytes], Awaitable[list[Reply]]]

WORDS: Mapping[str, Mapping[Lang, str]] = {
    "title": {"zh": "永康市政务服务智能问答", "en": "Yongkang Government Services"},
    "ask": {"zh": "请输入您想办的事", "en": "Type your question"},
    "privacy": {
        "zh": "请勿输入身份证号、手机号、银行卡号等个人信息。",
        "en": "Please do not type ID-card, phone or bank-card numbers.",
    },
    "send": {"zh": "发送", "en": "Send"},
    "asked": {"zh": "您问：", "en": "You asked:"},
    "basis": {"zh": "依据", "en": "Based on"},
    "department": {"zh": "负责部门", "en": "Department in charge"},
    "whom": {"zh": "咨询部门", "en": "Whom to ask"},
    "reviewed": {"zh": "最近核对", "en": "Last reviewed"},
    "related": {"zh": "大家还问", "en": "People also ask"},
    "choices": {"zh": "请选择", "en": "Please choose"},
    "other": {"zh": "English", "en": "中文"},
    "full": {"zh": "打开完整版", "en": "Open the full version"},
}
TAGS: Mapping[Lang, str] = {"zh": "zh-Hans", "en": "en"}


@dataclass(frozen=True)
class Form:
    """What was posted. session: empty at the first question."""

    text: str
    lang: Lang
    session: str = ""
    choice: str | None = None


@dataclass(frozen=True)
class Page:
    status: int
    html: str


def read_form(raw: bytes, content_type: str) -> Form:
    """The fields of a posted form; Refused if it is none. Of a field that came twice the first counts."""
    if content_type.split(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        raise Refused("not_form")
    try:
        fields = parse_qs(raw.decode("ascii"), keep_blank_values=True, errors="strict", max_num_fields=20)
    except ValueError as err:
        raise Refused("bad_field") from err
    first = {name: values[0] for name, values in fields.items()}
    return Form(first.get("text", ""), lang_of(first.get("lang")), first.get("session", ""), first.get("choice") or None)


def lang_of(said: str | None) -> Lang:
    return "en" if said == "en" else "zh"


async def answer_form(form: Form, open_session: Callable[[], str], answer: Answer) -> Page:
    """The page with the answer; with the sentence of the refusal, and what was typed, if there is none."""
    try:
        form, replies = await _replies(form, open_session, answer)
    except Refused as refused:
        message = refused.body["error"]["message"][form.lang]
        return Page(refused.refusal.status, page(form, notice=message))
    return Page(200, page(form, replies))


async def _replies(form: Form, open_session: Callable[[], str], answer: Answer) -> tuple[Form, list[Reply]]:
    form = form if form.session else replace(form, session=open_session())
    try:
        return form, await answer(_letter(form))
    except Refused as refused:
        if not refused.refusal.code.startswith("session_"):
            raise
    form = replace(form, session=open_session())  # the server was started anew, or twelve hours have passed
    return form, await answer(_letter(form))


def _letter(form: Form) -> bytes:
    """The form as the same JSON that the page with scripts sends."""
    choice = {"choice": form.choice} if form.choice else {}
    return json.dumps({"session": form.session, "text": form.text, "lang": form.lang, **choice}).encode()


def page(form: Form, replies: Sequence[Reply] = (), notice: str | None = None) -> str:
    """A whole HTML page: what was asked, the answer or the notice, and the form for the next question."""
    lang = form.lang
    asked = f'<p class="small">{_word("asked", lang)} {escape(form.text)}</p>' if replies else ""
    told = f'<div class="bubble bubble-trouble" role="alert"><p>{inline(notice)}</p></div>' if notice else ""
    answers = "".join(_reply(reply, form) for reply in replies)
    other: Lang = "zh" if lang == "en" else "en"
    links = (f'<p class="plain-other"><a href="ask?lang={other}" lang="{TAGS[other]}">{_word("other", lang)}</a> · '
             f'<a href="./?lang={lang}">{_word("full", lang)}</a></p>')  # fmt: skip
    return (
        f'<!DOCTYPE html>\n<html lang="{TAGS[lang]}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_word('title', lang)}</title>\n"
        '<link rel="icon" href="assets/icon.svg" type="image/svg+xml">\n'
        '<link rel="stylesheet" href="assets/style.css">\n<link rel="stylesheet" href="assets/messages.css">\n'
        '<link rel="stylesheet" href="assets/plain.css">\n</head>\n<body>\n<div class="faq plain">\n'
        f'<header class="plain-top"><h1 class="title">{_word("title", lang)}</h1>'
        '<a class="tool tool-phone" href="tel:12345">12345</a></header>\n'
        f'<main class="plain-main">\n{asked}{told}{answers}\n{_form(form, keep=bool(notice))}\n{links}\n</main>\n</div>\n</body>\n</html>\n'
    )


def _form(form: Form, keep: bool) -> str:
    """keep: leave in the field what was typed, since it has not been answered."""
    lang = form.lang
    return (
        '<form class="plain-form" method="post" action="ask">'
        f'<label for="plain-text">{_word("ask", lang)}</label>'
        f'<textarea id="plain-text" name="text" rows="2" autocomplete="off" required>\n{escape(form.text) if keep else ""}</textarea>'
        f'<p class="hint">{_word("privacy", lang)}</p>{_hidden(form)}'
        f'<p class="plain-send"><button class="send">{_word("send", lang)}</button></p></form>'
    )


def _hidden(form: Form) -> str:
    return (f'<input type="hidden" name="session" value="{escape(form.session)}">'
            f'<input type="hidden" name="lang" value="{form.lang}">')  # fmt: skip


def _reply(reply: Reply, form: Form) -> str:
    lang = lang_of(reply.get("lang"))
    entry = reply.get("entry")
    emergency = " bubble-emergency" if reply.get("outcome") == "guard_emergency" else ""
    further = "".join(_entry(one, str(one.get("answer", "")), lang) for one in reply.get("also") or [])
    body = _entry(entry, _spoken(reply), lang) + further if entry else _text(reply, lang)
    offered = _choices(reply.get("choices") or [], "choices", form, lang) + _choices(reply.get("related") or [], "related", form, lang)
    return f'<article class="bubble{emergency}" lang="{TAGS[lang]}">{body}</article>{offered}'


def _spoken(reply: Reply) -> str:
    """Of a follow-up only what was asked for; otherwise the whole answer."""
    answer = str((reply.get("entry") or {}).get("answer", ""))
    text = str(reply.get("text", ""))
    return text if reply.get("outcome") == "answered_followup" and answer not in text else answer


def _text(reply: Reply, lang: Lang) -> str:
    titles = {str(one["title"]).strip() for one in [*(reply.get("choices") or []), *(reply.get("related") or [])]}
    lines = [line for line in str(reply.get("text", "")).splitlines() if not any(line.strip().endswith(title) for title in titles)]
    department = reply.get("department")
    return blocks("\n".join(lines)) + (_facts([("whom", _department(department))], lang) if department else "")


def _entry(entry: Mapping[str, Any], answer: str, lang: Lang) -> str:
    guide = "".join(
        f"<h3>{escape(str(part.get('label', '')))}</h3>{_guide(part)}"
        for part in entry.get("guide") or []
        if part.get("text") or part.get("items")
    )
    basis = "; ".join(link(source.get("url"), str(source.get("title", ""))) for source in entry.get("basis") or [])
    facts = _facts(
        [("basis", basis), ("department", _department(entry.get("department"))), ("reviewed", escape(str(entry.get("reviewed") or "")))],
        lang,
    )
    title = f'<h2 class="entry-title">{escape(str(entry.get("title", "")))}</h2>'
    return f'{title}<div class="answer">{blocks(answer)}</div><div class="plain-guide guide-text">{guide}</div>{facts}'


def _guide(part: Mapping[str, Any]) -> str:
    items = part.get("items") or []
    if items:
        tag = "ol" if part.get("element") == "steps" else "ul"
        return f"<{tag}>{''.join(f'<li>{inline(str(item))}</li>' for item in items)}</{tag}>"
    return f"<p>{phone(str(part['text']))}</p>" if part.get("element") == "phone" else blocks(str(part["text"]))


def _facts(facts: Sequence[tuple[str, str]], lang: Lang) -> str:
    rows = "".join(f"<dt>{_word(key, lang)}</dt><dd>{html}</dd>" for key, html in facts if html)
    return f'<dl class="facts">{rows}</dl>' if rows else ""


def _department(department: Mapping[str, Any] | None) -> str:
    if not department:
        return ""
    number = str(department.get("phone") or "")
    return f"{escape(str(department.get('name', '')))} {phone(number) if number else ''}".strip()


def _choices(choices: Sequence[Mapping[str, Any]], key: str, form: Form, lang: Lang) -> str:
    """Each as a form of its own, with one button."""
    if not choices:
        return ""
    buttons = "".join(
        f'<li><form method="post" action="ask">{_hidden(form)}<input type="hidden" name="text" value="{escape(str(one["title"]))}">'
        f'<button class="choice" name="choice" value="{escape(str(one["id"]))}">{escape(str(one["title"]))}</button></form></li>'
        for one in choices
    )
    return f'<h2 class="small" lang="{TAGS[lang]}">{_word(key, lang)}</h2><ul class="plain-choices" lang="{TAGS[lang]}">{buttons}</ul>'


def _word(key: str, lang: Lang) -> str:
    return escape(WORDS[key][lang])

"""Reply objects as the plain texts that WeChat can show: everything in as few messages as it fits, choices by number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from urllib.parse import quote

from bot.channels.wechat.cutting import cut, size
from bot.channels.wechat.sentences import SENTENCES
from bot.language import LANGUAGES, Lang

Reply = Mapping[str, Any]
Titled = tuple[str, str]  # id and title of a question that can be picked

LIMIT: Final = 2048  # bytes of one message; what is known of the sister product's limit
MOST: Final = 5  # messages that one of a citizen's allows
MOST_RELATED: Final = 3

_INLINE = re.compile(r"\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(([^)\s]+)\)")
_BULLET = re.compile(r"^([ \t]*)[*-][ \t]+", re.MULTILINE)
_BLANK = re.compile(r"[ \t]+$", re.MULTILINE)
_EMPTY_LINES = re.compile(r"\n{3,}")
_UNSEEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SAYS_NUMBER = re.compile(r"回复(?:数字| ?1)|[Rr]eply (?:with (?:its|the|a) number|1)")
_OR_TAP = re.compile(r" ?或(?:者)?点一下|,? or tap it")


def render(
    replies: Iterable[Reply], lang: Lang, *, limit: int = LIMIT, most: int = MOST, menu_links: bool = False, page: str = ""
) -> list[str]:
    """The messages to send, in order. limit: bytes of one; most: of them; menu_links: whether titles can be tapped, which WeChat
    does not document; page: address of the whole answer, named when not all of it fits."""
    text = "\n\n".join(filter(None, (_text(reply, lang, menu_links) for reply in replies)))
    pieces = [piece for piece in map(str.strip, cut(text, limit)) if piece]
    if len(pieces) <= most:
        return pieces
    sentence = _rest(lang, page, limit)
    room = limit - size(f"\n\n{sentence}")
    last = cut(pieces[most - 1], room)[0].strip()
    return [*pieces[: most - 1], f"{last}\n\n{sentence}"]


def plain(markdown: str) -> str:
    """The subset of Markdown that answers are written in, as plain text: no bold, links as "text (address)"."""
    text = _UNSEEN.sub("", markdown.replace("\r\n", "\n").replace("\r", "\n"))
    text = _BULLET.sub(r"\1- ", _INLINE.sub(_inline, text))
    return _EMPTY_LINES.sub("\n\n", _BLANK.sub("", text)).strip()


def _inline(found: re.Match[str]) -> str:
    bold, label, address = found.groups()
    if bold is not None:
        return str(bold)
    scheme, _, target = address.partition(":")
    if scheme in ("http", "https"):
        return str(address) if label == address else f"{label} ({address})"
    if scheme in ("tel", "mailto"):
        return str(label) if target in label else f"{label} ({target})"
    return str(label)


def _text(reply: Reply, lang: Lang, menu_links: bool) -> str:
    """The whole of one reply. Department, basis and date of review are in its text already."""
    lang = reply["lang"] if reply.get("lang") in LANGUAGES else lang
    text = plain(str(reply.get("text") or ""))
    choices = _titled(reply.get("choices"))
    if choices:
        return _with_choices(text, choices, lang, menu_links)
    related = _titled(reply.get("related"))[:MOST_RELATED]
    if not text or not related:
        return text
    lines = [f"- {_link(one) if menu_links else one[1]}" for one in related]  # no numbers: only choices are picked by number
    return "\n".join((text, "", SENTENCES["related"][lang], *lines))


def _with_choices(text: str, choices: Sequence[Titled], lang: Lang, menu_links: bool) -> str:
    """The text with each choice on a line of its own, numbered, and a word on how to pick one; nothing that it says already."""
    numbered = [f"{number}. {title}" for number, (_, title) in enumerate(choices, start=1)]
    lines = text.split("\n") if text else []
    if not menu_links:
        lines = [_OR_TAP.sub("", line) if _SAYS_NUMBER.search(line) else line for line in lines]
    if not set(numbered) <= set(lines):
        if not _SAYS_NUMBER.search(text):
            lines += [SENTENCES["reply_number"][lang]]
        lines += numbered
    if menu_links:
        linked = {line: f"{number}. {_link(one)}" for number, (line, one) in enumerate(zip(numbered, choices), start=1)}
        lines = [linked.get(line, line) for line in lines]
    return "\n".join(lines)


def _titled(named: object) -> list[Titled]:
    """The questions in a list of the reply, with their titles as plain text."""
    items = named if isinstance(named, Sequence) and not isinstance(named, str) else ()
    found = [(str(item.get("id") or ""), plain(str(item.get("title") or ""))) for item in items if isinstance(item, Mapping)]
    return [(id_, " ".join(title.split())) for id_, title in found if title]


def _link(one: Titled) -> str:
    """A title that, tapped, is sent as if typed, with the id of its entry."""
    id_, title = one
    if not id_ or re.search(r"[<>]", title):
        return title
    return f'<a href="weixin://bizmsgmenu?msgmenucontent={quote(title, safe="")}&msgmenuid={quote(id_, safe="")}">{title}</a>'


def _rest(lang: Lang, page: str, limit: int) -> str:
    on_page = SENTENCES["rest_on_page"][lang].format(page=page)
    return on_page if page and size(on_page) <= limit // 2 else SENTENCES["rest"][lang]

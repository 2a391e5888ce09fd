"""The small subset of Markdown that answers are written in, as HTML: what markdown.js shows, for browsers without scripts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape

_BULLET = re.compile(r"\s*[-*]\s+(.*)")
_NUMBER = re.compile(r"\s*\d{1,3}(?:\.\s+|、\s*)(.*)")
_INLINE = re.compile(r"\*\*([^*\n]+)\*\*|\[([^\]\n]+)\]\(([^)\s]+)\)")
_SAFE = re.compile(r"(?:https?://\S+|tel:[+\d-]+|mailto:\S+)", re.IGNORECASE)
_HOTLINE = re.compile(r"(?<![\d.])(12345|12333|12366|12315|12393|12329|12328|12348|12356|12367|12369)(?![\d.])")


def blocks(text: str) -> str:
    """Paragraphs and lists. Whatever else the text holds stays text: it is escaped."""
    return "".join(_block(tag, lines) for tag, lines in _parts(text))


def inline(text: str) -> str:
    """One line: bold, links to web pages, telephone numbers and mail, and hotlines."""
    made, place = [], 0
    for found in _INLINE.finditer(text):
        bold, label, address = found.groups()
        made += [_plain(text[place : found.start()]), f"<strong>{escape(bold)}</strong>" if bold else link(address, label)]
        place = found.end()
    return "".join([*made, _plain(text[place:])])


def link(address: str | None, label: str) -> str:
    """A link, or the label alone if the address is not one to follow."""
    if not address or not _SAFE.fullmatch(address):
        return escape(label)
    return f'<a href="{escape(address)}" rel="noopener noreferrer">{escape(label)}</a>'


def phone(number: str) -> str:
    """A telephone number to dial."""
    digits = re.sub(r"[^\d+]", "", number)
    return f'<a class="phone" href="tel:{digits}">{escape(number)}</a>' if len(digits) >= 3 else escape(number)


def _plain(text: str) -> str:
    return _HOTLINE.sub(r'<a class="phone" href="tel:\1">\1</a>', escape(text))


def _parts(text: str) -> Iterator[tuple[str, list[str]]]:
    """Each block as its tag and its lines: lines of the same kind that follow one another belong together."""
    tag, lines = "", list[str]()
    for line in [*text.splitlines(), ""]:
        found = _BULLET.fullmatch(line) or _NUMBER.fullmatch(line)
        kind = "" if not line.strip() else "p" if not found else "ul" if _BULLET.fullmatch(line) else "ol"
        if kind != tag:
            if lines:
                yield tag, lines
            tag, lines = kind, []
        if kind:
            lines.append(found[1] if found else line.strip())


def _block(tag: str, lines: list[str]) -> str:
    if tag == "p":
        return f"<p>{'<br>'.join(map(inline, lines))}</p>"
    return f"<{tag}>{''.join(f'<li>{inline(line)}</li>' for line in lines)}</{tag}>"

"""The rules of the handbook as a page, so that the code of a problem leads to what it means, with examples."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from markupsafe import Markup, escape

from bot.console.errors import NotFound
from bot.console.visit import Visit, route
from bot.console.web import Response
from bot.language import Lang
from bot.settings import ROOT

FILES: Final[dict[Lang, Path]] = {"zh": ROOT / "docs" / "editors" / "rules.zh.md", "en": ROOT / "docs" / "editors" / "rules.md"}
_INLINE = re.compile(r"`([^`]+)`|\*\*([^*]+)\*\*|\[([^\]]+)\]\([^)]*\)")
_CODE = re.compile(r"K\d{3}")
_OTHER_LANGUAGE = re.compile(r"(?:中文：|English: )\[.*")  # the page has its own link


def rules(visit: Visit) -> Response:
    if not FILES[visit.lang].exists():
        raise NotFound
    return visit.page("rules", body=html_of(FILES[visit.lang]))


@lru_cache(maxsize=2)
def html_of(file: Path) -> Markup:
    """The headings, paragraphs and examples of a page of the handbook; links become plain text."""
    return Markup("\n").join(_blocks(file.read_text(encoding="utf-8")))


def _blocks(text: str) -> Iterator[Markup]:
    for place, part in enumerate(re.split(r"^```\w*\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE)):
        if place % 2:
            yield Markup('<pre class="card">{}</pre>').format(part)
            continue
        for block in filter(None, (one.strip() for one in part.split("\n\n"))):
            head = re.fullmatch(r"(#{1,3}) (.*)", block)
            if head:
                code, tag = _CODE.match(head[2]), f"h{len(head[1])}"
                yield Markup("<{}{}>{}</{}>").format(Markup(tag), Markup(f' id="{code[0]}"' if code else ""), _line(head[2]), Markup(tag))
            elif not _OTHER_LANGUAGE.fullmatch(block):
                yield Markup("<p>{}</p>").format(_line(block))


def _line(text: str) -> Markup:
    """Code, bold, and the words of links."""
    made, place = Markup(), 0
    for found in _INLINE.finditer(text):
        made += escape(text[place : found.start()])
        tag, words = ("code", found[1]) if found[1] else ("strong", found[2]) if found[2] else ("", found[3])
        made += Markup(f"<{tag}>{{}}</{tag}>").format(words) if tag else _line(words)
        place = found.end()
    return made + escape(text[place:])


ROUTES = (route("GET", "/rules", rules),)

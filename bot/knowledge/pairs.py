"""A text in both languages, line by line."""

from __future__ import annotations

from collections.abc import Iterator

from bot.knowledge.schema import Both
from bot.language import LANGUAGES


def paired_lines(texts: Both) -> Iterator[tuple[str, str]]:
    """The Chinese and the English lines that belong together; the whole texts if one has more lines. Blank lines do not count."""
    zh, en = ([line for line in texts[lang].splitlines() if line.strip()] for lang in LANGUAGES)
    yield from zip(zh, en) if len(zh) == len(en) else [(texts["zh"], texts["en"])]

"""Pinyin initials and other Latin abbreviations written out: sfz -> 身份证. They come from the glossary's plain words."""

from __future__ import annotations

import re
from collections.abc import Iterable

_LETTERS = re.compile(r"[a-z]{2,6}")
_RUN = re.compile(r"[A-Za-z]+")


class Abbreviations:
    """pairs: (plain word, official term); only plain words of two to six Latin letters count."""

    def __init__(self, pairs: Iterable[tuple[str, str]]) -> None:
        self._terms = {plain: term for plain, term in pairs if _LETTERS.fullmatch(plain)}

    def write_out(self, text: str) -> str:
        """The text with the official term in place of each known abbreviation."""
        return _RUN.sub(lambda run: self._terms.get(run.group().lower(), run.group()), text)

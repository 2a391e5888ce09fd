"""English words put right: short spellings of text messages written out, slips of the keyboard against the knowledge's own words."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Mapping
from copy import copy
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zlib import crc32

from bot.language.sounds import syllables_of

if TYPE_CHECKING:
    from symspellpy import SymSpell

SHORTEST = 4  # letters of a word that is put right
LONG = 8  # letters from which two slips are forgiven, one below
_PREFIX = 7  # of symspellpy: how much of a word is indexed; its default
_WORD = re.compile(r"(?<![A-Za-z0-9@./'’-])[A-Za-z]+(?![A-Za-z0-9@/'’-])")

SHORT: Final[Mapping[str, str]] = {
    short: written.replace("_", " ")
    for short, written in (
        pair.split(":")
        for pair in """
        pls:please plz:please u:you ur:your r:are y:why n:and wot:what wat:what wats:what's wots:what's thx:thanks
        cuz:because coz:because bcoz:because becos:because cos:because bc:because wanna:want_to wana:want_to gonna:going_to
        gotta:have_to gimme:give_me lemme:let_me cant:can't dont:don't doesnt:doesn't didnt:didn't isnt:isn't wont:won't
        havent:haven't couldnt:couldn't wasnt:wasn't im:I'm ive:I've dunno:don't_know idk:I_don't_know hw:how nd:and abt:about
        msg:message ppl:people govt:government gov:government yr:year yrs:years mnth:month mnths:months hrs:hours mins:minutes
        nite:night tmrw:tomorrow tmr:tomorrow docs:documents doc:document cert:certificate certs:certificates acct:account
        appt:appointment bday:birthday hubby:husband smth:something sth:something sumone:someone b4:before l8:late gr8:great
        2day:today 2morrow:tomorrow 4ever:forever some1:someone any1:anyone gf:girlfriend bf:boyfriend asap:as_soon_as_possible
        w/o:without w/:with
        """.split()
    )
}
_SHORT = re.compile(
    rf"(?<![A-Za-z0-9'’./&-])(?:{'|'.join(sorted(map(re.escape, SHORT), key=len, reverse=True))})(?![A-Za-z0-9'’&/-])", re.IGNORECASE
)
# A figure that stands for a word: "how 2 apply", "4 my son"; not "2 kids", "for 4 years".
_TO = re.compile(
    r"\b(how|want|needs?|have|has|where|what|when|able|going|goin|go|try|trying|forgot|like|come|transfer|move)(\s+)2(?=\s+[a-z])"
    r"(?!\s+(?:kids?|child\w*|years?|yrs?|months?|weeks?|days?|people|persons?|times|more|or|of|and)\b)",
    re.IGNORECASE,
)
_FOR = re.compile(
    r"(?<![A-Za-z0-9.,])4(?=\s+(?:my|me|a|an|the|our|his|her|us|u|you|your|ur|this|that|it|him|them|new|sure|good|which|what|free)\b)",
    re.IGNORECASE,
)


def common_words() -> str:
    """English words, one a line, the most frequent first: the list of 82,765 words that symspellpy brings."""
    found = find_spec("symspellpy")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("symspellpy")
    counted = Path(found.origin).with_name("frequency_dictionary_en_82_765.txt").read_text(encoding="utf-8-sig")
    return re.sub(r" \d+$", "", counted, flags=re.MULTILINE).strip()


@lru_cache(maxsize=1)
def _checksums() -> array[int]:
    """Of the common words, in order, 0.3 MB; a set of the words takes 9 MB. One wrong word in 50,000 is taken for a known one."""
    return array("I", sorted(crc32(word.encode()) for word in common_words().split("\n")))


class Spelling:
    """words: the knowledge's own English words in lower case, and how often each occurs; before: of other counts."""

    def __init__(self, words: Mapping[str, int], before: Spelling | None = None) -> None:
        self._common = _checksums()
        self._own = dict(words)
        long = {word: count for word, count in sorted(words.items()) if len(word) >= SHORTEST and word.isalpha()}
        same = before is not None and before._long.keys() == long.keys()
        self._long: Mapping[str, int] = long
        self._slips: SymSpell = _with_counts(before._slips, long) if before and same else _slips(long)

    def knows(self, word: str) -> bool:
        """Whether a lower-case word is an English one or the knowledge's own."""
        return word in self._own or self.is_common(word)

    def is_common(self, word: str) -> bool:
        """Whether a lower-case word is an English one."""
        sum_ = crc32(word.encode())
        at = bisect_left(self._common, sum_)
        return at < len(self._common) and self._common[at] == sum_

    def write_out(self, text: str) -> str:
        """An English text with short spellings written out and slips put right."""
        shouted = text.isupper()
        written = _SHORT.sub(lambda found: _long(found.group(), shouted), _FOR.sub("for", _TO.sub(r"\1\2to", text)))
        return _WORD.sub(lambda found: self._right(found.group(), shouted or not found.start()), written)

    def _right(self, typed: str, capital: bool) -> str:
        """capital: a capital letter is no sign of a name here."""
        word = typed.lower()
        if len(word) < SHORTEST or (typed[0].isupper() and not capital) or self.knows(word):
            return typed
        return self._nearest(word) or typed

    def _nearest(self, word: str) -> str | None:
        from symspellpy import Verbosity

        found = self._slips.lookup(word, Verbosity.TOP, max_edit_distance=1 if len(word) < LONG else 2)
        near = found[0].term if found else ""
        if near[:1] != word[0]:  # the first letter is nearly always right
            return None
        # A name in pinyin is near many words: Henan is not Hunan. Two letters may have changed places: hukuo.
        return near if sorted(near) == sorted(word) or not syllables_of(word) else None


def _slips(words: Mapping[str, int]) -> SymSpell:
    """words: in the order of the alphabet, which decides between equals."""
    from symspellpy import SymSpell

    made = SymSpell(max_dictionary_edit_distance=2, prefix_length=_PREFIX)
    for word, count in words.items():
        made.create_dictionary_entry(word, count)
    return made


def _with_counts(slips: SymSpell, words: Mapping[str, int]) -> SymSpell:
    """The same words with other counts. What they look like with letters left out, which takes long to find, is shared."""
    other = copy(slips)
    other._words = dict(words)
    return other


def _long(short: str, shouted: bool) -> str:
    """A short spelling written out; a single capital letter is something else: vitamin N."""
    return short if len(short) == 1 and short.isupper() and not shouted else SHORT[short.lower()]

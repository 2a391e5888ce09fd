"""How Chinese characters sound, without tones and as people of Zhejiang mix them: zh/z, ch/c, sh/s, n/l and ng/n are one.

The readings are those of pypinyin's table; its Python package is never imported, which would take 13 to 57 MB.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path

READINGS = 2  # of a character; the table has the usual ones first, the rest are rare
_LONGEST = 6  # letters of a syllable: zhuang
_LINE = re.compile(r'"(\d+)": *"([^"]+)"')
_TONES = {0x300, 0x301, 0x304, 0x30C}


@lru_cache(maxsize=1)
def _table() -> tuple[dict[str, tuple[str, ...]], frozenset[str]]:
    """Sounds by simplified character (GB 2312), and all syllables as they are typed."""
    found = find_spec("pypinyin")
    if found is None or found.origin is None:
        raise ModuleNotFoundError("pypinyin")
    readings = Path(found.origin).with_name("pinyin_dict.json").read_text(encoding="utf-8")
    sounds: dict[str, tuple[str, ...]] = {}
    syllables: set[str] = set()
    kept: dict[tuple[str, ...], tuple[str, ...]] = {}
    # Read with a pattern: parsed as JSON, all 41,000 characters would be in memory at once.
    for line in _LINE.finditer(readings):
        char = chr(int(line[1]))
        if _is_simplified(char):
            typed = [_typed(one) for one in line[2].split(",")][:READINGS]
            syllables.update(typed)
            folded = tuple(dict.fromkeys(fold_sound(one) for one in typed))
            sounds[char] = kept.setdefault(folded, folded)
    return sounds, frozenset(one for one in syllables if re.fullmatch(r"[a-z]*[aeiouv][a-z]*", one))


def _is_simplified(char: str) -> bool:
    try:
        return len(char.encode("gb2312")) == 2
    except UnicodeEncodeError:
        return False


def _typed(reading: str) -> str:
    """A reading as it is typed: no tone, v for ü."""
    bare = "".join(char for char in unicodedata.normalize("NFD", reading) if ord(char) not in _TONES)
    return unicodedata.normalize("NFC", bare).replace("ü", "v").replace("ê", "e")


@lru_cache(maxsize=1024)
def fold_sound(syllable: str) -> str:
    """One spelling for syllables that sound alike here: shang, sang, san -> san, but not xiang and xian."""
    flat = re.sub(r"^([zcs])h", r"\1", re.sub(r"^n", "l", syllable))
    return re.sub(r"(?:(?<![iu])([ae])|(i))ng$", lambda found: f"{found[1] or found[2]}n", flat)


def sounds_of(char: str) -> tuple[str, ...]:
    """The folded sounds of a simplified character; none for any other sign."""
    return _table()[0].get(char, ())


def initials_of(word: str) -> str:
    """The first letters of its characters' sounds: 身份证 -> sfz. Of characters with two sounds, those of the first."""
    return "".join(sounds_of(char)[0][0] for char in word if sounds_of(char))


def syllables_of(letters: str) -> list[str]:
    """Small Latin letters cut into typed syllables, the longest first; empty if they are no pinyin."""
    syllables = _table()[1]
    # cut[at]: length of the longest syllable at `at` from which the rest can be cut as well; 0 where there is none.
    cut = [0] * len(letters) + [1]
    for at in reversed(range(len(letters))):
        sizes = range(min(_LONGEST, len(letters) - at), 0, -1)
        cut[at] = next((size for size in sizes if cut[at + size] and letters[at : at + size] in syllables), 0)
    found, at = [], 0
    while at < len(letters) and cut[at]:
        found.append(letters[at : at + cut[at]])
        at += cut[at]
    return found

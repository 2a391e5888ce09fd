"""The words of a question as the router's sparse features see them: simplified, lower-case, never blank. Pure: no rasa."""

from __future__ import annotations

from collections.abc import Iterable

from bot.language.normalise import fold, simplify
from bot.language.segment import Segmenter, Word

NO_WORD = "__none__"  # stands for a text without any word ("？？"), so that every text has features


def question_text(text: str) -> str:
    """What is encoded of a question: neither capitals nor traditional characters nor a question mark make it another one."""
    return fold(text) or text


class WordSplitter:
    """Splits texts of both languages; `start` of a word is its place in the text as typed."""

    def __init__(self, domain_words: Iterable[str] = ()) -> None:
        self.segmenter = Segmenter(word for word in domain_words if word.strip())

    def words(self, text: str) -> list[Word]:
        simple = simplify(text)
        # jieba's dictionary is simplified; the simplified text can be split in place of the typed one when places agree.
        aligned = simple if len(simple) == len(text) else text
        found = [Word(simplify(word.text).lower(), word.start) for word in self.segmenter.words(aligned)]
        return found or [Word(NO_WORD, 0)]

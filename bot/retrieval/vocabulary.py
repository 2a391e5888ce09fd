"""Cut the encoder's vocabulary to the pieces that Chinese and English can use.

The tokenizer of multilingual-e5-small holds 250,002 pieces of about 100 languages; loaded, they take some 280 MB in each
of our two processes. A unigram tokenizer only ever picks pieces that occur in the text, so leaving out the pieces of
other scripts changes nothing for a text in Chinese or plain English (a test compares the two, piece by piece). Every single
character stays, so that a word in another script, or an accented letter as in "crèche", is still read, letter by letter.
"""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

SPECIAL = 4  # <s> <pad> </s> <unk>: their ids are fixed in the model's configuration
_OURS = re.compile(
    "[\u2581\u0020-\u007e"  # the blank of the tokenizer, ASCII
    "\u00a0-\u00bf\u2010-\u2044\u20ac\u2100-\u2bff"  # signs
    "\u3000-\u303f\uff00-\uffef"  # Chinese punctuation, full-width forms
    "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]+"  # Chinese characters
)


def kept_ids(pieces: Sequence[str]) -> list[int]:
    """The ids to keep, in their old order: special pieces, pieces of our scripts, and all single characters."""
    return [
        number
        for number, piece in enumerate(pieces)
        if number < SPECIAL or len(piece.lstrip("\u2581")) <= 1 or piece == "<mask>" or _OURS.fullmatch(piece)
    ]


def cut_tokenizer(source: Path, target: Path) -> list[int]:
    """Write the tokenizer with the kept pieces only; return their old ids, by which the embedding rows are picked."""
    tokenizer = json.loads(source.read_text(encoding="utf-8"))
    vocabulary = tokenizer["model"]["vocab"]
    kept = kept_ids([piece for piece, _ in vocabulary])
    new_id = {old: new for new, old in enumerate(kept)}
    tokenizer["model"]["vocab"] = [vocabulary[old] for old in kept]
    for token in tokenizer["added_tokens"]:
        token["id"] = new_id[token["id"]]
    target.write_text(json.dumps(tokenizer, ensure_ascii=False), encoding="utf-8")
    return kept

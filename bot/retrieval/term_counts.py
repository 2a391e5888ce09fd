"""How often each text has each term, as one table. A text that was counted once is not split into terms again."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from bot.language.segment import Segmenter

ROOMY: Final = 2  # times as many numbers as terms in use; with more the terms are numbered anew

Ints = npt.NDArray[np.int32]


@dataclass(frozen=True)
class Counted:
    """numbers, times: of each different term of a text; length: of the text in terms, at least 1."""

    numbers: Ints
    times: Ints
    length: int


@dataclass(frozen=True)
class Table:
    """Texts by term, in compressed columns. Term n is in the texts indices[indptr[n]:indptr[n + 1]], as often as `times` says there."""

    indptr: Ints
    indices: Ints
    times: Ints
    texts: int


class TermCounts:
    """Numbers terms, and counts them in texts. before: what it has counted is taken over if it split words alike."""

    def __init__(self, split: Callable[[str, Segmenter], list[str]], segmenter: Segmenter, before: TermCounts | None = None) -> None:
        self.segmenter, self._split = segmenter, split
        self._numbers: dict[str, int] = {}
        self._kept: dict[bytes, Counted] = {}
        if before and before.segmenter is segmenter and not before._sparse():
            # The numbers are shared: an index in use knows those that it has columns for, and more are only ever added.
            self._numbers, self._kept = before._numbers, before._kept

    @property
    def size(self) -> int:
        """How many terms have a number."""
        return len(self._numbers)

    def number(self, term: str) -> int | None:
        return self._numbers.get(term)

    def of(self, texts: Sequence[str]) -> list[Counted]:
        """The counts of each text; those of other texts are forgotten."""
        keys = [blake2b(text.encode(), digest_size=16).digest() for text in texts]
        self._kept = {key: self._kept.get(key) or self._count(text) for key, text in zip(keys, texts)}
        return [self._kept[key] for key in keys]

    def _count(self, text: str) -> Counted:
        found = Counter(self._split(text, self.segmenter))
        numbers = [self._numbers.setdefault(term, len(self._numbers)) for term in found]
        return Counted(np.array(numbers, dtype=np.int32), np.array(list(found.values()), dtype=np.int32), max(1, found.total()))

    def _sparse(self) -> bool:
        used = np.zeros(self.size, dtype=bool)
        for counted in self._kept.values():
            used[counted.numbers] = True
        return self.size > ROOMY * int(used.sum())


def table_of(texts: Sequence[Counted], terms: int) -> Table:
    """The table of all texts. terms: how many have a number."""
    from scipy.sparse import csr_array

    starts = np.cumsum([0, *(len(counted.numbers) for counted in texts)])
    numbers = np.concatenate([counted.numbers for counted in texts] or [np.zeros(0, np.int32)])
    times = np.concatenate([counted.times for counted in texts] or [np.zeros(0, np.int32)])
    columns: Any = csr_array((times, numbers, starts), shape=(len(texts), terms)).tocsc()
    return Table(columns.indptr.astype(np.int32), columns.indices.astype(np.int32), columns.data, len(texts))


def weighted(table: Table, lengths: npt.NDArray[np.float64], k1: float, b: float) -> dict[str, Any]:
    """What bm25s makes of the texts themselves for method "lucene", as it keeps it. lengths: of each text in terms."""
    owners = np.diff(table.indptr)
    rarity = np.log(1 + (table.texts - owners + 0.5) / (owners + 0.5)).astype(np.float32)
    room = k1 * ((1 - b) + b * lengths / lengths.mean())
    times = table.times.astype(np.float32)
    data = np.repeat(rarity, owners) * (times / (room[table.indices] + times))
    return {"data": data.astype(np.float32), "indices": table.indices, "indptr": table.indptr, "num_docs": table.texts}

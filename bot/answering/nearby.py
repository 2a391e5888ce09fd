"""Which entry beside the one just answered a message may mean: its related entries and those of its category, ranked for the message."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import numpy as np

from bot.knowledge.schema import Entry
from bot.language import Lang
from bot.retrieval.evidence import Evidence, Floats

if TYPE_CHECKING:
    from bot.answering.pipeline import Room

# All in standard deviations of the scores over all entries, so that they outlive learning the weights again.
RELATED: Final = 0.7  # what staff named as related counts more
MARGIN: Final = 1.6
GAP: Final = 1.3


@dataclass(frozen=True)
class Nearby:
    """entries: best first, without the one just answered; at: place of the first in the index; margin: its lead on the second;
    joined_gap: its lead on the one just answered when the message is read with that one's title.

    When only the message counts: place of the first among all entries, 0 is the best, and gap, how far it is behind the best;
    last_place, last_gap: the same of the entry just answered.
    """

    entries: tuple[Entry, ...]
    at: int
    margin: float
    joined_gap: float
    place: int
    gap: float
    last_place: int
    last_gap: float

    @property
    def pulls(self) -> bool:
        """Whether the first entry stands out, both among the near ones and in the message alone."""
        return self.place <= 1 and self.margin >= MARGIN and self.gap < GAP


def nearby(text: str, evidence: Evidence, lang: Lang, last: Entry, room: Room) -> Nearby:
    """The message counts alone, and once more together with the last entry's title. text, evidence: of the message.

    An entry that has none beside it is taken for the one beside itself.
    """
    index, retriever, own = room.retriever.index, room.retriever, place_of(last, room)
    alone = _standard(retriever.scores(evidence, lang, {}))
    joined = _standard(retriever.scores(index.search(f"{last.question[lang]} {text}"), lang, {}))
    near = [at for at, entry in enumerate(index.entries) if at != own and (entry.id in last.related or entry.category == last.category)]
    near = near or [own]
    total = alone[near] + joined[near] + RELATED * np.array([index.entries[at].id in last.related for at in near])
    order = np.argsort(-total, kind="stable")
    best = near[int(order[0])]
    return Nearby(
        entries=tuple(index.entries[near[int(place)]] for place in order),
        at=best,
        margin=float(total[order[0]] - total[order[1]]) if len(order) > 1 else np.inf,
        joined_gap=float(joined[best] - joined[own]),
        place=int((alone > alone[best]).sum()),
        gap=float(alone.max() - alone[best]),
        last_place=int((alone > alone[own]).sum()),
        last_gap=float(alone.max() - alone[own]),
    )


def place_of(entry: Entry, room: Room) -> int:
    """Where an entry stands in the index."""
    return next(at for at, other in enumerate(room.retriever.index.entries) if other.id == entry.id)


def _standard(scores: Floats) -> Floats:
    return np.asarray(scores / max(float(scores.std()), 1e-6), dtype=np.float32)

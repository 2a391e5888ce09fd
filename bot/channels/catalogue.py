"""What can be browsed and chosen: the categories and the titles of their entries, small enough to keep and to save."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from bot.knowledge.schema import Both, Category, Entry, Knowledge


@dataclass(frozen=True)
class Card:
    """An entry's title on a shelf."""

    id: str
    title: Both
    valid_until: str | None  # ISO date; from then on the card is not shown

    def shown(self, today: date) -> bool:
        return self.valid_until is None or today < date.fromisoformat(self.valid_until)


@dataclass(frozen=True)
class Shelf:
    """A category with its cards."""

    id: str
    name: Both
    department: Both
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class Catalogue:
    version: str  # of the knowledge it was made from
    shelves: tuple[Shelf, ...]

    def categories(self) -> list[dict[str, Any]]:
        """All categories, as the page lists them."""
        return [{"id": shelf.id, "name": shelf.name, "department": shelf.department} for shelf in self.shelves]

    def entries(self, category: str, today: date) -> dict[str, Any] | None:
        """One category's entries, as the page lists them; None if there is no such category."""
        for shelf in self.shelves:
            if shelf.id == category:
                cards = [{"id": card.id, "title": card.title} for card in shelf.cards if card.shown(today)]
                return {"id": shelf.id, "entries": cards}
        return None

    def has_entry(self, entry_id: str, today: date) -> bool:
        return any(card.id == entry_id and card.shown(today) for shelf in self.shelves for card in shelf.cards)

    def to_json(self) -> str:
        return json.dumps(asdict(self), ensure_ascii=False)


def make_catalogue(knowledge: Knowledge) -> Catalogue:
    """The catalogue of all published entries."""
    shelves = (_shelf(knowledge, category) for category in knowledge.categories.values())
    return Catalogue(knowledge.version, tuple(shelves))


def read_catalogue(text: str) -> Catalogue:
    """A catalogue that `to_json` wrote; ValueError, KeyError or TypeError if it is anything else."""
    saved = json.loads(text)
    shelves = tuple(
        Shelf(shelf["id"], shelf["name"], shelf["department"], tuple(Card(**card) for card in shelf["cards"])) for shelf in saved["shelves"]
    )
    return Catalogue(saved["version"], shelves)


def _shelf(knowledge: Knowledge, category: Category) -> Shelf:
    entries = knowledge.by_category.get(category.id, ())
    cards = tuple(_card(entry) for entry in entries if entry.status == "published")
    return Shelf(category.id, category.name, knowledge.departments[category.department].name, cards)


def _card(entry: Entry) -> Card:
    return Card(entry.id, entry.question, entry.valid_until.isoformat() if entry.valid_until else None)

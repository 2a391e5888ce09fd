"""The reply object: what every channel gets, and renders."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from bot.answering.outcomes import Outcome
from bot.language import Lang


@dataclass(frozen=True)
class Named:
    id: str
    name: str


@dataclass(frozen=True)
class DepartmentCard:
    id: str
    name: str
    phone: str


@dataclass(frozen=True)
class Choice:
    """A question that can be picked."""

    id: str
    title: str


@dataclass(frozen=True)
class GuideElement:
    """One element of the service guide; either a text or items."""

    element: str
    label: str
    text: str | None = None
    items: tuple[str, ...] | None = None


@dataclass(frozen=True)
class BasisLine:
    title: str
    url: str | None


@dataclass(frozen=True)
class EntryCard:
    """An entry in the language of the question. answer: Markdown, word for word as staff wrote it."""

    id: str
    title: str
    category: Named
    department: DepartmentCard
    answer: str
    guide: tuple[GuideElement, ...]
    basis: tuple[BasisLine, ...]
    reviewed: str


@dataclass(frozen=True)
class Reply:
    """text: the whole reply in plain text, for channels that show nothing else; also: further answers, to a second question in the
    same message; about: turn of the reply that was "not what I asked"; route, ranking: how it was found."""

    outcome: Outcome
    lang: Lang
    text: str
    entry: EntryCard | None = None
    also: tuple[EntryCard, ...] = ()
    choices: tuple[Choice, ...] = ()
    related: tuple[Choice, ...] = ()
    department: DepartmentCard | None = None
    confidence: float | None = None
    turn: str = ""
    about: str | None = None
    knowledge: str = ""  # version that the reply came from
    route: str | None = None  # the router's first intent
    ranking: tuple[str, ...] = ()  # ids of the best entries, best first

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "outcome": self.outcome.value}

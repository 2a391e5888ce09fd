"""A plain bar for a person who waits at a terminal; nothing anywhere else."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from typing import TextIO, TypeVar

from bot.knowledge.schema import Both
from bot.language import Lang

T = TypeVar("T")
WIDTH, EVERY = 30, 0.2  # characters; seconds between two showings


class Progress:
    """Shows how far a walk through many things has come."""

    def __init__(self, lang: Lang, stream: TextIO | None = None) -> None:
        self.lang = lang
        self.stream: TextIO = stream or sys.stderr

    def note(self, what: Both) -> None:
        """A line for a step of which nobody can say how far it has come."""
        if self.stream.isatty():
            print(f"{what[self.lang]} …", file=self.stream, flush=True)

    def through(self, what: Both, things: Sequence[T]) -> Iterator[T]:
        """The things, one after the other, with a bar named `what`."""
        return self.counted(what, things, len(things))

    def counted(self, what: Both, things: Iterable[T], count: int) -> Iterator[T]:
        if not self.stream.isatty():
            yield from things
            return
        shown = 0.0
        for number, thing in enumerate(things, start=1):
            yield thing
            if time.monotonic() - shown >= EVERY or number == count:
                shown = time.monotonic()
                print("\r" + bar(what[self.lang], number, count), end="", file=self.stream, flush=True)
        print(file=self.stream)


def bar(what: str, number: int, count: int) -> str:
    """`Reading [#####     ] 500/1000`."""
    full = WIDTH * min(number, count) // max(count, 1)
    return f"{what} [{'#' * full}{' ' * (WIDTH - full)}] {number}/{count}"

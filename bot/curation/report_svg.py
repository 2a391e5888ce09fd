"""Plots as SVG without a style in it, for pages whose policy allows none. Only what a chart needs: bars, lines, axes, a legend."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Final

# Okabe and Ito (2008): told apart with every common colour blindness, and by lightness in print.
BLUE, ORANGE, VERMILION, GREY, GREEN = "#0072B2", "#E69F00", "#D55E00", "#999999", "#009E73"
INK, SOFT, RULE = "#1d2733", "#52606d", "#d5dce3"
WIDTH: Final = 620
SMALL: Final = 12  # pixels of the letters


@dataclass
class Canvas:
    """Draws from the upper left corner; y goes down."""

    height: float
    title: str
    parts: list[str] = field(default_factory=list)

    def text(
        self, x: float, y: float, text: str, anchor: str = "start", colour: str = INK, turned: bool = False, size: int = SMALL
    ) -> None:
        turn = f' transform="rotate(-90 {x:.1f} {y:.1f})"' if turned else ""
        self.parts.append(
            f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" fill="{colour}" font-size="{size}"{turn}>{escape(text)}</text>'
        )

    def box(self, x: float, y: float, width: float, height: float, colour: str, said: str = "") -> None:
        title = f"<title>{escape(said)}</title>" if said else ""
        self.parts.append(f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{colour}">{title}</rect>')

    def line(self, points: Sequence[tuple[float, float]], colour: str, width: float = 1, dashes: str = "") -> None:
        dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
        path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{path}" fill="none" stroke="{colour}" stroke-width="{width}"{dashed}/>')

    def dot(self, x: float, y: float, colour: str, square: bool = False, said: str = "") -> None:
        title = f"<title>{escape(said)}</title>" if said else ""
        if square:
            self.parts.append(f'<rect x="{x - 4:.1f}" y="{y - 4:.1f}" width="8" height="8" fill="{colour}">{title}</rect>')
        else:
            self.parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4.5" fill="{colour}">{title}</circle>')

    def legend(self, items: Sequence[tuple[str, str]], x: float, y: float = 14) -> None:
        for name, colour in items:
            self.box(x, y - 10, 12, 12, colour)
            self.text(x + 17, y, name)
            x += 17 + wide(name) + 22

    def svg(self) -> str:
        inside = "\n".join(self.parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {self.height:.0f}" width="{WIDTH}" height="{self.height:.0f}" '
            f'role="img" aria-label="{escape(self.title)}" font-family="system-ui, sans-serif">\n{inside}\n</svg>'
        )


def wide(text: str, size: int = SMALL) -> float:
    """Pixels that a text takes, about."""
    return sum(size if ord(char) > 0x2E7F else size * 0.56 for char in text)


def cut(text: str, most: float) -> str:
    """The text, with "…" for what has no room."""
    if wide(text) <= most:
        return text
    while text and wide(text + "…") > most:
        text = text[:-1]
    return text.rstrip() + "…"


def ticks(most: float) -> list[float]:
    """Round numbers from 0 to at least `most`, about five."""
    if most <= 0:
        return [0, 1]
    power = 10 ** math.floor(math.log10(most / 4))
    steps = (1, 2, 2.5, 5, 10) if power > 1 else (1, 2, 5, 10)
    step = max(1, next(one * power for one in steps if one * power * 5 >= most))
    return [step * place for place in range(math.ceil(most / step) + 1)]


@dataclass
class Frame:
    """Places from left to right over a scale from 0 upwards, with axes and their titles."""

    canvas: Canvas
    places: Sequence[str]
    marks: Sequence[float]
    percent: bool = False
    left: float = 68
    top: float = 44
    bottom: float = 48

    @property
    def step(self) -> float:
        return (WIDTH - self.left - 16) / max(1, len(self.places))

    def x(self, place: int) -> float:
        """The middle of a place."""
        return self.left + self.step * (place + 0.5)

    def y(self, value: float) -> float:
        floor = self.canvas.height - self.bottom
        return floor - (floor - self.top) * value / self.marks[-1]

    def axes(self, across: str, up: str) -> None:
        canvas, floor = self.canvas, self.canvas.height - self.bottom
        for mark in self.marks:
            y = self.y(mark)
            canvas.line([(self.left, y), (WIDTH - 16, y)], SOFT if mark == 0 else RULE)
            canvas.text(self.left - 7, y + 4, f"{mark:.0%}" if self.percent else f"{mark:,.0f}", "end", SOFT)
        every = math.ceil(max(map(wide, self.places), default=1) * 1.12 / self.step)
        for place, name in enumerate(self.places):
            if place % every == 0:
                canvas.text(self.x(place), floor + 17, name, "middle", SOFT)
        canvas.text((self.left + WIDTH - 16) / 2, canvas.height - 6, across, "middle")
        canvas.text(16, (self.top + floor) / 2, up, "middle", turned=True)

    def room_for(self, names: Sequence[str]) -> bool:
        """Whether a text for each place fits beside those of its neighbours."""
        return max(map(wide, names), default=0) + 4 <= self.step

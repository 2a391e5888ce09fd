"""The pictures of the report, as SVG to stand inside a page: no file, no font and no address outside of it."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Mapping, Sequence
from typing import Any

from bot.measuring.intervals import Figure
from bot.measuring.metrics import Bin, Confusion, CurvePoint

COLOURS = ("#1f6f8b", "#c8553d", "#4f772d", "#6d597a")
# Words stay words: the reader's browser has Chinese letters, the machine that draws may not.
STYLE = {"svg.fonttype": "none", "svg.hashsalt": "report", "font.size": 9, "axes.spines.top": False, "axes.spines.right": False}


def answered_right(curves: Mapping[str, Sequence[CurvePoint]], operating: Mapping[str, tuple[float, float]]) -> str:
    """Share answered (across) and share right of these (up), a line a language. operating: where the assistant is, by language."""

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        for (lang, points), colour in zip(curves.items(), COLOURS):
            shown = [point for point in points if point.answered > 0]
            axes.plot([point.answered for point in shown], [point.right for point in shown], color=colour, label=lang)
        for (lang, place), colour in zip(operating.items(), COLOURS):
            axes.plot(*place, "o", color=colour, markersize=7, label=f"{lang}: 运行点 operating point")
        axes.set(xlabel="answered 回答的比例", ylabel="right when answered 回答时正确", xlim=(0, 1.01))
        axes.legend(loc="lower left", frameon=False)
        axes.grid(alpha=0.3)

    return _svg(draw, 5.2, 3.6)


def reliability_diagram(bins: Mapping[str, Sequence[Bin]]) -> str:
    """Confidence (across) and share right (up) with the number of rows over each bar; one square a language."""

    def draw(figure: Any) -> None:
        for axes, (lang, found), colour in zip(figure.subplots(1, len(bins), squeeze=False)[0], bins.items(), COLOURS):
            axes.plot([0, 1], [0, 1], color="#999999", linestyle="--", linewidth=1)
            for one in (one for one in found if one.count):
                axes.bar(one.low, one.right, width=one.high - one.low, align="edge", color=colour, alpha=0.6, edgecolor="white")
                axes.plot(one.confidence, one.right, "o", color="#222222", markersize=3)
                axes.text((one.low + one.high) / 2, one.right + 0.02, str(one.count), ha="center", fontsize=7)
            axes.set(title=lang, xlabel="confidence 把握", ylabel="right 正确", xlim=(0, 1), ylim=(0, 1.1))

    return _svg(draw, 3.6 * max(1, len(bins)), 3.4)


def routing(found: Confusion) -> str:
    """What is right (down) and what the router said (across); a row is a whole, so that small categories show."""
    totals = found.counts.sum(axis=1, keepdims=True) + found.elsewhere[:, None]
    shares = found.counts / totals.clip(min=1)

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        axes.pcolormesh(shares, cmap="Blues", vmin=0, vmax=1, edgecolors="#eeeeee", linewidth=0.3)
        for down, across in zip(*found.counts.nonzero()):
            dark = shares[down, across] > 0.5
            text = str(found.counts[down, across])
            axes.text(across + 0.5, down + 0.5, text, ha="center", va="center", fontsize=6, color="white" if dark else "#333333")
        places = [place + 0.5 for place in range(len(found.labels))]
        axes.set_xticks(places, found.labels, rotation=90, fontsize=7)
        axes.set_yticks(places, found.labels, fontsize=7)
        axes.set(xlabel="router 路由", ylabel="right 正确")
        axes.invert_yaxis()

    side = 2.2 + 0.27 * len(found.labels)
    return _svg(draw, side, side)


def bars(values: Mapping[str, Mapping[str, Figure]]) -> str:
    """A group of bars a set, a bar a ranker, with intervals. values: by set and ranker."""
    rankers = list(dict.fromkeys(name for figures in values.values() for name in figures))

    def draw(figure: Any) -> None:
        axes = figure.subplots()
        high = 0.8 / max(1, len(rankers))
        for number, (ranker, colour) in enumerate(zip(rankers, COLOURS)):
            shown = [(place + number * high, figures[ranker]) for place, figures in enumerate(values.values()) if ranker in figures]
            errors = [[one.value - one.low for _, one in shown], [one.high - one.value for _, one in shown]]
            places = [place for place, _ in shown]
            style = {"height": high * 0.92, "color": colour, "label": ranker, "error_kw": {"elinewidth": 0.8, "ecolor": "#333333"}}
            axes.barh(places, [one.value for _, one in shown], xerr=errors, **style)
        axes.set_yticks([place + 0.4 - high / 2 for place in range(len(values))], list(values))
        axes.set(xlabel="R@1", xlim=(0, 1))
        axes.invert_yaxis()
        axes.legend(loc="upper center", bbox_to_anchor=(0.5, -0.08 - 0.4 / max(1, len(values))), ncols=len(rankers), frameon=False)

    return _svg(draw, 6.4, 1.2 + 0.5 * len(values))


def _svg(draw: Any, width: float, height: float) -> str:
    """The picture that `draw` puts into a figure. The same figures make the same bytes."""
    import matplotlib
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as Picture

    with matplotlib.rc_context(STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        picture = Picture(figsize=(width, height), layout="constrained")
        FigureCanvasAgg(picture)
        draw(picture)
        written = io.StringIO()
        nothing = {"Date": None, "Creator": None, "Format": None, "Type": None}
        picture.savefig(written, format="svg", metadata=nothing)
    svg = written.getvalue()
    return re.sub(r"<metadata>.*?</metadata>", "", svg[svg.index("<svg") :], flags=re.DOTALL)

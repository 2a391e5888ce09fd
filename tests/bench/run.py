"""`make bench`: the questions of this folder through the whole assistant, and the tables; `tests/bench/own.py` says what is in it."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from bot.curation import evaluate
from bot.errors import FaqError
from bot.measuring.intervals import Figure
from tests.bench import own


def main() -> int:
    try:
        parts = own.measure()
    except FaqError as err:
        print(err, file=sys.stderr)
        return 1
    print("\n".join(f"{name}: {value}" for name, value in own.facts().items()))
    for part in parts:
        print("\n".join(tables(part)))
    print(f"\nevery row: {own.write(parts)}")
    return 0


def tables(part: own.Part) -> Iterator[str]:
    """The figures of a part by language, then by kind, with 95 % intervals in brackets."""
    yield f"\n{part.name}: " + ", ".join(
        f"{name} {' '.join(f'{key} {value}' for key, value in evaluate.counts(pairs).items())}"
        for name, pairs in evaluate.groups(part.rows, part.results).items()
    )
    yield evaluate.table(part.figures())
    for lang, found in own.calibration(part).items():
        yield f"calibration error {lang}  {_cell(found.error)}"
    yield f"\nBy kind of row: {', '.join((*own.BY_KIND, own.AS_EXPECTED))}"
    for (kind, lang), figures in own.by_kind(part).items():
        yield f"{kind:14} {lang}  " + "  ".join(f"{_cell(figure):>19}" for figure in figures.values())


def _cell(figure: Figure | None) -> str:
    return "-" if figure is None else f"{figure.value:.3f} ({figure.low:.3f}-{figure.high:.3f})"


if __name__ == "__main__":
    sys.exit(main())

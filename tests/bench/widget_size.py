"""`python -m tests.bench.widget_size`: what a citizen's browser loads of the chat, compressed as a proxy does it."""

from __future__ import annotations

import gzip

from bot.channels.assets import EMBED, NAMES, PAGE, WIDGET


def gzipped() -> dict[str, int]:
    """Bytes of each file after gzip. The demonstration is not among them: no citizen loads it."""
    return {name: len(gzip.compress((WIDGET / name).read_bytes(), 9)) for name in (EMBED, PAGE, *NAMES)}


if __name__ == "__main__":
    sizes = gzipped()
    for name, size in sorted(sizes.items(), key=lambda one: (-one[1], one[0])):
        print(f"{size:7,}  {name}")
    print(f"{sum(sizes.values()):7,}  in all, in bytes")

"""axe-core, the accessibility checker, inside a page: what it finds against WCAG 2.2 A and AA and good practice."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import axe_playwright_python
from playwright.sync_api import Page

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@lru_cache(maxsize=1)
def _source() -> str:
    return (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text("utf-8")


def violations(page: Page, within: str | None = None) -> list[str]:
    """Each violation as `rule: the elements`. within: a selector of the part to look at."""
    # Not as a <script>: the page's policy forbids that, and evaluate is not a page's doing.
    page.evaluate(_source() + "; undefined")
    found: list[dict[str, Any]] = page.evaluate(
        "async ([within, tags]) => (await axe.run(within || document, {runOnly: tags, resultTypes: ['violations']})).violations",
        [within, TAGS],
    )
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']][:5]}" for one in found]

"""`python -m tests.bench.paint`: milliseconds from the server's reply to its first picture on the screen, in a real Chromium."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence

from playwright.sync_api import Page, sync_playwright

from tests.browser.chat import ASKED, DESKTOP, PHONE
from tests.browser.conftest import ARGUMENTS, CHROMIUM
from tests.browser.stand_in import StandIn

ROUNDS = 30
THROTTLED = 4  # times slower than this machine, as a cheap phone is

# Marks of the page's own clock: `reply` when the last byte of the answer is there, `painted` in the frame after the one that shows it.
WATCH = """() => {
    window.paints = [];
    const received = () => performance.getEntriesByType('resource').filter((one) => one.name.endsWith('/messages')).pop().responseEnd;
    new MutationObserver((changes) => {
        const added = changes.flatMap((change) => [...change.addedNodes]);
        if (!added.some((node) => node.hasAttribute && node.hasAttribute('data-outcome'))) return;
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => {
                performance.mark('reply', { startTime: received() });
                performance.mark('painted');
                window.paints.push(performance.measure('reply to paint', 'reply', 'painted').duration);
                performance.clearResourceTimings();
            };
            channel.port2.postMessage(null);
        });
    }).observe(document.querySelector('faq-assistant').shadowRoot.querySelector('#log'), { childList: true });
}"""


def measured(page: Page, url: str, lang: str) -> list[float]:
    """Milliseconds of each of the rounds: the conversation grows meanwhile, as a long one does."""
    page.goto(f"{url}/chat?lang={lang}")
    page.wait_for_selector("[data-welcome]")
    page.evaluate(WATCH)
    for number in range(ROUNDS):
        page.fill("#question", ASKED[lang])
        page.press("#question", "Enter")
        page.wait_for_function("wanted => window.paints.length === wanted", arg=number + 1)
    return [float(one) for one in page.evaluate("() => window.paints")]


def line(name: str, times: Sequence[float]) -> str:
    ordered = sorted(times)
    p95 = ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]
    return f"{name:28} median {statistics.median(ordered):6.1f} ms   p95 {p95:6.1f} ms   first {times[0]:6.1f} ms   n {len(ordered)}"


def main() -> int:
    standing = StandIn()
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        for name, size, slower in (("desktop", DESKTOP, 1), ("phone", PHONE, 1), (f"phone, {THROTTLED} times slower", PHONE, THROTTLED)):
            for lang in ("zh", "en"):
                page = chromium.new_page(viewport={"width": size[0], "height": size[1]})
                page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": slower})
                print(line(f"{name}, {lang}", measured(page, standing.url, lang)), flush=True)
                page.close()
        chromium.close()
    standing.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())

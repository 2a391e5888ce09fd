"""A real Chromium, and pages in it that fail a test at any error of a script or of the content policy."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

pytest.importorskip("playwright", reason="the browser tests run in the action server's environment")

from playwright.sync_api import Browser, ConsoleMessage, Page, sync_playwright

from tests.browser.chat import Chat
from tests.browser.portal import Portal
from tests.browser.stand_in import StandIn

CHROMIUM = os.environ.get("FAQ_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"]
SCREENSHOTS = Path(__file__).resolve().parents[2] / "var" / "artifacts" / "screenshots"
PATIENCE = 10_000  # milliseconds

OpenPage = Callable[..., Page]
OpenChat = Callable[..., Chat]
TakeScreenshot = Callable[[Page, str], None]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield chromium
        chromium.close()


@pytest.fixture(scope="session")
def chat_stand_in_server() -> Iterator[StandIn]:
    standing = StandIn()
    yield standing
    standing.stop()


@pytest.fixture()
def chat_stand_in(chat_stand_in_server: StandIn) -> StandIn:
    """The stand-in, as if just started."""
    chat_stand_in_server.reset()
    return chat_stand_in_server


@pytest.fixture()
def open_page(browser: Browser) -> Iterator[OpenPage]:
    """Opens the chat page of a service. What goes wrong inside the page fails the test."""
    pages: list[Page] = []
    faults: list[str] = []

    def note(message: ConsoleMessage) -> None:
        # A refused request is written to the console too, and tests refuse some on purpose.
        if message.type == "error" and "Failed to load resource" not in message.text:
            faults.append(message.text)

    def open_(url: str, lang: str = "zh", size: tuple[int, int] = (1280, 800), path: str = "/chat",
              shows: str = "[data-welcome]", before: str = "", **more: Any) -> Page:  # fmt: skip
        page = browser.new_page(viewport={"width": size[0], "height": size[1]}, **more)
        page.set_default_timeout(PATIENCE)
        page.on("console", note)
        page.on("pageerror", lambda error: faults.append(str(error)))
        pages.append(page)
        if before:
            page.add_init_script(before)
        page.goto(f"{url}{path}?lang={lang}" if lang else f"{url}{path}")
        page.wait_for_selector(shows, state="attached")
        return page

    yield open_
    for page in pages:
        page.close()
    assert faults == []


@pytest.fixture()
def open_chat(chat_stand_in: StandIn, open_page: OpenPage) -> OpenChat:
    """Opens the page of the stand-in."""
    return lambda **more: Chat(open_page(chat_stand_in.url, **more))


@pytest.fixture(scope="session")
def portal_server(chat_stand_in_server: StandIn) -> Iterator[Portal]:
    standing = Portal(chat_stand_in_server.url)
    yield standing
    standing.stop()


@pytest.fixture()
def portal(portal_server: Portal, chat_stand_in: StandIn) -> Portal:
    """A portal of another origin that the stand-in lets in."""
    portal_server.reset()
    chat_stand_in.portals = (portal_server.url,)
    return portal_server


@pytest.fixture()
def open_portal(portal: Portal, open_page: OpenPage) -> OpenChat:
    """Opens the portal's page, and the assistant on it."""

    def open_(opened: bool = True, **more: Any) -> Chat:
        page = open_page(portal.url, **{"lang": "", "path": "/", **more})
        if opened:
            page.click("#launcher")
        return Chat(page)

    return open_


@pytest.fixture()
def screenshot() -> TakeScreenshot:
    def take(page: Page, name: str) -> None:
        SCREENSHOTS.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=str(SCREENSHOTS / f"{re.sub(r'[^A-Za-z0-9-]', '-', name)}.png"))

    return take

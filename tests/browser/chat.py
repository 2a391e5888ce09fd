"""What a citizen does on the chat page, in words."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect

DESKTOP, PHONE, NARROW = (1280, 800), (360, 740), (320, 640)
# What has the focus, inside the shadow root as well.
FOCUSED = (
    "(() => { let one = document.activeElement; while (one.shadowRoot?.activeElement) one = one.shadowRoot.activeElement; return one; })()"
)
ASKED = {"zh": "身份证丢了怎么补办", "en": "I lost my ID card, what now?"}
VAGUE = {"zh": "身份证怎么办", "en": "id card?"}


class Chat:
    def __init__(self, page: Page) -> None:
        self.page = page
        self.field = page.locator("#question")
        self.log = page.locator("#log")

    @property
    def replies(self) -> Locator:
        return self.page.locator("[data-outcome]")

    @property
    def last(self) -> Locator:
        return self.replies.last

    @property
    def questions(self) -> Locator:
        return self.page.locator(".message-you")

    def type_and_send(self, text: str) -> None:
        self.field.fill(text)
        self.field.press("Enter")

    def ask(self, text: str, timeout: float = 10_000) -> Locator:
        """Type a question, send it, and wait for one more reply."""
        before = self.replies.count()
        self.type_and_send(text)
        return self.next_reply(before, timeout)

    def next_reply(self, before: int, timeout: float = 10_000) -> Locator:
        expect(self.replies).to_have_count(before + 1, timeout=timeout)
        return self.last

    def focused(self, attribute: str = "id") -> str:
        return str(self.page.evaluate(f"name => {FOCUSED}.getAttribute(name) || ''", attribute))

    def too_wide(self) -> bool:
        return bool(self.page.evaluate("() => document.documentElement.scrollWidth > window.innerWidth"))

"""One conversation core: the same conversation comes out the same through every channel, each in its own dress."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

from bot.channels.wechat.texts import render
from bot.language import Lang
from tests.dialogue.service import Answer, Reply
from tests.dialogue.serving import Serving, build_house, serving
from tests.platforms.wechat import Account, WeChatPlatform

# A question, a follow-up, a vague word and the choice of its first match, a new topic, what the assistant does not know, and a greeting.
CONVERSATION: dict[Lang, tuple[str, ...]] = {
    "zh": ("身份证丢了怎么补办？", "要多少钱", "护照", "1", "新生儿怎么上户口？", "股票涨了能卖吗", "你好"),
    "en": (
        "How do I replace a lost ID card?", "how much is it?", "passport", "1", "Where can I pay my traffic fine?",
        "should I sell my shares", "hello",
    ),
}  # fmt: skip
OFFICIAL = Account(mode="plaintext", token="officialAccount1")
MINI = Account(mode="plaintext", form="json", token="miniProgram1", mini_program=True)


@dataclass(frozen=True)
class Everywhere:
    """A running assistant with every channel open."""

    served: Serving
    wechat: WeChatPlatform
    mini: WeChatPlatform

    def web(self, texts: tuple[str, ...], lang: Lang) -> list[list[Reply]]:
        session = self._post("/chat/session", {})["session"]
        return [self._post("/chat/messages", {"session": session, "text": text, "lang": lang})["replies"] for text in texts]

    def _post(self, path: str, body: Reply) -> Reply:
        request = Request(self.served.url + path, json.dumps(body).encode(), {"Content-Type": "application/json"})
        with urlopen(request, timeout=20) as response:
            return dict(Answer(response.status, json.load(response)).content)

    def form(self, texts: tuple[str, ...], lang: Lang) -> list[str]:
        """The pages that a browser without scripts shows."""
        pages, hidden = [], {"lang": lang, "session": ""}
        for text in texts:
            body = urlencode({**hidden, "text": text}).encode()
            kind = {"Content-Type": "application/x-www-form-urlencoded"}
            with urlopen(Request(f"{self.served.url}/chat/ask", body, kind), timeout=20) as response:
                pages.append(response.read().decode())
            found = re.search(r'name="session" value="([^"]+)"', pages[-1])
            hidden["session"] = unescape(found.group(1)) if found else ""
        return pages


@pytest.fixture(scope="module")
def everywhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Everywhere]:
    house = build_house(Path(tmp_path_factory.mktemp("channels")) / "house")
    with WeChatPlatform(OFFICIAL) as wechat, WeChatPlatform(MINI) as mini:
        settings = {
            "FAQ_WECHAT_TOKEN": OFFICIAL.token, "FAQ_WECHAT_MODE": "plaintext", "FAQ_WECHAT_APPID": OFFICIAL.appid,
            "FAQ_WECHAT_SECRET": OFFICIAL.secret, "FAQ_WECHAT_API": wechat.address,
            "FAQ_MINI_TOKEN": MINI.token, "FAQ_MINI_MODE": "plaintext", "FAQ_MINI_APPID": MINI.appid, "FAQ_MINI_SECRET": MINI.secret,
        }  # fmt: skip
        with serving(house, **settings) as served:
            # One address of the API serves both accounts, as WeChat's does: the stand-in for one has to know the citizens of the other.
            mini._citizens = wechat._citizens
            wechat.callback, mini.callback = f"{served.url}/wechat", f"{served.url}/wechat-mini"
            yield Everywhere(served, wechat, mini)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_wechat_says_what_the_page_says(everywhere: Everywhere, lang: Lang) -> None:
    texts = CONVERSATION[lang]
    expected = ["\n\n".join(render(replies, lang)) for replies in everywhere.web(texts, lang)]
    citizen = everywhere.wechat.citizen(f"Li {lang}")
    said = []
    for text in texts:
        before = len(citizen.screen)
        citizen.says(text)
        said.append("\n\n".join(seen.text for seen in citizen.screen[before:]))
    assert said == expected


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_mini_program_says_what_the_page_says(everywhere: Everywhere, lang: Lang) -> None:
    texts = CONVERSATION[lang]
    expected = ["\n\n".join(render(replies, lang)) for replies in everywhere.web(texts, lang)]
    citizen = everywhere.mini.citizen(f"Wang {lang}")
    for number, text in enumerate(texts, start=1):
        assert [one.body for one in citizen.says(text)] == [b"success"]
        until = time.monotonic() + 20
        while len(citizen.screen) < number and time.monotonic() < until:
            time.sleep(0.02)
    assert citizen.texts == expected


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_form_without_scripts_says_what_the_page_says(everywhere: Everywhere, lang: Lang) -> None:
    texts = CONVERSATION[lang]
    pages = everywhere.form(texts, lang)
    for replies, page in zip(everywhere.web(texts, lang), pages):
        shown = unescape(re.sub(r"<[^>]+>", "", page))
        for reply in replies:
            title = reply["entry"]["title"] if reply["entry"] else reply["text"].splitlines()[0]
            assert title in shown
            assert all(choice["title"] in shown for choice in reply["choices"])


def test_the_conversation_has_every_kind_of_outcome(everywhere: Everywhere) -> None:
    """Else the comparison would say little."""
    for lang, texts in CONVERSATION.items():
        outcomes = {reply["outcome"] for replies in everywhere.web(texts, lang) for reply in replies}
        assert {"answered", "answered_followup", "clarification", "smalltalk"} <= outcomes, (lang, outcomes)
        assert any(outcome.startswith("unanswerable") for outcome in outcomes), (lang, outcomes)


def test_no_log_and_no_database_holds_who_wrote(everywhere: Everywhere) -> None:
    citizen = everywhere.wechat.citizen("Zhao")
    citizen.says("身份证丢了怎么补办？")
    citizen.says("How do I replace a lost ID card?")
    citizen.sends("voice")
    assert len(citizen.screen) == 3
    time.sleep(2)  # for what is written behind
    state = everywhere.served.house.state
    files = [path for path in state.rglob("*") if path.is_file()] + [everywhere.served.out, everywhere.served.err]
    assert any(path.name == "conversations.db" for path in files) and any(path.suffix == ".log" for path in files)
    assert [path for path in files if citizen.openid.encode() in path.read_bytes()] == []


def test_channels_that_are_not_set_up_are_not_there(everywhere: Everywhere) -> None:
    assert everywhere.wechat.verify()
    everywhere.wechat.callback += "-nowhere"
    try:
        assert not everywhere.wechat.verify()
    finally:
        everywhere.wechat.callback = everywhere.wechat.callback.removesuffix("-nowhere")

"""Another router is taken into use while people talk: what was offered before is taken after, and nobody gets an apology."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.language import LANGUAGES, Lang
from bot.records.router_status import read_router_status
from bot.settings import settings
from tests.dialogue.service import Reply, Service, running
from tests.dialogue.shapes import check_reply

pytestmark = pytest.mark.dialogue

PASSPORT = {"zh": "护照快到期了怎么换？", "en": "How do I renew a passport that is about to expire?"}
COST = {"zh": "要多少钱", "en": "how much is it?"}
NEXT = "next"
WITHIN = 60.0  # seconds


class House:
    """A running assistant whose router can be exchanged: the one in use, and a copy of it under another name."""

    def __init__(self, service: Service, rasa: Path) -> None:
        self.service, self.rasa = service, rasa
        self.models = sorted(path.name for path in rasa.glob("*.tar.gz"))

    def model(self) -> str:
        return str(self.service.get("/chat/health").content["model"])

    def swap(self) -> str:
        """Move the pointer to the other model, as training does, and wait until it is served."""
        wanted = next(name for name in self.models if name != self.model())
        temporary = self.rasa / ".current.new"
        temporary.write_text(f"{wanted}\n")
        temporary.replace(self.rasa / "current")
        until = time.monotonic() + WITHIN
        while self.model() != wanted:
            assert time.monotonic() < until, f"{wanted} is not served"
            time.sleep(0.1)
        return wanted


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("swap")
    ours, theirs = folder / "build", settings().build_dir
    (ours / "rasa").mkdir(parents=True)
    for name in ("encoder", "embeddings"):
        (ours / name).symlink_to(theirs / name)
    stem = (theirs / "rasa" / "current").read_text().strip().removesuffix(".tar.gz")
    for suffix in (".tar.gz", ".json"):
        for name in (stem, NEXT):
            shutil.copy(theirs / "rasa" / f"{stem}{suffix}", ours / "rasa" / f"{name}{suffix}")
    (ours / "rasa" / "current").write_text(f"{stem}.tar.gz\n")
    with running(folder / "state", {"FAQ_BUILD_DIR": str(ours)}) as service:
        yield House(service, ours / "rasa")


def test_conversations_in_both_languages_go_on_over_a_swap(house: House) -> None:
    service = house.service
    offered, answered = {}, {}
    for lang in LANGUAGES:
        choosing, following = service.session(), service.session()
        offered[lang] = choosing, service.clarification(lang, choosing)["choices"]
        assert service.ask(PASSPORT[lang], lang, following)["outcome"] == "answered"
        answered[lang] = following
    model = house.swap()
    for lang in LANGUAGES:
        session, choices = offered[lang]
        reply = service.ask("2", lang, session)
        check_reply(reply)
        assert (reply["outcome"], reply["lang"], reply["entry"]["id"]) == ("answered", lang, choices[1]["id"])
        follow_up = service.ask(COST[lang], lang, answered[lang])
        assert (follow_up["outcome"], follow_up["entry"]["id"]) == ("answered_followup", "exit-entry/passport-renewal")
    served = read_router_status(service.state_dir).served
    assert served.model == model and served.problem is None


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_asks_during_a_swap_is_answered(house: House, lang: Lang) -> None:
    replies: list[Reply] = []
    done = threading.Event()

    def ask() -> None:
        while not done.is_set():
            replies.append(house.service.ask(PASSPORT[lang], lang))

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        house.swap()
    finally:
        done.set()
        thread.join(WITHIN)
    assert replies and {reply["outcome"] for reply in replies} == {"answered"}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_broken_model_is_not_noticed_by_citizens_and_told_once(house: House, lang: Lang) -> None:
    before = house.model()
    broken = house.rasa / f"broken-{lang}.tar.gz"
    broken.write_bytes((house.rasa / before).read_bytes()[:100_000])
    shutil.copy(house.rasa / f"{NEXT}.json", house.rasa / f"broken-{lang}.json")
    pointer = house.rasa / "current"
    pointer.write_text(f"{broken.name}\n")
    until = time.monotonic() + WITHIN
    while read_router_status(house.service.state_dir).served.problem is None:
        assert time.monotonic() < until
        time.sleep(0.1)
    time.sleep(2.5)  # two more looks
    assert house.service.ask(PASSPORT[lang], lang)["outcome"] == "answered"
    assert house.model() == before
    assert house.service.kept("log").count(os.fsencode(f"{broken.name}: The new router")) == 1
    pointer.write_text(f"{before}\n")
    while read_router_status(house.service.state_dir).served.problem is not None:
        assert time.monotonic() < until
        time.sleep(0.1)

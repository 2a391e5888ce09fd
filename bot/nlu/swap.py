"""A newly trained router is taken into use by the running server, without losing a conversation (docs/adr/0017).

The server looks at `current` once a second. Another model is loaded in a thread beside the one in use, asked a question in each
language, and put in its place between two steps of the event loop. What Rasa's own `Agent.load_model` does at once, and inside the
event loop, is done here in these two parts; a test fails when Rasa's version changes, as for the corrections in rasa_fixes.py.
"""

from __future__ import annotations

import asyncio
import gc
import logging
import math
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

from bot.nlu import reading
from bot.nlu.taught import kept, made_by
from bot.nlu.train import NoModel, current_model
from bot.records.router_status import Problem, Served, now, write_part
from bot.settings import Settings

log = logging.getLogger(__name__)

NAME = "look for new routers"  # of the task
EVERY = 1.0  # seconds between two looks
PROBES = ("身份证丢了怎么补办？", "How do I replace a lost ID card?")


class Wanted(NamedTuple):
    """A model's file; changed: its time in ns, since a file of the same name may be written anew."""

    model: Path
    changed: int


class Loaded(NamedTuple):
    """A model that is ready: Rasa's processor, and what reads typed text for it ahead of its graph."""

    processor: Any
    readers: list[reading.Reader]


class Refused(Exception):
    """A model that is not taken into use."""

    def __init__(self, code: str, detail: str = "") -> None:
        self.problem = Problem(code, detail)
        super().__init__(self.problem.text("en"))


class RouterSwap:
    """Keeps an agent's model at the one that `current` names. agent: Rasa's."""

    def __init__(self, agent: Any, chosen: Settings) -> None:
        self._agent, self._settings = agent, chosen
        self._made_by = made_by(chosen)  # of the program as it was loaded: its files may be replaced while it runs
        self._refused: Wanted | None = None
        self._since = now()
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="router")
        write_part(chosen.state_dir, Served(agent.model_name, self._since))

    async def run(self) -> None:
        """Look for as long as the server runs."""
        while True:
            await asyncio.sleep(EVERY)
            try:
                await self.look()
            except Exception:  # a full disk, say; whatever it is, the next look must come
                log.exception("The server could not look for a new router. It goes on with the one in use.")

    async def look(self) -> bool:
        """Take the model that `current` names into use, if it is another and a good one. Whether it was."""
        in_thread = asyncio.get_running_loop().run_in_executor
        wanted = await in_thread(self._pool, self._wanted)
        if wanted is None:
            return False
        try:
            loaded = await in_thread(self._pool, self._load, wanted.model)
        except Refused as refused:
            self._refused = wanted
            log.warning("%s: %s", wanted.model.name, refused)
            await in_thread(self._pool, self._say, refused.problem)
            return False
        put_in_use(self._agent, loaded)
        self._refused, self._since = None, now()
        log.warning("The router is now %s.", wanted.model.name)
        await in_thread(self._pool, self._say, None)
        return True

    def close(self) -> None:
        self._pool.shutdown(wait=False)

    def _wanted(self) -> Wanted | None:
        """The model that should be taken into use; None if it is, or was refused already."""
        try:
            model = current_model(self._settings)
            wanted = Wanted(model, model.stat().st_mtime_ns)
        except (NoModel, OSError):  # nothing is known of what is not there
            return None
        if model.name != self._agent.model_name:
            return None if wanted == self._refused else wanted
        if self._refused:  # somebody went back to the one in use
            self._refused = None
            self._say(None)
        return None

    def _load(self, model: Path) -> Loaded:
        known = kept(model)
        if known is None or known.made_by != self._made_by:
            raise Refused("other_program")
        return load(self._agent, model)

    def _say(self, problem: Problem | None) -> None:
        write_part(self._settings.state_dir, Served(self._agent.model_name, self._since, problem))


def load(agent: Any, model: Path) -> Loaded:
    """The model beside the agent's own, with the same stores, or Refused. The agent is not changed. Takes most of a second."""
    from rasa.core.processor import MessageProcessor

    before = list(reading._in_use)
    gc.disable()  # a full collection amid all that is being made would hold up the event loop for 70 ms
    try:
        processor = MessageProcessor(
            model_path=str(model), tracker_store=agent.tracker_store, lock_store=agent.lock_store,
            action_endpoint=agent.action_endpoint, generator=agent.nlg, http_interpreter=agent.http_interpreter,
        )  # fmt: skip
        readers = list(reading._in_use)  # loading its tokenizer has put its own there
        check(processor)
    except Refused:
        raise
    except (Exception, SystemExit) as err:  # a damaged file can fail anywhere in Rasa, tarfile, NumPy and scikit-learn
        raise Refused("unreadable", f"{model.name}: {type(err).__name__}") from err
    finally:
        gc.enable()
        reading._in_use[:] = before
    return Loaded(processor, readers)


def check(processor: Any) -> None:
    """Classify one question in each language; Refused unless every intent of the domain gets a probability."""
    from rasa.core.channels.channel import UserMessage
    from rasa.shared.core.constants import DEFAULT_INTENTS

    for text in PROBES:
        ranking = processor._parse_message_with_graph(UserMessage(text), None).get("intent_ranking", [])
        missing = set(processor.domain.intents) - {intent["name"] for intent in ranking} - set(DEFAULT_INTENTS)
        if not ranking or missing:
            raise Refused("wrong_answers", f"no probability for {', '.join(sorted(missing)) or 'any intent'}")
        if not all(math.isfinite(intent["confidence"]) for intent in ranking):
            raise Refused("wrong_answers", "a probability is no number")


def put_in_use(agent: Any, loaded: Loaded) -> None:
    """From the next message on the agent answers with it; to be called in the event loop.

    A turn that has begun holds the processor before, and ends with it; with the last such turn its memory is free. The stores stay the
    same ones, and so do the conversations in them.
    """
    agent.processor = loaded.processor
    agent.domain = agent.tracker_store.domain = loaded.processor.domain
    agent._set_fingerprint()
    if hasattr(agent.nlg, "responses"):
        agent.nlg.responses = agent.domain.responses
    reading._in_use[:] = loaded.readers


def watch(chosen: Settings) -> None:
    """Let the Rasa server that is about to start look for new routers; to be called once, before Rasa runs."""
    import rasa.core.run

    load_agent, close_resources = rasa.core.run.load_agent_on_start, rasa.core.run.close_resources
    running: list[tuple[RouterSwap, asyncio.Task[None]]] = []

    async def load_and_watch(*args: Any, **kwargs: Any) -> Any:
        agent = await load_agent(*args, **kwargs)
        # What has been loaded so far stays: a full collection takes 3 ms instead of 300, during which nobody is answered.
        gc.collect()
        gc.freeze()
        swap = RouterSwap(agent, chosen)  # also of an agent whose model could not be loaded: the next good one heals it
        running.append((swap, asyncio.get_running_loop().create_task(swap.run(), name=NAME)))
        return agent

    async def close(app: Any, loop: Any) -> None:
        while running:
            swap, task = running.pop()
            task.cancel()
            swap.close()
        await close_resources(app, loop)

    rasa.core.run.load_agent_on_start, rasa.core.run.close_resources = load_and_watch, close

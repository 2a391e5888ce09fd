"""Corrections to Rasa that its settings cannot make. Each names what it costs without; all are for exactly one version.

`apply` is called by the launcher before anything of Rasa runs. A test fails when Rasa's version changes: read each function that
is replaced here again, then raise RASA in sources.py.
"""

from __future__ import annotations

import asyncio
import itertools
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from bot.errors import FaqError
from bot.nlu import kept_connections
from bot.nlu.encoder_onnx import QueryEncoder
from bot.nlu.reading import asked_text
from bot.nlu.sources import RASA

EVENTS_SENT = 30  # to the action server: more than any follow-up looks back


class OtherRasa(FaqError):
    def __init__(self, found: str) -> None:
        super().__init__(f"The corrections in bot/nlu/rasa_fixes.py are for Rasa {RASA}, but {found} is installed. Install {RASA}.")


def apply(action_timeout: float, encoder: QueryEncoder | None = None) -> None:
    """Correct Rasa in this process; to be called once, before Rasa runs. encoder: the one of the router's featurizer."""
    import rasa

    if rasa.__version__ != RASA:
        raise OtherRasa(rasa.__version__)
    compile_action_validator()
    shorten_action_timeout(action_timeout)
    send_recent_events()
    kept_connections.keep_action_connections()
    run_graph_plainly()
    copy_nothing_for_debug()
    skip_unseen_feature_check()
    calculate_on_one_thread()
    if encoder is not None:
        encode_beside_the_loop(encoder)


def compile_action_validator() -> None:
    """Rasa checks a constant JSON schema at every action call: 75 % of the processor time of a message. And it tries each
    event against the schemas of all 23 kinds, where its `event` says which one it is."""
    from rasa.core.actions.action import RemoteAction

    whole = _validator(RemoteAction.action_response_format_spec())
    shape, kinds = _by_kind(whole.schema)

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        shape.validate(result)
        for event in result.get("events", ()):
            # An event of no known kind gets Rasa's own message.
            kinds.get(event["event"], whole).validate(event if event["event"] in kinds else result)
        return True

    RemoteAction._validate_action_result = validate


def _by_kind(schema: dict[str, Any]) -> tuple[Any, dict[str, Any]]:
    """The validator of a whole response without the kinds of its events, and one for each kind."""
    event = schema["properties"]["events"]["items"]
    common = {key: value for key, value in event.items() if key != "oneOf"}
    shape = {**schema, "properties": {**schema["properties"], "events": {"type": "array", "items": common}}}
    kinds = {kind["properties"]["event"]["const"]: _validator(kind) for kind in event["oneOf"]}
    return _validator(shape), kinds


def _validator(schema: dict[str, Any]) -> Any:
    from jsonschema import Draft202012Validator

    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def shorten_action_timeout(seconds: float) -> None:
    """Rasa waits 300 seconds for the action server; a citizen does not."""
    from rasa.core.actions import action

    action.DEFAULT_REQUEST_TIMEOUT = seconds


def send_recent_events() -> None:
    """Rasa sends the action server every event of the conversation and the whole domain at every call; our actions read
    the slots, the last message and a few turns."""
    import rasa
    from rasa.core.actions.action import RemoteAction
    from rasa.shared.core.domain import Domain
    from rasa.shared.core.trackers import DialogueStateTracker, EventVerbosity

    def call_format(self: RemoteAction, tracker: DialogueStateTracker, domain: Domain) -> dict[str, Any]:
        state = tracker.current_state(EventVerbosity.NONE)
        state["events"] = [event.as_dict() for event in recent_events(tracker)]
        return {"next_action": self._name, "sender_id": tracker.sender_id, "tracker": state, "version": rasa.__version__, "domain": {}}

    RemoteAction._action_call_format = call_format


def recent_events(tracker: Any) -> list[Any]:
    """The events since the running session began, at most the last EVENTS_SENT."""
    from rasa.shared.core.events import SessionStarted

    recent: list[Any] = []
    for event in itertools.islice(reversed(tracker.events), EVENTS_SENT):
        recent.append(event)
        if isinstance(event, SessionStarted):
            break
    return recent[::-1]


def run_graph_plainly() -> None:
    """Rasa plans its graph anew with dask at each of the three runs of a message; the order of a chain never changes."""
    from rasa.engine.runner.dask import DaskGraphRunner

    def run(self: DaskGraphRunner, inputs: dict[str, Any] | None = None, targets: list[str] | None = None) -> dict[str, Any]:
        wanted = tuple(targets or self._graph_schema.target_names)
        plans = self.__dict__.setdefault("_plans", {})
        if wanted not in plans:
            plans[wanted] = _plan(self, wanted)
        done = {name: (name, value) for name, value in (inputs or {}).items()}
        for name, node, needs in plans[wanted]:
            done[name] = node(*(done.get(need, need) for need in needs))
        return dict(done[name] for name in wanted)

    DaskGraphRunner.run = run


def _plan(runner: Any, targets: tuple[str, ...]) -> list[tuple[str, Any, tuple[str, ...]]]:
    """The nodes that the targets need, each after those that it needs itself."""
    nodes = runner._graph_schema.minimal_graph_schema(list(targets)).nodes
    order: dict[str, tuple[str, ...]] = {}

    def add(name: str) -> None:
        if name in nodes and name not in order:
            needs = tuple(nodes[name].needs.values())
            for need in needs:
                add(need)
            order[name] = needs

    for target in targets:
        add(target)
    return [(name, runner._instantiated_nodes[name], needs) for name, needs in order.items()]


class _NoCopy:
    """Stands in for the module `copy` where Rasa copies deeply only for a debug message that is not written."""

    @staticmethod
    def deepcopy(value: Any) -> Any:
        return value


def copy_nothing_for_debug() -> None:
    """Rasa copies every reply and state deeply for debug messages, written or not. At debug level all stays as it was."""
    import rasa.core.policies.rule_policy
    import rasa.core.processor

    if logging.getLogger("rasa").isEnabledFor(logging.DEBUG):
        return
    rasa.core.processor.copy = _NoCopy
    rasa.core.policies.rule_policy.copy = _NoCopy


def skip_unseen_feature_check() -> None:
    """Rasa builds an empty domain at each message to warn of intents that the domain lacks; training has checked that."""
    from rasa.core.processor import MessageProcessor

    MessageProcessor._check_for_unseen_features = lambda self, parse_data: None


def calculate_on_one_thread() -> None:
    """NumPy's BLAS would share the multiplication of one short vector out among all cores, and wait for them."""
    from threadpoolctl import threadpool_limits

    threadpool_limits(limits=1)


def encode_beside_the_loop(encoder: QueryEncoder) -> None:
    """Rasa parses inside the event loop, where encoding holds up every other conversation. ONNX Runtime needs no
    interpreter lock: the vector is made in a thread, and the featurizer finds it ready."""
    from rasa.core.channels.channel import UserMessage
    from rasa.core.processor import MessageProcessor

    parse = MessageProcessor.parse_message
    pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="encoder")

    async def parse_encoded(self: MessageProcessor, message: UserMessage, *args: Any, **kwargs: Any) -> dict[str, Any]:
        if message.text:
            await asyncio.get_running_loop().run_in_executor(pool, lambda: encoder.vector(asked_text(message.text)))
        result: dict[str, Any] = await parse(self, message, *args, **kwargs)
        return result

    MessageProcessor.parse_message = parse_encoded

"""Green only when a question can really be answered: model loaded, all categories known to it, action server answering."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from bot.channels.refusals import Refused
from bot.errors import FaqError

Probe = Callable[[], Awaitable[Mapping[str, Any]]]


class ProbeFailed(FaqError):
    def __init__(self, why: str) -> None:
        self.why = why
        super().__init__(f"The action server did not say that it is ready ({why}). Start it, or look at its log.")


class Domain(Protocol):
    @property
    def intents(self) -> Sequence[str]: ...


class Agent(Protocol):
    """What is asked of Rasa's agent."""

    @property
    def domain(self) -> Domain | None: ...

    @property
    def model_name(self) -> str | None: ...

    def is_ready(self) -> bool: ...


@dataclass(frozen=True)
class Health:
    """missing: one sentence for each part that is not there; empty when all is well. refused: which version of the knowledge files is not
    served, and why; None while the files are served. That is no ill health: the version before answers."""

    model: str | None
    knowledge: str | None
    missing: tuple[str, ...]
    refused: Mapping[str, Any] | None = None

    @property
    def status(self) -> int:
        return 503 if self.missing else 200

    @property
    def body(self) -> dict[str, Any]:
        if not self.missing:
            more = {"refused": self.refused} if self.refused else {}
            return {"status": "ok", "model": self.model, "knowledge": self.knowledge, **more}
        return {"status": "unavailable", "missing": list(self.missing), **Refused("not_ready").body}


async def examine(agent: Agent | None, categories: Sequence[str], knowledge: str | None, probe: Probe) -> Health:
    """The health of the whole path, with every part that is missing."""
    missing, refused = [*_agent(agent, categories)], None
    try:
        answer = await probe()
        knowledge = answer.get("knowledge") or knowledge  # the action server's is the one that answers
        refused = answer.get("refused")
    except ProbeFailed as err:
        missing.append(f"action server: {err}")
    return Health(agent.model_name if agent else None, knowledge, tuple(missing), refused)


def _agent(agent: Agent | None, categories: Sequence[str]) -> list[str]:
    if not categories:
        return ["knowledge: there is no catalogue of categories. Run './faq check'."]
    if agent is None or not agent.is_ready() or agent.domain is None:
        return ["model: no Rasa model is loaded. Train one and start again."]
    unknown = sorted(set(categories) - set(agent.domain.intents))
    if unknown:
        return [f"model: it does not know the categories {', '.join(unknown)}. Train it again."]
    return []

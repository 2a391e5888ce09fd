"""How many replies the platform still allows to a citizen, and what stops all sending for a while.

https://developers.weixin.qq.com/doc/service/guide/product/kf/intro.html and, for mini programs,
https://developers.weixin.qq.com/miniprogram/dev/framework/open-ability/customer-message/send.html
"""

from __future__ import annotations

import logging
from collections import OrderedDict
from collections.abc import Callable, Mapping
from typing import Literal

from bot.channels.wechat.api import Ending, Verdict

logger = logging.getLogger(__name__)

Action = Literal["message", "click", "subscribe", "scan", "enter"]

# What a citizen does -> (replies that it allows, seconds within which). A new one renews them; they do not add up.
ALLOWED: Mapping[Action, tuple[int, float]] = {
    "message": (5, 48 * 3600.0),
    "click": (3, 60.0),
    "subscribe": (3, 60.0),
    "scan": (3, 60.0),
    "enter": (2, 60.0),  # a citizen enters the conversation of a mini program
}

_MOST_SENDERS = 10_000


class Ledger:
    """The replies that are left to each sender, as far as this process knows; the platform has the last word (45047)."""

    def __init__(self, clock: Callable[[], float], most_senders: int = _MOST_SENDERS) -> None:
        self._clock = clock
        self._most = most_senders
        self._senders: OrderedDict[str, dict[Action, tuple[int, float]]] = OrderedDict()

    def heard(self, sender: str, action: Action) -> None:
        """The citizen did something that allows replies."""
        replies, seconds = ALLOWED[action]
        self._senders.setdefault(sender, {})[action] = (replies, self._clock() + seconds)
        self._senders.move_to_end(sender)
        while len(self._senders) > self._most:
            self._senders.popitem(last=False)

    def left(self, sender: str) -> int:
        """Whether what several actions allow adds up is not documented: the largest counts."""
        now = self._clock()
        return max((replies for replies, ends in self._senders.get(sender, {}).values() if now < ends), default=0)

    def spend(self, sender: str) -> None:
        actions = self._senders.get(sender, {})
        for action, (replies, ends) in actions.items():
            actions[action] = (max(0, replies - 1), ends)

    def empty(self, sender: str) -> None:
        """Nothing is left until the citizen does something again."""
        self._senders.pop(sender, None)


# What concerns the whole account -> (seconds without a call, what happened, what staff should do).
STOPS: Mapping[Verdict, tuple[float, str, str]] = {
    Verdict.DAY_QUOTA: (
        3600.0,
        "the account has used up its calls of today",
        "They are renewed every day; the console can also clear the count (10 times a month). "
        "If this happens again, see what else calls the API in the account's name.",
    ),
    Verdict.MINUTE_QUOTA: (
        60.0,
        "there were too many calls in one minute",
        "If this does not stay rare, see why answers take longer than 4 seconds: only late ones are sent so.",
    ),
    Verdict.NO_RIGHT: (
        3600.0,
        "the account has no right to send customer-service messages",
        "Have the account verified (认证) and the right granted in its console; or leave it so, if late answers may wait.",
    ),
    Verdict.NO_TOKEN: (
        60.0,
        "WeChat gives no access token, or refuses it",
        "Compare AppID and AppSecret with those of the account's console, and put the public address of this server on its IP white list.",
    ),
}


class Breaker:
    """Stops sending in the name of one account when the platform says no to the whole account; tells staff once for each stop."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._until = 0.0
        self.why: Verdict | None = None  # of the latest stop

    @property
    def stopped(self) -> bool:
        return self.why is not None and self._clock() < self._until

    def note(self, ending: Ending) -> None:
        """How a call ended. A stop that lasts is not made longer by calls that were on their way."""
        stop = STOPS.get(ending.verdict)
        if stop is None or self.stopped:
            return
        seconds, what, cure = stop
        self._until, self.why = self._clock() + seconds, ending.verdict
        logger.error(
            "No customer-service messages of WeChat for %d minutes: %s (error %s). Late answers wait for the citizen's next message. %s",
            round(seconds / 60), what, "none" if ending.code is None else ending.code, cure,
        )  # fmt: skip

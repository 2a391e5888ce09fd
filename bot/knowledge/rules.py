"""Rules that every load applies. One rule is one generator with a stable code; its docstring is its manual page's first line.

Rules that only advise are in `agreement.py`, `personal.py` and `wording.py`; they are applied by `check.py`, so that a load does
not wait for them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.knowledge.bounds import too_long, unseen_character
from bot.knowledge.collection import Collection, Rule
from bot.knowledge.personal import identity_number
from bot.knowledge.placeholders import is_placeholder
from bot.knowledge.problems import Problem, named
from bot.knowledge.twice import same_question, unsound_name
from bot.knowledge.wording import texts_of

REVIEW_EVERY = timedelta(days=366)
SOON = timedelta(days=30)


def unknown_category(all_: Collection) -> Iterator[Problem]:
    """K201: the folder of an entry is a category of categories.yml."""
    for entry in all_.entries.values():
        if all_.categories and entry.category not in all_.categories:
            yield all_.problem(entry, (), "K201", (
                f"没有“{entry.category}”这个业务类别。", f"There is no category '{entry.category}'.",
                "请把文件移到 categories.yml 里有的类别文件夹。", "Move the file into the folder of a category in categories.yml.",
            ))  # fmt: skip


def broken_related(all_: Collection) -> Iterator[Problem]:
    """K204: a related entry exists."""
    for entry in all_.entries.values():
        for place, related in enumerate(entry.related):
            if related not in all_.documents or related == entry.id:
                yield all_.problem(entry, ("related", place), "K204", (
                    f"related 里的“{related}”不存在或就是本条。", f"'{related}' in related does not exist or is this entry itself.",
                    "请写“类别/条目”的完整编号，或删去。", "Write the full id, category/entry, or remove it.",
                ))  # fmt: skip


def expired(all_: Collection) -> Iterator[Problem]:
    """K301: from `valid_until` on an entry is not served."""
    for entry in all_.entries.values():
        if entry.status == "published" and entry.valid_until and entry.valid_until <= all_.today:
            yield all_.problem(entry, ("valid_until",), "K301", (
                f"已于 {entry.valid_until} 到期，不再对外回答。", f"It expired on {entry.valid_until} and is no longer served.",
                "请核对后改写 reviewed 和 valid_until，或把 status 改为 retired。",
                "Check it and set reviewed and valid_until anew, or set status to retired.",
            ), "warning")  # fmt: skip


def unreviewed(all_: Collection) -> Iterator[Problem]:
    """K302: the owner has looked at a published entry within a year, and not in the future."""
    for entry in all_.entries.values():
        age = all_.today - entry.reviewed
        if entry.status == "published" and not timedelta(days=-1) <= age <= REVIEW_EVERY:
            yield all_.problem(entry, ("reviewed",), "K302", (
                f"核对日期 {entry.reviewed} 在一年以前或在将来。", f"The review date {entry.reviewed} is over a year ago or in the future.",
                "请由责任部门核对后改写 reviewed。", "Have the owning department check it and set reviewed.",
            ), "warning")  # fmt: skip


def ends_before_review(all_: Collection) -> Iterator[Problem]:
    """K303: `valid_until` lies after `reviewed`."""
    for entry in all_.entries.values():
        if entry.valid_until and entry.valid_until <= entry.reviewed:
            yield all_.problem(entry, ("valid_until",), "K303", (
                "valid_until 不晚于 reviewed。", "valid_until is not after reviewed.",
                "请改正其中一个日期。", "Correct one of the two dates.",
            ))  # fmt: skip


def soon_expired(all_: Collection) -> Iterator[Problem]:
    """K304: an entry is checked before it falls silent: from 30 days before `valid_until`."""
    for entry in all_.entries.values():
        if entry.status == "published" and entry.valid_until and all_.today < entry.valid_until <= all_.today + SOON:
            days = (entry.valid_until - all_.today).days
            yield all_.problem(entry, ("valid_until",), "K304", (
                f"{days} 天后（{entry.valid_until}）到期，届时不再对外回答。",
                f"It expires in {days} day(s), on {entry.valid_until}, and is then no longer served.",
                "请尽快核对，并改写 reviewed 和 valid_until。", "Check it soon, and set reviewed and valid_until anew.",
            ), "warning")  # fmt: skip


def placeholder(all_: Collection) -> Iterator[Problem]:
    """K505: no published entry holds a text that staff have yet to write."""
    for entry in all_.entries.values():
        for path, text in texts_of(entry) if entry.status == "published" else ():
            if path[0] != "confirm" and is_placeholder(text):
                name = named(path)
                yield all_.problem(entry, path, "K505", (
                    f"“{name['zh']}”还是待填内容，却已发布。", f"'{name['en']}' has yet to be written, and the entry is published.",
                    "请填写，或把 status 改回 draft。", "Write it, or set status back to draft.",
                ))  # fmt: skip


# Of these: what they say of an entry depends on its own file, and on nothing else.
ALONE: tuple[Rule, ...] = (identity_number, placeholder, too_long, unseen_character)
RULES: tuple[Rule, ...] = (
    unknown_category, unsound_name, same_question, broken_related, expired, unreviewed, ends_before_review, soon_expired, *ALONE,
)  # fmt: skip

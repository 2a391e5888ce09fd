"""Which rows are taken over: all of them, or the good ones among them if the others are to be left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from bot.curation.import_duplicates import check_duplicates
from bot.curation.import_progress import Progress
from bot.curation.import_rows import Step
from bot.curation.import_write import check, prepared
from bot.knowledge.schema import Both, Knowledge

TRYING: Both = {"zh": "试读改后的知识", "en": "Reading the changed knowledge"}


def settle(
    steps: Sequence[Step], knowledge: Knowledge, paths: Mapping[str, Path], raws: Mapping[str, bytes], progress: Progress, root: Path,
    without_refused: bool,
) -> dict[Path, bytes]:  # fmt: skip
    """The new bytes of the files; steps that cannot be are refused.

    without_refused: what one row gives up, such as a question, another may need; so what is left is looked at again until it holds.
    """

    def tried(some: Sequence[Step]) -> dict[Path, bytes]:
        check_duplicates(some, knowledge)
        made = prepared(some, paths, raws, root, progress)
        if made:
            progress.note(TRYING)
            check(some, made, root)
        return made

    made, left = tried(steps), [step for step in steps if step.keys]
    while without_refused and any(step.faults for step in left):
        left = [step for step in left if not step.faults]
        made = tried(left)
    return made

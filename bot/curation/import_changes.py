"""What a person should see of a changed row before it is written: from what to what, and what the rules advise."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from bot.curation.import_rows import Step
from bot.curation.sheets_columns import BY_KEY
from bot.knowledge.check import advice
from bot.knowledge.loader import Loaded
from bot.knowledge.schema import Both
from bot.language import LANGUAGES, Lang

CONTEXT, MOST = 6, 40  # characters shown around what differs, and of it


def changes(step: Step, lang: Lang) -> Iterator[str]:
    """A line for each column that differs: "费用（中文）：免费 → 每证20元"."""
    for key in step.keys if step.before else ():
        old, new = differing(step.before[key], step.cells[key])
        nothing = "（空）" if lang == "zh" else "(empty)"
        yield f"{BY_KEY[key].name[lang]}{'：' if lang == 'zh' else ': '}{old or nothing} → {new or nothing}"


def differing(old: str, new: str) -> tuple[str, str]:
    """The parts of two texts that differ, on one line and shortened; short texts whole."""
    if max(len(old), len(new)) > MOST:
        start = next((at for at, (one, other) in enumerate(zip(old, new)) if one != other), min(len(old), len(new)))
        most = min(len(old), len(new)) - start
        end = next((at for at in range(most) if old[-1 - at] != new[-1 - at]), most)
        start, end = max(start - CONTEXT, 0), max(end - CONTEXT, 0)
        old, new = (_cut(text, start, len(text) - end) for text in (old, new))
    return " ".join(old.split()), " ".join(new.split())


def _cut(text: str, start: int, end: int) -> str:
    shown = text[start : min(end, start + MOST)]
    return f"{'…' if start else ''}{shown}{'…' if start + len(shown) < len(text) else ''}"


def advise(by_file: Mapping[str, Step], tried: Loaded) -> None:
    """Put into the step of each file what the rules that only warn say of its entry. tried: the knowledge as it would be."""
    if tried.found is None:
        return
    changed = {step.row.id for step in by_file.values()}
    entries = {id_: entry for id_, entry in tried.found.entries.items() if id_ in changed}
    for step in by_file.values():
        step.warnings = [*_one_language(step)]
    for problem in (*tried.problems, *advice(replace(tried.found, entries=entries))):
        if problem.level == "warning" and problem.file in by_file:
            zh, en = (f"{problem.code} {problem.what[lang]} {problem.fix[lang]}" for lang in LANGUAGES)
            by_file[problem.file].warnings.append({"zh": zh, "en": en})


def _one_language(step: Step) -> Iterator[Both]:
    for key in step.keys if step.before else ():
        field, _, lang = key.rpartition(".")
        other = f"{field}.{'en' if lang == 'zh' else 'zh'}"
        if lang in LANGUAGES and field not in ("similar", "not", "confirm") and other in BY_KEY and other not in step.keys:
            names = BY_KEY[key].name, BY_KEY[other].name
            yield {
                "zh": f"只改了“{names[0]['zh']}”，没有改“{names[1]['zh']}”。请核对两种语言是否仍然一致。",
                "en": f"Only '{names[0]['en']}' was changed, '{names[1]['en']}' was not. Check that the two still say the same.",
            }

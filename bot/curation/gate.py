"""Two versions of the knowledge beside each other: which questions were lost, which edit took them away, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from bot.curation.gate_cases import Case, Ending, State, Version
from bot.retrieval.encoder import Encoder

Advice = Literal["belongs", "move", "restore", "publish", "reword", "add_not", "add_similar"]
SERVED_BY = ("status",)
HELD = ("right", "offered")


@dataclass(frozen=True)
class Edit:
    """What changed in one field of one entry, as in "similar.zh"."""

    entry: str
    field: str
    removed: tuple[str, ...]
    added: tuple[str, ...]


@dataclass(frozen=True)
class Finding:
    """A case that ends worse than before. before: None if it is new; edit: what took it away, None where neither entry changed; line: the
    one of its lines that is nearest to the question; lost: False if its entry is still offered."""

    case: Case
    before: State | None
    now: State
    entry: str | None
    edit: Edit | None
    line: str
    advice: tuple[Advice, ...]
    lost: bool


@dataclass(frozen=True)
class Verdict:
    """before: its version, None where there was nothing to compare with; standing: similar questions that another entry answered before
    as well, by the keys of their cases."""

    knowledge: str
    before: str | None
    same_maker: bool
    edits: tuple[Edit, ...]
    findings: tuple[Finding, ...]
    standing: tuple[Ending, ...]
    counts: Mapping[str, Mapping[str, int]]

    @property
    def lost(self) -> tuple[Finding, ...]:
        return tuple(finding for finding in self.findings if finding.lost)

    def to_json(self) -> dict[str, Any]:
        return {"passed": not self.lost, **asdict(self)}


def judge(now: Version, before: Version | None, texts: Mapping[str, str], encoder: Encoder) -> Verdict:
    """texts: the text of each golden question by its id, for finding the line that took it; it is not told."""
    edits = tuple(changes(before, now)) if before else ()
    worse = [(ending, *_was(ending, before)) for ending in now.endings.values()]
    findings = [_finding(ending, state, lost, _Blame(edits, now, texts, encoder)) for ending, state, lost in worse if lost is not None]
    known = before.endings if before else {}
    standing = [
        end for key, end in now.endings.items() if end.state == "wrong" and end.case.kind != "not" and _stands(known.get(key), before)
    ]
    return Verdict(
        now.knowledge, before.knowledge if before else None, before is None or before.made_by == now.made_by,
        edits, tuple(sorted(findings, key=lambda one: (not one.lost, one.case.key))), tuple(standing), _counts(now),
    )  # fmt: skip


def _stands(was: Ending | None, before: Version | None) -> bool:
    return before is None or (was is not None and was.state == "wrong")


def _counts(version: Version) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for ending in version.endings.values():
        kind = found.setdefault(ending.case.kind, {"right": 0, "offered": 0, "refused": 0, "wrong": 0})
        kind[ending.state] += 1
    return found


def _was(ending: Ending, before: Version | None) -> tuple[State | None, bool | None]:
    """The state before, and whether the case is lost (True), only weaker (False) or neither (None)."""
    was = before.endings.get(ending.case.key) if before else None
    state = was.state if was else None
    if ending.case.kind == "not":
        return state, True if ending.state == "wrong" else None
    if before is None or (was is None and ending.case.kind == "golden"):
        return state, None
    if ending.state == "wrong":
        return state, True if state != "wrong" else None
    if ending.state == "refused" and state in HELD:
        return state, True
    return state, False if (state, ending.state) == ("right", "offered") else None


def changes(before: Version, now: Version) -> Iterator[Edit]:
    """Every field of every entry that differs. An entry that is new has only added lines, one that is gone only removed ones."""
    for id_ in sorted({*before.lines, *now.lines}):
        old, new = before.lines.get(id_, {}), now.lines.get(id_, {})
        for field in sorted({*old, *new}):
            was, is_ = old.get(field, ()), new.get(field, ())
            removed, added = tuple(line for line in was if line not in is_), tuple(line for line in is_ if line not in was)
            if any((*removed, *added)):
                yield Edit(id_, field, removed, added)


@dataclass(frozen=True)
class _Blame:
    edits: Sequence[Edit]
    now: Version
    texts: Mapping[str, str]
    encoder: Encoder

    def unserved(self, wants: Sequence[str]) -> Edit | None:
        """The edit by which none of the wanted entries is served any more."""
        gone = [edit for edit in self.edits if edit.entry in wants and edit.field in SERVED_BY]
        return gone[0] if gone else None

    def nearest(self, case: Case, entry: str | None) -> tuple[Edit | None, str]:
        """Of what the entry that came gained, and of what the wanted ones lost, the line that is nearest to the question."""
        lines = [(edit, line) for edit in self.edits if edit.entry == entry and edit.entry not in case.wants for line in edit.added]
        lines += [(edit, line) for edit in self.edits if edit.entry in case.wants for line in edit.removed]
        lines = [(edit, line) for edit, line in lines if edit.field not in SERVED_BY and not edit.field.startswith("not.")]
        text = case.text or self.texts.get(case.id, "")
        if not lines or not text:
            return None, ""
        vectors = self.encoder.encode([text, *(line for _, line in lines)], "query")
        return lines[int((vectors[1:] @ vectors[0]).argmax())]


def _finding(ending: Ending, before: State | None, lost: bool | None, blame: _Blame) -> Finding:
    case = ending.case
    if case.kind == "similar" and before is None:
        written = next((edit for edit in blame.edits if edit.entry in case.wants and case.text in edit.added), None)
        return Finding(case, before, ending.state, ending.entry, written, case.text, ("belongs",), bool(lost))
    if case.kind == "not":
        return Finding(case, before, ending.state, ending.entry, None, "", ("reword", "move"), bool(lost))
    gone = blame.unserved(case.wants) if case.kind == "golden" else None
    edit, line = (gone, "") if gone else blame.nearest(case, ending.entry)
    # A question left out leans on all that is around it: without an edit of either entry nobody can do anything about it.
    lost = lost and (case.kind == "golden" or edit is not None)
    return Finding(case, before, ending.state, ending.entry, edit, line, tuple(_advice(case, edit, gone is not None)), bool(lost))


def _advice(case: Case, edit: Edit | None, gone: bool) -> Iterator[Advice]:
    if gone:
        yield "publish"
        return
    taken = edit is not None and edit.entry not in case.wants
    if edit is not None and not taken:
        yield "restore"
    if taken and edit is not None:
        yield "move" if edit.field.startswith("similar.") else "reword"
        yield "add_not"
    if edit is None or not taken:
        yield "add_similar" if case.wants else "reword"

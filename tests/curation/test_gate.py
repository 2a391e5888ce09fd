"""The gate: what is lost is found, and told with the edit that took it."""

from __future__ import annotations

import copy
import json
import subprocess
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from bot.answering.steps.retrieve import search_text
from bot.curation import gate_published
from bot.curation.asking import Result
from bot.curation.gate import Verdict, changes, judge
from bot.curation.gate_cases import Case, Ending, State, Version, examine, golden_state, lines_by_entry
from bot.curation.gate_words import report, where
from bot.curation.left_out import LeftOut, lines_of
from bot.curation.rows import Row
from bot.knowledge.loader import load
from bot.language import LANGUAGES, Lang
from tests import small_knowledge
from tests.curation.gap_ground import GOOD, LetterEncoder, room_of
from tests.small_knowledge import ID_LOST, INVOICE, RESIDENCE, TODAY

ASKED: dict[Lang, str] = {"zh": "身份证丢失怎么重新补办一张", "en": "how can I replace a lost ID card"}
GOLDEN = [Row(f"g-{lang}", ASKED[lang], lang, (ID_LOST,), None, None) for lang in LANGUAGES]


def version(root: Path, entries: dict[str, dict[str, Any]]) -> Version:
    return examine(room_of(small_knowledge.write(root, entries)), LetterEncoder(), GOLDEN, "letters")


def by_hand(root: Path, entries: dict[str, dict[str, Any]], *endings: Ending) -> Version:
    """A version whose endings the test says."""
    knowledge = load(small_knowledge.write(root, entries), TODAY).require()
    return Version(knowledge.version, "letters", lines_by_entry(knowledge), {ending.case.key: ending for ending in endings})


def golden(lang: Lang, state: State, entry: str = ID_LOST) -> Ending:
    return Ending(Case("golden", (ID_LOST,), lang, "", f"g-{lang}"), state, entry)


def verdict_of(tmp_path: Path, entries: dict[str, dict[str, Any]], before: Ending, *now: Ending) -> Verdict:
    old, new = by_hand(tmp_path / "before", GOOD, before), by_hand(tmp_path / "now", entries, *now)
    return judge(new, old, {row.id: row.text for row in GOLDEN}, LetterEncoder())


def edited() -> dict[str, dict[str, Any]]:
    return copy.deepcopy(GOOD)


def test_nothing_is_lost_between_a_version_and_itself(tmp_path: Path) -> None:
    now = version(tmp_path, GOOD)
    verdict = judge(now, now, {}, LetterEncoder())
    assert (verdict.edits, verdict.findings) == ((), ())
    assert {kind: sum(counts.values()) for kind, counts in verdict.counts.items()} == {"similar": 40, "golden": 2}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_similar_question_that_takes_a_golden_one_is_named(tmp_path: Path, lang: Lang) -> None:
    entries = edited()
    thief = ASKED[lang] + ("呢" if lang == "zh" else " please")
    entries[INVOICE]["similar"][lang] += ["别的事" if lang == "zh" else "something else", thief]
    (found,) = verdict_of(tmp_path, entries, golden(lang, "right"), golden(lang, "wrong", INVOICE)).findings
    assert found.lost and found.line == thief and found.advice == ("move", "add_not")
    assert found.edit and (found.edit.entry, found.edit.field) == (INVOICE, f"similar.{lang}")
    line = (tmp_path / "now" / f"{INVOICE}.yml").read_text(encoding="utf-8").splitlines()
    place = int(where(found.edit, thief, tmp_path / "now").rsplit(":", 1)[1])
    assert thief in line[place - 1]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_line_that_was_removed_is_named_and_should_come_back(tmp_path: Path, lang: Lang) -> None:
    entries = edited()
    gone = entries[ID_LOST]["similar"][lang][0]
    entries[ID_LOST]["similar"][lang][0] = "全新的说法" if lang == "zh" else "a brand-new way"
    (found,) = verdict_of(tmp_path, entries, golden(lang, "right"), golden(lang, "refused", INVOICE)).findings
    assert found.lost and found.line == gone and found.advice == ("restore", "add_similar")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_an_entry_that_is_no_longer_served_is_the_reason(tmp_path: Path, lang: Lang) -> None:
    entries = edited()
    entries[ID_LOST]["status"] = "draft"
    (found,) = verdict_of(tmp_path, entries, golden(lang, "offered"), golden(lang, "refused", INVOICE)).findings
    assert found.lost and found.edit
    assert (found.edit.field, found.edit.added, found.advice) == ("status", ("draft",), ("publish",))


@pytest.mark.parametrize(
    "before, now, lost",
    [
        ("right", "right", None),
        ("right", "offered", False),
        ("right", "refused", True),
        ("offered", "refused", True),
        ("refused", "wrong", True),
        ("refused", "refused", None),
        ("wrong", "wrong", None),
        ("wrong", "right", None),
    ],
)
def test_what_counts_as_lost(tmp_path: Path, before: State, now: State, lost: bool | None) -> None:
    findings = verdict_of(tmp_path, GOOD, golden("zh", before), golden("zh", now)).findings
    assert [finding.lost for finding in findings] == ([] if lost is None else [lost])


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_similar_question_is_lost_only_by_an_edit_of_its_entry_or_of_the_other(tmp_path: Path, lang: Lang) -> None:
    case = Case("similar", (ID_LOST,), lang, GOOD[ID_LOST]["similar"][lang][0])
    endings = Ending(case, "right", ID_LOST), Ending(case, "wrong", INVOICE)
    assert [finding.lost for finding in verdict_of(tmp_path / "a", GOOD, *endings).findings] == [False]
    entries = edited()
    entries[INVOICE]["similar"][lang].append(case.text + ("嘛" if lang == "zh" else " then"))
    assert [finding.lost for finding in verdict_of(tmp_path / "b", entries, *endings).findings] == [True]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_new_similar_question_of_another_entry_is_told_to_belong_there(tmp_path: Path, lang: Lang) -> None:
    entries = edited()
    text = "身份证丢了哈" if lang == "zh" else "lost my ID card eh"
    entries[RESIDENCE]["similar"][lang].append(text)
    case = Case("similar", (RESIDENCE,), lang, text)
    (found,) = verdict_of(tmp_path, entries, golden(lang, "right"), golden(lang, "right"), Ending(case, "wrong", ID_LOST)).findings
    assert (found.lost, found.entry, found.before, found.advice) == (True, ID_LOST, None, ("belongs",))
    assert found.edit and found.edit.field == f"similar.{lang}"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_not_question_that_lands_fails_even_without_a_version_before(tmp_path: Path, lang: Lang) -> None:
    entries = edited()
    text = entries[ID_LOST]["question"][lang].rstrip("？?")
    entries[ID_LOST]["not"] = {other: [text if other == lang else entries[INVOICE]["question"][other]] for other in LANGUAGES}
    lost = judge(version(tmp_path, entries), None, {}, LetterEncoder()).lost
    assert [(finding.case.kind, finding.case.text, finding.entry) for finding in lost] == [("not", text, ID_LOST)]


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_line_left_out_no_longer_counts_for_its_entry_and_others_keep_theirs(tmp_path: Path, lang: Lang) -> None:
    entries = edited()
    odd = {"zh": "望远镜彗星", "en": "xylophone zebra quartz"}[lang]
    entries[INVOICE]["similar"][lang].append(odd)
    room = room_of(small_knowledge.write(tmp_path, entries))
    index = room.retriever.index
    line = next(line for line in lines_of(index.entries) if line.text == odd)
    (left,) = LeftOut(room, LetterEncoder()).rank([line])
    whole = index.search(search_text(odd, room.repair).meant)
    place = [entry.id for entry in index.entries].index(INVOICE)
    assert left.evidence is not None
    assert whole.cosine[place] == pytest.approx(1, abs=1e-4) and left.evidence.cosine[place] < 0.95
    differs = np.flatnonzero((whole.raw != left.evidence.raw).any(axis=1))
    assert differs.tolist() == [place]
    words = [f"words.{other}" for other in LANGUAGES].index(f"words.{lang}") - len(LANGUAGES)
    assert left.evidence.raw[place, words] < whole.raw[place, words]


def test_what_is_stored_comes_back_and_holds_no_golden_text(tmp_path: Path) -> None:
    stored = version(tmp_path / "now", GOOD)
    gate_published.write(stored, tmp_path / "published.json")
    assert gate_published.read(tmp_path / "published.json") == stored
    assert not [text for text in ASKED.values() if text in (tmp_path / "published.json").read_text(encoding="utf-8")]


def test_nothing_stored_is_no_version_and_rubbish_is_told(tmp_path: Path) -> None:
    assert gate_published.read(tmp_path / "published.json") is None
    (tmp_path / "published.json").write_text("{}", encoding="utf-8")
    with pytest.raises(gate_published.UnreadablePublished, match="Remove it"):
        gate_published.read(tmp_path / "published.json")


def test_a_git_reference_gives_the_files_of_that_time(tmp_path: Path) -> None:
    folder = small_knowledge.write(tmp_path / "repository" / "knowledge", GOOD)
    for command in (["init", "-q"], ["add", "."], ["-c", "user.name=a", "-c", "user.email=a@b.cn", "commit", "-qm", "one"]):
        subprocess.run(["git", "-C", str(tmp_path / "repository"), *command], check=True)
    old = (folder / f"{ID_LOST}.yml").read_bytes()
    (folder / f"{ID_LOST}.yml").write_bytes(b"changed")
    found = gate_published.folder_of("HEAD", folder, tmp_path / "out")
    assert (found / f"{ID_LOST}.yml").read_bytes() == old


@pytest.mark.parametrize("wish", ["no-such-branch", "--output=x"])
def test_a_wish_that_is_neither_folder_nor_reference_is_told(tmp_path: Path, wish: str) -> None:
    folder = small_knowledge.write(tmp_path / "knowledge", GOOD)
    with pytest.raises(gate_published.NothingThere, match="neither"):
        gate_published.folder_of(wish, folder, tmp_path / "out")


@pytest.mark.parametrize(
    "lang, words",
    [
        ("zh", ["不通过：丢失", "丢失  标准问题 g-zh", "已不再对外回答", f"{ID_LOST}.yml:"]),
        ("en", ["Failed:", "LOST  golden g-en", "no longer served"]),
    ],
)
def test_the_report_names_entry_edit_and_what_to_do(tmp_path: Path, lang: Lang, words: list[str]) -> None:
    entries = edited()
    entries[ID_LOST]["status"] = "draft"
    verdict = verdict_of(tmp_path, entries, golden(lang, "right"), golden(lang, "refused", INVOICE))
    said = "\n".join(report(verdict, tmp_path / "now", lang))
    assert [word for word in words if word not in said] == []
    assert ASKED[lang] not in said


def test_as_json_the_verdict_says_whether_it_passed(tmp_path: Path) -> None:
    assert json.loads(json.dumps(verdict_of(tmp_path, GOOD, golden("zh", "right"), golden("zh", "right")).to_json()))["passed"] is True


def test_an_edit_names_only_the_lines_that_differ(tmp_path: Path) -> None:
    entries = edited()
    gone = entries[INVOICE]["similar"]["zh"].pop()
    entries[INVOICE]["similar"]["zh"].append("发票要去哪里开才行")
    (edit,) = changes(by_hand(tmp_path / "a", GOOD), by_hand(tmp_path / "b", entries))
    assert (edit.entry, edit.field, edit.removed, edit.added) == (INVOICE, "similar.zh", (gone,), ("发票要去哪里开才行",))


def test_an_unanswerable_golden_question_is_right_only_unanswered() -> None:
    row = Row("g", "红烧肉怎么做", "zh", (), None, "unanswerable")
    states = [golden_state(row, Result("g", outcome, None, None, ())) for outcome in ("unanswerable_no_match", "answered")]
    assert states == ["right", "wrong"]


def test_an_ending_keeps_its_key_through_json(tmp_path: Path) -> None:
    stored = version(tmp_path, GOOD)
    again = Version.from_json(json.loads(json.dumps(stored.to_json())))
    assert {key: type(ending) for key, ending in again.endings.items()} == dict.fromkeys(stored.endings, Ending)

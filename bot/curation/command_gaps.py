"""`faq gaps`: what citizens asked in vain, by meaning and department; `--accept` writes it into the knowledge files."""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from datetime import date, datetime
from pathlib import Path

from bot.answering.room import build_room, make_encoders
from bot.curation import gap_sheet, gap_words
from bot.curation.days import day
from bot.curation.gap_duties import read_duties
from bot.curation.gap_files import add_similar, texts_to_add, write_draft
from bot.curation.gap_owners import Owners
from bot.curation.gaps import Found, Gap, Way, find_gaps
from bot.errors import FaqError
from bot.knowledge.schema import Knowledge
from bot.language import LANGUAGES, Lang
from bot.records.unmet import read_unmet
from bot.retrieval.asked import read_asked
from bot.settings import ROOT, Settings, settings


class NoSuchGap(FaqError):
    def __init__(self, gap_id: str) -> None:
        super().__init__(f"There is no gap '{gap_id}'. './faq gaps' lists them. / 没有编号为“{gap_id}”的缺口，请用 ./faq gaps 查看。")


class NoSuchDepartment(FaqError):
    def __init__(self, department: str, known: Sequence[str]) -> None:
        super().__init__(f"There is no department '{department}'. / 没有部门“{department}”。 {', '.join(known)}")


class OnlyExcel(FaqError):
    def __init__(self, file: Path) -> None:
        super().__init__(f"{file.name}: only .xlsx can be made; change the name. 只能输出 .xlsx，请改文件名。")


class NoEntryNamed(FaqError):
    def __init__(self, gap: str) -> None:
        super().__init__(
            f"No entry is near enough to gap {gap}: name one with --entry. / 没有足够相近的条目，请用 --entry 指定（缺口 {gap}）。"
        )


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--department", metavar="ID", help="only of this department / 只看此部门")
    parser.add_argument("--since", type=day, metavar="YYYY-MM-DD", help="only from this day on / 只看此日及以后")
    parser.add_argument("--xlsx", type=Path, metavar="FILE", help="as an Excel sheet / 导出为 Excel")
    parser.add_argument("--accept", metavar="GAP", help="write this gap into the knowledge files / 采纳此缺口，写入知识文件")
    parser.add_argument("--accept-from", type=Path, metavar="FILE", help="all that a sheet of --xlsx accepts / 按表格中的“采纳”列写入")
    parser.add_argument("--as", dest="way", choices=("similar", "draft"), help="into an entry, or as a draft / 加入条目或新建草稿")
    parser.add_argument("--entry", metavar="ENTRY", help="the entry for --as similar / 加入哪个条目")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the report / 报告语言")
    parser.add_argument("--json", action="store_true", help="as JSON / 以 JSON 输出")


def main(options: argparse.Namespace) -> int:
    from bot.curation.__main__ import interface_language

    if options.xlsx and options.xlsx.suffix.lower() != ".xlsx":
        raise OnlyExcel(options.xlsx)
    own = settings()
    lang: Lang = options.lang or interface_language()
    found, knowledge = look(own, options.since)
    if options.department and options.department not in knowledge.departments:
        raise NoSuchDepartment(options.department, list(knowledge.departments))
    if options.accept or options.accept_from:
        wishes = gap_sheet.read_wishes(options.accept_from) if options.accept_from else [(options.accept, options.way, options.entry)]
        for gap_id, way, entry in wishes:
            print(accept(own.knowledge_dir, by_id(found, gap_id), knowledge, way, entry).relative_to(own.knowledge_dir))
        return 0
    gaps = [gap for gap in found.gaps if options.department in (None, gap.department)]
    if options.xlsx:
        gap_sheet.write_sheet(gaps, knowledge, options.xlsx, lang)
    if options.json:
        content = {"gaps": [gap.to_json() for gap in gaps], "solved": found.solved, "waiting": found.waiting}
        print(json.dumps(content, ensure_ascii=False, indent=1))
    elif options.xlsx:
        print(options.xlsx)
    else:
        print("\n".join(gap_words.report(found, gaps, knowledge, lang)))
    return 0


def look(own: Settings, since: date | None = None) -> tuple[Found, Knowledge]:
    """The gaps in the records, by the knowledge as it is now. NotRecorded if the records cannot be read."""
    start = int(datetime.combine(since, datetime.min.time()).timestamp()) if since else 0
    unmet = read_unmet(own, start)
    room = build_room(own)
    if not unmet:
        return Found((), 0, 0), room.knowledge
    encoder = make_encoders(own)["e5"]
    asked, duties = read_asked(ROOT / "data" / "calibration"), read_duties(own.knowledge_dir, room.knowledge)
    owners = Owners(room.knowledge, room.retriever.index.entries, asked, encoder, duties)
    encoder.save()  # the knowledge's own texts; no question is kept
    return find_gaps(unmet, room, owners), room.knowledge


def by_id(found: Found, gap_id: str) -> Gap:
    gap = next((gap for gap in found.gaps if gap.id == gap_id), None)
    if gap is None:
        raise NoSuchGap(gap_id)
    return gap


def accept(root: Path, gap: Gap, knowledge: Knowledge, way: Way | str | None = None, entry: str | None = None) -> Path:
    """The file that was written. way, entry: as proposed, if not given. NoEntryNamed or CannotWrite if nothing was."""
    texts = texts_to_add(gap, knowledge)
    if (way or ("similar" if entry else gap.way)) == "draft":
        return write_draft(root, gap, texts)
    if not (entry or gap.entry):
        raise NoEntryNamed(gap.id)
    return add_similar(root, entry or gap.entry or "", texts)

"""`faq gate`: whether this version of the knowledge may be published: no question is lost, and if one is, by which edit."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot.answering.room import build_room, make_encoders
from bot.curation import gate_published
from bot.curation.gate import Verdict, judge
from bot.curation.gate_cases import Version, examine
from bot.curation.gate_words import report
from bot.curation.rows import Row, read
from bot.language import LANGUAGES
from bot.retrieval.encoder import CachedEncoder
from bot.settings import ROOT, Settings, settings

GOLDEN = ROOT / "tests" / "bench" / "questions.jsonl"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--against", metavar="GITREF|FOLDER", help="compare with this version, not with the stored one / 与此版本比较，而不是已存的发布版本"
    )
    parser.add_argument("--golden", type=Path, action="append", metavar="FILE", help="questions that must not be lost / 不能丢失的标准问题")
    parser.add_argument("--publish", action="store_true", help="if it passes, keep it as the published version / 通过后存为已发布版本")
    parser.add_argument("--all", action="store_true", help="list also what stood before / 同时列出原有的问题")
    parser.add_argument("--lang", choices=LANGUAGES, help="language of the report / 报告语言")
    parser.add_argument("--json", action="store_true", help="the verdict as JSON / 以 JSON 输出")


def main(options: argparse.Namespace) -> int:
    """1 if something is lost, else 0."""
    from bot.curation.__main__ import interface_language

    own = settings()
    stored = own.build_dir / gate_published.FILE
    verdict, now = judged(own, options.golden or [GOLDEN], options.against)
    if (not options.against and verdict.before is None) or (options.publish and not verdict.lost):
        gate_published.write(now, stored)
    if options.json:
        print(json.dumps(verdict.to_json(), ensure_ascii=False, indent=1))
    else:
        print("\n".join(report(verdict, own.knowledge_dir, options.lang or interface_language(), options.all)))
    return 1 if verdict.lost else 0


def judged(own: Settings, golden_files: Sequence[Path] = (GOLDEN,), against: str | None = None) -> tuple[Verdict, Version]:
    """The verdict on the files as they are, and what was found on them. against: git reference or folder; None: what was published last."""
    golden = [row for file in golden_files for row in read(file)]
    encoder = make_encoders(own)["e5"]
    stored = own.build_dir / gate_published.FILE
    before = _against(against, own, golden, encoder) if against else gate_published.read(stored)
    now = _examined(own, golden, encoder)
    return judge(now, before, {row.id: row.text for row in golden}, encoder.encoder), now


def _against(wish: str, own: Settings, golden: Sequence[Row], encoder: CachedEncoder) -> Version:
    with tempfile.TemporaryDirectory() as temporary:
        folder = gate_published.folder_of(wish, own.knowledge_dir, Path(temporary))
        return _examined(replace(own, knowledge_dir=folder), golden, encoder)


def _examined(own: Settings, golden: Sequence[Row], encoder: CachedEncoder) -> Version:
    """Vectors of the knowledge's own questions are kept; the golden ones are not."""
    version = examine(build_room(own), encoder, golden, gate_published.made_by(encoder.name))
    encoder.save()
    return version

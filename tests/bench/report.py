"""`make report`: the project's own questions and the public sets at hand, as one page and as JSON in var/artifacts."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from bot.curation import command_report
from bot.curation.__main__ import interface_language
from bot.curation.report_figures import names_of
from bot.curation.report_wish import wish_of
from bot.errors import FaqError
from bot.knowledge.loader import load
from bot.language.segment import Segmenter
from bot.measuring import plain
from bot.measuring.compare import Compared, compare, make_rankers
from bot.measuring.report import Both, Report, page
from bot.measuring.sets import RetrievalSet
from bot.records.records import NotRecorded
from bot.records.report import read_used
from bot.settings import settings
from tests.bench import cross_language, own, report_pages, shared_others, shared_sets

OWN, ACROSS, OTHERS = "own", "cross-language", "others"
NOT_AT_HAND = Both(
    "手头没有公开数据集（没有 ../shared/data 文件夹），未评测。", "The public sets are not at hand (no folder ../shared/data): left out."
)
ON_DEMAND = Both("按要求未评测公开数据集（--skip-shared）。", "The public sets were left out on demand (--skip-shared).")


class UnknownName(FaqError):
    def __init__(self, name: str, names: Sequence[str]) -> None:
        super().__init__(f"There is nothing called {name} to measure. Choose from: {', '.join(names)}.")


def main(arguments: Sequence[str]) -> int:
    options = parser().parse_args(arguments)
    try:
        measured = measure(options)
    except FaqError as err:
        print(err, file=sys.stderr)
        return 1
    used = write_use(settings().state_dir / "artifacts")
    facts = {**own.facts(), "command": " ".join(["make report", *([f'OPTIONS="{" ".join(arguments)}"'] if arguments else [])])}
    if used:
        facts["use"] = f"{used.name} (./faq report)"
    print(f"report: {write(facts, measured, settings().state_dir / 'artifacts')}")
    return 0


def write_use(folder: Path) -> Path | None:
    """use.html: what `./faq report` tells of the last quarter; None, and no file, if nothing was recorded or it cannot be read."""
    chosen, file = settings(), folder / "use.html"
    names = names_of(load(chosen.knowledge_dir).require())
    try:
        used = read_used(chosen, wish_of(names, date.today()))
    except NotRecorded as err:
        print(err, file=sys.stderr)
        return None
    if not used.counts:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    lang = interface_language()
    command_report.write(file, used, names, lang, command_report.describe(used, names, lang))
    return file


def parser() -> argparse.ArgumentParser:
    found = argparse.ArgumentParser(prog="make report")
    found.add_argument("--skip-shared", action="store_true", help="the project's own questions only")
    found.add_argument(
        "--only", action="append", metavar="NAME", help=f"{OWN}, {ACROSS}, {OTHERS} or a public set; may be given more than once"
    )
    return found


def measure(options: argparse.Namespace) -> report_pages.Measured:
    """What the options ask for. UnknownName for a name that there is nothing of."""
    found = report_pages.Measured()
    at_hand = shared_sets.available() and not options.skip_shared
    sets = list(shared_sets.shared_sets()) if at_hand else []
    names = [OWN, ACROSS, OTHERS, *(one.name for one in sets)]
    for name in options.only or ():
        if name not in names:
            raise UnknownName(name, names)
    wanted = set(options.only or names)
    if OWN in wanted:
        found.parts = own.measure()
        print(f"own questions: {sum(len(part.rows) for part in found.parts)} rows; every row: {own.write(found.parts)}", flush=True)
    if ACROSS in wanted:
        found.across = cross_language.measure()
        for one in found.across:
            print(f"{ACROSS}, {one.name}: " + "  ".join(f"{lang} -{gap.value:.3f}" for lang, gap in one.gaps.items()), flush=True)
    if options.skip_shared:
        found.left_out.append(ON_DEMAND)
    elif not at_hand:
        found.left_out.append(NOT_AT_HAND)
    else:
        found.left_out += [Both(f"手头没有、未评测：{file}", f"Not at hand, so left out: {file}") for file in shared_sets.missing()]
        measure_shared(found, [one for one in sets if one.name in wanted], with_others=OTHERS in wanted)
    print("".join(f"{text.en}\n" for text in found.left_out), end="", flush=True)
    return found


def measure_shared(found: report_pages.Measured, sets: Sequence[RetrievalSet], with_others: bool) -> None:
    """One set after the other, with a line for each."""
    segmenter = Segmenter(load(settings().knowledge_dir).require().domain_words())
    encoder, shipped = plain.plain_encoder(), plain.shipped_encoder()
    shipped = encoder if shipped.name == encoder.name else shipped
    for one in sets:
        compared = compare(one, make_rankers(one.index, encoder, shipped, segmenter))
        found.compared.append((one, compared))
        encoder.save()
        shipped.save()
        print(f"{one.name:24}" + "  ".join(f"{name} {figures['recall_at_1'].value:.3f}" for name, figures in compared.rankers.items()))
        sys.stdout.flush()
    if with_others:
        found.others = list(shared_others.others(encoder, segmenter))
        encoder.save()
        for other in found.others:
            print(f"{other.name}: " + "  ".join(f"{name} {one.value:.3f}" for name, one in other.figures.items() if one), flush=True)


def write(facts: dict[str, str], measured: report_pages.Measured, folder: Path) -> Path:
    """report.html and report.json. Returns the path of the page."""
    folder.mkdir(parents=True, exist_ok=True)
    categories = sorted(load(settings().knowledge_dir).require().categories)
    html = folder / "report.html"
    html.write_text(page(Report(report_pages.TITLE, facts, list(report_pages.sections(measured, categories)))), encoding="utf-8")
    content = json.dumps(as_json(facts, measured), ensure_ascii=False, indent=1)
    (folder / "report.json").write_text(content + "\n", encoding="utf-8")
    return html


def as_json(facts: dict[str, str], measured: report_pages.Measured) -> dict[str, Any]:
    return {
        "facts": facts,
        "own": {part.name: dict(_own_json(part)) for part in measured.parts},
        "across_languages": {one.name: one.to_json() for one in measured.across},
        "shared": {one.name: _set_json(one, compared) for one, compared in measured.compared},
        "others": {
            other.name: {"source": other.source, "licence": other.licence, "protocol": other.protocol, "figures": _figures(other.figures)}
            for other in measured.others
        },
        "left_out": [text.en for text in measured.left_out],
    }


def _own_json(part: own.Part) -> Iterator[tuple[str, Any]]:
    yield "figures", {lang: _figures(figures) for lang, figures in part.figures().items()}
    yield "by_kind", {f"{kind} {lang}": _figures(figures) for (kind, lang), figures in own.by_kind(part).items()}
    yield (
        "calibration",
        {
            lang: {"error": found.error.to_json(), "bins": [vars(one) for one in found.bins], "curve": [vars(one) for one in found.curve]}
            for lang, found in own.calibration(part).items()
        },
    )


def _set_json(one: RetrievalSet, compared: Compared) -> dict[str, Any]:
    said = {"source": one.source, "licence": one.licence, "date": one.date, "kind": one.kind, "protocol": one.protocol}
    sizes = {"lines": len(one.index), "queries": len(one.queries), "index_lang": one.index_lang, "query_lang": one.query_lang}
    return {**said, **sizes, **compared.to_json()}


def _figures(figures: Any) -> dict[str, Any]:
    return {name: figure and figure.to_json() for name, figure in figures.items()}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

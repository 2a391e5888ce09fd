"""What is to be done: gaps to accept, and the gate's report. Both are worked out in the background."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from bot.console.errors import NotAllowed, NotCommitted, NotFound
from bot.console.users import Role
from bot.console.visit import Visit, route
from bot.console.web import Response, redirect
from bot.curation import command_gaps, command_gate, gap_files, gap_words, gate, gate_published, gate_words
from bot.curation.gaps import Found, Gap
from bot.curation.gate_cases import Version
from bot.knowledge.loader import version
from bot.knowledge.schema import Knowledge
from bot.settings import Settings

WORKERS: tuple[Role, ...] = ("editor", "department")


def gaps(visit: Visit, notice: str = "", status: int = 200) -> Response:
    """A department sees its own; the others all. notice: why a gap was not accepted."""
    job = visit.console.jobs.of("gaps")
    found, shown = (job.result or (None, None))[0], []
    if found is not None:
        mine = visit.who.department
        shown = [(gap, _proposal(visit, gap, job.result[1]), _taken(visit, gap)) for gap in found.gaps if mine in ("", gap.department)]
    return visit.page(
        "gaps", status, notice=notice, job=job, found=found, gaps=shown, reasons=gap_words.REASONS, may=visit.who.role in WORKERS
    )


def _proposal(visit: Visit, gap: Gap, knowledge: Knowledge) -> str:
    return gap_words.proposal(gap, knowledge, visit.lang)


def _taken(visit: Visit, gap: Gap) -> str:
    """The entry into which a gap was accepted since it was worked out."""
    return str((visit.console.jobs.of("accepted").result or {}).get(gap.id, ""))


def look(visit: Visit) -> Response:
    settings = visit.console.settings
    visit.console.jobs.forget("accepted")
    visit.console.jobs.start("gaps", lambda: command_gaps.look(settings))
    return redirect("/gaps")


def accept(visit: Visit) -> Response:
    """Write a gap into an entry or a draft, of one's own department. NotCommitted if git does not take it."""
    console, form = visit.console, visit.request.form
    result: tuple[Found, Knowledge] | None = console.jobs.of("gaps").result
    gap = next((one for one in result[0].gaps if one.id == form.get("gap")), None) if result else None
    if gap is None or result is None:
        return gaps(visit, visit.word("gap_old"), 404)
    draft = form.get("way") == "draft"
    id_ = f"{gap.category}/gap-{gap.id}" if draft else form.get("entry", "").strip()
    item = console.desk.shelf().items.get(id_)
    if not draft and item is None:
        return gaps(visit, visit.word("no_entry", id=id_[:60]), 404)
    if not visit.may_edit(id_.split("/")[0]):
        raise NotAllowed
    with console.desk.lock:
        before = item.path.read_bytes() if item else None
        root = console.settings.knowledge_dir
        texts = gap_files.texts_to_add(gap, result[1])
        try:
            path: Path = gap_files.write_draft(root, gap, texts) if draft else gap_files.add_similar(root, id_, texts)
        except gap_files.CannotWrite as err:
            return gaps(visit, str(err), 422)
        console.jobs.note("accepted", gap.id, id_)
        try:
            console.desk.written(visit.who, id_, path, before, "gap_accepted")
        except NotCommitted as err:
            return visit.message(err.text(visit.lang), 200)
    return redirect(f"/entry/{id_}?saved=1")


def gate_page(visit: Visit) -> Response:
    job = visit.console.jobs.of("gate")
    verdict: gate.Verdict | None = job.result[0] if job.result else None
    lines = list(gate_words.report(verdict, visit.console.settings.knowledge_dir, visit.lang)) if verdict else []
    kept = "published" in visit.request.query
    return visit.page("gate", job=job, lines=lines, passed=verdict is not None and not verdict.lost, kept=kept)


def gate_run(visit: Visit) -> Response:
    visit.console.jobs.start("gate", _judged(visit.console.settings))
    return redirect("/gate")


def publish(visit: Visit) -> Response:
    """Keep the version that passed as the one that later runs compare with, if the files are still that version."""
    settings = visit.console.settings
    result: tuple[gate.Verdict, Version] | None = visit.console.jobs.of("gate").result
    if result is None or result[0].lost:
        raise NotFound
    if result[1].knowledge != version(settings.knowledge_dir):
        return visit.message(visit.word("publish_late"), 409)
    gate_published.write(result[1], settings.build_dir / gate_published.FILE)
    visit.console.audit.note(visit.who.name, "published")
    return redirect("/gate?published=1")


def _judged(settings: Settings) -> Callable[[], tuple[gate.Verdict, Version]]:
    """The gate, without publishing anything."""
    return lambda: command_gate.judged(settings)


ROUTES = (
    route("GET", "/gaps", gaps),
    route("POST", "/gaps/look", look),
    route("POST", "/gaps/accept", accept, WORKERS),
    route("GET", "/gate", gate_page),
    route("POST", "/gate/run", gate_run, WORKERS),
    route("POST", "/gate/publish", publish, ("editor",)),
)

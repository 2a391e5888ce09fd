"""`python -m tests.bench.live [FOLDER]`: from saving a file to the first reply out of it, with 1,000 entries, while people ask.

An action server of its own, as `./faq serve` starts it, over copies of the shipped knowledge, which are told apart by a number in every
question. A process of its own asks TURNS_A_SECOND questions over HTTP all the time. 200 saves follow one another, by writing over a file
and by renaming another one to it, of answers and of questions in both languages; after each the saved entry is asked for until the reply
names the new version. Every reply of both must say what the version that it names says. FOLDER keeps what was built, for the next time.
"""

from __future__ import annotations

import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from bot.curation.asking import free_port
from bot.curation.supervisor import in_use
from bot.knowledge.loader import load, version
from bot.language import LANGUAGES, Lang
from bot.settings import ROOT, settings

ENTRIES, SAVES = 1000, 200
TURNS_A_SECOND, CLIENTS = 10, 4
POLL = 0.025  # seconds between two questions after a save
EDITED = 20  # entries that are saved in turn, and asked for by the others too
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
KINDS = ("answer zh", "answer en", "question zh", "question en")

Said = Mapping[str, str]  # answer of an entry by language
Truth = dict[str, dict[str, Said]]  # by version and entry


@dataclass(frozen=True)
class Turn:
    """One reply, as it came: what it names, and what it says."""

    seconds: float
    version: str = ""
    entry: str = ""
    lang: str = ""
    answer: str = ""
    failed: bool = False


class Client:
    """Calls the action that answers, as Rasa does."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def ask(self, text: str, lang: Lang) -> Turn:
        began = time.perf_counter()
        latest = {"text": text, "intent": {}, "entities": [], "metadata": {"lang": lang}, "intent_ranking": []}
        tracker = {"sender_id": "bench", "slots": {}, "latest_message": latest, "events": [], "paused": False,
                   "followup_action": None, "active_loop": {}, "latest_action_name": None, "latest_input_channel": "bench"}  # fmt: skip
        body = json.dumps({"next_action": "action_answer_faq", "sender_id": "bench", "tracker": tracker, "domain": {}, "version": "3.6.21"})
        try:
            self._connection.request("POST", "/webhook", body, {"Content-Type": "application/json"})
            reply = json.load(self._connection.getresponse())["responses"][0]["custom"]
        except (OSError, http.client.HTTPException, ValueError, KeyError, IndexError):
            self._connection.close()
            return Turn(time.perf_counter() - began, failed=True)
        entry, failed = reply["entry"] or {}, reply["outcome"].startswith("error")
        return Turn(time.perf_counter() - began, reply["knowledge"], entry.get("id", ""), reply["lang"], entry.get("answer", ""), failed)


def copy_knowledge(target: Path) -> None:
    """ENTRIES entries: the shipped ones, and copies of them with a number in every question."""
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(settings().knowledge_dir, target)
    originals = sorted(target.glob("*/*.yml"))
    for number in range(len(originals), ENTRIES):
        path, round_ = originals[number % len(originals)], number // len(originals) + 1
        content = yaml.load(path.read_bytes(), LOADER)
        for lang, mark in (("zh", f"（第{round_}种情形）"), ("en", f" (case {round_})")):
            content["question"][lang] += mark
            content["similar"][lang] = [text + mark for text in content["similar"][lang]]
        write_entry(path.with_name(f"{path.stem}-{round_}.yml"), {**content, "related": []})


def write_entry(path: Path, content: Mapping[str, Any], rename: bool = False) -> None:
    """rename: as editors do that write another file first."""
    text = yaml.safe_dump(dict(content), allow_unicode=True, sort_keys=False)
    if not rename:
        path.write_text(text, encoding="utf-8")
        return
    draft = path.with_name(f".{path.name}.tmp")
    draft.write_text(text, encoding="utf-8")
    draft.rename(path)


@contextmanager
def server(folder: Path) -> Iterator[int]:
    """The action server; its port."""
    port = free_port()
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "FAQ_ACTION_PORT": str(port),
                   "FAQ_KNOWLEDGE_DIR": str(folder / "knowledge"), "FAQ_BUILD_DIR": str(folder / "build"),
                   "FAQ_STATE_DIR": str(folder / "state")}  # fmt: skip
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen([sys.executable, "-m", "actions.serve"], cwd=ROOT, env=environment, stdout=log, stderr=log)
    try:
        while not in_use("127.0.0.1", port):
            assert process.poll() is None, (folder / "server.log").read_text(encoding="utf-8")
            time.sleep(0.2)
        before = _memory(process.pid)
        yield port
        print(f"memory of the server: {before:.0f} MB before, {_memory(process.pid):.0f} MB after")
    finally:
        process.terminate()
        process.wait(20)


def _memory(pid: int) -> float:
    line = next(line for line in Path(f"/proc/{pid}/status").read_text().splitlines() if line.startswith("VmRSS"))
    return int(line.split()[1]) / 1024


def crowd(port: int, questions: Path, out: Path) -> None:
    """Ask until standard input ends; then write every turn. Runs as a process of its own."""
    asked: list[tuple[str, Lang]] = [(text, lang) for text, lang in json.loads(questions.read_text(encoding="utf-8"))]
    turns: list[Turn] = []
    done = threading.Event()

    def one(seed: int) -> None:
        client, chance = Client(port), random.Random(seed)
        due = time.monotonic()
        while not done.is_set():
            turns.append(client.ask(*chance.choice(asked)))
            due = max(due + CLIENTS / TURNS_A_SECOND, time.monotonic())
            time.sleep(max(0.0, due - time.monotonic()))

    threads = [threading.Thread(target=one, args=(seed,)) for seed in range(CLIENTS)]
    for thread in threads:
        thread.start()
    sys.stdin.read()
    done.set()
    for thread in threads:
        thread.join()
    out.write_text(json.dumps([turn.__dict__ for turn in turns], ensure_ascii=False), encoding="utf-8")


class Editor:
    """Saves one entry after the other, and waits for each. turns: every reply it got; truth: what each version says."""

    def __init__(self, root: Path, port: int) -> None:
        self._root, self._client = root, Client(port)
        entries = load(root).require().entries
        self._said = {id_: dict(entry.answer) for id_, entry in entries.items()}
        ids = sorted(entries)
        self.edited = [ids[at * len(ids) // EDITED] for at in range(EDITED)]
        self.questions = [(text, lang) for id_ in self.edited for lang in LANGUAGES for text in entries[id_].questions(lang)[:3]]
        self.truth: Truth = {version(root): dict(self._said)}
        self.turns: list[Turn] = []

    def save(self, number: int) -> tuple[float, bool]:
        """Seconds until the new version answered, and whether it did within 10 seconds."""
        id_, kind = self.edited[number % EDITED], KINDS[number % len(KINDS)]
        field, lang = kind.split()
        path = self._root / f"{id_}.yml"
        content = yaml.load(path.read_bytes(), LOADER)
        mark = f"（修订{number}）" if lang == "zh" else f" (revision {number})"
        if field == "answer":
            content["answer"][lang] = f"{content['answer'][lang].rstrip()}{mark}\n"
            question = content["question"][lang]
        else:
            question = f"{content['question'][lang]}{mark}"
            content["similar"][lang] = [*content["similar"][lang], question]
        self._said = {**self._said, id_: {lang: content["answer"][lang].strip() for lang in LANGUAGES}}
        began = time.perf_counter()
        write_entry(path, content, rename=bool(number % 3))
        written = time.perf_counter()
        wanted = version(self._root)
        self.truth[wanted] = self._said
        while time.perf_counter() < written + 10:
            turn = self._client.ask(question, "zh" if lang == "zh" else "en")
            self.turns.append(turn)
            if turn.version == wanted:
                return time.perf_counter() - began, turn.entry == id_
            time.sleep(POLL)
        return time.perf_counter() - began, False


def wrong(turns: Sequence[Turn], truth: Truth) -> int:
    """Replies whose version is unknown, or whose answer is not what that version says."""
    return sum(not _right(turn, truth) for turn in turns if not turn.failed)


def _right(turn: Turn, truth: Truth) -> bool:
    said = truth.get(turn.version)
    return said is not None and (not turn.entry or said[turn.entry][turn.lang].strip() == turn.answer.strip())


def percentile(values: Sequence[float], part: float) -> float:
    return sorted(values)[min(len(values) - 1, int(len(values) * part))]


def measure(folder: Path, saves: int) -> None:
    copy_knowledge(folder / "knowledge")
    (folder / "build").mkdir(exist_ok=True)
    if not (folder / "build" / "encoder").exists():
        (folder / "build" / "encoder").symlink_to(settings().encoder_dir.resolve())
    with server(folder) as port:
        editor = Editor(folder / "knowledge", port)
        (folder / "questions.json").write_text(json.dumps(editor.questions, ensure_ascii=False), encoding="utf-8")
        command = [
            sys.executable,
            "-m",
            "tests.bench.live",
            "--crowd",
            str(port),
            str(folder / "questions.json"),
            str(folder / "turns.json"),
        ]
        others = subprocess.Popen(command, cwd=ROOT, stdin=subprocess.PIPE)
        time.sleep(5)
        chance, waits, missed = random.Random(5), {kind: [] for kind in KINDS}, 0  # type: dict[str, list[float]]
        for number in range(saves):
            seconds, served = editor.save(number)
            waits[KINDS[number % len(KINDS)]].append(seconds)
            missed += not served
            time.sleep(chance.uniform(0.2, 0.8))  # so that saves fall anywhere between two looks
        assert others.stdin
        others.stdin.close()
        others.wait(60)
        turns = [Turn(**turn) for turn in json.loads((folder / "turns.json").read_text(encoding="utf-8"))]
        show(waits, missed, turns, editor)


def show(waits: Mapping[str, Sequence[float]], missed: int, turns: Sequence[Turn], editor: Editor) -> None:
    print(f"{ENTRIES} entries, {TURNS_A_SECOND} questions a second; load: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores")
    print(f"{'saved':14}{'n':>5}{'p50 s':>8}{'p95 s':>8}{'max s':>8}")
    for name, values in {**waits, "all": [one for kind in KINDS for one in waits[kind]]}.items():
        if values:
            print(f"{name:14}{len(values):5}{percentile(values, 0.5):8.3f}{percentile(values, 0.95):8.3f}{max(values):8.3f}")
    seconds = [turn.seconds * 1000 for turn in turns]
    print(f"saves not served in 10 s: {missed}")
    print(
        f"others' replies: {len(turns)}, p50 {percentile(seconds, 0.5):.0f}, p95 {percentile(seconds, 0.95):.0f}, max {max(seconds):.0f} ms"
    )
    for name, some in (("others", turns), ("editor", editor.turns)):
        print(f"{name}: failed {sum(turn.failed for turn in some)}, of a wrong version {wrong(some, editor.truth)}, of {len(some)}")


def main(arguments: Sequence[str]) -> int:
    if arguments[:1] == ["--crowd"]:
        crowd(int(arguments[1]), Path(arguments[2]), Path(arguments[3]))
    elif arguments:
        Path(arguments[0]).mkdir(parents=True, exist_ok=True)
        measure(Path(arguments[0]), int(arguments[1]) if len(arguments) > 1 else SAVES)
    else:
        with tempfile.TemporaryDirectory() as folder:
            measure(Path(folder), SAVES)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

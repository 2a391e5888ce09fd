"""Where entries are changed: checked as they would be, put in place at once, noted, and committed where there is git."""

from __future__ import annotations

import contextlib
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

from bot.console.audit import Audit, version_of
from bot.console.errors import NotCommitted, NotWritten
from bot.console.linting import lint
from bot.console.repository import COMMIT, OUTSIDE, Repository, Revision
from bot.console.shelf import Item, Shelf, Shelves
from bot.console.users import User
from bot.curation.history import stale_translations
from bot.knowledge.problems import Problem


class Refused(NotWritten):
    """The knowledge would have errors with it. problems: all that concern it."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        self.problems = problems
        super().__init__("这一版有错误，没有保存。请按下面的提示改正。", "This version has errors; not saved. Mend what is listed below.")


class ChangedMeanwhile(NotWritten):
    """Somebody else saved since the form was opened."""

    status = 409

    def __init__(self) -> None:
        super().__init__("您编辑期间，别人保存了这一条。", "Somebody else saved this entry while you were editing it.")


class CannotWrite(NotWritten):
    def __init__(self, err: OSError) -> None:
        super().__init__(
            f"文件写不进去（{err.strerror}）。请检查磁盘和权限。",
            f"The file cannot be written ({err.strerror}). Check disk and permissions.",
        )


class Desk:
    """One at a time writes; between the last look at a file and its replacement nothing else happens in this process."""

    def __init__(self, root: Path, audit: Audit, today: Callable[[], date] = date.today) -> None:
        self.root, self.audit = root, audit
        self._today = today
        self._shelves = Shelves(root, today)
        self.repository = Repository.of(root)
        self.lock = threading.RLock()

    @property
    def today(self) -> date:
        return self._today()

    def shelf(self) -> Shelf:
        return self._shelves.now()

    def may_edit(self, user: User, category: str) -> bool:
        """An editor everything, a department its own entries, a viewer nothing."""
        return user.role == "editor" or (user.role == "department" and self.shelf().owners.get(category, "") == user.department)

    def lint(self, item: Item, raw: bytes) -> tuple[Problem, ...]:
        """The problems of the file as it would be, with advice, and those that it would bring to other files."""
        shelf, file = self.shelf(), item.path.relative_to(self.root).as_posix()
        known = {(problem.file, problem.code, problem.what["en"]) for problem in shelf.problems}
        return tuple(
            problem
            for problem in lint(shelf.found, item.id, file, raw)
            if problem.file == file or (problem.file, problem.code, problem.what["en"]) not in known
        )

    def stale(self, item: Item) -> Iterator[Problem]:
        """Where one language of an entry was edited after the other, as git remembers it."""
        if self.repository and item.entry:
            yield from stale_translations(self.root, replace(self.shelf().found, entries={item.id: item.entry}))

    def save(self, user: User, item: Item, raw: bytes, version: str, action: str = "saved") -> None:
        """version: of the file that the change began with. ChangedMeanwhile, Refused or NotWritten if nothing was written; NotCommitted if
        git did not take it."""
        with self.lock:
            before = item.path.read_bytes() if item.path.exists() else b""
            if version_of(before) != version:
                raise ChangedMeanwhile
            if raw == before:
                return
            problems = self.lint(item, raw)
            if any(problem.level == "error" for problem in problems):
                raise Refused(problems)
            self._commit_outside(item)
            self._replace(item.path, raw, before)
            self.written(user, item.id, item.path, before, action)

    def _commit_outside(self, item: Item) -> None:
        """What an import or a hand in the folder changed is not the next user's change."""
        if repository := self._repository():
            with contextlib.suppress(NotCommitted):  # it is told with the change itself
                repository.commit(item.path, OUTSIDE, f"{item.id}: outside")

    def create(self, user: User, item: Item, raw: bytes) -> None:
        """A new file. Refused or NotWritten if nothing was written; NotCommitted if git did not take it."""
        with self.lock:
            problems = self.lint(item, raw)
            if any(problem.level == "error" for problem in problems):
                raise Refused(problems)
            try:
                item.path.parent.mkdir(exist_ok=True)
                with item.path.open("xb") as out:
                    out.write(raw)
            except OSError as err:
                raise CannotWrite(err) from err
            self.written(user, item.id, item.path, None, "created")

    def written(self, user: User, entry: str, path: Path, before: bytes | None, action: str) -> None:
        """Note what was written to a file, and commit it. NotCommitted if git does not take it."""
        self.audit.note(user.name, action, entry, before, path.read_bytes())
        if repository := self._repository():
            try:
                repository.commit(path, user.name, f"{entry}: {action}")
            except NotCommitted:
                self.audit.note(user.name, "not_committed", entry)
                raise

    def _repository(self) -> Repository | None:
        if self.repository is None:
            self.repository = Repository.of(self.root)  # it may have become one
        return self.repository

    def _replace(self, path: Path, raw: bytes, before: bytes) -> None:
        draft = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            with draft.open("wb") as out:
                out.write(raw)
                out.flush()
                os.fsync(out.fileno())
            shutil.copymode(path, draft)
            if path.read_bytes() != before:  # an editor outside the console
                raise ChangedMeanwhile
            draft.replace(path)
        except OSError as err:
            raise CannotWrite(err) from err
        finally:
            draft.unlink(missing_ok=True)

    def revisions(self, item: Item) -> list[Revision]:
        """The versions of an entry, newest first: git's, else the console's own."""
        if self.repository:
            found = self.repository.revisions(item.path)
            if found:
                return found
        events = [event for event in self.audit.events(item.id) if event.after]
        own = [Revision(event.after, event.at, event.user, event.action) for event in events]
        first = events[-1].before if events else ""
        return [*own, Revision(first, events[-1].at, "", "as_found")] if first else own

    def content(self, item: Item, revision: str) -> bytes | None:
        """The file in a revision; None if there is no such one."""
        if COMMIT.fullmatch(revision):
            return self.repository.content(revision, item.path) if self.repository else None
        return self.audit.copy(revision) if revision in {one.id for one in self.revisions(item)} else None

"""Who may sign in: names, roles and scrypt hashes in `console-users.json`, readable only by its owner."""

from __future__ import annotations

import hashlib
import hmac
import json
import os
import re
import secrets
import threading
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Final, Literal

from bot.console.errors import ConsoleError

FILE: Final = "console-users.json"
Role = Literal["editor", "department", "viewer"]
ROLES: Final[tuple[Role, ...]] = ("editor", "department", "viewer")
SHORTEST: Final = 10  # characters of a password
LONGEST: Final = 200
NAME: Final = re.compile(r"\w[\w.-]{0,39}")
COST: Final = {"n": 2**15, "r": 8, "p": 1, "maxmem": 64 * 2**20, "dklen": 32}  # of scrypt: 32 MiB and about 0.1 s a try


class WrongUser(ConsoleError):
    """The user cannot be added as wished."""


class UnreadableUsers(ConsoleError):
    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} 读不出用户。请恢复它，或删除后用 ./faq console --add-user 重新添加。",
            f"{file} holds no users that can be read. Restore it, or remove it and add them anew with './faq console --add-user'.",
        )


@dataclass(frozen=True)
class User:
    """department: an id, for the role `department` only; salt, key: of scrypt, in hexadecimal."""

    name: str
    role: Role
    department: str
    salt: str
    key: str

    @property
    def mark(self) -> str:
        """Changes with the password and the rights: sessions from before then end."""
        return hashlib.sha256(f"{self.key} {self.role} {self.department}".encode()).hexdigest()[:16]


_ROOM: Final = threading.BoundedSemaphore(4)  # hashes at once: their memory is limited whoever knocks
NOBODY: Final = User("", "viewer", "", "00" * 16, "00" * 32)


class Users:
    """Read anew at each look, so that a user who is added or removed counts at once."""

    def __init__(self, state_dir: Path) -> None:
        self.file = state_dir / FILE

    def all(self) -> dict[str, User]:
        """By name. UnreadableUsers if the file is broken."""
        if not self.file.exists():
            return {}
        try:
            found: dict[str, Any] = json.loads(self.file.read_text(encoding="utf-8"))
            return {name: User(name, **held) for name, held in found.items()}
        except (OSError, ValueError, TypeError, AttributeError) as err:
            raise UnreadableUsers(self.file) from err

    def add(self, name: str, role: Role, department: str, password: str) -> User:
        """Add a user, or replace the one of this name. WrongUser if the name or the password will not do."""
        if not NAME.fullmatch(name):
            raise WrongUser("用户名只能用文字、数字、点和连字符，最多 40 个。", "A name has letters, digits, dots and hyphens, at most 40.")
        if not SHORTEST <= len(password) <= LONGEST:
            raise WrongUser(f"密码要有 {SHORTEST} 到 {LONGEST} 个字符。", f"A password has {SHORTEST} to {LONGEST} characters.")
        if (role == "department") != bool(department):
            raise WrongUser(
                "角色 department 要用 --department 写明部门，其他角色不写。",
                "The role 'department' needs --department, and the other roles have none.",
            )
        salt = secrets.token_hex(16)
        user = User(name, role, department, salt, _key(password, salt))
        self._write({**self.all(), name: user})
        return user

    def remove(self, name: str) -> None:
        """Their sessions end at once. WrongUser if there is no such user."""
        users = self.all()
        if name not in users:
            raise WrongUser(f"没有用户“{name}”。", f"There is no user '{name}'.")
        self._write({other: user for other, user in users.items() if other != name})

    def _write(self, users: dict[str, User]) -> None:
        content = {user.name: {key: value for key, value in asdict(user).items() if key != "name"} for user in users.values()}
        self.file.parent.mkdir(parents=True, exist_ok=True)
        draft = self.file.with_name(f".{self.file.name}.{os.getpid()}")
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
        draft.replace(self.file)

    def verified(self, name: str, password: str) -> User | None:
        """The user, if the password is theirs. Takes as long where there is no such user."""
        user = self.all().get(name, NOBODY)
        right = hmac.compare_digest(_key(password[: LONGEST + 1], user.salt), user.key)
        return user if right and user is not NOBODY else None


def _key(password: str, salt: str) -> str:
    with _ROOM:
        return hashlib.scrypt(password.encode("utf-8", "replace"), salt=bytes.fromhex(salt), **COST).hex()

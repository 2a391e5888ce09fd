"""What the gate compares with: the stored version that was published last, another folder, or a git reference."""

from __future__ import annotations

import hashlib
import io
import json
import os
import subprocess
import tarfile
from pathlib import Path

from bot.curation.gate_cases import Version
from bot.errors import FaqError
from bot.retrieval import learned

FILE = "published.json"
KNOWLEDGE_FILES = ("categories.yml", "departments.yml")


class NothingThere(FaqError):
    def __init__(self, wish: str) -> None:
        super().__init__(
            f"'{wish}' is neither a knowledge folder nor a git reference with one. Give a folder, or a commit, branch or tag "
            f"that holds the knowledge. / “{wish}”既不是知识文件夹，也不是含有知识文件的 git 版本。请给出文件夹，或提交、分支、标签名。"
        )


class UnreadablePublished(FaqError):
    def __init__(self, file: Path) -> None:
        super().__init__(
            f"{file} cannot be read. Remove it and run './faq gate' on the published files. "
            f"/ {file} 无法读取，请删除后对已发布的文件运行 ./faq gate。"
        )


def made_by(encoder: str) -> str:
    """The encoder's name with a hash of the learnt weights: by others, the same knowledge may end otherwise."""
    return f"{encoder} {hashlib.sha256(learned.FILE.read_bytes()).hexdigest()[:8]}"


def read(file: Path) -> Version | None:
    """None if nothing was stored yet; UnreadablePublished if it is broken."""
    if not file.exists():
        return None
    try:
        return Version.from_json(json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, KeyError, TypeError) as err:
        raise UnreadablePublished(file) from err


def write(version: Version, file: Path) -> None:
    """To a temporary name that is then renamed."""
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_name(f".{file.name}.{os.getpid()}")
    temporary.write_text(json.dumps(version.to_json(), ensure_ascii=False) + "\n", encoding="utf-8")
    temporary.replace(file)


def folder_of(wish: str, knowledge: Path, temporary: Path) -> Path:
    """The knowledge folder that is meant. wish: a folder, or a git reference whose files are put into `temporary`. NothingThere."""
    folder = Path(wish)
    if all((folder / name).is_file() for name in KNOWLEDGE_FILES):
        return folder
    if wish.startswith("-"):
        raise NothingThere(wish)
    try:
        prefix = _git(knowledge, "rev-parse", "--show-prefix").decode().strip()
        top = Path(_git(knowledge, "rev-parse", "--show-toplevel").decode().strip())
        packed = _git(top, "archive", "--format=tar", wish, prefix or ".")
        with tarfile.open(fileobj=io.BytesIO(packed)) as archive:
            archive.extractall(temporary, filter="data")
    except (OSError, subprocess.CalledProcessError, tarfile.TarError) as err:
        raise NothingThere(wish) from err
    return temporary / prefix


def _git(folder: Path, *arguments: str) -> bytes:
    return subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True).stdout

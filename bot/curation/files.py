"""Writing a file whole or not at all."""

from __future__ import annotations

import os
from pathlib import Path


def write_whole(file: Path, raw: bytes) -> None:
    """Replace a file at once. OSError if that cannot be; the one before is then left as it was."""
    spare = file.with_name(f".{file.name}.part")
    try:
        spare.write_bytes(raw)
        os.replace(spare, file)
    except OSError:
        spare.unlink(missing_ok=True)
        raise

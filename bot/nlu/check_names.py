"""Import every class that Rasa's files name: `python -m bot.nlu.check_names`. Rasa itself only warns, and goes on without."""

from __future__ import annotations

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from bot.settings import ROOT

FILES = ("config.yml", "credentials.yml", "endpoints.yml")


def dotted_names(value: Any) -> Iterator[str]:
    """Names such as bot.nlu.importer.KnowledgeImporter, wherever Rasa lets one write a class: as `name`, `type` or key."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if _is_dotted(key):
                yield key
            if key in ("name", "type") and _is_dotted(inner):
                yield inner
            yield from dotted_names(inner)
    if isinstance(value, list):
        for inner in value:
            yield from dotted_names(inner)


def _is_dotted(value: Any) -> bool:
    return isinstance(value, str) and "." in value and all(part.isidentifier() for part in value.split("."))


def problems(root: Path = ROOT) -> list[str]:
    """One sentence for each name that cannot be imported."""
    found = []
    for file in FILES:
        for name in dotted_names(yaml.safe_load((root / file).read_text(encoding="utf-8"))):
            why = _why_not(name)
            if why:
                found.append(f"{file}: '{name}' cannot be imported ({why}). Correct the name, or mend the module.")
    return found


def _why_not(name: str) -> str | None:
    module, _, attribute = name.rpartition(".")
    try:
        getattr(importlib.import_module(module), attribute)
    except Exception as err:  # a module's own import may fail in any way; all of them are what is looked for
        return f"{type(err).__name__}: {err}"
    return None


def main() -> int:
    found = problems()
    for problem in found:
        print(problem, file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
